// The control asks the lights for their modes, one after the other.
import { connect, formatRetcode, program } from '@kos/libkos'
import { IMode } from './generated/traffic/IMode.idl.ts'

export default program(async (kos) => {
  const mode = connect(kos, IMode, 'lights', 'mode')
  await mode.Set({ mode: 2 })
  kos.log('it was', (await mode.Set({ mode: 1 })).previous)
  kos.log('all green:', formatRetcode((await mode.Set({ mode: 7 })).rc))
})
