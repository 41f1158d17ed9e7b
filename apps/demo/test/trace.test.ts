// Under virtual time every run of the demo is the same run, on both process hosts, whatever else the
// host does, and on every version of Node.js; and so is every run of the README's first example.

import {
  boot,
  cloningRealm,
  type KernelOptions,
  type ProcessHost,
  realm,
  VirtualClock,
} from '@kos/kernel'
import { expect, test, vi } from 'vitest'
// @boundaries-ignore tooling of tests belongs to no package
import { hashesOf, type Trace, traceTimeout } from '../../../tooling/trace.ts'
import { demoSolution } from '../src/solution.ts'

vi.setConfig({ testTimeout: traceTimeout })

const content = Uint8Array.from({ length: 200_000 }, (_, index) => (index * 31) ^ (index >> 8))

/** What `main.ts` does, in virtual time. */
async function runDemo(trace: Trace, host: ProcessHost): Promise<void> {
  const kernel = boot(demoSolution(content), {
    host,
    clock: new VirtualClock(),
    probe: trace.probe,
    output: ({ process, time, text }) => trace.say(process, time, text),
  })
  await kernel.run({ until: kernel.task('Client') })
  kernel.kill('Unlucky', 'killed in the middle of its reading')
  await kernel.run({ until: 'idle' })
  await kernel[Symbol.asyncDispose]()
}

test.each([
  ['realm', realm],
  ['cloning realm', cloningRealm],
])('the demo in a %s has one trace', async (_name, host) => {
  // It changes with the demo and with the order of what a kernel does: then take over the new one.
  expect(await hashesOf((trace) => runDemo(trace, host()))).toEqual([
    '697246f44b31739fed11ce9f71b81aaf1f79e2cb6c6d71f5531b51982b2b860c',
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
