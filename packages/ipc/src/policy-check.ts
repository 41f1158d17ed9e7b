// The policy check of a message: the security monitor is asked about a message whose kind it has
// not granted as a whole, and listeners hear of each denial.
//
// The message is a snapshot, so what is checked is what is delivered. Its structure was checked
// before: no rule sees a malformed message. When a message is checked is in `message-transfer.ts`.

import {
  type Denied,
  eventOf,
  malformed,
  type PreparingMonitor,
  type SecurityEvent,
} from '@kos/security'
import type { IpcProcess } from './ipc-process.ts'
import type { MessageParts } from './message-snapshot.ts'
import type { ResourceIds } from './resource-ids.ts'
import { type MessageKind, Verdict } from './verdict-cache.ts'

/**
 * Told of each message that may not pass. What it throws is dropped: the message is refused in any
 * case.
 */
export type DenialListener = (event: SecurityEvent, denial: Denied) => void

/** Asks the monitor of one kernel about messages. */
export class PolicyCheck {
  readonly #monitor: PreparingMonitor
  readonly #ids: ResourceIds
  /** Hears of denials; null if nobody does. */
  readonly #onDenied: DenialListener | null

  constructor(monitor: PreparingMonitor, ids: ResourceIds, onDenied: DenialListener | null) {
    this.#monitor = monitor
    this.#ids = ids
    this.#onDenied = onDenied
  }

  /**
   * Whether the monitor grants the message, all of which is a copy. `mayCommit` is asked after all
   * rules have granted and before state changes: if it answers false, none does.
   */
  grants(
    kind: MessageKind,
    snapshot: MessageParts,
    source: IpcProcess,
    destination: IpcProcess,
    mayCommit: () => boolean,
  ): boolean {
    if (kind.verdict === Verdict.unknown && kind.prepare(this.#monitor) === Verdict.granted)
      return true
    const reader = this.#ids.readerFor(source, destination)
    try {
      const message = kind.open(snapshot, reader)
      const event = eventOf(kind.head, message, source.sid, destination.sid)
      const decision = kind.decide(event, mayCommit)
      if (!decision.granted) this.#refused(kind, snapshot, event, decision)
      return decision.granted
    } finally {
      kind.close()
    }
  }

  /** A message that is malformed: `fault` says why. */
  refuse(kind: MessageKind, fault: string, source: IpcProcess, destination: IpcProcess): void {
    const event = eventOf(kind.head, undefined, source.sid, destination.sid)
    this.#tell(event, malformed(event, fault))
  }

  // Listeners keep what they are told, so they get a copy of the message.
  #refused(
    { codec }: MessageKind,
    { view, arena }: MessageParts,
    event: SecurityEvent,
    denial: Denied,
  ): void {
    if (this.#onDenied === null) return
    const message = codec?.decode(view, arena, this.#ids)
    this.#tell({ ...event, message }, denial)
  }

  #tell(event: SecurityEvent, denial: Denied): void {
    try {
      this.#onDenied?.(event, denial)
    } catch {
      return
    }
  }
}
