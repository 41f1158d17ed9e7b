// The audit of a folder: its records go over Klog to KlogStorage, which come with kos.

import { boot, VirtualClock } from '@kos/kernel'
import { expect, test } from 'vitest'
import { loadSolution } from '../src/index.ts'
import { echo, folderOf, shownDiagnostics } from './folder.ts'

const klog = `- name: kl.Klog
  connections:
  - target: kl.KlogStorage
    id: kl.KlogStorage
- name: kl.KlogStorage
`
const policy = `use EDL kl.Klog
use EDL kl.KlogStorage
audit profile all = { 0 : { base : { kss : ["granted"] } } }
request src = kl.Klog, dst = kl.KlogStorage { grant () }
response src = kl.KlogStorage, dst = kl.Klog { grant () }
request src = echo.Client, dst = echo.Server { audit all grant () }
`

test('a folder with Klog and KlogStorage needs no programs for them', async () => {
  const folder = folderOf({
    ...echo,
    'init.yaml': `${echo['init.yaml']}${klog}`,
    'security.psl': `${echo['security.psl']}${policy}`,
  })
  const { solution, diagnostics, kernelOptions } = await loadSolution(folder, { cwd: folder })
  expect(shownDiagnostics(diagnostics)).toBe('')
  const lines: string[] = []
  await using kernel = boot(solution ?? { programs: {} }, {
    ...kernelOptions,
    clock: new VirtualClock(),
    output: ({ process, text }) => lines.push(`${process}: ${text}`),
  })
  await kernel.run({ until: 'idle' })
  expect(lines.filter((line) => line.startsWith('kl.KlogStorage'))).toEqual([
    expect.stringMatching(/^kl\.KlogStorage: #1 0 level 0: request echo\.Client -> echo\.Server/),
  ])
})
