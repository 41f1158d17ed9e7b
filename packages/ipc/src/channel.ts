// The client's end of a channel: what a client IPC handle leads to. The other end is a `Listener`, shared by any number of channels.

import { rcInvalidThreadState, rcNotConnected } from '@kos/retcode'
import type { Listener } from './listener.ts'
import type { Party } from './party.ts'
import type { Peer } from './peer.ts'
import type { Route } from './route.ts'

/** A way to send requests to one server. */
export class Channel {
  /** For people: the connection's name. */
  readonly name: string
  readonly listener: Listener
  /** The only endpoint that requests may be for; -1 if they may be for any. */
  readonly riid: number
  #isClosed = false
  #route: Route | null = null
  #routeOf: Peer | null = null

  /** `Listener.connect` makes a channel to all endpoints, this one to the endpoint `riid` alone: what a callable handle leads to. */
  constructor(listener: Listener, name: string, riid = -1) {
    this.listener = listener
    this.name = name
    this.riid = riid
  }

  /** True once this end or the listener was closed. */
  get isClosed(): boolean {
    return this.#isClosed || this.listener.isClosed
  }

  /**
   * Sends a request and waits for the response (documented as Call). `arenaSize` bytes of `requestArena` travel. The response goes into
   * `response` and `responseArena`; how much came is in the party's `results`.
   *
   * Answers PARKED, or at once: rcNotConnected (this end or the server is gone), rcInvalidThreadState (the party waits already; that
   * wait is not disturbed), rcSourceFault (no constant part, or an arena shorter than `arenaSize`: a detached buffer is empty),
   * rcBufferTooLarge (over the message limit), or what `Exchange.deliverRequest` refuses the request with, if a server thread waits.
   *
   * The wait ends with rcOk (the response is here), rcNotConnected (this end or the server went away), what `Exchange.deliverRequest`
   * refuses the request with, or what `Exchange.deliverResponse` leaves in `clientCode`. Topic `overview_ipc_details`.
   */
  call(
    party: Party,
    request: Uint8Array,
    requestArena: Uint8Array,
    arenaSize: number,
    response: Uint8Array,
    responseArena: Uint8Array,
  ): number {
    const { listener } = this
    if (this.isClosed) return rcNotConnected
    if (party.waiter.queue !== null) return rcInvalidThreadState
    party.request = request
    party.requestArena = requestArena
    party.requestArenaSize = arenaSize
    party.target = response
    party.targetArena = responseArena
    party.channel = this
    party.waiter.detail = party
    return listener.offer(party)
  }

  /** The rules for messages of a client: its class decides, which need not be the one the channel was made for. */
  routeFor(client: Peer): Route {
    if (client === this.#routeOf) return this.#route as Route
    this.#routeOf = client
    const route = this.listener.exchange.routes.between(client, this.listener.server)
    return (this.#route = this.riid < 0 ? route : route.boundTo(this.riid))
  }

  /** Breaks the channel: who calls on it gets rcNotConnected. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.listener.dropCallers(this)
  }
}
