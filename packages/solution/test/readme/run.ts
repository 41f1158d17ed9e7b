// Beside the folder lights.
import { formatDiagnostic } from '@kos/idl-compiler'
import { boot, VirtualClock } from '@kos/kernel'
import { loadSolution } from '@kos/solution'

const { solution, kernelOptions, diagnostics } = await loadSolution('lights')
for (const each of diagnostics) console.error(formatDiagnostic(each))
if (solution === null) throw new Error('the folder lights has errors')

const kernel = boot(solution, { ...kernelOptions, clock: new VirtualClock() })
await kernel.run({ until: kernel.task('traffic.Control') })
