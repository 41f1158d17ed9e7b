// The order of a durable topic. The server delivers what was not acknowledged again after a while,
// behind newer messages; a link must get it before them. So while the server counts messages as
// delivered that did not arrive here (they went to a link of this name that died, or got lost with a
// connection), what arrives is kept, until all of them are here.
//
// Numbers: the *sequence* of a message in its stream, and the *delivery* number that the consumer
// counts. A gap between delivery numbers says that somebody else got a message.

/** A durable message, as it was delivered. */
export interface DurableMessage {
  readonly sequence: number
  readonly delivery: number
  /** When the server stored it, in nanoseconds: later for each sequence. */
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
  reply: string

  constructor(reply: string) {
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
  /** The sequence of the last message that was passed on. */
  #newest = 0
  /** When the server stored that. */
  #newestTime = 0
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

  /** Where all is acknowledged, or refused, that arrived and was not acknowledged. */
  get open(): readonly string[] {
    return [...this.#held.values(), ...this.#early.values()].map(({ reply }) => reply)
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
      this.#newest = 0
      this.#newestTime = 0
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
    if (message.sequence <= this.#newest && message.time > this.#newestTime)
      this.#goBack(message.sequence)
    const held = this.#held.get(message.sequence)
    // It was delivered again since its link takes long. It is acknowledged where it came last.
    if (held !== undefined) held.reply = message.reply
    // Its acknowledgement got lost, or is underway.
    else if (message.sequence <= this.#newest) this.#acknowledge?.(message.reply)
    // More than any server delivers, or the link holds others of a consumer that is gone: it is not
    // acknowledged, so it comes again, and nothing goes before it.
    else if (this.#isFull && !this.#early.has(message.sequence)) this.#missing ||= 1
    else if (isNext && this.#missing === 0) this.#pass(message)
    else this.#early.set(message.sequence, message)
    if (!isNext && this.#missing === 0) this.#missing = 1
  }

  // A server that lost its last messages, as it can with its power, gives their sequences to new ones.
  // The link knows by its own sequences which of them it has had.
  #goBack(sequence: number): void {
    for (const each of this.#held.keys()) if (each >= sequence) this.#held.delete(each)
    this.#newest = sequence - 1
  }

  get #isFull(): boolean {
    return this.#held.size + this.#early.size >= this.#window
  }

  /**
   * Compares what is here with what the server counts. If nothing is missing, all that is here is
   * passed on.
   */
  settle({ sequence, delivery, pending }: ConsumerState): void {
    const known = [...this.#held.keys(), ...this.#early.keys()]
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

  #pass({ sequence, time, bytes, reply }: DurableMessage): void {
    const held = new Held(reply)
    this.#newest = sequence
    this.#newestTime = time
    this.#held.set(sequence, held)
    this.#received(bytes, () => {
      // It may be another one by now, of a stream that was made again.
      if (this.#held.get(sequence) !== held) return
      this.#held.delete(sequence)
      if (this.#acknowledge === null) this.#owed.add(held.reply)
      else this.#acknowledge(held.reply)
    })
  }
}
