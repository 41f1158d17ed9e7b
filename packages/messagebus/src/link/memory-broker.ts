// A broker in memory: for tests, and to see what a link does. It joins the buses of one JavaScript
// realm. It can be stopped, as a machine that is cut off, and can lose and repeat messages.
//
// It keeps what is stored for each link of a name that was there once, and imports the topic.

import type { Broker, BrokerEvents, BrokerTopics } from './broker.ts'

/** How it is made. */
export interface MemoryBrokerOptions {
  /** Messages of one link that are on their way before `send` answers false: 64 if left out. */
  readonly buffer?: number
  /** Ids of stored messages that are remembered for each topic: 1024 if left out. */
  readonly duplicateWindow?: number
}

interface Stored {
  readonly bytes: Uint8Array
  /** Its place in its topic. */
  readonly number: number
}

/** What is kept of a durable topic for one link name. */
class Backlog {
  /** In order; acknowledged ones are gone. */
  stored: Stored[] = []
  /** How many of the first were delivered since the link was connected. */
  delivered = 0
}

/** A durable topic. */
class StoredTopic {
  readonly messageIds: Set<string> = new Set()
  /** By the name of the link. */
  readonly backlogs: Map<string, Backlog> = new Map()
  count = 0
}

/** A broker in memory. */
export class MemoryBroker {
  readonly #buffer: number
  readonly #duplicateWindow: number
  readonly #topics: Map<string, StoredTopic> = new Map()
  readonly #open: Set<MemoryClient> = new Set()
  #isRunning = true
  #losses = 0
  #repeats = 0

  /** @internal It is made by `memoryBroker`. */
  constructor({ buffer = 64, duplicateWindow = 1024 }: MemoryBrokerOptions) {
    this.#buffer = buffer
    this.#duplicateWindow = duplicateWindow
  }

  /** A way to it, for one link at a time. */
  client(): Broker {
    return new MemoryClient(this, this.#buffer)
  }

  /** Whether it runs. */
  get isRunning(): boolean {
    return this.#isRunning
  }

  /** How many durable messages it keeps, for all links together. */
  get kept(): number {
    let kept = 0
    for (const { backlogs } of this.#topics.values())
      for (const { stored } of backlogs.values()) kept += stored.length
    return kept
  }

  /** Stops it: nobody reaches it. It keeps what is stored. */
  stop(): void {
    this.#isRunning = false
    for (const client of this.#open) client.changed()
  }

  /** Starts it again. */
  start(): void {
    this.#isRunning = true
    for (const client of this.#open) client.changed()
  }

  /** It loses the next fleeting messages. */
  lose(count: number): void {
    this.#losses += count
  }

  /** It delivers the next fleeting messages twice. */
  repeat(count: number): void {
    this.#repeats += count
  }

  /** It loses and repeats nothing any more. */
  faultless(): void {
    this.#losses = 0
    this.#repeats = 0
  }

  /** It delivers all durable messages again that are not acknowledged. */
  redeliver(): void {
    for (const client of this.#open) client.redeliver()
  }

  /** Brings any bytes to all links that import a topic, as anybody could. */
  inject(topic: string, bytes: Uint8Array): void {
    this.send(topic, bytes)
    this.store(topic, bytes, '')
  }

  /** @internal A client was opened. */
  opened(client: MemoryClient, { name, imports }: BrokerTopics): void {
    for (const other of this.#open)
      if (other.name === name) throw new TypeError(`a link ${name} is joined already`)
    this.#open.add(client)
    for (const [topic, travel] of imports) if (travel === 'durable') this.backlog(topic, name)
  }

  /** @internal A client was closed. */
  closed(client: MemoryClient): void {
    this.#open.delete(client)
  }

  /** @internal What is kept of a topic for a link. */
  backlog(topic: string, name: string): Backlog {
    const { backlogs } = this.#topic(topic)
    let backlog = backlogs.get(name)
    if (backlog === undefined) backlogs.set(name, (backlog = new Backlog()))
    return backlog
  }

  /** @internal */
  send(topic: string, bytes: Uint8Array): void {
    if (this.#losses > 0) {
      this.#losses--
      return
    }
    const times = this.#repeats > 0 ? 2 : 1
    if (times === 2) this.#repeats--
    for (let time = 0; time < times; time++)
      for (const client of this.#open) client.receive(topic, bytes)
  }

  /** @internal An empty id is none. */
  store(topic: string, bytes: Uint8Array, messageId: string): void {
    const { messageIds, backlogs, count } = this.#topic(topic)
    if (messageIds.has(messageId)) return
    this.#topic(topic).count++
    if (messageId !== '') messageIds.add(messageId)
    if (messageIds.size > this.#duplicateWindow)
      for (const oldest of messageIds) {
        messageIds.delete(oldest)
        break
      }
    for (const { stored } of backlogs.values()) stored.push({ bytes, number: count })
    for (const client of this.#open) client.deliver()
  }

  #topic(name: string): StoredTopic {
    let topic = this.#topics.get(name)
    if (topic === undefined) this.#topics.set(name, (topic = new StoredTopic()))
    return topic
  }
}

/** The way of one link. What it tells, it tells in microtasks, in order. */
class MemoryClient implements Broker {
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

/** Makes a broker in memory: `{ broker: memory.client() }` for each link. */
export function memoryBroker(options: MemoryBrokerOptions = {}): MemoryBroker {
  return new MemoryBroker(options)
}

const settled: Promise<void> = /* @__PURE__ */ Promise.resolve()
