// A thread as IPC sees it: the buffers it sends from and receives into, and where it stands between
// call and answer. The same object serves a thread as a client and as a server.
//
// A client's request stays in its own buffers until a server receives it: what is queued is the
// thread. What happens between two threads is in `message-transfer.ts`, who waits where in
// `listener.ts`.
//
// Priority inheritance: a server thread owns the calls whose requests it took (`OwnedResource`),
// and each such client lends the thread its priority until it is answered.

import { type OwnedResource, releaseOwner, type Waiter } from '@kos/thread'
import { MessageBuffer } from './buffer.ts'
import type { Channel } from './channel.ts'
import type { IpcProcess } from './ipc-process.ts'
import type { IpcSyncObject } from './ipc-sync-object.ts'
import type { Listener } from './listener.ts'
import type { RequestKind } from './verdict-cache.ts'

/** What threads have sent together: mostly those of one process. */
export interface MessageTraffic {
  /** Bytes of their messages that were delivered, arenas included. */
  sentBytes: number
}

/** One thread's part in calls. Belongs to one waiter for its life. */
export class IpcThread implements OwnedResource {
  readonly waiter: Waiter
  readonly process: IpcProcess
  /** Id of the thread, by which a server answers it. */
  readonly tid: number

  // A request while it calls, a response while it replies. The buffers stay when the call is over:
  // a thread mostly uses the same again.
  readonly outgoing: MessageBuffer = new MessageBuffer()
  readonly outgoingArena: MessageBuffer = new MessageBuffer()
  /** How many bytes of the outgoing arena travel. */
  outgoingArenaSize = 0
  // A response while it calls, a request while it serves.
  readonly incoming: MessageBuffer = new MessageBuffer()
  readonly incomingArena: MessageBuffer = new MessageBuffer()
  /** What was received: see `Received`. A thread's register file, or an array of one's own. */
  readonly results: Float64Array
  /** Counts what this thread sends. */
  readonly traffic: MessageTraffic

  /** The channel it calls on; null if it does not call. */
  channel: Channel | null = null
  /** The thread that took its request; null before that. */
  server: IpcThread | null = null
  /** Kind, RIID and MID of its request that was taken. */
  requestKind: RequestKind | null = null
  riid = 0
  mid = 0
  /** The client whose request this thread took last, and that nobody has answered. */
  client: IpcThread | null = null
  /**
   * The client thread whose request this thread took last, if that call ended before it was
   * answered: the answer that may still come is for nobody. 0 if there is none.
   */
  unanswered = 0
  /** Where this thread received last. */
  listener: Listener | null = null
  /** What may interrupt its wait; null if nothing may, or not any more. */
  syncObject: IpcSyncObject | null = null
  /** Whether its call may be interrupted until it is answered. */
  isBounded = false
  /** Whether the time-out of its call counts until it is answered. */
  isDeadline = false
  /** For `assignOwner` and `releaseOwner`. */
  nextOwned: OwnedResource | null = null

  constructor(
    waiter: Waiter,
    process: IpcProcess,
    tid: number,
    results: Float64Array = new Float64Array(5),
    traffic: MessageTraffic = { sentBytes: 0 },
  ) {
    this.waiter = waiter
    this.process = process
    this.tid = tid
    this.results = results
    this.traffic = traffic
  }

  /** The priority that this client lends to the thread that took its request. */
  get maxWaiterPriority(): number {
    return this.waiter.priority
  }

  /** The thread that took the request of this client. */
  owners(): readonly Waiter[] {
    return this.server === null ? [] : [this.server.waiter]
  }

  /**
   * The thread that took the request of this client has ended. Another thread of the server may
   * still answer.
   */
  ownerEnded(owner: Waiter): void {
    releaseOwner(owner, this)
    this.server = null
  }

  /** The call is over. */
  endCall(): void {
    if (this.syncObject !== null) this.syncObject.leave(this)
    this.channel = null
    this.server = null
    this.requestKind = null
  }
}
