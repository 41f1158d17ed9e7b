// The program halves of the services, by contract: for kernels, which give them to their processes.
// A kernel bundles those that it names, and nothing of the others.

export { contextLibrary } from './runtime/context.ts'
export { threadLibrary } from './kos/thread.ts'
export { syncLibrary } from './kos/sync.ts'
export { memoryLibrary } from './coresrv/vmm/memory.ts'
export { timeLibrary } from './coresrv/time/time_api.ts'
export { handleLibrary } from './coresrv/handle/handle_api.ts'
export { noticeLibrary } from './coresrv/handle/notice_api.ts'
export { syscallLibrary } from './coresrv/syscalls.ts'
export { interruptLibrary } from './coresrv/ipc/ipc_api.ts'
export { locatorLibrary } from './coresrv/sl/sl_api.ts'
export { callableLibrary } from './coresrv/handle/callable.ts'
export { transportLibrary } from './nk/transport.ts'
export { securityLibrary } from './nk/security-transport.ts'
export { entityLibrary } from './coresrv/entity/entity_api.ts'
export { channelLibrary } from './coresrv/cm/cm_api.ts'
export { nameServerLibrary } from './name-server/name-client.ts'
