import { any, boot, core, deny, execute, request, security, VirtualClock } from '@kos/kernel'
import {
  defineInterface,
  program,
  retcodeName,
  securityOf,
  uint32,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
} from '@kos/libkos'

const Approve = defineInterface('demo.Approve', { Check: { in: { port: uint32 } } })

const Verifier = program({ security: Approve }, (kos) => {
  const flags = VMM_FLAG_RESERVE | VMM_FLAG_READ
  kos.log('a page:', kos.KnVmAllocate(0, 4096, flags) > 0)
  kos.log('a gibibyte:', kos.KnVmAllocate(0, 2 ** 30, flags) > 0)
  const approve = securityOf(kos, Approve)
  for (const port of [80, 8080]) kos.log(`port ${port}:`, retcodeName(approve.Check({ port })))
})

const isLarge = ({ message }: { readonly message: unknown }) =>
  (message as { readonly size: bigint }).size > 4096n
const policy = [
  execute(),
  request(any, core),
  deny(request(Verifier, core, { endpoint: 'vmm.VMM', method: 'Allocate' }, isLarge)),
  security(Verifier, Approve.Check, ({ message }) => message.port > 80),
]
const kernel = boot(
  { programs: { Verifier }, policy },
  { clock: new VirtualClock(), output: ({ text }) => console.log(text) },
)
await kernel.run({ until: kernel.task('Verifier') })
