import {
  any,
  audited,
  boot,
  core,
  execute,
  Klog,
  KlogStorage,
  request,
  response,
  VirtualClock,
} from '@kos/kernel'
import { connect, defineInterface, program, serve, uint32 } from '@kos/libkos'

const Safe = defineInterface('demo.Safe', { Open: { in: { code: uint32 } } })

const Bank = program({ endpoints: { safe: Safe } }, async (kos) => {
  await serve(kos, 'bank', { safe: { Open: () => {} } })
})
const Thief = program(async (kos) => {
  const safe = connect(kos, Safe, 'bank', 'safe')
  for (const code of [1, 4711]) await safe.Open({ code })
})
const opening = request(Thief, Bank, Safe.Open, ({ message }) => message.code === 4711)
const policy = [
  execute(),
  request(any, core),
  request(Klog, KlogStorage),
  response(any, any),
  ...audited({ 0: { base: { kss: ['granted', 'denied'] } } }, opening),
]
const kernel = boot(
  {
    programs: { Bank, 'kl.KlogStorage': KlogStorage, 'kl.Klog': Klog, Thief },
    connections: {
      'kl.Klog': { 'kl.KlogStorage': 'kl.KlogStorage' },
      Thief: { bank: 'Bank' },
    },
    policy,
  },
  { clock: new VirtualClock(), onDenied: () => {} },
)
await kernel.run({ until: 'idle' })
