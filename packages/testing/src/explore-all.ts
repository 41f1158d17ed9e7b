// Search of all schedules of a small program, with a bound on preemptions: most errors of
// concurrency need only one or two, and without a bound the number of schedules is beyond reach.
// Where a thread waits, all who are ready are tried; that costs nothing of the bound.
//
// Depth first: each run follows a list of decisions and takes the default after it. The next list
// changes the last decision that can be.

import type { SolutionMaker } from './boot.ts'
import { listed, type ScheduleDecision } from './decisions.ts'
import { explain, type Exploration } from './failure.ts'
import { defaultMostRuns, defaultPreemptions, defaultShrinkRuns } from './limits.ts'
import { type RunOptions, runOnce } from './run.ts'

/** How all schedules are searched. */
export interface ExploreAllOptions extends RunOptions {
  /** How often threads are preempted in one schedule, at most; default 2. */
  readonly preemptions?: number
  /** Schedules after which the search gives up; default 20,000. */
  readonly mostRuns?: number
  /** Seed of entropy; default 1. */
  readonly seed?: number
  /** Most runs that are spent on making a failing schedule smaller; default 400. */
  readonly shrinkRuns?: number
}

/** What the search of all schedules found. */
export interface FullExploration extends Exploration {
  /**
   * True: there is no failure with so many preemptions, for all schedules were run. False after a
   * failure, or if it gave up.
   */
  readonly isComplete: boolean
  readonly preemptions: number
}

/**
 * Runs a solution under all schedules with at most so many preemptions, until one fails. Never
 * rejects.
 */
export async function exploreAll(
  solution: SolutionMaker,
  options: ExploreAllOptions = {},
): Promise<FullExploration> {
  const {
    preemptions = defaultPreemptions,
    mostRuns = defaultMostRuns,
    seed = 1,
    shrinkRuns = defaultShrinkRuns,
  } = options
  let next: readonly number[] | null = []
  for (let runs = 1; runs <= mostRuns; runs++) {
    const run = await runOnce(solution, options, seed, listed(next))
    if (run.trouble !== null) {
      const failure = await explain(solution, options, seed, run, { run: runs, shrinkRuns })
      return { runs, failure, isComplete: false, preemptions }
    }
    next = successor(run.decisions, preemptions)
    if (next === null) return { runs, failure: null, isComplete: true, preemptions }
  }
  return { runs: mostRuns, failure: null, isComplete: false, preemptions }
}

/** The next list of decisions in depth-first order; null after the last. */
export function successor(
  taken: readonly ScheduleDecision[],
  preemptions: number,
): readonly number[] | null {
  let used = taken.filter(({ value, isPreemption }) => isPreemption && value === 1).length
  for (let index = taken.length - 1; index >= 0; index--) {
    const { value, count, isPreemption } = taken[index] as ScheduleDecision
    if (isPreemption && value === 1) used--
    const isAllowed = !isPreemption || used < preemptions
    if (value + 1 < count && isAllowed)
      return [...taken.slice(0, index).map((decision) => decision.value), value + 1]
  }
  return null
}
