// MQTT as links rely on it, with a broker in this process.

import { brokerConformance } from '@kos/messagebus/conformance'
import { mqttBroker } from '../src/index.ts'
import { startAedes } from './aedes-broker.ts'

brokerConformance('MQTT', async () => {
  const server = await startAedes()
  const { url } = server
  return {
    connect: () => mqttBroker({ url }),
    stop: () => server.cut(),
    start: () => server.listen(),
    end: () => server.close(),
    lacks: { messageIds: 'MQTT has no ids of messages: what is stored twice arrives twice' },
  }
})
