// The counts of a bus, as other processes read them: pages that begin after a number. A page is
// looked for from the first topic or subscriber on: reading is rare, and costs a push nothing.

import type { Bus } from '../core/bus.ts'
import { subscriberStats, subscriptionStats, topicStats } from '../core/bus-stats.ts'
import {
  MaxEntries,
  type MessageBusStatsImplementation,
  type SubscriberCounts,
  type SubscribersRequest,
  type SubscriptionCounts,
  type SubscriptionsRequest,
  type TopicCounts,
  type TopicsRequest,
} from '../generated/kl/MessageBusStats.idl.ts'

/** What kl.MessageBusStats reads. */
export class BusStatistics implements MessageBusStatsImplementation {
  readonly #bus: Bus<bigint>

  constructor(bus: Bus<bigint>) {
    this.#bus = bus
  }

  Topics({ after }: TopicsRequest): { page: readonly TopicCounts[] } {
    const page: TopicCounts[] = []
    for (const topic of this.#bus.topics.values()) {
      if (topic.number <= after) continue
      if (page.length === MaxEntries) break
      const { topic: name, isPublished, subscribers, ...counts } = topicStats(topic)
      const accepted = BigInt(counts.accepted)
      const declined = BigInt(counts.declined)
      const number = BigInt(topic.number)
      const is = isPublished ? 1 : 0
      page.push({ number, topic: name, isPublished: is, subscribers, accepted, declined })
    }
    return { page }
  }

  Subscribers({ after }: SubscribersRequest): { page: readonly SubscriberCounts[] } {
    const page: SubscriberCounts[] = []
    for (const subscriber of this.#bus.subscribers) {
      if (subscriber.number <= after) continue
      if (page.length === MaxEntries) break
      page.push({ number: BigInt(subscriber.number), ...subscriberStats(subscriber) })
    }
    return { page }
  }

  Subscriptions({ number: from, index: first }: SubscriptionsRequest): {
    page: readonly SubscriptionCounts[]
  } {
    const page: SubscriptionCounts[] = []
    for (const { number, subscriptions } of this.#bus.subscribers) {
      if (number < from) continue
      let index = BigInt(number) === from ? first : 0
      for (; index < subscriptions.length; index++) {
        if (page.length === MaxEntries) return { page }
        const each = subscriptions[index] as (typeof subscriptions)[number]
        const { subscriber, topic, waiting, ...counts } = subscriptionStats(each)
        page.push({
          number: BigInt(number),
          index,
          subscriber,
          topic,
          accepted: BigInt(counts.accepted),
          declined: BigInt(counts.declined),
          delivered: BigInt(counts.delivered),
          dropped: BigInt(counts.dropped),
          coalesced: BigInt(counts.coalesced),
          waiting,
        })
      }
    }
    return { page }
  }
}
