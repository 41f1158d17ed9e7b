import { connect, program, unwrap } from '@kos/libkos'
import { IPing } from './generated/echo/IPing.idl.ts'

export default program(async (kos) => {
  const ping = connect(kos, IPing, 'server_connection', 'ping')
  const value: number = Number(kos.args[0] ?? '1')
  kos.log('answer', unwrap(await ping.Ping({ value })).result)
})
