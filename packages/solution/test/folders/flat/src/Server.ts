import { program, serve } from '@kos/libkos'
import { endpointInfo, endpoints } from './generated/echo/Server.edl.ts'

export default program({ endpoints, endpointInfo }, async (kos) => {
  await serve(kos, 'server_connection', {
    ping: { Ping: ({ value }: { value: number }) => ({ result: value + 1 }) },
  })
})
