// Machines of the model of links: a bus each, with a link and a subscriber, which die and come back.

import type { Host } from '@kos/thread'
import { defaultHost } from '@kos/thread'
import { rcOk, unwrap } from '@kos/retcode'
import {
  Bus,
  Delivery,
  type FullQueue,
  type Publisher,
  type TopicSubscriber,
} from '../src/index.ts'
import { BusLink } from '../src/link/bus-link.ts'
import type { LinkStats, MemoryBroker, Travel } from '../src/link.ts'

/** Lets all microtasks run that follow each other. */
export async function settle(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve))
}

/** Timers that the test fires. */
export class ManualHost implements Host {
  readonly #host: Host = defaultHost()
  readonly #timers: Set<() => void> = new Set()
  readonly now = (): number => 0
  readonly systemTime = (): number => 0
  readonly hostTask = (callback: () => void): void => this.#host.hostTask(callback)
  readonly afterMicrotasks = (callback: () => void): void => this.#host.afterMicrotasks(callback)
  readonly entropy = (): number => this.#host.entropy()

  /** Timers that are set. */
  get timers(): number {
    return this.#timers.size
  }

  setTimer(callback: () => void): () => void {
    this.#timers.add(callback)
    return () => this.#timers.delete(callback)
  }

  /** Lets all of them fire. */
  fire(): void {
    for (const timer of this.#timers) {
      this.#timers.delete(timer)
      timer()
    }
  }
}

/** What a machine is made of. */
export interface MachineOptions {
  readonly name: string
  readonly exports: Readonly<Record<string, Travel>>
  readonly imports: Readonly<Record<string, Travel>>
  readonly policies: Readonly<Record<string, FullQueue>>
  /** Messages that its queues hold: of its subscriber, and of its link. */
  readonly capacity: number
  readonly window: number
}

/** One life of a machine: what its subscriber took, of each topic. */
export class Life {
  readonly taken: Map<string, number[]> = new Map()
  /** How many of those it is done with. */
  readonly done: Map<string, number> = new Map()
}

/** A machine. */
export class Machine {
  readonly options: MachineOptions
  readonly memory: MemoryBroker
  readonly host: ManualHost = new ManualHost()
  /** All its lives; the last one is now. */
  readonly lives: Life[] = []
  #bus: Bus<bigint> = new Bus()
  #link: BusLink | null = null
  #subscriber: TopicSubscriber<bigint> | null = null
  #publishers: Map<string, Publisher<bigint>> = new Map()
  readonly #delivery: Delivery<bigint> = new Delivery()

  constructor(options: MachineOptions, memory: MemoryBroker) {
    this.options = options
    this.memory = memory
    this.start()
  }

  get life(): Life {
    return this.lives.at(-1) as Life
  }

  start(): void {
    const { policies, capacity, exports, imports } = this.options
    this.#bus = new Bus<bigint>({ topics: policies, capacity })
    this.lives.push(new Life())
    this.#publishers = new Map()
    for (const topic of Object.keys(exports))
      this.#publishers.set(topic, unwrap(this.#bus.registerPublisher(topic)).publisher)
    this.link()
    const topics = Object.keys(imports)
    this.#subscriber =
      topics.length === 0 ? null : unwrap(this.#bus.registerSubscriber('s', topics)).subscriber
  }

  /** Makes its link. */
  link(): void {
    const { name, exports, imports, capacity, window } = this.options
    const broker = this.memory.client()
    const options = { name, broker, exports, imports, capacity, window, host: this.host }
    const link: BusLink = new BusLink(this.#bus, options, () => {
      void Promise.resolve().then(() => link.step())
    })
    this.#link = link
  }

  /** Its link dies. */
  unlink(): void {
    void this.#link?.close()
    this.#link = null
  }

  /** What comes from now on is of a new life. */
  relive(): void {
    this.lives.push(new Life())
  }

  /** All of it dies. */
  die(): void {
    this.unlink()
  }

  /** Pushes; whether it was accepted. */
  push(topic: string, id: number): boolean {
    return this.#publishers.get(topic)?.push(BigInt(id)) === rcOk
  }

  /** Takes messages: how many. It is done with those that it took before. */
  take(most: number): number {
    const { life } = this
    let count = 0
    while (count < most) {
      for (const [topic, ids] of life.taken) life.done.set(topic, ids.length)
      if (this.#subscriber?.take(this.#delivery) !== true) break
      const { topic, id } = this.#delivery
      const ids = life.taken.get(topic) ?? []
      ids.push(Number(id))
      life.taken.set(topic, ids)
      count++
    }
    return count
  }

  /** Ids that were taken of a topic, over all lives. */
  taken(topic: string): number[] {
    return this.lives.flatMap(({ taken }) => taken.get(topic) ?? [])
  }

  get stats(): LinkStats | undefined {
    return this.#link?.stats()
  }

  /** Counts of its own subscriber and of its link, of a topic. */
  subscription(topic: string, subscriber: string) {
    return this.#bus
      .stats()
      .subscriptions.find((each) => each.topic === topic && each.subscriber === subscriber)
  }

  /** Ends all of it; nothing of it is left in its bus. */
  end(): string[] {
    this.unlink()
    if (this.#subscriber !== null) this.#bus.unregisterSubscriber(this.#subscriber)
    for (const publisher of this.#publishers.values()) this.#bus.unregisterPublisher(publisher)
    const { topics, subscribers, subscriptions } = this.#bus.stats()
    return [...topics, ...subscribers, ...subscriptions].map((each) => JSON.stringify(each))
  }
}
