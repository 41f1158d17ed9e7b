// The bus: topics, one publisher each, and subscribers with a bounded queue each. A message is a
// topic and an id, no data. It is delivered to all subscribers of its topic or to none; what is
// lost at a full queue, where the topic allows that, is counted and told.
//
// Everything here answers at once and knows neither promises nor processes: both stand on it.

import {
  rcAlreadyExists,
  rcInvalidArgument,
  rcInvalidOperation,
  rcOk,
  rcQuotaExceeded,
  type Result,
  type Retcode,
} from '@kos/retcode'
import { defaultQueueCapacity, maxQueueCapacity, maxSubscribedTopics } from '../limits.ts'
import { type BusStats, subscriberStats, subscriptionStats, topicStats } from './bus-stats.ts'
import { type FullQueue, fullQueues } from './full-queue.ts'
import type { IdKeeper } from './id-keeper.ts'
import { isName } from './name.ts'
import { Publisher } from './publisher.ts'
import { TopicSubscriber } from './subscriber.ts'
import { Subscription } from './subscription.ts'
import { TopicState } from './topic.ts'

/** How a bus is made. */
export interface BusOptions {
  /** What full queues do, by topic. */
  readonly topics?: Readonly<Record<string, FullQueue>>
  /** What they do for all other topics: `decline` if left out. */
  readonly fullQueue?: FullQueue
  /** Messages that the queue of a subscriber holds, unless it says another number. */
  readonly capacity?: number
}

/** A bus. `Id` is what its messages have for an id. */
export class Bus<Id> {
  readonly #configured: ReadonlyMap<string, FullQueue>
  readonly #fullQueue: FullQueue
  readonly #capacity: number
  readonly #topics: Map<string, TopicState<Id>> = new Map()
  readonly #subscribers: Set<TopicSubscriber<Id>> = new Set()
  readonly #keeper: IdKeeper<Id> | null
  /** The number of the last topic or subscriber. */
  #lastNumber = 0
  /**
   * Called for a subscriber when a message left its full queue, and when it is unregistered. It may
   * push.
   */
  room: (subscriber: TopicSubscriber<Id>) => void = () => {}

  /**
   * Messages that wait keep what `keeper` says for their ids.
   *
   * Throws TypeError for a capacity or a policy that is none.
   */
  constructor(
    { topics = {}, fullQueue = 'decline', capacity = defaultQueueCapacity }: BusOptions = {},
    keeper: IdKeeper<Id> | null = null,
  ) {
    if (!isCapacity(capacity)) throw new TypeError(`${capacity} is no capacity: 1 to 2^20`)
    for (const each of [fullQueue, ...Object.values(topics)])
      if (!fullQueues.has(each))
        throw new TypeError(
          `${each} is no policy of full queues: they are ${[...fullQueues].join(', ')}`,
        )
    this.#configured = new Map(Object.entries(topics))
    this.#fullQueue = fullQueue
    this.#capacity = capacity
    this.#keeper = keeper
  }

  /**
   * Registers the publisher of a topic. rcAlreadyExists: it has one; rcInvalidArgument: no name of
   * a topic.
   */
  registerPublisher(name: string): Result<{ readonly publisher: Publisher<Id> }> {
    if (!isName(name)) return { rc: rcInvalidArgument }
    if (this.#topics.get(name)?.publisher != null) return { rc: rcAlreadyExists }
    const topic = this.#topicOf(name)
    topic.publisher = new Publisher(topic)
    return { rc: rcOk, publisher: topic.publisher }
  }

  /** Frees the topic of a publisher. rcOk; rcInvalidOperation: it is not registered. */
  unregisterPublisher(publisher: Publisher<Id>): Retcode {
    const { topic } = publisher
    if (topic.publisher !== publisher) return rcInvalidOperation
    topic.publisher = null
    this.#forget(topic)
    return rcOk
  }

  /**
   * Registers a subscriber of topics, each counted once, with a queue of `capacity` messages.
   * rcInvalidArgument: names or a capacity that are none, no topic or too many.
   */
  registerSubscriber(
    name: string,
    topics: Iterable<string>,
    capacity: number = this.#capacity,
  ): Result<{ readonly subscriber: TopicSubscriber<Id> }> {
    const names = [...new Set(topics)]
    const isUsable =
      isName(name) &&
      names.length > 0 &&
      names.length <= maxSubscribedTopics &&
      names.every(isName) &&
      isCapacity(capacity)
    if (!isUsable) return { rc: rcInvalidArgument }
    const subscriber = new TopicSubscriber<Id>(++this.#lastNumber, name, capacity, this.#keeper)
    subscriber.room = () => this.room(subscriber)
    for (const each of names) this.#subscribe(subscriber, each)
    this.#subscribers.add(subscriber)
    return { rc: rcOk, subscriber }
  }

  /**
   * Adds a topic to a subscriber. rcOk; rcAlreadyExists: it has it; rcInvalidArgument: no name of a
   * topic; rcQuotaExceeded: it has as many as it may; rcInvalidOperation: it is not registered.
   */
  addTopic(subscriber: TopicSubscriber<Id>, name: string): Retcode {
    if (!this.#subscribers.has(subscriber)) return rcInvalidOperation
    if (!isName(name)) return rcInvalidArgument
    const { subscriptions } = subscriber
    if (subscriptions.some(({ topic }) => topic.name === name)) return rcAlreadyExists
    if (subscriptions.length >= maxSubscribedTopics) return rcQuotaExceeded
    this.#subscribe(subscriber, name)
    return rcOk
  }

  /** Ends a subscriber, and what waits in its queue. rcOk; rcInvalidOperation: not registered. */
  unregisterSubscriber(subscriber: TopicSubscriber<Id>): Retcode {
    if (!this.#subscribers.delete(subscriber)) return rcInvalidOperation
    subscriber.isRegistered = false
    subscriber.release()
    for (const subscription of subscriber.subscriptions) {
      subscription.topic.remove(subscription)
      this.#forget(subscription.topic)
    }
    subscriber.wake()
    subscriber.room()
    return rcOk
  }

  /** What full queues do with messages of a topic. */
  fullQueueOf(name: string): FullQueue {
    return this.#configured.get(name) ?? this.#fullQueue
  }

  /** All counts. Topics that nobody has anything to do with are not there. */
  stats(): BusStats {
    const subscribers = [...this.#subscribers]
    return {
      topics: [...this.#topics.values()].map(topicStats),
      subscribers: subscribers.map(subscriberStats),
      subscriptions: subscribers.flatMap(({ subscriptions }) =>
        subscriptions.map(subscriptionStats),
      ),
    }
  }

  /** @internal Topics by name, their numbers in order. */
  get topics(): ReadonlyMap<string, TopicState<Id>> {
    return this.#topics
  }

  /** @internal Subscribers, their numbers in order. */
  get subscribers(): ReadonlySet<TopicSubscriber<Id>> {
    return this.#subscribers
  }

  #subscribe(subscriber: TopicSubscriber<Id>, name: string): void {
    const topic = this.#topicOf(name)
    const subscription = new Subscription(topic, subscriber)
    topic.add(subscription)
    subscriber.subscriptions.push(subscription)
  }

  #topicOf(name: string): TopicState<Id> {
    let topic = this.#topics.get(name)
    if (topic === undefined) {
      topic = new TopicState(++this.#lastNumber, name, this.fullQueueOf(name))
      this.#topics.set(name, topic)
    }
    return topic
  }

  #forget(topic: TopicState<Id>): void {
    if (topic.isUnused) this.#topics.delete(topic.name)
  }
}

function isCapacity(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= maxQueueCapacity
}
