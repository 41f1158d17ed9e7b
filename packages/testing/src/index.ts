// @kos/testing: tests of solutions in virtual time, and exploration of their schedules. The entry
// `@kos/testing/matchers` has the matchers.

// A solution under test
export { boot, type BootOptions } from './boot.ts'
export type { SolutionMaker, SolutionSource } from './solution-maker.ts'
export type { ResourceUsage, System } from './system.ts'
export type { LazyPromise } from './lazy-promise.ts'
export type { Faults } from './faults.ts'
export type { DeviceAction, DeviceFaults, StoppedDevice } from './device-faults.ts'
export type { Kill, KillAtStep, KillAtTime } from './kills.ts'
export type { FailedByChance, FailedByNumber, FailedCall } from './failing-calls.ts'
export type { SlowProcess } from './slow-processes.ts'
export type { LeftMemory } from './memory-ledger.ts'
export type { Denial } from './booted-systems.ts'
export { UncleanShutdown } from './unclean-shutdown.ts'

// Exploration
export { explore, type ExploreOptions, replay, type ReplayOptions } from './explore.ts'
export { exploreAll, type ExploreAllOptions, type FullExploration } from './explore-all.ts'
export type { RunOptions } from './run.ts'
export type { Schedule } from './schedule.ts'

// Results of explorations
export type { Exploration, FailedSchedule } from './failure.ts'
export type { Action, Step } from './interleaving.ts'
export { assertNoFailure, formatFailure, formatSteps } from './format-failure.ts'
export {
  type CheckFailure,
  type Crash,
  type DeadlockViolation,
  formatViolation,
  type HangViolation,
  headline,
  type Leak,
  type LeftBehind,
  type Livelock,
  type MisuseViolation,
  type RefusedStart,
  type StrayDmaViolation,
  type Violation,
  type Waiting,
} from './violation.ts'

// Defaults
export {
  defaultDuration,
  defaultMaxRuns,
  defaultMaxSwitches,
  defaultMaxPreemptions,
  defaultRuns,
  defaultMaxShrinkRuns,
} from './limits.ts'
