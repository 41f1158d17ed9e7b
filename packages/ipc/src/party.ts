// A thread as IPC sees it: the buffers it sends from and receives into, and where it stands in an exchange.
//
// A client's request stays in its own buffers until a server receives it: nothing is queued but the party. One party belongs to one
// waiter for its life. What happens between two parties is in `exchange.ts`.

import type { Waiter } from '@kos/thread'
import { BufferMemo, noBytes } from './buffer.ts'
import type { Channel } from './channel.ts'
import type { Peer } from './peer.ts'
import type { Lane } from './route.ts'

/** Where `Party.results` holds what: bytes of the constant part, bytes of the arena, and for a request who sent it. */
export const Received: { readonly size: 0; readonly arenaSize: 1; readonly senderSid: 2; readonly senderTid: 3 } = {
  size: 0,
  arenaSize: 1,
  senderSid: 2,
  senderTid: 3,
}

/** One thread's part in exchanges. */
export class Party {
  readonly waiter: Waiter
  readonly peer: Peer
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
  server: Party | null = null
  /** Method, RIID and MID of the request that was taken. */
  lane: Lane | null = null
  riid = 0
  mid = 0
  /** The client whose request this party took last and nobody answered yet. */
  client: Party | null = null

  /** What was received: see `Received`. A thread's register file, or an array of one's own. */
  readonly results: Float64Array

  constructor(waiter: Waiter, peer: Peer, tid: number, results: Float64Array = new Float64Array(4)) {
    this.waiter = waiter
    this.peer = peer
    this.tid = tid
    this.results = results
  }

  /** Lets go of others. The buffers stay: a thread mostly uses the same again. */
  forget(): void {
    this.channel = null
    this.server = null
    this.lane = null
  }
}
