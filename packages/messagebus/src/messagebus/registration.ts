// What a process registered at a bus: a publisher or a subscriber. It outlives the bus: its id is
// the same in every session.

import { type Handle, INVALID_HANDLE, type Notice } from '@kos/libkos'
import type { Message } from '../generated/kl/MessageBusSession.idl.ts'
import type { OpenSession } from './open-session.ts'

/** A publisher or a subscriber of this process. */
export class Registration {
  readonly id: number
  /** For a subscriber its name; null for a publisher. */
  readonly name: string | null
  readonly topics: readonly string[]
  /** The session in which it is registered; null for none. */
  session: OpenSession | null = null
  /** For a subscriber: what the bus signals. */
  wake: Handle = INVALID_HANDLE
  /** The receiver of the thread that takes its messages; null if none does. */
  notice: Notice | null = null
  /** Messages that were fetched, and not taken yet: from `taken` on. */
  fetched: readonly Message[] = []
  taken = 0
  /** Answers with messages that came in this session, modulo 2^32. */
  answers = 0
  isRegistered = true

  constructor(id: number, name: string | null, topics: readonly string[]) {
    this.id = id
    this.name = name
    this.topics = topics
  }

  /** Whether it is a publisher, and no subscriber. */
  get isPublisher(): boolean {
    return this.name === null
  }
}
