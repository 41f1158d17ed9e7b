// Whether a message may pass: its structure first, then the policy. A malformed message is refused before any rule sees it.
//
// The message is in a snapshot, so what is judged is what is delivered. Copying and handles are the business of `exchange.ts`.

import { type Codec, headerFault } from '@kos/idl'
import { rcInvalidArgument, rcOk, rcSecurityDisallow } from '@kos/retcode'
import { type Denied, malformed, type SecurityEvent, type SecurityMonitor } from '@kos/security'
import { copyBytes } from './buffer.ts'
import type { Peer } from './peer.ts'
import type { ResourceIds } from './resource-ids.ts'
import { type Direction, directions, type Gate, type Route, Verdict } from './route.ts'
import type { Snapshot } from './snapshot.ts'

/** Told of each message that may not pass. */
export type DenialListener = (event: SecurityEvent, denial: Denied) => void

/** Judges messages. */
export class Judge {
  readonly #monitor: SecurityMonitor
  readonly #ids: ResourceIds
  readonly #snapshot: Snapshot
  /** Hears of denials; null if nobody does. */
  onDenied: DenialListener | null = null
  /** The arena to deliver: the sender's, or the copy of it that the policy was asked about. */
  arena: Uint8Array

  constructor(monitor: SecurityMonitor, ids: ResourceIds, snapshot: Snapshot) {
    this.#monitor = monitor
    this.#ids = ids
    this.#snapshot = snapshot
    this.arena = snapshot.bytes
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
    const fault = this.#fault(gate, mid, codec, arena, arenaSize)
    if (fault !== null) return this.#refuse(direction, route, gate, mid, source, destination, fault)
    const at = gate.endpoint === null ? 0 : mid
    const table = gate.verdicts[direction]
    const verdict = table[at] || route.resolve(direction, gate, mid, at)
    this.arena = arena
    if (verdict === Verdict.granted) return rcOk
    return this.#decide(direction, route, gate, mid, codec, arena, arenaSize, source, destination)
  }

  /** Refuses a message for an endpoint that does not exist. */
  refuseEndpoint(route: Route, gate: Gate, riid: number, source: Peer, destination: Peer): number {
    return this.#refuse(0, route, gate, 0, source, destination, `${destination.className} has no endpoint ${riid}`)
  }

  #fault(
    gate: Gate,
    mid: number,
    codec: Codec<never, unknown> | null | undefined,
    arena: Uint8Array,
    arenaSize: number,
  ): string | null {
    const { bytes, view, size } = this.#snapshot
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
    arena: Uint8Array,
    arenaSize: number,
    source: Peer,
    destination: Peer,
  ): number {
    // The sender may share its arena with another thread of the host: what is decided about is copied first, and delivered.
    if (arenaSize > 0) {
      this.arena = new Uint8Array(arenaSize)
      copyBytes(this.arena, arena, arenaSize)
    }
    const reader = this.#ids.readerFor(source)
    const message = codec?.decode(this.#snapshot.view, this.arena, reader)
    const event = this.#event(direction, route, gate, mid, source, destination, message)
    const decision = this.#monitor.decide(event)
    if (decision.granted) return rcOk
    this.onDenied?.(event, decision)
    return rcSecurityDisallow
  }

  #refuse(direction: Direction, route: Route, gate: Gate, mid: number, source: Peer, destination: Peer, fault: string): number {
    if (this.onDenied !== null) {
      const event = this.#event(direction, route, gate, mid, source, destination, undefined)
      this.onDenied(event, malformed(event, fault))
    }
    return rcInvalidArgument
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
