// How far things go unless their caller says otherwise, and how far at most. Each is tested at its
// value and one past it.

/** Schedules that `explore` tries. */
export const defaultRuns = 1_000
/** Schedules that `exploreAll` tries before it gives up. */
export const defaultMostRuns = 20_000
/** Times that a thread is preempted in one schedule of `exploreAll`. */
export const defaultPreemptions = 2
/** Milliseconds of virtual time that one run takes. */
export const defaultDuration = 60_000
/** Switches after which a run that does not come to rest is a livelock. */
export const defaultMostSwitches = 100_000
/** Runs that are spent on making a failing schedule smaller. */
export const defaultShrinkRuns = 400
/**
 * Times that a thread may be asked in a row whether another takes over; then one does, so that a
 * thread that spins lets others run.
 */
export const mostUninterrupted = 256
/** Steps of an interleaving that are recorded: the last ones. */
export const recordedSteps = 1_000
/** Steps of an interleaving that `formatFailure` shows: the last ones. */
export const shownSteps = 80
