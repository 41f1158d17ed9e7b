import { connect, program, unwrap } from '@kos/libkos'
import { IPing } from './generated/echo/IPing.idl.ts'
import { serverConnection } from './connections.ts'

export default program(async (kos) => {
  const ping = connect(kos, IPing, serverConnection, 'ping')
  const value = Number(kos.args[0])
  kos.log('answer', unwrap(await ping.Ping({ value })).result)
})
