// What a process does, and how it ended, as numbers.
//
// Only TaskStateTerminated is a documented name; the other names, and all values, are ours.

/** It was created and has not run: arguments and connections may be added. */
export const TaskStateStopped = 0
/** It runs. */
export const TaskStateRunning = 1
/** It has ended, for good. */
export const TaskStateTerminated = 2
/** It crashed, and is started again later: ENTITY_FLAG_DUMPABLE. */
export const TaskStateRestarting = 3

/** What a process does. */
export type TaskState =
  | typeof TaskStateStopped
  | typeof TaskStateRunning
  | typeof TaskStateTerminated
  | typeof TaskStateRestarting

/** It has not ended. */
export const TaskEndNone = 0
/** It returned an exit code. */
export const TaskEndExited = 1
/** A thread of it threw, or made a wrong access to memory. */
export const TaskEndCrashed = 2
/** The host or the kernel ended it. */
export const TaskEndKilled = 3

/** How a process ended. */
export type TaskEnd =
  | typeof TaskEndNone
  | typeof TaskEndExited
  | typeof TaskEndCrashed
  | typeof TaskEndKilled
