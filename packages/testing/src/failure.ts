// The failure that an explorer reports: a failing schedule (a counterexample). The schedule is
// shrunk (`shrink.ts`), then run once more with a recorder of its steps.

import { listed } from './decisions.ts'
import { type Faults, faultsOf } from './faults.ts'
import type { Step } from './interleaving.ts'
import { maxRecordedSteps } from './limits.ts'
import { type Run, type RunOptions, runOnce } from './run.ts'
import { type Schedule, trimmed } from './schedule.ts'
import { shrink } from './shrink.ts'
import type { MakeSolution } from './solution-maker.ts'
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
  make: MakeSolution,
  given: RunOptions,
  seed: number,
  failed: Run,
  limits: { readonly run: number; readonly maxShrinkRuns: number },
): Promise<FailedSchedule> {
  const found = failed.decisions.map(({ value }) => value)
  const attempt = async (
    decisions: readonly number[],
    faults: Faults,
  ): Promise<readonly number[] | null> => {
    const run = await runOnce(make, { ...given, ...faults }, seed, listed(decisions))
    return isAlike(run.violation, failed.violation) ? run.decisions.map(({ value }) => value) : null
  }
  // First the calls that failed, since without them the program may take another way.
  const { failed: faults, runs } = await fewerFailures(
    failed.failed,
    (fewer) => attempt(found, fewer),
    limits.maxShrinkRuns,
  )
  const options = { ...given, ...faults }
  const budget = limits.maxShrinkRuns - runs
  const shrunk = await shrink(found, (list) => attempt(list, faults), budget)
  const { decisions } = shrunk
  // The shrunk schedule may have fewer switches.
  const isLong = failed.switches > maxRecordedSteps
  const { switches } = isLong ? await runOnce(make, options, seed, listed(decisions)) : failed
  const last = await runOnce(
    make,
    options,
    seed,
    listed(decisions),
    Math.max(0, switches - maxRecordedSteps),
  )
  const isRepeatable = isAlike(last.violation, failed.violation)
  return {
    violation: (isRepeatable ? last.violation : failed.violation) as Violation,
    schedule: { seed, decisions, ...faultsOf(options) },
    found: trimmed(found),
    run: limits.run,
    shrinkRuns: runs + shrunk.runs,
    isRepeatable,
    steps: last.steps,
    output: last.output,
  }
}

type FailedCalls = Run['failed']

// Leaves out calls that failed, as long as the run fails in the same way: shrinks a list with a 1
// for each of them.
async function fewerFailures(
  failed: FailedCalls,
  attempt: (fewer: FailedCalls) => Promise<unknown>,
  budget: number,
): Promise<{ readonly failed: FailedCalls; readonly runs: number }> {
  const { failAllocation = [], failHandle = [] } = failed
  const kept = (flags: readonly number[]): FailedCalls => {
    const ofHandles = flags.slice(failAllocation.length)
    return {
      ...(failed.failAllocation && {
        failAllocation: failAllocation.filter((_, index) => flags[index] === 1),
      }),
      ...(failed.failHandle && {
        failHandle: failHandle.filter((_, index) => ofHandles[index] === 1),
      }),
    }
  }
  const all = [...failAllocation, ...failHandle].map(() => 1)
  const isFailing = async (flags: readonly number[]): Promise<readonly number[] | null> =>
    (await attempt(kept(flags))) === null ? null : flags
  const { decisions, runs } = await shrink(all, isFailing, budget)
  return { failed: kept(decisions), runs }
}

// The same kind of violation, of the same process. Messages may differ, such as the numbers in a
// failed assertion.
function isAlike(a: Violation | null, b: Violation | null): boolean {
  return a !== null && b !== null && a.kind === b.kind && processOf(a) === processOf(b)
}

function processOf(violation: Violation): string {
  return 'process' in violation ? violation.process : ''
}
