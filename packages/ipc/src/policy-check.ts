// Whether a message may pass: its structure first, then the policy. A malformed message is refused
// before any rule sees it.
//
// The message is held still (`message-snapshot.ts`), so what is judged is what is delivered. Copying
// and handles are the business of `message-transfer.ts`.

import { rcInvalidArgument, rcOk, rcSecurityDisallow } from '@kos/retcode'
import { type Denied, malformed, type SecurityEvent, type SecurityMonitor } from '@kos/security'
import { type BufferMemo, copyBytes, loopLimit, noBytes } from './buffer.ts'
import type { IpcProcess } from './ipc-process.ts'
import type { ResourceIds } from './resource-ids.ts'
import { type Passage, Verdict } from './route.ts'
import type { MessageSnapshot } from './message-snapshot.ts'

/**
 * Told of each message that may not pass. What it throws is dropped: the message is refused in any
 * case.
 */
export type DenialListener = (event: SecurityEvent, denial: Denied) => void

/** Judges messages. */
export class PolicyCheck {
  readonly #monitor: SecurityMonitor
  readonly #ids: ResourceIds
  readonly #message: MessageSnapshot
  /** Hears of denials; null if nobody does. */
  readonly #onDenied: DenialListener | null
  /**
   * The arena to deliver, in its first bytes: an array of our own, over the sender's memory or a
   * copy.
   */
  arena: Uint8Array = noBytes
  // Short arenas are judged and delivered from here.
  readonly #short: Uint8Array = new Uint8Array(loopLimit)

  constructor(
    monitor: SecurityMonitor,
    ids: ResourceIds,
    message: MessageSnapshot,
    onDenied: DenialListener | null,
  ) {
    this.#monitor = monitor
    this.#ids = ids
    this.#message = message
    this.#onDenied = onDenied
  }

  /**
   * Judges the staged message: rcOk, rcInvalidArgument (malformed) or rcSecurityDisallow (denied).
   * `memo` was asked for the length of `arena` just now, if any of it is sent.
   */
  check(
    passage: Passage,
    memo: BufferMemo,
    arena: Uint8Array,
    arenaSize: number,
    source: IpcProcess,
    destination: IpcProcess,
  ): number {
    const own = arenaSize === 0 ? noBytes : this.#own(memo, arena, arenaSize)
    this.arena = own
    const fault = passage.fault(this.#message, own, arenaSize)
    if (fault === null && passage.verdict === Verdict.granted) return rcOk
    return fault === null
      ? this.#decide(passage, arenaSize, source, destination)
      : this.#refuse(passage, fault, source, destination)
  }

  // Codecs ask an array for its `length`, and one of a process may answer with code of its own.
  #own(memo: BufferMemo, arena: Uint8Array, size: number): Uint8Array {
    if (size > loopLimit) return memo.part(arena, size)
    copyBytes(this.#short, arena, size)
    return this.#short
  }

  #decide(
    passage: Passage,
    arenaSize: number,
    source: IpcProcess,
    destination: IpcProcess,
  ): number {
    if (passage.verdict === Verdict.unknown && passage.classify(this.#monitor) === Verdict.granted)
      return rcOk
    // A rule, or another thread of the host, may change the sender's buffers: what is decided about
    // is copied first, and delivered.
    this.#message.copy()
    if (arenaSize > loopLimit) {
      const copy = new Uint8Array(arenaSize)
      copyBytes(copy, this.arena, arenaSize)
      this.arena = copy
    }
    const reader = this.#ids.readerFor(source, destination)
    const message = passage.codec?.decode(this.#message.view, this.arena, reader)
    const event = eventOf(passage, source, destination, message)
    const decision = this.#monitor.decide(event)
    if (decision.granted) return rcOk
    this.arena = noBytes
    this.#tell(event, decision)
    return rcSecurityDisallow
  }

  #refuse(passage: Passage, fault: string, source: IpcProcess, destination: IpcProcess): number {
    this.arena = noBytes
    const event = eventOf(passage, source, destination, undefined)
    this.#tell(event, malformed(event, fault))
    return rcInvalidArgument
  }

  #tell(event: SecurityEvent, denial: Denied): void {
    try {
      this.#onDenied?.(event, denial)
    } catch {
      return
    }
  }
}

function eventOf(
  { head }: Passage,
  source: IpcProcess,
  destination: IpcProcess,
  message: unknown,
): SecurityEvent {
  return { ...head, message, sourceSid: source.sid, destinationSid: destination.sid }
}
