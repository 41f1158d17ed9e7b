// The publisher of a topic.

import { rcBusy, rcInvalidOperation, rcOk, type Retcode } from '@kos/retcode'
import type { TopicState } from './topic.ts'

/** Who publishes a topic, until it is unregistered. */
export class Publisher<Id> {
  readonly topic: TopicState<Id>
  /**
   * Called when a subscriber is done with messages of the topic, when one that declined a push has
   * room, and when one comes or goes; null if nobody wants to know. It may not call the bus. It
   * stands before the first push.
   */
  changed: (() => void) | null = null

  /** @internal It is made by `Bus.registerPublisher`. */
  constructor(topic: TopicState<Id>) {
    this.topic = topic
  }

  /**
   * Sends a message to all subscribers of the topic. rcOk; rcBusy: the queue of some is full, and
   * nobody gets it; rcInvalidOperation: it is not registered any more.
   */
  push(id: Id): Retcode {
    const { topic } = this
    if (topic.publisher !== this) return rcInvalidOperation
    return topic.push(id) ? rcOk : rcBusy
  }

  /** How many subscribers the topic has. */
  get subscribers(): number {
    return this.topic.subscriptions.length
  }

  /**
   * How many of the last messages some subscriber is not done with: they wait, or were taken, and
   * it did not take again since. Without `changed` those that were taken don't count.
   */
  get unfinished(): number {
    let most = 0
    for (const { waitingCount, unfinished } of this.topic.subscriptions)
      most = Math.max(most, waitingCount + unfinished)
    return most
  }
}
