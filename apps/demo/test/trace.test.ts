// Under virtual time every run of the demo is the same run, on both process hosts, whatever else the
// host does, and on every version of Node.js; and so is every run of the README's first example.

import { type KernelOptions, type ProcessHost, VirtualClock } from '@kos/kernel'
import type { LoadedSolution } from '@kos/solution'
import { expect, test, vi } from 'vitest'
// @boundaries-ignore tooling of tests belongs to no package
import { hashesOf, type Trace, traceTimeout } from '../../../tooling/trace.ts'
import { bootDemo, hosts, loadDemo } from './demo-runs.ts'

vi.setConfig({ testTimeout: traceTimeout })

/** What `kos run --virtual` does. */
async function runDemo(demo: LoadedSolution, trace: Trace, host: ProcessHost): Promise<void> {
  const kernel = await bootDemo(demo, {
    host,
    clock: new VirtualClock(),
    probe: trace.probe,
    output: ({ process, time, text }) => trace.say(process, time, text),
  })
  await kernel.run({ until: 'idle' })
  await kernel[Symbol.asyncDispose]()
}

test.each(hosts)('the demo in a %s has one trace', async (_name, host) => {
  const demo = await loadDemo()
  // It changes with the demo and with the order of what a kernel does: then take over the new one.
  expect(await hashesOf((trace) => runDemo(demo, trace, host()))).toEqual([
    '8570dd3ce03d5994fc771046e6778f990861f3b2c5b5584f672d17a74930603b',
  ])
})

// The example says nothing of a probe: it is added to its options.
const added = vi.hoisted((): { options: object } => ({ options: {} }))
vi.mock(import('@kos/kernel'), async (importOriginal) => {
  const kernel = await importOriginal()
  const bootAdded = (solution: never, options: KernelOptions): unknown =>
    kernel.boot(solution, { ...options, ...added.options })
  return { ...kernel, boot: bootAdded as typeof kernel.boot }
})

test('the first example of the README has one trace', async () => {
  let runs = 0
  const lengths = new Set<number>()
  const hashes = await hashesOf(async (trace) => {
    added.options = { probe: trace.probe, output: ({ text }: { text: string }) => trace.say(text) }
    const path = `../src/first-solution.ts?run=${++runs}`
    await import(/* @vite-ignore */ path)
    added.options = {}
    lengths.add(trace.events.length)
  })
  expect(hashes).toHaveLength(1)
  expect([...lengths]).toEqual([56])
})
