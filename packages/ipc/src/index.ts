// Rendezvous IPC: see README.md.

// Parties and channels
export { Listener } from './listener.ts'
export { Channel } from './channel.ts'
export { Party, Received } from './party.ts'
export { SyncObject } from './sync-object.ts'
export type { Endpoint, Peer } from './peer.ts'

// Delivery
export { Exchange, type ExchangeOptions, type IpcProbe } from './exchange.ts'
export type { DenialListener } from './judge.ts'
export { ResourceIds } from './resource-ids.ts'

// Buffers and limits
export { byteLength, copyBytes, isBytes, noBytes } from './buffer.ts'
export { defaultMessageLimit } from './limits.ts'
