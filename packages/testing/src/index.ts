// Tests of solutions in virtual time, and exploration of their schedules: see README.md. Matchers
// are in the entry `@kos/testing/matchers`.

// A solution under test
export { boot, type BootOptions, type SolutionMaker } from './boot.ts'
export type { Holdings, System } from './system.ts'
export type { Acting } from './acting.ts'
export type { Kill, KillAtStep, KillAtTime } from './kills.ts'
export type { Denial } from './living-systems.ts'
export { UncleanEnd } from './unclean-end.ts'

// Exploration
export { explore, type ExploreOptions, replay, type ReplayOptions } from './explore.ts'
export { exploreAll, type ExploreAllOptions, type FullExploration } from './explore-all.ts'
export type { RunOptions } from './run.ts'
export type { Schedule } from './schedule.ts'

// What it found
export type { Exploration, FailedSchedule } from './failure.ts'
export type { Action, Step } from './interleaving.ts'
export { assertNoFailure, formatFailure, formatSteps } from './format-failure.ts'
export {
  type CheckTrouble,
  type Crash,
  type DeadlockTrouble,
  formatTrouble,
  headline,
  type Leak,
  type Livelock,
  type MisuseTrouble,
  type Refusal,
  type Trouble,
  type Waiting,
} from './trouble.ts'

// Defaults
export {
  defaultDuration,
  defaultMostRuns,
  defaultMostSwitches,
  defaultPreemptions,
  defaultRuns,
  defaultShrinkRuns,
} from './limits.ts'
