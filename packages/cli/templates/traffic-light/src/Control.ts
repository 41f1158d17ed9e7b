// The program of the class traffic.Control: lets one road go after the other. At the end it makes a
// mistake, which the policy does not let through.
import { connect, formatRetcode, program } from '@kos/libkos'
import { Green, Lamps, Red, Yellow } from './generated/traffic/Lamps.idl.ts'

const phases = [
  { north: Green, east: Red },
  { north: Yellow, east: Red },
  { north: Red, east: Green },
  { north: Red, east: Yellow },
  { north: Red, east: Red },
]

export default program(async (kos) => {
  const lamps = connect(kos, Lamps, 'lights', 'lamps')
  for (const phase of phases) {
    await lamps.Set(phase)
    await kos.KnSleep(500)
  }
  const { rc } = await lamps.Set({ north: Green, east: Green })
  kos.log('green for both:', formatRetcode(rc))
})
