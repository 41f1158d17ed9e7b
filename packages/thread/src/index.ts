// Clocks, threads, the scheduler, and what blocks: see README.md.

// Time
export { type Clock, HostClock, VirtualClock, type VirtualClockOptions } from './clock.ts'
export { type Host, defaultHost } from './host.ts'
export { type Timed, TimerHeap } from './timer-heap.ts'

// Blocking
export { INFINITE_TIMEOUT, PARKED, WaitKind, waitKindName, type Waiter } from './waiter.ts'
export { WaiterState } from './waiter-state.ts'
export { type QueueListener, WaitQueue } from './wait-queue.ts'
export {
  type OwnedResource,
  assignOwner,
  updateInheritedPriority,
  notifyOwnerEnded,
  releaseOwner,
  type Owned,
  ownersOf,
} from './priority-inheritance.ts'
export type { AbortSignalLike } from './cancellation.ts'
export { PromiseWaiter, type PromiseWaiterOptions } from './promise-waiter.ts'

// Threads
export { Scheduler } from './scheduler.ts'
export type { SchedulerOptions, SchedulerProbe } from './scheduler-options.ts'
export { Thread, type ThreadOptions } from './thread.ts'
export {
  ThreadPriorityHighest,
  ThreadPriorityLowest,
  ThreadPriorityNormal,
} from './thread-priority.ts'
export { ThreadState } from './thread-state.ts'
export {
  type ThreadBody,
  Continuation,
  type KillListener,
  settled,
  ThreadTerminated,
  type WaitLoop,
  reportUnhandled,
} from './continuation.ts'
export { LocalThread, spawn } from './local-thread.ts'

// Choice and reports
export { foreignWaitText } from './foreign-wait.ts'
export type { Choice } from './ready-queues.ts'
export { seededChoice, seededExploration } from './choice.ts'
export { seededRandom } from './random.ts'
export { type CapturedStack, captureFrames, captureStack, programPlaces } from './wait-place.ts'
export { formatWaitReport, type WaitEntry, waitReport, type WaitReport } from './wait-report.ts'
