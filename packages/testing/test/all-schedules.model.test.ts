// The search of all schedules against a naive model that lists them: threads of some steps each,
// with a bound on preemptions.

import { allowAll, defineSolution, type Solution } from '@kos/kernel'
import { KosInitializedSemaphore, program } from '@kos/libkos'
import { exploreAll } from '@kos/testing'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const RUNS = Number(process.env['KOS_MODEL_RUNS'] ?? 25)
// The same runs each time, so that a change is judged by what it changed; KOS_MODEL_SEED explores
// others.
const SEED = Number(process.env['KOS_MODEL_SEED'] ?? 1)

/**
 * Processes A, B, C..., each of which takes so many steps: writes its name, then does something
 * that could have to wait.
 */
function stepping(steps: readonly number[], order: string[]): Solution {
  const programs = steps.map((count, index) => {
    const name = String.fromCodePoint(65 + index)
    const main = program(async (kos) => {
      const free = KosInitializedSemaphore(count)
      for (let step = 0; step < count; step++) {
        order.push(name)
        await kos.KosSemaphoreWait(free)
      }
    })
    return [name, main] as const
  })
  return defineSolution({ programs: Object.fromEntries(programs), policy: allowAll() })
}

/**
 * All orders, as the model has them: any process may begin; who is ready is known from what is
 * left.
 */
function orders(steps: readonly number[], maxPreemptions: number): Set<string> {
  const found = new Set<string>()
  // `left` counts what a thread has still to write; -1: it is over.
  const go = (left: readonly number[], running: number, budget: number, sofar: string): void => {
    const mine = left[running] as number
    const others = left.flatMap((count, index) => (count >= 0 && index !== running ? index : []))
    if (mine === 0) {
      const over = left.with(running, -1)
      if (others.length === 0) found.add(sofar)
      for (const next of others) go(over, next, budget, sofar)
      return
    }
    const after = left.with(running, mine - 1)
    const text = sofar + String.fromCodePoint(65 + running)
    go(after, running, budget, text)
    if (budget > 0) for (const next of others) go(after, next, budget - 1, text)
  }
  for (const first of steps.keys()) go(steps, first, maxPreemptions, '')
  return found
}

async function explored(
  steps: readonly number[],
  maxPreemptions: number,
): Promise<{ seen: Set<string>; runs: number }> {
  const seen = new Set<string>()
  let order: string[] = []
  const { runs, failure, isComplete } = await exploreAll(() => stepping(steps, (order = [])), {
    maxPreemptions,
    check: () => void seen.add(order.join('')),
  })
  expect([failure, isComplete]).toEqual([null, true])
  return { seen, runs }
}

describe('the search of all schedules', () => {
  test('finds the orders of the model, and no others', async () => {
    const programs = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(programs, fc.integer({ min: 0, max: 3 }), async (steps, maxPreemptions) => {
        const { seen } = await explored(steps, maxPreemptions)
        expect([...seen].toSorted()).toEqual([...orders(steps, maxPreemptions)].toSorted())
      }),
      { numRuns: RUNS, seed: SEED },
    )
  })

  test('runs no schedule twice', async () => {
    // Two threads of three steps: without a bound as many as there are ways to merge them, each
    // ending at a step of its own.
    expect((await explored([2], 9)).runs).toBe(1)
    expect((await explored([1, 1], 0)).runs).toBe(2)
    expect((await explored([1, 1], 1)).runs).toBe(4)
    expect((await explored([1, 1], 9)).runs).toBe(6)
  })

  test('says that it is not complete if it gives up, or finds a failure', async () => {
    const given = await exploreAll(() => stepping([3, 3, 3], []), { maxRuns: 10 })
    expect(given).toEqual({ runs: 10, failure: null, isComplete: false, maxPreemptions: 2 })
    const failing = await exploreAll(() => stepping([1], []), {
      check() {
        throw new Error('no')
      },
    })
    expect(failing).toMatchObject({
      runs: 1,
      isComplete: false,
      failure: { violation: { kind: 'check' } },
    })
  })
})
