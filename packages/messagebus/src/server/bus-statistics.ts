// The counts of a bus, as other processes read them: pages that begin after a number. A page is
// looked for from the first topic or subscriber on: reading is rare, and costs a push nothing.

import type { Bus } from '../core/bus.ts'
import { subscriberStats, subscriptionStats, topicStats } from '../core/bus-stats.ts'
import type { LinkStats } from '../link/link-stats.ts'
import {
  type LinkCounts,
  type LinksRequest,
  MaxEntries,
  type MessageBusStatsImplementation,
  type SubscriberCounts,
  type SubscribersRequest,
  type SubscriptionCounts,
  type SubscriptionsRequest,
  type TopicCounts,
  type TopicsRequest,
} from '../generated/kl/MessageBusStats.idl.ts'

interface LinkWithStats {
  stats(): LinkStats
}

/** What kl.MessageBusStats reads. */
export class BusStatistics implements MessageBusStatsImplementation {
  readonly #bus: Bus<bigint>
  readonly #link: LinkWithStats | null

  constructor(bus: Bus<bigint>, link: LinkWithStats | null = null) {
    this.#bus = bus
    this.#link = link
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

  Links({ after }: LinksRequest): { page: readonly LinkCounts[] } {
    if (this.#link === null) return { page: [] }
    const { name: link, isConnected, exports, imports } = this.#link.stats()
    const first = Number(after)
    const page = [...exports, ...imports].slice(first, first + MaxEntries).map((each, index) => {
      const { topic, direction, travel, waiting, declined, malformed } = each
      const isImported = direction === 'import'
      return {
        number: BigInt(first + index + 1),
        link,
        topic,
        isConnected: isConnected ? 1 : 0,
        isImported: isImported ? 1 : 0,
        isDurable: travel === 'durable' ? 1 : 0,
        waiting,
        travelled: BigInt(isImported ? each.received : each.sent),
        duplicates: BigInt(isImported ? each.duplicates : 0),
        lost: BigInt(isImported ? each.lost : 0),
        declined: BigInt(declined),
        malformed: BigInt(malformed),
      }
    })
    return { page }
  }
}
