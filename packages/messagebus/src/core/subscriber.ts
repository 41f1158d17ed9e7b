// A subscriber: a queue over several topics, and who is told when it has something.

import type { IdKeeper, Kept } from './id-keeper.ts'
import type { Subscription } from './subscription.ts'
import { SubscriberQueue } from './subscriber-queue.ts'
import type { TopicState } from './topic.ts'

/** A message as it is delivered. It is written into: make one and use it again. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- of what `take` writes
export class Delivery<Id> {
  topic = ''
  id: Id | undefined = undefined
  /** Messages of this topic that went before this one because the queue was full. */
  dropped = 0
}

const nothing = (): void => {}

/** Who gets the messages of some topics, until it is unregistered. */
export class TopicSubscriber<Id> {
  /** Counts the topics and subscribers of the bus, in the order in which they came. */
  readonly number: number
  /** For people: it need not be unique. */
  readonly name: string
  readonly queue: SubscriberQueue<Id>
  /** Its topics. Written by `Bus`. */
  readonly subscriptions: Subscription<Id>[] = []
  /** Whether it is registered. Written by `Bus`. */
  isRegistered = true
  /**
   * Called when a message comes into an empty queue, and when it is unregistered. A push is going
   * through the topic then: it may not throw, and may not call the bus.
   */
  wake: () => void = nothing

  /** Called when a message left a full queue, and when it is unregistered. It may push. */
  room: () => void = nothing

  /** Subscriptions whose `unfinished` is not 0. */
  readonly #taken: Subscription<Id>[] = []
  /** Topics whose publishers are told when there is room; null until there is one. */
  #declinedFor: Set<TopicState<Id>> | null = null
  /** What the messages that it took keep. */
  readonly #kept: Kept[] = []

  /** @internal It is made by `Bus.registerSubscriber`. */
  constructor(number: number, name: string, capacity: number, keeper: IdKeeper<Id> | null = null) {
    this.number = number
    this.name = name
    this.queue = new SubscriberQueue(capacity, keeper)
  }

  /**
   * Takes the next message; false if none waits. The subscriber is done with those that it took
   * before.
   */
  take(into: Delivery<Id>): boolean {
    this.finish()
    return this.takeMore(into)
  }

  /** Whether somebody waits until it is done with what it took. */
  get isAwaited(): boolean {
    return this.#taken.length > 0
  }

  /** It is done with all messages that it took. */
  finish(): void {
    if (this.#kept.length > 0) this.#releaseTaken()
    if (this.#taken.length === 0) return
    for (const subscription of this.#taken) {
      subscription.unfinished = 0
      subscription.topic.publisher?.changed?.()
    }
    this.#taken.length = 0
  }

  /** The same as `take`, for a subscriber that is not done with those that it took before. */
  takeMore(into: Delivery<Id>): boolean {
    const subscription = this.queue.firstSubscription
    if (subscription === undefined) return false
    const { isFull, firstKept } = this.queue
    const id = this.queue.take()
    if (firstKept !== null) this.#kept.push(firstKept)
    subscription.waiting?.delete(id)
    subscription.delivered++
    const { topic } = subscription
    // Only publishers that want to know pay for it.
    if (topic.publisher?.changed != null && subscription.unfinished++ === 0)
      this.#taken.push(subscription)
    into.topic = topic.name
    into.id = id
    into.dropped = subscription.untold
    subscription.untold = 0
    if (isFull) this.#hasRoom()
    return true
  }

  /** The queue declined a message of a topic: its publisher is told when there is room. */
  tellOfRoom(topic: TopicState<Id>): void {
    this.#declinedFor ??= new Set()
    this.#declinedFor.add(topic)
  }

  #hasRoom(): void {
    this.room()
    if (this.#declinedFor === null) return
    for (const topic of this.#declinedFor) topic.publisher?.changed?.()
    this.#declinedFor.clear()
  }

  /** It is gone: what waits, and what it took, keeps nothing any more. Called by `Bus`. */
  release(): void {
    this.queue.release()
    this.#releaseTaken()
  }

  #releaseTaken(): void {
    for (const kept of this.#kept.splice(0)) kept.release()
  }
}
