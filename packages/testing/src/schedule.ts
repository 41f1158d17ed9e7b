// A schedule: all that decides how a solution runs under virtual time. Equal schedules give equal
// runs.

/** What a run can be repeated from. Plain data: it may be printed, and pasted into a test. */
export interface Schedule {
  /** Seed of the kernel's entropy: salts of handles, random numbers. */
  readonly seed: number
  /**
   * What was decided, one number per decision, in order: 0 is what happens without an explorer (the
   * thread that became ready first runs; nobody is preempted), as is every decision after the last.
   * A number too large for its decision counts as the largest.
   */
  readonly decisions: readonly number[]
}

/** Decisions without the zeros at the end, which decide nothing. */
export function trimmed(decisions: readonly number[]): readonly number[] {
  let length = decisions.length
  while (length > 0 && decisions[length - 1] === 0) length--
  return decisions.slice(0, length)
}
