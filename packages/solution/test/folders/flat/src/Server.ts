import { program, serve } from '@kos/libkos'
import { endpointInfo, endpoints } from './generated/echo/Server.edl.ts'
import { serverConnection } from './connections.ts'

export default program({ endpoints, endpointInfo }, async (kos) => {
  await serve(kos, serverConnection, {
    ping: { Ping: ({ value }) => ({ result: value + 1 }) },
  })
})
