// Search for a schedule that fails, at random, and the running of one again. The search of all
// schedules is in `explore-all.ts`.

import type { SolutionMaker } from './boot.ts'
import { listed, random } from './decisions.ts'
import { explain, type Exploration } from './failure.ts'
import { defaultRuns, defaultShrinkRuns } from './limits.ts'
import { type RunOptions, runOnce } from './run.ts'
import type { Schedule } from './schedule.ts'

/** How schedules are searched. */
export interface ExploreOptions extends RunOptions {
  /** How many schedules are tried; default 1,000. */
  readonly runs?: number
  /** Seed of the search; default 1. Equal seeds give equal searches. */
  readonly seed?: number
  /** Most runs that are spent on making a failing schedule smaller; default 400. */
  readonly shrinkRuns?: number
}

/**
 * Runs a solution under many schedules until one fails: a process crashes (what a program throws is
 * its crash), threads wait for ever, `check` throws, objects are left at the end, and what else
 * `Trouble` lists. The first schedule is the one without an explorer. Never rejects.
 */
export async function explore(
  solution: SolutionMaker,
  options: ExploreOptions = {},
): Promise<Exploration> {
  const { runs = defaultRuns, seed: first = 1, shrinkRuns = defaultShrinkRuns } = options
  for (let index = 0; index < runs; index++) {
    const seed = (first + index) >>> 0
    const run = await runOnce(
      solution,
      options,
      seed,
      index === 0 ? listed([]) : random(seed, rarities[index % 4] as number),
    )
    if (run.trouble === null) continue
    return {
      runs: index + 1,
      failure: await explain(solution, options, seed, run, { run: index + 1, shrinkRuns }),
    }
  }
  return { runs, failure: null }
}

// Some errors need many preemptions, others few at the right place, which many would hide.
const rarities: readonly number[] = [16, 2, 4, 8]

/** How a schedule is run again. */
export interface ReplayOptions extends RunOptions {
  readonly schedule: Schedule
}

/**
 * Runs a solution under one schedule, and reports what happens: the failure that an explorer found,
 * or none. Never rejects.
 */
export async function replay(
  solution: SolutionMaker,
  options: ReplayOptions,
): Promise<Exploration> {
  const { seed, decisions } = options.schedule
  const run = await runOnce(solution, options, seed, listed(decisions))
  if (run.trouble === null) return { runs: 1, failure: null }
  return {
    runs: 1,
    failure: await explain(solution, options, seed, run, { run: 1, shrinkRuns: 0 }),
  }
}
