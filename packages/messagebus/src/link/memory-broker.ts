// A broker in memory: for tests, and to see what a link does. It joins the buses of one JavaScript
// realm. It can be stopped, as a machine that is cut off, and can lose and repeat messages.
//
// It keeps what is stored for each link of a name that was there once, and imports the topic. How a
// link is connected to it is in memory-client.ts.

import type { Broker, BrokerTopics } from './broker.ts'
import { Backlog, MemoryClient } from './memory-client.ts'

/** How it is made. */
export interface MemoryBrokerOptions {
  /** Messages of one link that are on their way before `send` answers false: 64 if left out. */
  readonly buffer?: number
  /** Ids of stored messages that are remembered for each topic: 1024 if left out. */
  readonly duplicateWindow?: number
}

/** A durable topic. */
class StoredTopic {
  readonly messageIds: Set<string> = new Set()
  /** By the name of the link. */
  readonly backlogs: Map<string, Backlog> = new Map()
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
    const { messageIds, backlogs } = this.#topic(topic)
    if (messageIds.has(messageId)) return
    if (messageId !== '') messageIds.add(messageId)
    if (messageIds.size > this.#duplicateWindow)
      for (const oldest of messageIds) {
        messageIds.delete(oldest)
        break
      }
    for (const { stored } of backlogs.values()) stored.push({ bytes })
    for (const client of this.#open) client.deliver()
  }

  #topic(name: string): StoredTopic {
    let topic = this.#topics.get(name)
    if (topic === undefined) this.#topics.set(name, (topic = new StoredTopic()))
    return topic
  }
}

/** Makes a broker in memory: `{ broker: memory.client() }` for each link. */
export function memoryBroker(options: MemoryBrokerOptions = {}): MemoryBroker {
  return new MemoryBroker(options)
}
