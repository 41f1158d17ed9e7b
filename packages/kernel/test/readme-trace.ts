// For Node.js.
import { closeSync, openSync, writeSync } from 'node:fs'
import { allowAll, boot, VirtualClock } from '@kos/kernel'
import { createTrace } from '@kos/kernel/trace'
import { connect, defineInterface, program, serve } from '@kos/libkos'

const Bell = defineInterface('demo.Bell', { Ring: {} })
const Tower = program({ endpoints: { bell: Bell } }, (kos) =>
  serve(kos, 'tower', { bell: { Ring: () => {} } }),
)
const Ringer = program(async (kos) => {
  await connect(kos, Bell, 'tower', 'bell').Ring()
})

const file = openSync('trace.json', 'w')
const trace = createTrace({ write: (chunk) => writeSync(file, chunk) })
const kernel = boot(
  { programs: { Tower, Ringer }, connections: { Ringer: { tower: 'Tower' } }, policy: allowAll() },
  { clock: new VirtualClock(), probe: trace.probe },
)
await kernel.run({ until: kernel.task('Ringer') })
trace.end()
closeSync(file)
