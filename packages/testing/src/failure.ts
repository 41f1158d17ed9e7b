// What an explorer reports of a failing schedule, and how it gets there: it makes the schedule
// smaller, then runs it once more and writes down what happens.

import type { SolutionMaker } from './boot.ts'
import { listed } from './decisions.ts'
import type { Step } from './interleaving.ts'
import { recordedSteps } from './limits.ts'
import { type Run, type RunOptions, runOnce } from './run.ts'
import { type Schedule, trimmed } from './schedule.ts'
import { shrink } from './shrink.ts'
import type { Trouble } from './trouble.ts'

/** A schedule that fails, and how. */
export interface FailedSchedule {
  /** What is wrong. */
  readonly trouble: Trouble
  /** The smallest schedule that was found to fail like this: for `replay`, or `boot`. */
  readonly schedule: Schedule
  /** The decisions that were found first. */
  readonly found: readonly number[]
  /** Which run found it; the first is 1. */
  readonly run: number
  /** Runs that were spent on making the schedule smaller. */
  readonly shrinkRuns: number
  /**
   * False: running the same schedule again did not fail in this way. The programs use something
   * that is not of the kernel: real time, random numbers.
   */
  readonly isRepeatable: boolean
  /** Who ran when, and did what. */
  readonly steps: readonly Step[]
  /** What processes wrote: `[process] line`. */
  readonly output: readonly string[]
}

/** What a search found. */
export interface Exploration {
  /** Schedules that were run; those for shrinking do not count. */
  readonly runs: number
  /** The first failure; null if there was none. */
  readonly failure: FailedSchedule | null
}

/** The failure of a run. */
export async function explain(
  solution: SolutionMaker,
  options: RunOptions,
  seed: number,
  failed: Run,
  place: { readonly run: number; readonly shrinkRuns: number },
): Promise<FailedSchedule> {
  const found = failed.decisions.map(({ value }) => value)
  const attempt = async (decisions: readonly number[]): Promise<readonly number[] | null> => {
    const run = await runOnce(solution, options, seed, listed(decisions))
    return isAlike(run.trouble, failed.trouble) ? run.decisions.map(({ value }) => value) : null
  }
  const { decisions, runs } = await shrink(found, attempt, place.shrinkRuns)
  // What was long may be shorter now.
  const isLong = failed.switches > recordedSteps
  const { switches } = isLong ? await runOnce(solution, options, seed, listed(decisions)) : failed
  const last = await runOnce(
    solution,
    options,
    seed,
    listed(decisions),
    Math.max(0, switches - recordedSteps),
  )
  const isRepeatable = isAlike(last.trouble, failed.trouble)
  return {
    trouble: (isRepeatable ? last.trouble : failed.trouble) as Trouble,
    schedule: { seed, decisions },
    found: trimmed(found),
    run: place.run,
    shrinkRuns: runs,
    isRepeatable,
    steps: last.steps,
    output: last.output,
  }
}

// The same kind of trouble, of the same process. What it says may differ: the numbers in a failed
// assertion do.
function isAlike(a: Trouble | null, b: Trouble | null): boolean {
  return a !== null && b !== null && a.kind === b.kind && processOf(a) === processOf(b)
}

function processOf(trouble: Trouble): string {
  return 'process' in trouble ? trouble.process : ''
}
