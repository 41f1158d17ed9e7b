// A trace of the demo is in the Trace Event Format, and shows what the demo is about.

import { boot, cloningRealm, realm } from '@kos/kernel'
import { createTrace } from '@kos/kernel/trace'
import { expect, test } from 'vitest'
// @boundaries-ignore tooling of tests belongs to no package
import { traceFaults, TraceText } from '../../../tooling/trace-format.ts'
import { demoSolution } from '../src/solution.ts'

test.each([
  ['realm', realm],
  ['cloning realm', cloningRealm],
])('a trace of the demo in a %s', async (_name, host) => {
  const trace = new TraceText()
  const { probe, end } = createTrace({ write: trace.write })
  const kernel = boot(demoSolution(new Uint8Array(100_000)), {
    host: host(),
    probe,
    output: () => {},
    onDenied: () => {},
    onExit: () => {},
  })
  await kernel.run({ until: kernel.task('Client') })
  kernel.kill('Unlucky', 'killed')
  await kernel[Symbol.asyncDispose]()
  end()
  const { events } = trace
  expect(traceFaults(events)).toEqual([])
  const denied = events.filter(({ name }) => name === 'denied').map(({ args }) => args?.['source'])
  expect(denied).toEqual(['Intruder', 'Intruder'])
  const flows = events.filter(({ ph, cat }) => ph === 's' && cat === 'ipc')
  expect(new Set(flows.map(({ name }) => name))).toContain('demo.Files.OpenResource')
})
