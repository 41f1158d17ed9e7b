// The program of the class traffic.Lights: switches the lamps, and shows them.
import { program, serve } from '@kos/libkos'
import { endpointInfo, endpoints } from './generated/traffic/Lights.edl.ts'

const colours = ['red', 'yellow', 'green']

export default program({ endpoints, endpointInfo }, async (kos) => {
  await serve(kos, 'lights', {
    lamps: {
      Set: ({ north, east }) => kos.log('north', colours[north], '- east', colours[east]),
    },
  })
})
