// What is known of the messages between two classes: for each kind of message its structure, and
// what the policy says of it.
//
// A verdict that depends on neither state nor message is asked for once; after that a message costs
// one comparison. Routes are shared by all channels between the same two classes. How a message is
// judged with this is in `policy-check.ts`.

import { type Codec, headerFault, type Method } from '@kos/idl'
import type { EventHead, SecurityMonitor } from '@kos/security'
import type { Endpoint, IpcProcess } from './ipc-process.ts'
import type { MessageSnapshot } from './message-snapshot.ts'

/** What the policy says of all messages of a kind. */
export const Verdict: {
  readonly unknown: 0
  readonly granted: 1
  readonly ask: 2
  readonly denied: 3
} = {
  unknown: 0,
  granted: 1,
  ask: 2,
  denied: 3,
}

const verdicts = { granted: Verdict.granted, ask: Verdict.ask, denied: Verdict.denied } as const

type AnyCodec = Codec<never, unknown>

/**
 * One kind of message: requests, responses or error responses of one method, from one class to
 * another.
 */
export class Passage {
  /** One of `Verdict`. */
  verdict: number = Verdict.unknown
  /** The event of such a message, without the message. */
  readonly head: EventHead
  /** The structure; null if nothing is known but the header, or if no such message may pass. */
  readonly codec: AnyCodec | null
  readonly #refusal: string | null

  /** `refusal` says why no such message may pass, if so. */
  constructor(head: EventHead, codec: AnyCodec | null, refusal: string | null) {
    this.head = head
    this.codec = codec
    this.#refusal = refusal
  }

  /** Why a message is malformed, or null. `arena` is an array of the kernel's own. */
  fault(message: MessageSnapshot, arena: Uint8Array, arenaSize: number): string | null {
    const { codec } = this
    if (codec !== null) return codec.validate(message.view, message.size, arena, arenaSize)
    if (this.#refusal !== null) return this.#refusal
    // An array of a process may answer with code of its own when it is asked for its length.
    message.copy()
    return headerFault(message.bytes, message.size)
  }

  /** Asks what can be said of all such messages, and remembers it. */
  classify(monitor: SecurityMonitor): number {
    return (this.verdict = verdicts[monitor.classify(this.head)])
  }
}

/** The messages of one method. */
export class Lane {
  readonly request: Passage
  readonly response: Passage
  readonly error: Passage

  constructor(
    route: Route,
    endpoint: Endpoint | null,
    method: Method | null,
    refusal: string | null,
  ) {
    const { client, server } = route
    const names = {
      endpoint: endpoint?.name ?? '',
      interface: endpoint?.interface.$name ?? '',
      method: method?.name ?? '',
    }
    const noError =
      method !== null && method.error === null ? 'the method has no error parameters' : refusal
    this.request = new Passage(
      { type: 'request', source: client, destination: server, ...names },
      method?.request ?? null,
      refusal,
    )
    this.response = new Passage(
      { type: 'response', source: server, destination: client, ...names },
      method?.response ?? null,
      refusal,
    )
    this.error = new Passage(
      { type: 'error', source: server, destination: client, ...names },
      method?.error ?? null,
      noError,
    )
  }
}

/** Messages between a client class and a server class. */
export class Route {
  readonly client: string
  readonly server: string
  readonly #endpoints: readonly Endpoint[]
  // By RIID and MID, made when first used, because a codec is compiled when it is first asked for.
  readonly #lanes: (Lane | undefined)[][]
  /**
   * For all messages, if the server declares no endpoints: nothing is known of them but their
   * header.
   */
  readonly #opaque: Lane | null
  /** The same messages, but for one endpoint only, by its RIID: made when first used. */
  readonly #bound: (Route | undefined)[] = []
  /**
   * The route that this one is a part of, and the endpoint it is for; null and -1 if it is a whole
   * one.
   */
  readonly #whole: Route | null
  readonly #only: number

  constructor(
    client: string,
    server: string,
    endpoints: readonly Endpoint[],
    whole: Route | null = null,
    only = -1,
  ) {
    this.client = client
    this.server = server
    this.#endpoints = endpoints
    this.#whole = whole
    this.#only = only
    this.#lanes = endpoints.map(() => [])
    this.#opaque =
      endpoints.length === 0 && whole === null ? new Lane(this, null, null, null) : null
  }

  /** The part of this route that leads to the endpoint `riid`: messages for others may not pass. */
  boundTo(riid: number): Route {
    return (this.#bound[riid] ??= new Route(this.client, this.server, this.#endpoints, this, riid))
  }

  /** The messages of a method, by the RIID and MID in their header. */
  lane(riid: number, mid: number): Lane {
    return this.#opaque ?? this.#lanes[riid]?.[mid] ?? this.#add(riid, mid)
  }

  /** Messages that may not pass because of what they are. */
  refusing(reason: string): Lane {
    return new Lane(this, null, null, reason)
  }

  #add(riid: number, mid: number): Lane {
    if (this.#whole !== null) return this.#addBound(this.#whole, riid, mid)
    const endpoint = this.#endpoints[riid]
    const lanes = this.#lanes[riid]
    if (endpoint === undefined || lanes === undefined)
      return this.refusing(`${this.server} has no endpoint ${riid}`)
    const method = endpoint.interface.$methods[mid]
    if (method === undefined)
      return new Lane(this, endpoint, null, `${endpoint.interface.$name} has no method ${mid}`)
    return (lanes[mid] = new Lane(this, endpoint, method, null))
  }

  #addBound(whole: Route, riid: number, mid: number): Lane {
    if (riid !== this.#only)
      return this.refusing(`the handle is bound to endpoint ${this.#only}, not ${riid}`)
    const lane = whole.lane(riid, mid)
    const lanes = this.#lanes[riid]
    // A lane for a method that there is not is not kept: a client could have any number of them
    // made.
    if (lanes !== undefined && this.#endpoints[riid]?.interface.$methods[mid] !== undefined)
      lanes[mid] = lane
    return lane
  }
}

const noEndpoints: readonly Endpoint[] = []

/** The routes between all classes that have met. */
export class Routes {
  // Weak, because each start of a process may declare its endpoints anew.
  readonly #routes: Map<string, WeakMap<readonly Endpoint[], Route>> = new Map()

  /** The route from the class of `client` to the class of `server`. */
  between(client: IpcProcess, server: IpcProcess): Route {
    const key = `${client.className}\n${server.className}`
    let routes = this.#routes.get(key)
    if (routes === undefined) this.#routes.set(key, (routes = new WeakMap()))
    // Two servers of one class name that declare different endpoints do not share: the endpoints
    // are part of the key.
    const endpoints = server.endpoints.length === 0 ? noEndpoints : server.endpoints
    let route = routes.get(endpoints)
    if (route === undefined)
      routes.set(endpoints, (route = new Route(client.className, server.className, endpoints)))
    return route
  }
}
