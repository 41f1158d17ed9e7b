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

  /**
   * What the messages that were taken keep, for whoever takes to release; null: a message keeps
   * nothing once it is taken.
   */
  taken: Kept[] | null = null

  /** @internal It is made by `Bus.registerSubscriber`. */
  constructor(name: string, capacity: number, keeper: IdKeeper<Id> | null = null) {
    this.name = name
    this.queue = new SubscriberQueue(capacity, keeper)
  }

  /** Takes the next message; false if none waits. */
  take(into: Delivery<Id>): boolean {
    const subscription = this.queue.firstSubscription
    if (subscription === undefined) return false
    const { isFull, firstKept } = this.queue
    const id = this.queue.take()
    if (firstKept !== null) this.#took(firstKept)
    subscription.waiting?.delete(id)
    subscription.delivered++
    into.topic = subscription.topic.name
    into.id = id
    into.dropped = subscription.untold
    subscription.untold = 0
    if (isFull) this.room()
    return true
  }

  /** Whether it has a topic. */
  has(topic: TopicState<Id>): boolean {
    return this.subscriptions.some((each) => each.topic === topic)
  }

  #took(kept: Kept): void {
    if (this.taken === null) kept.release()
    else this.taken.push(kept)
  }
}
