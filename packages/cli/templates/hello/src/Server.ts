// The program of the class hello.Server: greets whoever says a name.
import { program, serve } from '@kos/libkos'
import { endpointInfo, endpoints } from './generated/hello/Server.edl.ts'

export default program({ endpoints, endpointInfo }, async (kos) => {
  await serve(kos, 'server', {
    greeter: {
      Greet: ({ name }) => ({ text: `Hello, ${name}!` }),
    },
  })
})
