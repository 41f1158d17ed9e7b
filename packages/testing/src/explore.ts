// Random search for a schedule that fails, and replay of a schedule. `explore-all.ts` searches all
// schedules.

import { listed, random } from './decisions.ts'
import { faultsOf } from './faults.ts'
import { explain, type Exploration } from './failure.ts'
import { defaultRuns, defaultMaxShrinkRuns } from './limits.ts'
import { type RunOptions, runOnce } from './run.ts'
import type { Schedule } from './schedule.ts'
import { makerOf, type MakeSolution, type SolutionSource } from './solution-maker.ts'

/** Options of `explore`. */
export interface ExploreOptions extends RunOptions {
  /** Number of schedules; default 1,000. */
  readonly runs?: number
  /** Seed of the search; default 1. Equal seeds give equal searches. */
  readonly seed?: number
  /** Most runs that are spent on shrinking a failing schedule; default 400. */
  readonly maxShrinkRuns?: number
}

/**
 * Runs a solution, or that of a folder, under many schedules until one fails: a process crashes (an uncaught error of a
 * program is its crash), threads deadlock, `check` throws, objects are left at the end; `Violation`
 * has the full list. The first schedule is the default one. Never rejects.
 */
export function explore(
  solution: SolutionSource,
  options: ExploreOptions = {},
): Promise<Exploration> {
  return search(makerOf(solution, options.machine), options)
}

async function search(make: MakeSolution, options: ExploreOptions): Promise<Exploration> {
  const { runs = defaultRuns, seed: first = 1, maxShrinkRuns = defaultMaxShrinkRuns } = options
  for (let index = 0; index < runs; index++) {
    const seed = (first + index) >>> 0
    const run = await runOnce(
      make,
      options,
      seed,
      index === 0 ? listed([]) : random(seed, rarities[index % 4] as number),
    )
    if (run.violation === null) continue
    return {
      runs: index + 1,
      failure: await explain(make, options, seed, run, { run: index + 1, maxShrinkRuns }),
    }
  }
  return { runs, failure: null }
}

// One preemption in so many decisions. Some errors need many preemptions; others need few, and more
// would hide them.
const rarities: readonly number[] = [16, 2, 4, 8]

/** Options of `replay`. */
export interface ReplayOptions extends RunOptions {
  readonly schedule: Schedule
}

/**
 * Runs a solution under one schedule, and reports its failure, as an explorer does, or none. Never
 * rejects.
 */
export function replay(solution: SolutionSource, options: ReplayOptions): Promise<Exploration> {
  return runAgain(makerOf(solution, options.machine), options)
}

async function runAgain(make: MakeSolution, options: ReplayOptions): Promise<Exploration> {
  const { seed, decisions } = options.schedule
  const all = { ...options, ...faultsOf(options, options.schedule) }
  const run = await runOnce(make, all, seed, listed(decisions))
  if (run.violation === null) return { runs: 1, failure: null }
  return {
    runs: 1,
    failure: await explain(make, all, seed, run, { run: 1, maxShrinkRuns: 0 }),
  }
}
