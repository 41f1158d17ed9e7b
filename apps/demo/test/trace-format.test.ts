// A trace of the demo is in the Trace Event Format, and shows what the demo is about.

import { createTrace } from '@kos/kernel/trace'
import { expect, test } from 'vitest'
// @boundaries-ignore tooling of tests belongs to no package
import { traceFaults, TraceText } from '../../../tooling/trace-format.ts'
import { bootDemo, hosts, loadDemo } from './demo-runs.ts'

test.each(hosts)('a trace of the demo in a %s', async (_name, host) => {
  const trace = new TraceText()
  const { probe, end } = createTrace({ write: (chunk) => trace.write(chunk) })
  const kernel = await bootDemo(await loadDemo(), { host: host(), probe })
  await kernel.run({ until: 'idle' })
  await kernel[Symbol.asyncDispose]()
  end()
  const { events } = trace
  expect(traceFaults(events)).toEqual([])
  const denied = events.filter(({ name }) => name === 'denied').map(({ args }) => args?.['source'])
  expect(denied).toEqual(Array(6).fill('demo.Intruder'))
  const flows = events.filter(({ ph, cat }) => ph === 's' && cat === 'ipc')
  expect(new Set(flows.map(({ name }) => name))).toContain('demo.Files.OpenResource')
})
