import { any, boot, core, execute, request, response, VirtualClock } from '@kos/kernel'
import {
  connect,
  defineInterface,
  formatRetcode,
  handle,
  HANDLE_TYPE_USER_FIRST,
  OCAP_HANDLE_TRANSFER,
} from '@kos/libkos'
import { program, serve, uint32, unwrap } from '@kos/libkos'

const Doors = defineInterface('demo.Doors', {
  Lend: { in: { days: uint32 }, out: { key: handle } },
  Open: { in: { key: handle }, out: { room: uint32 } },
  Revoke: {},
})
const Porter = program({ endpoints: { doors: Doors } }, async (kos) => {
  const { handle: lent } = unwrap(
    kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, OCAP_HANDLE_TRANSFER, 12),
  )
  const Lend = () => ({ key: lent })
  const Open = ({ key }: { key: { badge: unknown } }) => ({ room: Number(key.badge ?? 0) })
  await serve(kos, 'porter', { doors: { Lend, Open, Revoke: () => void kos.KnHandleRevoke(lent) } })
})
const Guest = program(async (kos) => {
  const doors = connect(kos, Doors, 'porter', 'doors')
  kos.log('a key for a month:', formatRetcode((await doors.Lend({ days: 30 })).rc))
  const { key } = unwrap(await doors.Lend({ days: 2 }))
  kos.log('the key opens room', (await doors.Open({ key: key.handle })).room)
  await doors.Revoke()
  kos.log('after it was revoked:', formatRetcode((await doors.Open({ key: key.handle })).rc))
})
const lending = request(Guest, Porter, Doors.Lend, ({ message }) => message.days <= 7)
const policy = [
  execute(),
  request(any, core),
  request(Guest, Porter),
  response(Porter, Guest),
  lending,
]
const connections = { Guest: { porter: 'Porter' } }
const kernel = boot(
  { programs: { Porter, Guest }, connections, policy },
  { clock: new VirtualClock() },
)
await kernel.run({ until: kernel.task('Guest') })
