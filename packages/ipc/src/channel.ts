// The client's end of a channel: what a client IPC handle leads to. The other end is a `Listener`,
// shared by any number of channels.

import { rcInvalidThreadState, rcIpcInterrupt, rcNotConnected } from '@kos/retcode'
import { INFINITE_TIMEOUT } from '@kos/thread'
import type { Listener } from './listener.ts'
import type { IpcThread } from './ipc-thread.ts'
import type { IpcProcess } from './ipc-process.ts'
import type { Route } from './route.ts'
import type { SyncObject } from './sync-object.ts'

/** A way to send requests to one server. */
export class Channel {
  /** For people: the connection's name. */
  readonly name: string
  readonly listener: Listener
  /** The only endpoint that requests may be for; -1 if they may be for any. */
  readonly riid: number
  /** A number of the server's, which it is told with each request that comes over this channel. */
  readonly context: number
  #isClosed = false
  #route: Route | null = null
  #routeOf: IpcProcess | null = null

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
   * in the party's `results`.
   *
   * Answers PARKED, or at once: rcNotConnected (this end or the server is gone),
   * rcInvalidThreadState (the party waits already; that wait is not disturbed), rcSourceFault (no
   * constant part, or an arena shorter than `arenaSize`: a detached buffer is empty),
   * rcBufferTooLarge (over the message limit), or what `MessageTransfer.deliverRequest` refuses the
   * request with, if a server thread waits.
   *
   * The wait ends with rcOk (the response is here), rcNotConnected (this end or the server went
   * away), what `MessageTransfer.deliverRequest` refuses the request with, or what
   * `MessageTransfer.deliverResponse` leaves in `clientCode`. Topic `overview_ipc_details`.
   *
   * Until the request is taken it also ends with rcTimeout, after `timeout` milliseconds (0: at
   * once, unless a server thread waits), with rcIpcInterrupt (`syncObject` was set, or is), or with
   * rcRestart (`syncObject` was destroyed). After that neither counts any more: the call goes on
   * until it is answered. Topics `libkos_syscalls_api`, `libkos_ipc_api` of 1.2.
   */
  call(
    party: IpcThread,
    request: Uint8Array,
    requestArena: Uint8Array,
    arenaSize: number,
    response: Uint8Array,
    responseArena: Uint8Array,
    timeout: number = INFINITE_TIMEOUT,
    syncObject: SyncObject | null = null,
  ): number {
    const { listener } = this
    if (this.isClosed) return rcNotConnected
    if (party.waiter.queue !== null) return rcInvalidThreadState
    if (syncObject !== null && syncObject.isSet) return rcIpcInterrupt
    party.request = request
    party.requestArena = requestArena
    party.requestArenaSize = arenaSize
    party.target = response
    party.targetArena = responseArena
    party.channel = this
    party.waiter.detail = party
    return listener.offer(party, timeout, syncObject)
  }

  /**
   * The rules for messages of a client: its class decides, which need not be the one the channel
   * was made for.
   */
  routeFor(client: IpcProcess): Route {
    if (client === this.#routeOf) return this.#route as Route
    this.#routeOf = client
    const route = this.listener.transfer.routes.between(client, this.listener.server)
    return (this.#route = this.riid < 0 ? route : route.boundTo(this.riid))
  }

  /** Breaks the channel: who calls on it gets rcNotConnected. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.listener.dropCallers(this)
  }
}
