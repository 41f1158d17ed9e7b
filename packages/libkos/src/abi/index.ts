// The ABI: what kernel and process know of each other. For those who build services, process hosts
// or kernels.

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
  cmContract,
  handleContract,
  ipcContract,
  memoryContract,
  noticeContract,
  processContract,
  syncContract,
  threadContract,
  timeContract,
} from './contracts.ts'
export { maxNameLength, maxParams, maxStringLength } from './limits.ts'
export { nameBuffer, nameSize, readName, writeName } from './name-buffer.ts'
export { eventRecordSize, readEventRecords, writeEventRecord } from './event-record.ts'
export type {
  BoundSyscall,
  KernelPort,
  ProcessInfo,
  ProcessMemory,
  ProcessPort,
  ProcessWait,
} from './port.ts'
export { createProcess, type Process, type Routine } from '../runtime/process.ts'
export type { Library, Sys } from '../runtime/sys.ts'
export { type AnyLibrary, sysOf } from '../runtime/kos-object.ts'
export { type Context, contextLibrary } from '../runtime/context.ts'
export { threadLibrary } from '../kos/thread.ts'
export { syncLibrary } from '../kos/sync.ts'
export { type MemoryApi, memoryLibrary } from '../coresrv/vmm/memory.ts'
export { timeLibrary } from '../coresrv/time/time_api.ts'
export { handleLibrary } from '../coresrv/handle/handle_api.ts'
export { callableLibrary } from '../coresrv/handle/callable.ts'
export { noticeLibrary } from '../coresrv/handle/notice_api.ts'
export { syscallLibrary } from '../coresrv/syscalls.ts'
export { interruptLibrary } from '../coresrv/ipc/ipc_api.ts'
export { channelLibrary } from '../coresrv/cm/cm_api.ts'
export { nameServerLibrary } from '../coresrv/ns/ns_api.ts'
export { transportLibrary } from '../nk/transport.ts'
export { locatorLibrary } from '../coresrv/sl/sl_api.ts'
