import { connect, formatRetcode, program } from '@kos/libkos'
import { Turnstile } from './generated/park/Turnstile.idl.ts'

export default program(async (kos) => {
  const gate = connect(kos, Turnstile, 'gate', 'turnstile')
  for (const people of [2, 9]) {
    const { rc, inside } = await gate.Enter({ people })
    kos.log(inside === undefined ? formatRetcode(rc) : `inside: ${inside}`)
  }
})
