// Whether a message may pass: its structure first, then the policy. A malformed message is refused before any rule sees it.
//
// The message is held still (`staged-message.ts`), so what is judged is what is delivered. Copying and handles are the business of `exchange.ts`.

import { type Codec, headerFault } from '@kos/idl'
import { rcInvalidArgument, rcOk, rcSecurityDisallow } from '@kos/retcode'
import { type Denied, malformed, type SecurityEvent, type SecurityMonitor } from '@kos/security'
import { copyBytes, loopLimit, noBytes, ownView } from './buffer.ts'
import type { Peer } from './peer.ts'
import type { ResourceIds } from './resource-ids.ts'
import { type Direction, directions, type Gate, type Route, Verdict } from './route.ts'
import type { StagedMessage } from './staged-message.ts'

/** Told of each message that may not pass. What it throws is dropped: the message is refused in any case. */
export type DenialListener = (event: SecurityEvent, denial: Denied) => void

/** Judges messages. */
export class Judge {
  readonly #monitor: SecurityMonitor
  readonly #ids: ResourceIds
  readonly #message: StagedMessage
  /** Hears of denials; null if nobody does. */
  onDenied: DenialListener | null = null
  /** The arena to deliver, in its first bytes: an array of our own, over the sender's memory or a copy. */
  arena: Uint8Array = noBytes
  // Short arenas are judged and delivered from here.
  readonly #short: Uint8Array = new Uint8Array(loopLimit)

  constructor(monitor: SecurityMonitor, ids: ResourceIds, staged: StagedMessage) {
    this.#monitor = monitor
    this.#ids = ids
    this.#message = staged
  }

  /**
   * Answers rcOk, rcInvalidArgument (malformed) or rcSecurityDisallow (denied). `codec` is undefined if the method is unknown.
   */
  check(
    direction: Direction,
    route: Route,
    gate: Gate,
    mid: number,
    codec: Codec<never, unknown> | null | undefined,
    arena: Uint8Array,
    arenaSize: number,
    source: Peer,
    destination: Peer,
  ): number {
    const own = arenaSize === 0 ? noBytes : this.#own(arena, arenaSize)
    this.arena = own
    const fault = this.#fault(gate, mid, codec, own, arenaSize)
    if (fault !== null) return this.refuse(direction, route, gate, mid, source, destination, fault)
    const at = gate.endpoint === null ? 0 : mid
    const table = gate.verdicts[direction]
    const verdict = table[at] || route.resolve(direction, gate, mid, at)
    if (verdict === Verdict.granted) return rcOk
    return this.#decide(direction, route, gate, mid, codec, arenaSize, source, destination)
  }

  /** Refuses a message that is malformed: says so, and answers rcInvalidArgument. */
  refuse(direction: Direction, route: Route, gate: Gate, mid: number, source: Peer, destination: Peer, fault: string): number {
    if (this.onDenied !== null) {
      const event = this.#event(direction, route, gate, mid, source, destination, undefined)
      this.#tell(event, malformed(event, fault))
    }
    return rcInvalidArgument
  }

  // Codecs ask an array for its `length`, and one of a process may answer with code of its own.
  #own(arena: Uint8Array, size: number): Uint8Array {
    if (size > loopLimit) return ownView(arena, size)
    copyBytes(this.#short, arena, size)
    return this.#short
  }

  #fault(
    gate: Gate,
    mid: number,
    codec: Codec<never, unknown> | null | undefined,
    arena: Uint8Array,
    arenaSize: number,
  ): string | null {
    const { bytes, view, size } = this.#message
    if (gate.endpoint === null) return headerFault(bytes, size)
    if (codec === undefined) return `${gate.endpoint.interface.$name} has no method ${mid}`
    if (codec === null) return 'the method has no error parameters'
    return codec.validate(view, size, arena, arenaSize)
  }

  #decide(
    direction: Direction,
    route: Route,
    gate: Gate,
    mid: number,
    codec: Codec<never, unknown> | null | undefined,
    arenaSize: number,
    source: Peer,
    destination: Peer,
  ): number {
    // A rule, or another thread of the host, may change the sender's buffers: what is decided about is copied first, and delivered.
    this.#message.copy()
    if (arenaSize > loopLimit) {
      const copy = new Uint8Array(arenaSize)
      copyBytes(copy, this.arena, arenaSize)
      this.arena = copy
    }
    const reader = this.#ids.readerFor(source, destination)
    const message = codec?.decode(this.#message.view, this.arena, reader)
    const event = this.#event(direction, route, gate, mid, source, destination, message)
    const decision = this.#monitor.decide(event)
    if (decision.granted) return rcOk
    this.arena = noBytes
    this.#tell(event, decision)
    return rcSecurityDisallow
  }

  #tell(event: SecurityEvent, denial: Denied): void {
    try {
      this.onDenied?.(event, denial)
    } catch {
      return
    }
  }

  #event(
    direction: Direction,
    route: Route,
    gate: Gate,
    mid: number,
    source: Peer,
    destination: Peer,
    message: unknown,
  ): SecurityEvent {
    const head = route.head(directions[direction], gate, mid)
    return { ...head, message, sourceSid: source.sid, destinationSid: destination.sid }
  }
}
