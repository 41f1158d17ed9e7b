// The broker in memory is one that a link may rely on.

import { brokerConformance } from '@kos/messagebus/conformance'
import { memoryBroker } from '../src/link.ts'

brokerConformance('the broker in memory', () => {
  const memory = memoryBroker()
  return {
    connect: () => memory.client(),
    stop: () => memory.stop(),
    start: () => memory.start(),
  }
})
