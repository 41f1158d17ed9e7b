import { it } from 'vitest'
import { formatDiagnostic } from '@kos/idl-compiler'
import { boot, VirtualClock } from '@kos/kernel'
import { loadSolution } from '../src/index.ts'
it('x', async () => {
  for (let i = 0; i < 5; i++) {
  const s = performance.now()
  const d = await loadSolution('test/folders/flat', { cwd: '.' })
  console.log(performance.now() - s)
  console.log(d.diagnostics.map(formatDiagnostic).join('\n'))
  const kernel = boot(d.solution!, { clock: new VirtualClock() })
  await kernel.run({ until: kernel.task('echo.Client') })
  }
})
