// Shrinking of decisions: the result still fails, is no larger than the input, and takes no more
// runs than allowed.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Attempt, shrink } from '../src/shrink.ts'

const RUNS = Number(process.env['KOS_MODEL_RUNS'] ?? 300)
const SEED = Number(process.env['KOS_MODEL_SEED'] ?? 1)

const decisions = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 30 })

const attempting =
  (fails: (decisions: readonly number[]) => boolean): Attempt =>
  (candidate) =>
    Promise.resolve(fails(candidate) ? candidate : null)

const weight = (list: readonly number[]): number => list.filter((value) => value !== 0).length

describe('shrinking', () => {
  test('gives the smallest list where each part counts for itself', async () => {
    // Fails if at each of these places there is at least this number.
    const needs = fc.uniqueArray(fc.tuple(fc.nat(29), fc.integer({ min: 1, max: 3 })), {
      selector: ([place]) => place,
      maxLength: 4,
    })
    await fc.assert(
      fc.asyncProperty(decisions, needs, async (list, needed) => {
        const fails = (candidate: readonly number[]): boolean =>
          needed.every(([place, least]) => (candidate[place] ?? 0) >= least)
        fc.pre(fails(list))
        const smallest = Array.from(
          { length: Math.max(0, ...needed.map(([place]) => place + 1)) },
          (_, index) => {
            return needed.find(([place]) => place === index)?.[1] ?? 0
          },
        )
        expect((await shrink(list, attempting(fails), 10_000)).decisions).toEqual(smallest)
      }),
      { numRuns: RUNS, seed: SEED, maxSkipsPerRun: 10_000 },
    )
  })

  test('leaves out what comes before, where only the order counts', async () => {
    // Fails if a 2 comes somewhere before a 3.
    const fails = (candidate: readonly number[]): boolean => {
      const first = candidate.indexOf(2)
      return first >= 0 && candidate.indexOf(3, first) > first
    }
    const { decisions } = await shrink([1, 0, 2, 1, 1, 0, 3, 1, 1], attempting(fails), 1_000)
    expect(decisions).toEqual([2, 3])
  })

  test('gives something that fails, however strange the program is, within its runs', async () => {
    await fc.assert(
      fc.asyncProperty(
        decisions,
        fc.func(fc.boolean()),
        fc.nat(40),
        async (list, fails, budget) => {
          const tried: string[] = []
          const attempt: Attempt = (candidate) => {
            tried.push(candidate.join())
            return Promise.resolve(fails(candidate.join()) ? candidate : null)
          }
          const shrunk = await shrink(list, attempt, budget)
          expect(shrunk.runs).toBe(tried.length)
          expect(shrunk.runs).toBeLessThanOrEqual(budget)
          expect(new Set(tried).size).toBe(tried.length)
          expect(weight(shrunk.decisions)).toBeLessThanOrEqual(weight(list))
          const isFirst = shrunk.decisions.join() === list.join().replace(/(,?0)+$/, '')
          expect(isFirst || fails(shrunk.decisions.join())).toBe(true)
        },
      ),
      { numRuns: RUNS, seed: SEED },
    )
  })
})
