// Rendezvous IPC: see README.md.

// Threads, processes and channels
export { Listener } from './listener.ts'
export { Channel } from './channel.ts'
export { IpcThread, type MessageTraffic } from './ipc-thread.ts'
export { Received, ReceivedResponse } from './received.ts'
export { type Interruptible, IpcSyncObject } from './ipc-sync-object.ts'
export type { Endpoint, IpcProcess } from './ipc-process.ts'

// Delivery
export { type IpcProbe, MessageTransfer, type MessageTransferOptions } from './message-transfer.ts'
export type { DenialListener } from './policy-check.ts'
export { ResourceIds } from './resource-ids.ts'
export {
  SecurityRequests,
  type SecurityRequestsOptions,
  type SecuritySubject,
} from './security-request.ts'

// Buffers and limits
export { byteLength, copyBytes, isBytes, noBytes } from './buffer.ts'
export { defaultMaxMessageSize } from './limits.ts'
