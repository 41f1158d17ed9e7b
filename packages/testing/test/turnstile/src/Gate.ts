import { program, serve } from '@kos/libkos'
import { endpoints } from './generated/park/Gate.edl.ts'

let inside = 0

export default program({ endpoints }, async (kos) => {
  await serve(kos, 'gate', {
    turnstile: { Enter: ({ people }) => ({ inside: (inside += people) }) },
  })
})
