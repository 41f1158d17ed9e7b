// The way of one link to the broker in memory (memory-broker.ts): what is underway, what of a durable
// topic was delivered, and what ends with the connection.

import type { Broker, BrokerEvents, BrokerTopics } from './broker.ts'
import type { MemoryBroker } from './memory-broker.ts'

/** A durable message that is kept. */
export interface Stored {
  readonly bytes: Uint8Array
}

/** What is kept of a durable topic for one link name. */
export class Backlog {
  /** In order; acknowledged ones are gone. */
  stored: Stored[] = []
  /** How many of the first were delivered since the link was connected. */
  delivered = 0
}

/** The way of one link. What it tells, it tells in microtasks, in order. */
export class MemoryClient implements Broker {
  readonly #broker: MemoryBroker
  readonly #buffer: number
  #topics: BrokerTopics | null = null
  #events: BrokerEvents | null = null
  /** Changes when it is opened, closed, cut off: what comes of an earlier one is of no interest. */
  #connection = 0
  #isConnected = false
  #isTold = false
  /** Fleeting messages that are on their way. */
  #sending = 0
  #wantsRoom = false

  constructor(broker: MemoryBroker, buffer: number) {
    this.#broker = broker
    this.#buffer = buffer
  }

  /** The name of its link; null if it is not open. */
  get name(): string | null {
    return this.#topics?.name ?? null
  }

  open(topics: BrokerTopics, events: BrokerEvents): void {
    if (this.#topics !== null)
      throw new TypeError('the broker is open: each link has one of its own')
    this.#broker.opened(this, topics)
    this.#topics = topics
    this.#events = events
    this.changed()
  }

  close(): Promise<void> {
    this.#broker.closed(this)
    this.#connection++
    this.#topics = null
    this.#events = null
    this.#isConnected = false
    this.#isTold = false
    this.#sending = 0
    this.#wantsRoom = false
    return Promise.resolve()
  }

  send(topic: string, bytes: Uint8Array): boolean {
    if (!this.#isConnected || this.#sending >= this.#buffer) {
      this.#wantsRoom = true
      return false
    }
    this.#sending++
    this.#later(() => {
      this.#sending--
      this.#broker.send(topic, bytes)
      if (!this.#wantsRoom) return
      this.#wantsRoom = false
      this.#events?.room()
    })
    return true
  }

  async store(topic: string, bytes: Uint8Array, messageId: string): Promise<void> {
    const connection = this.#connection
    if (!this.#isConnected) throw new Error('the broker is not reached')
    await settled
    if (connection !== this.#connection) throw new Error('the connection has ended')
    this.#broker.store(topic, bytes, messageId)
    await settled
    if (connection !== this.#connection) throw new Error('the connection has ended')
  }

  /** The broker was stopped or started, or the client opened. */
  changed(): void {
    this.#connection++
    this.#isConnected = this.#broker.isRunning
    this.#sending = 0
    this.redeliver(() => {
      if (this.#isTold === this.#isConnected) return
      this.#isTold = this.#isConnected
      this.#events?.connected(this.#isConnected)
    })
  }

  /** Delivers all again that is not acknowledged, after something else. */
  redeliver(before: () => void = () => {}): void {
    for (const [topic, travel] of this.#topics?.imports ?? [])
      if (travel === 'durable') this.#backlog(topic).delivered = 0
    this.#later(() => {
      before()
      this.deliver()
    })
  }

  /** A fleeting message has come. */
  receive(topic: string, bytes: Uint8Array): void {
    if (!this.#isConnected || this.#topics?.imports.get(topic) !== 'fleeting') return
    this.#later(() => this.#events?.received(topic, bytes, null))
  }

  /** Delivers what may be delivered of durable topics. */
  deliver(): void {
    if (!this.#isConnected) return
    for (const [topic, travel] of this.#topics?.imports ?? [])
      if (travel === 'durable') this.#deliver(topic)
  }

  #deliver(topic: string): void {
    const backlog = this.#backlog(topic)
    const window = this.#topics?.window ?? 0
    while (backlog.delivered < Math.min(backlog.stored.length, window)) {
      const stored = backlog.stored[backlog.delivered++] as Stored
      const connection = this.#connection
      const acknowledge = (): void => {
        if (connection === this.#connection) this.#acknowledge(topic, stored)
      }
      this.#later(() => this.#events?.received(topic, stored.bytes, acknowledge))
    }
  }

  #acknowledge(topic: string, stored: Stored): void {
    const backlog = this.#backlog(topic)
    const at = backlog.stored.indexOf(stored)
    if (at < 0) return
    backlog.stored.splice(at, 1)
    if (at < backlog.delivered) backlog.delivered--
    this.#deliver(topic)
  }

  #backlog(topic: string): Backlog {
    return this.#broker.backlog(topic, this.name as string)
  }

  // Does something later, if the connection is still the same.
  #later(action: () => void): void {
    const connection = this.#connection
    void settled.then(() => {
      if (connection === this.#connection) action()
    })
  }
}

const settled: Promise<void> = /* @__PURE__ */ Promise.resolve()
