// Traces of programs with mistakes in them, under seeded schedules: each is in the Trace Event
// Format, and equal seeds write equal bytes.

import { createTrace } from '@kos/kernel/trace'
import { boot, type SolutionMaker } from '@kos/testing'
import { expect, test } from 'vitest'
// @boundaries-ignore tooling of tests belongs to no package
import { traceFaults, TraceText } from '../../../tooling/trace-format.ts'
import { corpus } from './corpus/index.ts'

/** The trace of one run, which may end in any way. */
async function traceOf(maker: SolutionMaker, seed: number): Promise<TraceText> {
  const trace = new TraceText()
  const { probe, end } = createTrace({ write: trace.write })
  const system = await boot(maker, { seed, probe })
  try {
    await system.advance(50)
  } finally {
    await system[Symbol.asyncDispose]().catch(() => {})
    end()
  }
  return trace
}

test.each(corpus)('$name writes a trace in the format, the same each time', async ({ faulty }) => {
  for (const seed of [1, 2, 3]) {
    const trace = await traceOf(faulty, seed)
    expect(traceFaults(trace.events)).toEqual([])
    expect(trace.events.some(({ cat }) => cat === 'running')).toBe(true)
    expect((await traceOf(faulty, seed)).text).toBe(trace.text)
  }
})
