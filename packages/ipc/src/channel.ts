// The client's end of a channel: what a client IPC handle leads to. The other end is a `Listener`,
// shared by any number of channels.

import type { ZeroHandlesListener } from '@kos/handles'
import { rcInvalidThreadState, rcIpcInterrupt, rcNotConnected, rcTimeout } from '@kos/retcode'
import { INFINITE_TIMEOUT } from '@kos/thread'
import type { IpcProcess } from './ipc-process.ts'
import type { IpcSyncObject } from './ipc-sync-object.ts'
import type { IpcThread } from './ipc-thread.ts'
import type { Listener } from './listener.ts'
import type { VerdictCache } from './verdict-cache.ts'

/** A way to send requests to one server: the value of a kernel object. */
export class Channel implements ZeroHandlesListener {
  /** For people: the connection's name. */
  readonly name: string
  readonly listener: Listener
  /** The only endpoint that requests may be for; -1 if they may be for any. */
  readonly riid: number
  /** A number of the server's, which it is told with each request that comes over this channel. */
  readonly context: number
  #isClosed = false
  // The verdict cache of the client that called last: nearly always there is only one.
  #verdicts: VerdictCache | null = null
  #lastClient: IpcProcess | null = null

  /**
   * `Listener.connect` makes a channel to all endpoints, this one to the endpoint `riid` alone:
   * what a callable handle leads to.
   */
  constructor(listener: Listener, name: string, riid = -1, context = 0) {
    this.listener = listener
    this.name = name
    this.riid = riid
    this.context = context
  }

  /** True once this end or the listener was closed. */
  get isClosed(): boolean {
    return this.#isClosed || this.listener.isClosed
  }

  /**
   * Sends a request and waits for the response (documented as Call). `arenaSize` bytes of
   * `requestArena` travel. The response goes into `response` and `responseArena`; how much came is
   * in the thread's `results`.
   *
   * Answers PARKED, or at once: rcNotConnected (this end or the server is gone),
   * rcInvalidThreadState (the thread waits already; that wait is not disturbed), rcSourceFault (no
   * constant part, or an arena shorter than `arenaSize`: a detached buffer is empty),
   * rcBufferTooLarge (over the message limit), or the client's code of one of `requestOutcomes`, if
   * a server thread waits.
   *
   * The wait ends with rcOk (the response is here), rcNotConnected (this end or the server went
   * away), or the client's code of one of `requestOutcomes` and `responseOutcomes`. Topic
   * `overview_ipc_details`.
   *
   * Until the request is taken it also ends with rcTimeout, after `timeout` milliseconds (0: at
   * once, unless a server thread waits), with rcIpcInterrupt (`syncObject` was set, or is), or with
   * rcRestart (`syncObject` was destroyed). After that neither counts any more: the call goes on
   * until it is answered. Topics `libkos_syscalls_api`, `libkos_ipc_api` of 1.2.
   *
   * With `isBounded` (not documented; ours) `syncObject` counts until the response is here, and so
   * does `timeout` with `isDeadline`: 0 then ends the call before it begins. A response that comes
   * too late finds no client: `Listener.reply` answers rcNotConnected and moves nothing.
   */
  call(
    client: IpcThread,
    request: Uint8Array,
    requestArena: Uint8Array,
    arenaSize: number,
    response: Uint8Array,
    responseArena: Uint8Array,
    timeout: number = INFINITE_TIMEOUT,
    syncObject: IpcSyncObject | null = null,
    isBounded = false,
    isDeadline = false,
  ): number {
    if (this.isClosed) return rcNotConnected
    if (client.waiter.queue !== null) return rcInvalidThreadState
    if (syncObject !== null && syncObject.isSet) return rcIpcInterrupt
    if (isDeadline && timeout === 0) return rcTimeout
    client.isBounded = isBounded
    client.isDeadline = isDeadline
    client.outgoing.use(request)
    client.outgoingArena.use(requestArena)
    client.outgoingArenaSize = arenaSize
    client.incoming.use(response)
    client.incomingArena.use(responseArena)
    client.channel = this
    client.waiter.detail = client
    return this.listener.send(client, timeout, syncObject)
  }

  /**
   * What the policy says of requests of `client` over this channel. The class of the client
   * decides, which need not be the one that the channel was made for.
   */
  verdictsFor(client: IpcProcess): VerdictCache {
    if (client === this.#lastClient) return this.#verdicts as VerdictCache
    const { transfer, server } = this.listener
    this.#lastClient = client
    return (this.#verdicts = transfer.verdicts.between(client, server))
  }

  /** True for the channel of a callable handle: its requests are for one endpoint only. */
  get isCallable(): boolean {
    return this.riid >= 0
  }

  /**
   * Closes the channel. That of a callable handle ends with the listener only: a call that was made
   * before the last handle was closed or revoked goes on.
   */
  onZeroHandles(): void {
    if (!this.isCallable) this.close()
  }

  /** Breaks the channel: calls on it end with rcNotConnected. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.listener.endCalls(this)
  }
}
