import { program, serve } from '@kos/libkos'
import { endpointInfo, endpoints } from './generated/app/Client.edl.ts'

export default program({ endpoints, endpointInfo }, async (kos) => {
  // Whom it finds through kl.core.NameServer is not of interest here.
  kos.log(kos.args.join(', '), kos.env['MODE'])
  await serve(kos, 'back', { back: { Tell: ({ level }) => kos.log('told', level) } })
})
