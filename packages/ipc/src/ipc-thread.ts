// A thread as IPC sees it: the buffers it sends from and receives into, and where it stands in an
// transfer.
//
// A client's request stays in its own buffers until a server receives it: nothing is queued but the
// party. One party belongs to one waiter for its life. What happens between two parties is in
// `message-transfer.ts`.
//
// A client whose request was taken is something that its server thread holds (`OwnedResource`): it lends the
// thread its priority until it is answered.

import { type OwnedResource, releaseOwner, type Waiter } from '@kos/thread'
import { BufferMemo, noBytes } from './buffer.ts'
import type { Channel } from './channel.ts'
import type { Listener } from './listener.ts'
import type { IpcProcess } from './ipc-process.ts'
import type { Lane } from './route.ts'
import type { SyncObject } from './sync-object.ts'

/** One thread's part in exchanges. */
export class IpcThread implements OwnedResource {
  readonly waiter: Waiter
  readonly peer: IpcProcess
  /** Id of the thread, by which a server answers it. */
  readonly tid: number

  // What this party sends while it calls.
  request: Uint8Array = noBytes
  requestArena: Uint8Array = noBytes
  requestArenaSize = 0
  // Where it receives: the response while it calls, the request while it serves.
  target: Uint8Array = noBytes
  targetArena: Uint8Array = noBytes
  // What is known of the buffers it sends from, as client or server, and of those it receives into.
  readonly sent: BufferMemo = new BufferMemo()
  readonly sentArena: BufferMemo = new BufferMemo()
  readonly received: BufferMemo = new BufferMemo()
  readonly receivedArena: BufferMemo = new BufferMemo()

  /** The channel it calls on; null if it does not call. */
  channel: Channel | null = null
  /** Who took its request; null before that. */
  server: IpcThread | null = null
  /** Method, RIID and MID of the request that was taken. */
  lane: Lane | null = null
  riid = 0
  mid = 0
  /** The client whose request this party took last and nobody answered yet. */
  client: IpcThread | null = null
  /** Where this party received last. */
  listener: Listener | null = null
  /** What may interrupt its wait; null if nothing may, or not any more. */
  syncObject: SyncObject | null = null
  /** For `assignOwner` and `releaseOwner`. */
  nextOwned: OwnedResource | null = null

  /** What was received: see `Received`. A thread's register file, or an array of one's own. */
  readonly results: Float64Array

  constructor(
    waiter: Waiter,
    peer: IpcProcess,
    tid: number,
    results: Float64Array = new Float64Array(5),
  ) {
    this.waiter = waiter
    this.peer = peer
    this.tid = tid
    this.results = results
  }

  /** The priority of this client, which it lends to the thread that took its request. */
  get maxWaiterPriority(): number {
    return this.waiter.priority
  }

  /** Who took the request of this client. */
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

  /** Lets go of others. The buffers stay: a thread mostly uses the same again. */
  forget(): void {
    this.channel = null
    this.server = null
    this.lane = null
  }
}
