import { existsSync, readFileSync } from 'node:fs'
import { boot, VirtualClock } from '@kos/kernel'
import { connect, defineInterface, formatRetcode, program, serve, uint32 } from '@kos/libkos'
import { systemFiles } from '@kos/libkos/resources'
import { formatDiagnostic, loadPolicy } from '@kos/security/psl'

const loaded = loadPolicy('security.psl', {
  read: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null),
  roots: ['resources'],
  modules: ['post'],
  system: systemFiles,
})
for (const each of loaded.diagnostics) console.error(formatDiagnostic(each))
if (loaded.hasErrors) throw new Error('security.psl has errors')

const Scale = defineInterface('post.Scale', {
  Weigh: { in: { parcel: uint32 }, out: { grams: uint32 } },
})
const Postman = program({ endpoints: { scale: Scale } }, async (kos) => {
  await serve(kos, 'post', { scale: { Weigh: ({ parcel }) => ({ grams: parcel * 250 }) } })
})
const Customer = program(async (kos) => {
  const scale = connect(kos, Scale, 'post', 'scale')
  kos.log('grams:', (await scale.Weigh({ parcel: 3 })).grams)
  kos.log('too many:', formatRetcode((await scale.Weigh({ parcel: 21 })).rc))
})
const kernel = boot(
  {
    programs: { 'post.Postman': Postman, 'post.Customer': Customer },
    connections: { 'post.Customer': { post: 'post.Postman' } },
    policy: loaded.policy,
  },
  { clock: new VirtualClock() },
)
await kernel.run({ until: kernel.task('post.Customer') })
