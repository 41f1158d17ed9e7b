// A message bus for async code of one program, without a kernel: the bus of `core` with promises.

import { RetcodeError, rcOk } from '@kos/retcode'
import type { AbortSignalLike } from '@kos/thread'
import { Bus } from '../core/bus.ts'
import type { BusStats } from '../core/bus-stats.ts'
import type { FullQueue } from '../core/full-queue.ts'
import { LocalPublisher, type WaitingCount } from './local-publisher.ts'
import { LocalSubscription } from './local-subscription.ts'
import type { IdOf, BusMessage, Topics } from './topics.ts'

/** How a local bus is made. */
export interface MessageBusOptions<T extends Topics> {
  /** All topics, and what a full queue does with messages of each. */
  readonly topics: T
  /**
   * Messages that the queue of a subscriber holds, unless it says another number: 64 if left out.
   */
  readonly capacity?: number
}

/** How one subscribes. */
export interface SubscribeOptions {
  /** Messages that the queue holds. */
  readonly capacity?: number | undefined
  /** Disposes the subscription when it is aborted. */
  readonly signal?: AbortSignalLike | undefined
}

/** A bus with the topics that it was made with. */
export class MessageBus<T extends Topics> {
  readonly #names: ReadonlySet<string>
  readonly #bus: Bus<unknown>
  readonly #publishers: Map<string, LocalPublisher<never>> = new Map()
  readonly #waiting: WaitingCount = { count: 0 }

  /** What it stands on: to be joined with the buses of other programs by `joinBus`. */
  get core(): Bus<IdOf<T[keyof T]>> {
    return this.#bus as Bus<IdOf<T[keyof T]>>
  }

  /** Throws TypeError for a capacity that is none. */
  constructor({ topics, capacity }: MessageBusOptions<T>) {
    this.#names = new Set(Object.keys(topics))
    const policies: Record<string, FullQueue> = {}
    for (const [name, each] of Object.entries(topics))
      policies[name] = typeof each === 'string' ? each : each.fullQueue
    this.#bus = new Bus(
      capacity === undefined ? { topics: policies } : { topics: policies, capacity },
    )
    this.#bus.room = ({ subscriptions }) => {
      if (this.#waiting.count === 0) return
      for (const { topic } of subscriptions) this.#publishers.get(topic.name)?.retry()
    }
  }

  /**
   * Registers the publisher of a topic: `using speed = bus.publisher('speed')`.
   *
   * Throws TypeError for a topic that the bus does not have, and RetcodeError with rcAlreadyExists
   * if it has a publisher.
   */
  publisher<Name extends keyof T & string>(name: Name): LocalPublisher<IdOf<T[Name]>> {
    this.#check(name)
    const { rc, publisher } = this.#bus.registerPublisher(name)
    if (rc !== rcOk) throw new RetcodeError(rc, `the topic ${name} has a publisher`)
    const made = new LocalPublisher<unknown>(publisher, this.#waiting, () => {
      if (this.#bus.unregisterPublisher(publisher) === rcOk) this.#publishers.delete(name)
    })
    this.#publishers.set(name, made as LocalPublisher<never>)
    return made as LocalPublisher<IdOf<T[Name]>>
  }

  /**
   * Subscribes to topics, with a queue of `capacity` messages: `for await (const { topic, id } of
   * bus.subscribe('panel', ['speed']))`. The name is for `stats`.
   *
   * Throws TypeError for topics that the bus does not have, none, or a capacity or name that is
   * none.
   */
  subscribe<const Name extends keyof T & string>(
    name: string,
    topics: readonly Name[],
    { capacity, signal }: SubscribeOptions = {},
  ): LocalSubscription<BusMessage<T, Name>> {
    for (const each of topics) this.#check(each)
    const { rc, subscriber } = this.#bus.registerSubscriber(name, topics, capacity)
    if (rc !== rcOk)
      throw new TypeError(
        `${name}: a subscriber needs a name, a topic, and a capacity of 1 to 2^20`,
      )
    const close = (): void => {
      signal?.removeEventListener('abort', close)
      this.#bus.unregisterSubscriber(subscriber)
    }
    if (signal?.aborted === true) close()
    else signal?.addEventListener('abort', close)
    return new LocalSubscription<BusMessage<T, Name>>(subscriber, close)
  }

  /** All counts. */
  stats(): BusStats {
    return this.#bus.stats()
  }

  #check(name: string): void {
    if (this.#names.has(name)) return
    throw new TypeError(`the bus has no topic ${name}: it has ${[...this.#names].join(', ')}`)
  }
}
