// The lights serve the interface that the EDL file of their class names.
import { program, serve } from '@kos/libkos'
import { endpointInfo, endpoints } from './generated/traffic/Lights.edl.ts'

export default program({ endpoints, endpointInfo }, async (kos) => {
  let current = 0
  await serve(kos, 'lights', {
    mode: {
      Set: ({ mode }) => {
        const previous = current
        current = mode
        return { previous }
      },
    },
  })
})
