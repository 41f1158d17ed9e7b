// Every limit of this package that a process can meet, but for those of the ABI, which are libkos'
// (`abi/limits.ts`). Each is tested at its value and one past it.

/** Most threads of one process. */
export const maxThreadsPerTask = 4096
/** Most different mistakes that one kernel reports. */
export const maxReportedMisuses = 1024
/** Most different failures of the policy that one kernel reports. */
export const maxReportedFailures = 1024
/** Most entries of one notification receiver. */
export const maxEntriesPerReceiver = 65_536
/** Most receivers of one process. */
export const maxReceiversPerTask = 1024
/** Most requests for a channel of one process that wait at one server. */
export const maxRequestsPerClient = 32
/** Most requests for a channel that wait at one server. */
export const maxRequestsPerServer = 256
