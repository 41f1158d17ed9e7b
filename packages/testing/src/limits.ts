// Every limit of this package, and the defaults of options. Each is tested at its value and one
// past it (`test/limits.test.ts`).

/** Number of schedules of `explore`. */
export const defaultRuns = 1_000
/** Most schedules of `exploreAll` before it gives up. */
export const defaultMaxRuns = 20_000
/** Most preemptions in one schedule of `exploreAll`. */
export const defaultMaxPreemptions = 2
/** Milliseconds of virtual time that one run takes. */
export const defaultDuration = 60_000
/** Most thread switches of a run; one more is a livelock. */
export const defaultMaxSwitches = 100_000
/** Most runs that are spent on shrinking a failing schedule. */
export const defaultMaxShrinkRuns = 400
/**
 * Most operations in a row that could have blocked and did not; then the thread is preempted, so
 * that a thread that spins lets others run.
 */
export const maxUninterrupted = 256
/** Most steps of an interleaving that are recorded: the last ones. */
export const maxRecordedSteps = 1_000
/** Most allocations of which the text of a violation has the lines: the first ones. */
export const maxShownLeft = 20
/** Most steps of an interleaving that `formatFailure` shows: the last ones. */
export const maxShownSteps = 80
