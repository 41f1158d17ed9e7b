// The verdict cache: for each kind of message between two classes its structure, and what the
// policy says of all such messages. seL4 and Zircon decide by capability alone; SELinux calls the
// same thing an access vector cache.
//
// A verdict that depends on neither state nor message is asked for once; after that a message costs
// one comparison. For other messages the prepared decision is kept, and a view of them. All
// channels between two classes share a cache. How a message is checked with it is in
// `message-transfer.ts` and `policy-check.ts`.

import type { Codec, HandleReader, MessageView, Method } from '@kos/idl'
import type {
  Decision,
  EventHead,
  PreparedDecision,
  PreparingMonitor,
  SecurityEvent,
} from '@kos/security'
import type { Endpoint, IpcProcess } from './ipc-process.ts'
import { maxVerdictCaches } from './limits.ts'
import type { MessageParts } from './message-snapshot.ts'

/** What the policy says of all messages of a kind. */
export const Verdict: {
  readonly unknown: 0
  readonly granted: 1
  /** It depends on the message, or on state. */
  readonly ask: 2
  readonly denied: 3
} = { unknown: 0, granted: 1, ask: 2, denied: 3 }

const verdicts = { granted: Verdict.granted, ask: Verdict.ask, denied: Verdict.denied } as const

type AnyCodec = Codec<never, unknown>

/** Requests, responses or error responses of one method, from one class to another. */
export class MessageKind {
  /** One of `Verdict`. */
  verdict: number = Verdict.unknown
  /** The event of such a message, without the message. */
  readonly head: EventHead
  /** The structure; null if nothing is known but the header, or if no such message may pass. */
  readonly codec: AnyCodec | null
  /** Whether the structure lets such a message carry handles, or is not known. */
  readonly mayCarryHandles: boolean
  /** Why no such message may pass, whatever it is; null if it may. */
  readonly refusal: string | null
  /** What the policy says of such messages, once it was asked. */
  #prepared: PreparedDecision | null = null
  /** Shows the messages that rules look at; made for the first one. */
  #shown: MessageView | null = null

  /** `refusal` says why no such message may pass, if so. */
  constructor(head: EventHead, codec: AnyCodec | null, refusal: string | null = null) {
    this.head = head
    this.codec = codec
    this.mayCarryHandles = codec === null || codec.handles.length > 0
    this.refusal = refusal
  }

  /** Asks the monitor what it says of all such messages, and remembers it: answers the verdict. */
  prepare(monitor: PreparingMonitor): number {
    this.#prepared = monitor.prepare(this.head)
    return (this.verdict = verdicts[this.#prepared.verdict])
  }

  /** Shows a message until `close`. Undefined if nothing is known of its structure. */
  open({ view, arena }: MessageParts, handles: HandleReader): unknown {
    if (this.codec === null) return undefined
    this.#shown ??= this.codec.view()
    return this.#shown.open(view, arena, handles)
  }

  /** The message that was shown is over. */
  close(): void {
    this.#shown?.close()
  }

  /** Asks about one message, after `prepare`. */
  decide(event: SecurityEvent, mayCommit: () => boolean): Decision {
    return (this.#prepared as PreparedDecision).decide(event, mayCommit)
  }

  /** The kind of a message that may not pass, whatever the policy says. */
  refusing(reason: string): MessageKind {
    return new MessageKind(this.head, null, reason)
  }
}

/** A method's requests, and what may answer them. */
export class RequestKind extends MessageKind {
  readonly response: MessageKind
  readonly error: MessageKind

  constructor(cache: VerdictCache, endpoint: Endpoint | null, method: Method | null, why?: string) {
    const { client, server } = cache
    // Never printed code: that is a function of a program.
    const codecs = method?.layoutCodecs ?? null
    const names = {
      endpoint: endpoint?.name ?? '',
      interface: endpoint?.interface.$name ?? '',
      method: method?.name ?? '',
    }
    super(
      { type: 'request', source: client, destination: server, ...names },
      codecs?.request ?? null,
      why,
    )
    this.response = new MessageKind(
      { type: 'response', source: server, destination: client, ...names },
      codecs?.response ?? null,
      why,
    )
    this.error = new MessageKind(
      { type: 'error', source: server, destination: client, ...names },
      codecs?.error ?? null,
      codecs !== null && codecs.error === null ? 'the method has no error parameters' : why,
    )
  }
}

/** The kinds of message between a client class and a server class. */
export class VerdictCache {
  readonly client: string
  readonly server: string
  readonly #endpoints: readonly Endpoint[]
  // By RIID and MID, made when first used, because a codec is compiled when it is first asked for.
  readonly #kinds: (RequestKind | undefined)[][]
  /**
   * All messages, if the server declares no endpoints: nothing is known of them but their header.
   */
  readonly #opaque: RequestKind | null

  constructor(client: string, server: string, endpoints: readonly Endpoint[]) {
    this.client = client
    this.server = server
    this.#endpoints = endpoints
    this.#kinds = endpoints.map(() => [])
    this.#opaque = endpoints.length === 0 ? new RequestKind(this, null, null) : null
  }

  /** Requests for a method, by the RIID and MID in their header. */
  request(riid: number, mid: number): RequestKind {
    return this.#opaque ?? this.#kinds[riid]?.[mid] ?? this.#add(riid, mid)
  }

  /** Requests that may not pass because of what they are. */
  refusing(reason: string): RequestKind {
    return new RequestKind(this, null, null, reason)
  }

  // What is refused is not kept: a client could have any number of such kinds made.
  #add(riid: number, mid: number): RequestKind {
    const endpoint = this.#endpoints[riid]
    const kinds = this.#kinds[riid]
    if (endpoint === undefined || kinds === undefined)
      return this.refusing(`${this.server} has no endpoint ${riid}`)
    const method = endpoint.interface.$methods[mid]
    if (method === undefined)
      return new RequestKind(
        this,
        endpoint,
        null,
        `${endpoint.interface.$name} has no method ${mid}`,
      )
    return (kinds[mid] = new RequestKind(this, endpoint, method))
  }
}

const noEndpoints: readonly Endpoint[] = []

/** The verdict caches of the pairs of classes that have met. */
export class VerdictCaches {
  // Weak, because each start of a process may declare its endpoints anew.
  readonly #caches: Map<string, WeakMap<readonly Endpoint[], VerdictCache>> = new Map()

  /** The cache for the class of `client` and the class of `server`. */
  between(client: IpcProcess, server: IpcProcess): VerdictCache {
    // With the length of the first, since a name may contain whatever would stand between the two.
    const key = `${client.className.length}:${client.className}${server.className}`
    let caches = this.#caches.get(key)
    if (caches === undefined) {
      // Class names come from outside, so that there must be a bound. Channels keep their caches.
      if (this.#caches.size >= maxVerdictCaches) this.#caches.clear()
      this.#caches.set(key, (caches = new WeakMap()))
    }
    // Two servers of one class name that declare different endpoints do not share: the endpoints
    // are part of the key.
    const endpoints = server.endpoints.length === 0 ? noEndpoints : server.endpoints
    let cache = caches.get(endpoints)
    if (cache === undefined)
      caches.set(
        endpoints,
        (cache = new VerdictCache(client.className, server.className, endpoints)),
      )
    return cache
  }
}
