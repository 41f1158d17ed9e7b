// Every limit of this package that a process can meet, but for those of the ABI, which are libkos'
// (`abi/limits.ts`). Each is tested at its value and one past it.

/** Bytes of physical memory if the option `bytes` of the memory service is left out: 1 GiB. */
export const defaultMemoryBytes: number = 2 ** 30
/**
 * The part of all memory that one process may have if the option `quota` of the memory service is
 * left out: one in four, so that what one takes leaves most of it to the others.
 */
export const defaultMemoryShare: number = 1 / 4
/**
 * Most kinds of denials, by rule and classes, that the console is told of once: then all are told
 * anew.
 */
export const maxDenialKinds = 4096
/** Most UTF-16 units of a text argument that a denial shows; the rest is cut. */
export const maxShownText = 64
/** Most threads of one process. */
export const maxThreadsPerTask = 4096
/** Most different mistakes of one process that are reported. */
export const maxMisusesPerTask = 128
/** Most UTF-16 units of a report; the rest is cut. */
export const maxMisuseLength = 4096
/** Most deadlocks that are reported of those which threads of one process close. */
export const maxDeadlocksPerTask = 128
/** Most events whose first failure of the policy is remembered, before it is reported again. */
export const maxPolicyFailures = 4096
/** Most that one process writes to the output in a second, in UTF-16 units. */
export const maxLogPerSecond = 4_194_304
/** What a line counts in it besides its text: the work of the host. */
export const logPerLine = 128
/** Most entries of one notification receiver. */
export const maxEntriesPerReceiver = 65_536
/**
 * Most entries of one process at one object, in all of its receivers together. A signal of the
 * object takes time for each of them.
 */
export const maxEntriesPerObject = 1024
/** Most receivers of one process. */
export const maxReceiversPerTask = 1024
/** Most lists of processes that one process has. */
export const maxTaskListsPerTask = 64
/** Most items of such lists that one process has. */
export const maxTaskItemsPerTask = 4096
/** Most audit records that wait to be read if the option `records` of the audit is left out. */
export const defaultAuditRecords = 4096
/** Most requests for a channel of one process that wait at one server. */
export const maxRequestsPerClient = 32
/** Most requests for a channel that wait at one server. */
export const maxRequestsPerServer = 256
/** Most processes that one process has created and that are not over, or whose handles are kept. */
export const maxTasksPerCreator = 1024
/** Most of them in a kernel, besides the processes of solutions and those of the host. */
export const maxCreatedTasks = 16_384
/** Most ended processes, of those that processes created, whose names and ends a kernel remembers. */
export const maxEndedTasks = 1024
/**
 * Milliseconds until a process is started again after its first crash in a row: long enough that
 * one which crashes at once leaves nearly all time to others, too short for people to notice.
 */
export const firstRestartDelay = 100
/** Most of them: each crash in a row doubles the delay, but clients wait that long at most. */
export const maxRestartDelay = 10_000
/** Milliseconds after which a process that has not crashed counts as sound: the row begins anew. */
export const restartResetTime = 60_000
/**
 * Most restarts in a row, 42.7 seconds in all: what keeps crashing then is broken, and no other
 * start will mend it. Its clients get codes again, in place of waiting.
 */
export const maxRestartsInARow = 10
