import { boot, execute, VirtualClock } from '@kos/kernel'
import { formatRetcode, program } from '@kos/libkos'

const Printer = program(async (kos) => {
  throw new Error(`it does not sleep: ${formatRetcode(await kos.KnSleep(5))}`)
})
const kernel = boot(
  { programs: { Printer }, policy: [execute()] },
  { clock: new VirtualClock(), probe: { denied: (_, { message }) => console.warn(message) } },
)
const task = kernel.task('Printer')
await kernel.run({ until: task })
const exit = await task.exit
if ('crash' in exit) console.log(exit.crash)
