// The contracts of the services that kos brings, one file each. Their endpoints have the documented
// names of the endpoints of `kl.core.Core`, where those are known.
//
// A contract is written once, as data. The types of all functions that make or handle its system
// calls come from it by `typeof`: see `syscall.ts`.

export { processContract } from './contracts/process.ts'
export { threadContract } from './contracts/thread.ts'
export { timeContract } from './contracts/time.ts'
export { handleContract } from './contracts/handle.ts'
export { noticeContract } from './contracts/notice.ts'
export { ipcContract } from './contracts/ipc.ts'
export { syncContract } from './contracts/sync.ts'
export { cmContract } from './contracts/cm.ts'
export { memoryContract } from './contracts/memory.ts'
export { securityContract } from './contracts/security.ts'
export { taskContract } from './contracts/task.ts'
export { statisticsContract } from './contracts/statistics.ts'
export { auditContract } from './contracts/audit.ts'
export { ioContract } from './contracts/io.ts'
export { iommuContract } from './contracts/iommu.ts'
