// Exhaustive search of the schedules of a small program with a bound on preemptions (preemption
// bounding, as in the model checker CHESS): most concurrency errors need only one or two.
//
// When a thread waits, all ready threads are tried; that does not count against the bound. The
// search is depth first: each run follows a list of decisions and takes the default after its end.
// The next list changes the last decision that has an alternative left.

import { type ScheduleDecision, listed } from './decisions.ts'
import { explain, type Exploration } from './failure.ts'
import { defaultMaxRuns, defaultMaxPreemptions, defaultMaxShrinkRuns } from './limits.ts'
import { type RunOptions, runOnce } from './run.ts'
import { makerOf, type MakeSolution, type SolutionSource } from './solution-maker.ts'

/** Options of `exploreAll`. */
export interface ExploreAllOptions extends RunOptions {
  /** Most preemptions in one schedule; default 2. */
  readonly maxPreemptions?: number
  /** Most schedules before the search gives up; default 20,000. */
  readonly maxRuns?: number
  /** Seed of entropy; default 1. */
  readonly seed?: number
  /** Most runs that are spent on shrinking a failing schedule; default 400. */
  readonly maxShrinkRuns?: number
}

/** The result of `exploreAll`. */
export interface FullExploration extends Exploration {
  /**
   * True: all schedules with at most `maxPreemptions` preemptions were run, and none failed. False
   * after a failure, or if the search gave up.
   */
  readonly isComplete: boolean
  readonly maxPreemptions: number
}

/**
 * Runs a solution under all schedules with at most `maxPreemptions` preemptions, until one fails.
 * Never rejects.
 */
export function exploreAll(
  solution: SolutionSource,
  options: ExploreAllOptions = {},
): Promise<FullExploration> {
  return searchAll(makerOf(solution, options.machine), options)
}

async function searchAll(make: MakeSolution, options: ExploreAllOptions): Promise<FullExploration> {
  const {
    maxPreemptions = defaultMaxPreemptions,
    maxRuns = defaultMaxRuns,
    seed = 1,
    maxShrinkRuns = defaultMaxShrinkRuns,
  } = options
  let next: readonly number[] | null = []
  for (let runs = 1; runs <= maxRuns; runs++) {
    const run = await runOnce(make, options, seed, listed(next))
    if (run.violation !== null) {
      const failure = await explain(make, options, seed, run, { run: runs, maxShrinkRuns })
      return { runs, failure, isComplete: false, maxPreemptions }
    }
    next = successor(run.decisions, maxPreemptions)
    if (next === null) return { runs, failure: null, isComplete: true, maxPreemptions }
  }
  return { runs: maxRuns, failure: null, isComplete: false, maxPreemptions }
}

/** The next list of decisions in depth-first order; null after the last. */
export function successor(
  taken: readonly ScheduleDecision[],
  maxPreemptions: number,
): readonly number[] | null {
  let used = taken.filter(({ value, isPreemption }) => isPreemption && value === 1).length
  for (let index = taken.length - 1; index >= 0; index--) {
    const { value, count, isPreemption } = taken[index] as ScheduleDecision
    if (isPreemption && value === 1) used--
    const isAllowed = !isPreemption || used < maxPreemptions
    if (value + 1 < count && isAllowed)
      return [...taken.slice(0, index).map((decision) => decision.value), value + 1]
  }
  return null
}
