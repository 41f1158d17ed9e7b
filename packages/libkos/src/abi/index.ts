// The ABI: what kernel and process know of each other. For those who build services, process hosts
// or kernels. The inside of a process is the entry `process`, the program halves of services are
// the entry `libraries`.

export {
  type Argument,
  type Arguments,
  type Contract,
  type ContractOf,
  contractSize,
  callsOf,
  defineContract,
  type Kind,
  type Param,
  PARKED,
  registerCount,
  type Results,
  type Syscall,
  type SyscallFunction,
  type SyscallOf,
  type SyscallSpec,
} from './syscall.ts'
export {
  auditContract,
  cmContract,
  handleContract,
  ioContract,
  iommuContract,
  ipcContract,
  memoryContract,
  noticeContract,
  processContract,
  securityContract,
  statisticsContract,
  syncContract,
  taskContract,
  threadContract,
  timeContract,
} from './contracts.ts'
export {
  maxAuditText,
  maxNameLength,
  maxParams,
  maxStringLength,
  maxTaskTextLength,
} from './limits.ts'
export { klogClass, klogStorageClass } from './audit-programs.ts'
export { auditTextSize, readAuditTexts, writeAuditText } from './audit-texts.ts'
export { nameBuffer, nameSize, readName, writeName } from './name-buffer.ts'
export {
  GROUP_PARAM_CPU_IDLE,
  GROUP_PARAM_CPU_KERNEL,
  GROUP_PARAM_CPU_USER,
  GROUP_PARAM_MEM_FREE,
  GROUP_PARAM_MEM_TOTAL,
  GROUP_PARAM_TASKS,
  GROUP_PARAM_THREADS,
  TASK_PARAM_HANDLES,
  TASK_PARAM_MEM_PHY,
  TASK_PARAM_MEM_VIRT,
  TASK_PARAM_PPID,
  TASK_PARAM_PRIORITY,
  TASK_PARAM_STATE,
  TASK_PARAM_THREADS,
  TASK_PARAM_TIME_TOTAL,
  TASK_PARAM_TIME_USER,
} from './statistics-params.ts'
export {
  type TaskEnd,
  TaskEndCrashed,
  TaskEndExited,
  TaskEndKilled,
  TaskEndNone,
  type TaskState,
  TaskStateRestarting,
  TaskStateRunning,
  TaskStateStopped,
  TaskStateTerminated,
} from './task-state.ts'
export {
  dmaDescriptorSize,
  type DmaFrameDescriptor,
  dmaFrameDescriptor,
  readDmaDescriptors,
  writeDmaDescriptor,
} from './dma-descriptors.ts'
export { eventRecordSize, readEventRecords, writeEventRecord } from './event-record.ts'
export type {
  BoundSyscall,
  KernelPort,
  ProcessInfo,
  ProcessIoPorts,
  ProcessMemory,
  ProcessPort,
  ProcessWait,
} from './port.ts'
