// A schedule: the seed, the decisions and the faults that determine a run under virtual time. Equal
// schedules give equal runs.

import type { Faults } from './faults.ts'

/**
 * Repeats a run. Plain data: it may be printed, and pasted into a test. Its faults go before those
 * of the options that it is given with; what failed by chance is in it by number.
 */
export interface Schedule extends Faults {
  /** Seed of the kernel's entropy: salts of handles, random numbers. */
  readonly seed: number
  /**
   * One number per decision, in order. 0 is the default (the thread that became ready first runs,
   * no thread is preempted), and so is every decision after the last. A number that is too large
   * for its decision counts as the largest.
   */
  readonly decisions: readonly number[]
}

/** Decisions without the zeros at the end, which are the default. */
export function trimmed(decisions: readonly number[]): readonly number[] {
  let length = decisions.length
  while (length > 0 && decisions[length - 1] === 0) length--
  return decisions.slice(0, length)
}
