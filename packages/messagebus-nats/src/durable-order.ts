// The order of a durable topic. The server delivers what was not acknowledged again after a while,
// behind newer messages; a link must get it before them. So while the server counts messages as
// delivered that did not arrive here (they went to a link of this name that died, or got lost with a
// connection), what arrives is kept, until all of them are here.
//
// Numbers: the *sequence* of a message in its stream, and the *delivery* number that the consumer
// counts. A gap between delivery numbers says that somebody else got a message. A server that was
// killed may give the sequence of a message that is acknowledged to another one: so one message is
// told from another by the time when it was stored, too.

import { maxRemembered } from './limits.ts'

/** A durable message, as it was delivered. */
export interface DurableMessage {
  readonly sequence: number
  readonly delivery: number
  /** When it was stored, in nanoseconds, as the server says. */
  readonly time: number
  readonly bytes: Uint8Array
  /** The subject where it is acknowledged. */
  readonly reply: string
}

/** What the server says of a consumer. */
export interface ConsumerState {
  /** The sequence up to which it has delivered. */
  readonly sequence: number
  /** The number of the last delivery. */
  readonly delivery: number
  /** Messages that it has delivered and that are not acknowledged. */
  readonly pending: number
}

/** One unacknowledged message that the link has. */
class Held {
  readonly time: number
  reply: string

  constructor({ time, reply }: DurableMessage) {
    this.time = time
    this.reply = reply
  }
}

/** Passes the messages of one topic on in their order. */
export class DurableOrder {
  readonly #window: number
  readonly #received: (bytes: Uint8Array, acknowledge: () => void) => void
  /** Acknowledges at a subject; null while there is no connection. */
  #acknowledge: ((reply: string) => void) | null = null
  #created = ''
  readonly #held: Map<number, Held> = new Map()
  readonly #early: Map<number, DurableMessage> = new Map()
  /** Where to acknowledge what was acknowledged while there was no connection. */
  readonly #owed: Set<string> = new Set()
  /** The number of the next delivery. */
  #next = 0
  /** The times of those that were acknowledged last, by sequence. */
  readonly #acknowledged: Map<number, number> = new Map()
  /** Messages that are missing, as far as is known; 0 if none is. */
  #missing = 0

  /** No more messages than `window` are here at a time. */
  constructor(window: number, received: (bytes: Uint8Array, acknowledge: () => void) => void) {
    this.#window = window
    this.#received = received
  }

  /** Whether a message is missing: `settle` has to be called with a new state. */
  get isMissing(): boolean {
    return this.#missing > 0
  }

  /** Whether so many arrived that a new state is worth asking for. */
  get isWorthAsking(): boolean {
    return this.#early.size >= this.#missing
  }

  /**
   * A connection begins, with the state of the consumer on it. `created` says when the stream was
   * made: one that is made again counts from the beginning.
   */
  begin(state: ConsumerState, created: string, acknowledge: (reply: string) => void): void {
    this.#acknowledge = acknowledge
    if (this.#created !== created) {
      this.#held.clear()
      this.#owed.clear()
      this.#acknowledged.clear()
    }
    this.#created = created
    for (const reply of this.#owed) acknowledge(reply)
    this.#owed.clear()
    this.#early.clear()
    this.#missing = 0
    this.settle(state)
  }

  /** A connection ends. What came too early on it comes again. */
  end(): void {
    this.#acknowledge = null
    this.#early.clear()
    this.#missing = 0
  }

  /** A message was delivered. */
  take(message: DurableMessage): void {
    const isNext = message.delivery === this.#next
    this.#next = Math.max(this.#next, message.delivery + 1)
    const { sequence, time, reply } = message
    const held = this.#held.get(sequence)
    // It was delivered again since its link takes long. It is acknowledged where it came last.
    if (held?.time === time) held.reply = reply
    // Its acknowledgement got lost, or is underway.
    else if (this.#acknowledged.get(sequence) === time) this.#acknowledge?.(reply)
    // More than any server delivers, or the link holds others of a consumer that is gone: it is not
    // acknowledged, so it comes again, and nothing goes before it.
    else if (!this.#hasRoomFor(sequence)) this.#missing ||= 1
    else if (isNext && this.#missing === 0) this.#pass(message)
    else this.#early.set(sequence, message)
    if (!isNext && this.#missing === 0) this.#missing = 1
  }

  #hasRoomFor(sequence: number): boolean {
    const known = this.#held.has(sequence) || this.#early.has(sequence)
    return known || this.#held.size + this.#early.size < this.#window
  }

  /**
   * Compares what is here with what the server counts. If nothing is missing, all that is here is
   * passed on.
   */
  settle({ sequence, delivery, pending }: ConsumerState): void {
    const known = [...new Set([...this.#held.keys(), ...this.#early.keys()])]
    // What arrived after the server had counted does not count.
    this.#missing = Math.max(0, pending - known.filter((each) => each <= sequence).length)
    if (this.#missing > 0) return
    this.#next = delivery + 1
    const inOrder = [...this.#early.values()].sort((one, other) => one.sequence - other.sequence)
    this.#early.clear()
    for (const message of inOrder)
      if (message.sequence <= sequence) this.#pass(message)
      else this.take(message)
  }

  #pass(message: DurableMessage): void {
    const { sequence, bytes } = message
    const held = new Held(message)
    this.#held.set(sequence, held)
    this.#received(bytes, () => {
      // It may be another one by now.
      if (this.#held.get(sequence) !== held) return
      this.#held.delete(sequence)
      this.#remember(sequence, held.time)
      if (this.#acknowledge === null) this.#owed.add(held.reply)
      else this.#acknowledge(held.reply)
    })
  }

  #remember(sequence: number, time: number): void {
    this.#acknowledged.delete(sequence)
    this.#acknowledged.set(sequence, time)
    if (this.#acknowledged.size <= maxRemembered) return
    for (const oldest of this.#acknowledged.keys()) {
      this.#acknowledged.delete(oldest)
      return
    }
  }
}
