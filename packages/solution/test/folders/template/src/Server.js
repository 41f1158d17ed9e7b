import { connect, program, unwrap } from '@kos/libkos'
import { IBack } from './generated/app/IBack.idl.js'

export default program(async (kos) => {
  unwrap(await connect(kos, IBack, 'back', 'back').Tell({ level: 2 }))
})
