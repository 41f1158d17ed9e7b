import { boot, core, execute, formatExit, request, VirtualClock } from '@kos/kernel'
import { formatRetcode, program } from '@kos/libkos'

const Printer = program(async (kos) => {
  throw new Error(`it does not sleep: ${formatRetcode(await kos.KnSleep(5))}`)
})
const kernel = boot(
  { programs: { Printer }, policy: [execute(), request('Einit', core)] },
  { clock: new VirtualClock(), onExit: (end) => console.log(formatExit(end)) },
)
const exit = await kernel.run({ until: kernel.task('Printer') })
if ('crash' in exit) console.log(exit.crash)
