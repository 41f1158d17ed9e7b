// The example of the README.
import { connect, program, serve } from '@kos/libkos'
import { endpointInfo, endpoints } from './golden/demo/Server.edl.ts'
import { Store } from './golden/demo/Store.idl.ts'

export const Server = program({ endpoints, endpointInfo }, async (kos) => {
  const totals = new Map<string, number>()
  await serve(kos, 'stores', {
    store: {
      Put({ name, count }) {
        if (count === 0) return { error: { status: 1 } }
        const total = (totals.get(name) ?? 0) + count
        totals.set(name, total)
        return { total }
      },
    },
  })
})

export const Client = program(async (kos) => {
  using store = connect(kos, Store, 'stores', 'store')
  await store.Put({ name: 'lamp', count: 2 })
  const { total } = await store.Put({ name: 'lamp', count: 3 })
  kos.log('lamps:', total)
  const { error } = await store.Put({ name: 'lamp', count: 0 })
  kos.log('none of them:', error?.status)
})
