// Beside security.psl and the folder resources; for Node.js.
import { existsSync, readFileSync } from 'node:fs'
import { boot, VirtualClock } from '@kos/kernel'
import { systemFiles } from '@kos/libkos/resources'
import { loadPolicy } from '@kos/security/psl'
import { Baker, Oven, Supervisor } from './programs.ts'

const { policy, hasErrors } = loadPolicy('security.psl', {
  read: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null),
  roots: ['resources'],
  modules: ['bakery'],
  system: systemFiles,
})
if (hasErrors) throw new Error('security.psl has errors')
const kernel = boot(
  {
    programs: { 'bakery.Supervisor': Supervisor, 'bakery.Oven': Oven, 'bakery.Baker': Baker },
    // The others are images, of which the supervisor makes processes.
    processes: { Supervisor: 'bakery.Supervisor' },
    policy,
  },
  { clock: new VirtualClock(), onExit: () => {} },
)
await kernel.run({ until: kernel.task('Supervisor') })
