// The counts of a bus, as it tells them: what of each topic, each subscriber, and each topic of a
// subscriber. The counts themselves are kept where they arise.

import type { TopicSubscriber } from './subscriber.ts'
import type { Subscription } from './subscription.ts'
import type { TopicState } from './topic.ts'

/** Counts of one topic. */
export interface TopicStats {
  readonly topic: string
  readonly isPublished: boolean
  readonly subscribers: number
  readonly accepted: number
  readonly declined: number
}

/** Counts of one topic of a subscriber. */
export interface SubscriptionStats {
  readonly subscriber: string
  readonly topic: string
  /** Messages that it took: delivered, dropped, coalesced or waiting. */
  readonly accepted: number
  /** Messages that nobody got since its queue was full; of several full ones one counts. */
  readonly declined: number
  readonly delivered: number
  readonly dropped: number
  readonly coalesced: number
  readonly waiting: number
}

/** Counts of a subscriber. */
export interface SubscriberStats {
  readonly subscriber: string
  readonly waiting: number
  readonly capacity: number
}

/** All counts of a bus. */
export interface BusStats {
  readonly topics: readonly TopicStats[]
  readonly subscribers: readonly SubscriberStats[]
  readonly subscriptions: readonly SubscriptionStats[]
}

/** The counts of a topic. */
export function topicStats(topic: TopicState<unknown>): TopicStats {
  const { name, publisher, subscriptions, accepted, declined } = topic
  const isPublished = publisher !== null
  return { topic: name, isPublished, subscribers: subscriptions.length, accepted, declined }
}

/** The counts of a subscriber. */
export function subscriberStats({ name, queue }: TopicSubscriber<unknown>): SubscriberStats {
  return { subscriber: name, waiting: queue.size, capacity: queue.capacity }
}

/** The counts of a topic of a subscriber. */
export function subscriptionStats(subscription: Subscription<unknown>): SubscriptionStats {
  const { subscriber, topic, accepted, declined, delivered, dropped, coalesced } = subscription
  const counts = { accepted, declined, delivered, dropped, coalesced }
  const names = { subscriber: subscriber.name, topic: topic.name }
  return { ...names, ...counts, waiting: subscription.waitingCount }
}
