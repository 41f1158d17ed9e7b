import { program, serve } from '@kos/libkos'
import { endpointInfo, endpoints } from './generated/demo/Store.edl.ts'

export default program({ endpoints, endpointInfo }, async (kos) => {
  let kept = 'nothing'
  await serve(kos, 'store', {
    'disk.store': {
      Put: ({ text }) => {
        kept = text
        return {}
      },
      Get: () => ({ text: kept }),
    },
  })
})
