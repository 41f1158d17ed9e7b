// What one subscriber has to do with one topic: its place in its queue, and its counts.

import type { TopicSubscriber } from './subscriber.ts'
import type { TopicState } from './topic.ts'

/** A topic of a subscriber. */
export class Subscription<Id> {
  readonly topic: TopicState<Id>
  readonly subscriber: TopicSubscriber<Id>
  /** The first and the last slot of its messages; -1 for none. Written by `SubscriberQueue`. */
  first = -1
  last = -1
  /** Where it is among the subscriptions of its topic. Written by `TopicState`. */
  place = -1
  /** Messages that it took, into its queue or for one that waits. */
  accepted = 0
  /** Messages that nobody got because this queue was full; of several full ones one counts. */
  declined = 0
  /** Messages that were delivered. */
  delivered = 0
  /** Messages that went because the queue was full. */
  dropped = 0
  /** Messages that another one stood for. */
  coalesced = 0
  /** Dropped ones that the subscriber was not told of yet. */
  untold = 0
  /**
   * Messages that were taken, and that the subscriber is not done with. They are counted where the
   * publisher wants to know.
   */
  unfinished = 0
  /** Ids that wait, where equal ones coalesce; null elsewhere. */
  readonly waiting: Set<Id> | null

  constructor(topic: TopicState<Id>, subscriber: TopicSubscriber<Id>) {
    this.topic = topic
    this.subscriber = subscriber
    this.waiting = topic.fullQueue === 'coalesce' ? new Set() : null
  }

  /** Messages in the queue. */
  get waitingCount(): number {
    return this.accepted - this.coalesced - this.dropped - this.delivered
  }

  /** Whether it could take a message now. Nothing changes. */
  canTake(id: Id): boolean {
    const { queue } = this.subscriber
    if (!queue.isFull) return true
    if (this.waiting !== null) return this.waiting.has(id)
    return this.topic.fullQueue === 'dropOldest' && this.first >= 0
  }

  /** Takes a message that `canTake` was asked for. */
  take(id: Id): void {
    const { subscriber, waiting } = this
    const { queue } = subscriber
    this.accepted++
    if (waiting !== null) {
      if (waiting.has(id)) {
        this.coalesced++
        return
      }
      waiting.add(id)
    }
    if (queue.isFull) {
      queue.dropOldest(this)
      this.dropped++
      this.untold++
    }
    queue.add(this, id)
    if (queue.size === 1) subscriber.wake()
  }
}
