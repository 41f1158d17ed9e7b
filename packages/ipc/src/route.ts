// What is known of the messages from one class to another: interfaces, and the policy's verdicts as bytes.
//
// A verdict that depends on neither state nor message is asked for once; after that a message costs one byte load. Routes are
// shared by all channels between the same two classes. How a message is checked against them is in `exchange.ts`.

import type { Method } from '@kos/idl'
import type { EventHead, SecurityMonitor } from '@kos/security'
import type { Endpoint, Peer } from './peer.ts'

/** Verdicts on the messages of one method in one direction. */
export const Verdict: { readonly unknown: 0; readonly granted: 1; readonly ask: 2; readonly denied: 3 } = {
  unknown: 0,
  granted: 1,
  ask: 2,
  denied: 3,
}

const verdicts = { granted: Verdict.granted, ask: Verdict.ask, denied: Verdict.denied } as const

/** The kinds of message, as the policy calls them; the index is a `Direction`. */
export const directions: readonly ['request', 'response', 'error'] = ['request', 'response', 'error']

/** 0 request, 1 response, 2 error response. */
export type Direction = 0 | 1 | 2

type VerdictTables = readonly [Uint8Array, Uint8Array, Uint8Array]

/** One endpoint, as one client class may use it. `endpoint` is null if nothing is known of it. */
export class Gate {
  readonly endpoint: Endpoint | null
  readonly methods: readonly Method[]
  /** By direction, then by MID; one for all methods if nothing is known of the endpoint. */
  readonly verdicts: VerdictTables

  constructor(endpoint: Endpoint | null) {
    this.endpoint = endpoint
    this.methods = endpoint === null ? [] : endpoint.interface.$methods
    const count = Math.max(this.methods.length, 1)
    this.verdicts = [new Uint8Array(count), new Uint8Array(count), new Uint8Array(count)]
  }
}

const noGates: readonly (Gate | undefined)[] = []
const noEndpoints: readonly Endpoint[] = []

/** Messages between a client class and a server class. */
export class Route {
  readonly client: string
  readonly server: string
  /** By RIID; empty if the server declares no endpoints. */
  readonly gates: readonly (Gate | undefined)[]
  /** For messages of which nothing is known but their header. */
  readonly opaque: Gate | null
  readonly #monitor: SecurityMonitor

  constructor(client: string, server: Peer, monitor: SecurityMonitor) {
    this.client = client
    this.server = server.className
    this.#monitor = monitor
    const known = server.endpoints.length > 0
    this.gates = known ? server.endpoints.map((endpoint) => new Gate(endpoint)) : noGates
    this.opaque = known ? null : new Gate(null)
  }

  /** The event of a message, without the message. */
  head(type: (typeof directions)[Direction], gate: Gate, mid: number): EventHead {
    const isRequest = type === 'request'
    return {
      type,
      source: isRequest ? this.client : this.server,
      destination: isRequest ? this.server : this.client,
      endpoint: gate.endpoint?.name ?? '',
      interface: gate.endpoint?.interface.$name ?? '',
      method: gate.methods[mid]?.name ?? '',
    }
  }

  /** Asks once for a verdict, and remembers it in the table of the direction at `at`. */
  resolve(direction: Direction, gate: Gate, mid: number, at: number): number {
    const verdict = verdicts[this.#monitor.classify(this.head(directions[direction], gate, mid))]
    gate.verdicts[direction][at] = verdict
    return verdict
  }
}

/** The routes between all classes that have met. */
export class Routes {
  readonly monitor: SecurityMonitor
  // Weak, because each start of a process may declare its endpoints anew.
  readonly #routes: Map<string, WeakMap<readonly Endpoint[], Route>> = new Map()

  constructor(monitor: SecurityMonitor) {
    this.monitor = monitor
  }

  /** The route from the class of `client` to the class of `server`. */
  between(client: Peer, server: Peer): Route {
    const key = `${client.className}\n${server.className}`
    let routes = this.#routes.get(key)
    if (routes === undefined) this.#routes.set(key, (routes = new WeakMap()))
    // Two servers of one class name that declare different endpoints do not share: the endpoints are part of the key.
    const endpoints = server.endpoints.length === 0 ? noEndpoints : server.endpoints
    let route = routes.get(endpoints)
    if (route === undefined) routes.set(endpoints, (route = new Route(client.className, server, this.monitor)))
    return route
  }
}
