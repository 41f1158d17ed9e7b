// The failure that an explorer reports: a failing schedule (a counterexample). The schedule is
// shrunk (`shrink.ts`), then run once more with a recorder of its steps.

import type { SolutionMaker } from './boot.ts'
import { listed } from './decisions.ts'
import type { Step } from './interleaving.ts'
import { maxRecordedSteps } from './limits.ts'
import { type Run, type RunOptions, runOnce } from './run.ts'
import { type Schedule, trimmed } from './schedule.ts'
import { shrink } from './shrink.ts'
import type { Violation } from './violation.ts'

/** A schedule that fails, and the violation. */
export interface FailedSchedule {
  readonly violation: Violation
  /** The smallest schedule that was found to fail in this way: for `replay`, or `boot`. */
  readonly schedule: Schedule
  /** The decisions before shrinking. */
  readonly found: readonly number[]
  /** Number of the run that failed; the first is 1. */
  readonly run: number
  /** Runs that were spent on shrinking. */
  readonly shrinkRuns: number
  /**
   * False: the same schedule, run again, did not fail in this way. The programs depend on something
   * besides the kernel, such as real time or random numbers.
   */
  readonly isRepeatable: boolean
  /** The steps of the threads, in order. */
  readonly steps: readonly Step[]
  /** The output of the processes: `[process] line`. */
  readonly output: readonly string[]
}

/** The result of a search. */
export interface Exploration {
  /** Schedules that were run; those for shrinking do not count. */
  readonly runs: number
  /** The first failure; null if there was none. */
  readonly failure: FailedSchedule | null
}

/** Makes the failure of a run: shrinks its schedule and records it. */
export async function explain(
  solution: SolutionMaker,
  options: RunOptions,
  seed: number,
  failed: Run,
  limits: { readonly run: number; readonly maxShrinkRuns: number },
): Promise<FailedSchedule> {
  const found = failed.decisions.map(({ value }) => value)
  const attempt = async (decisions: readonly number[]): Promise<readonly number[] | null> => {
    const run = await runOnce(solution, options, seed, listed(decisions))
    return isAlike(run.violation, failed.violation) ? run.decisions.map(({ value }) => value) : null
  }
  const { decisions, runs } = await shrink(found, attempt, limits.maxShrinkRuns)
  // The shrunk schedule may have fewer switches.
  const isLong = failed.switches > maxRecordedSteps
  const { switches } = isLong ? await runOnce(solution, options, seed, listed(decisions)) : failed
  const last = await runOnce(
    solution,
    options,
    seed,
    listed(decisions),
    Math.max(0, switches - maxRecordedSteps),
  )
  const isRepeatable = isAlike(last.violation, failed.violation)
  return {
    violation: (isRepeatable ? last.violation : failed.violation) as Violation,
    schedule: { seed, decisions },
    found: trimmed(found),
    run: limits.run,
    shrinkRuns: runs,
    isRepeatable,
    steps: last.steps,
    output: last.output,
  }
}

// The same kind of violation, of the same process. Messages may differ, such as the numbers in a
// failed assertion.
function isAlike(a: Violation | null, b: Violation | null): boolean {
  return a !== null && b !== null && a.kind === b.kind && processOf(a) === processOf(b)
}

function processOf(violation: Violation): string {
  return 'process' in violation ? violation.process : ''
}
