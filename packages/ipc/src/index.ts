// Rendezvous IPC: see README.md.

// Parties and channels
export { Listener } from './listener.ts'
export { Channel } from './channel.ts'
export { IpcThread } from './ipc-thread.ts'
export { Received, ReceivedResponse } from './received.ts'
export { SyncObject } from './sync-object.ts'
export type { Endpoint, IpcProcess } from './ipc-process.ts'

// Delivery
export { MessageTransfer, type MessageTransferOptions, type IpcProbe } from './message-transfer.ts'
export type { DenialListener } from './policy-check.ts'
export { ResourceIds } from './resource-ids.ts'

// Buffers and limits
export { byteLength, copyBytes, isBytes, noBytes } from './buffer.ts'
export { defaultMessageLimit } from './limits.ts'
