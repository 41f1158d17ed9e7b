// The publisher of a topic.

import { rcBusy, rcInvalidOperation, rcOk, type Retcode } from '@kos/retcode'
import type { TopicState } from './topic.ts'

/** Who publishes a topic, until it is unregistered. */
export class Publisher<Id> {
  readonly topic: TopicState<Id>

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
}
