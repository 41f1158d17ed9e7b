import { connect, program, unwrap } from '@kos/libkos'
import { IStore } from './generated/demo/IStore.idl.ts'

export default program(async (kos) => {
  const store = connect(kos, IStore, 'store', 'disk.store')
  const greeting = kos.files['greeting.txt']
  if (greeting !== undefined) unwrap(await store.Put({ text: String.fromCharCode(...greeting) }))
  kos.log(kos.env['LEVEL'], kos.args.join(), unwrap(await store.Get({})).text)
})
