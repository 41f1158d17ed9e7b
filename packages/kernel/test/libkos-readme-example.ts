import {
  connect,
  defineInterface,
  handle,
  HANDLE_TYPE_USER_FIRST,
  OCAP_HANDLE_TRANSFER,
} from '@kos/libkos'
import { program, rcOk, serve, string } from '@kos/libkos'

export const Lamps = defineInterface('demo.Lamps', {
  Take: { out: { lamp: handle } },
  Look: { in: { lamp: handle }, out: { name: string(16) } },
})

export const Shop = program({ endpoints: { lamps: Lamps } }, async (kos) => {
  const context = { name: 'green lamp' }
  const { rc, handle: lamp } = kos.KnHandleCreateUserObject(
    HANDLE_TYPE_USER_FIRST,
    OCAP_HANDLE_TRANSFER,
    context,
  )
  if (rc !== rcOk) return 1
  await serve(kos, 'shop', {
    lamps: {
      Take: () => ({ lamp }),
      // A handle of something else has no context of ours.
      Look: ({ lamp }) => ({ name: lamp.dereferenced ? (lamp.badge as typeof context).name : '' }),
    },
  })
  return 0
})

export const Buyer = program(async (kos) => {
  const lamps = connect(kos, Lamps, 'shop', 'lamps')
  const { rc, lamp } = await lamps.Take()
  if (rc !== rcOk) return 1
  kos.log('it is a', (await lamps.Look({ lamp: lamp.handle })).name)
  return 0
})
