// What every broker of links does: the suite of `@kos/messagebus/conformance`, with a server for each
// test.

import { brokerConformance } from '@kos/messagebus/conformance'
import { natsBroker } from '@kos/messagebus-nats'
import { describeNats, NatsServer } from './nats-server.ts'

describeNats('NATS', () => {
  brokerConformance('NATS', async () => {
    const server = await NatsServer.start()
    return {
      connect: () => natsBroker({ servers: server.servers, ackWait: 300, timeout: 1_000 }),
      stop: () => server.kill(),
      start: () => server.start(),
      end: () => server[Symbol.asyncDispose](),
    }
  })
})
