// The counts of a bus process, read by another process page by page.

import {
  type Failure,
  type Kos,
  type Proxy,
  proxyOf,
  rcNotConnected,
  rcOk,
  rcQuotaExceeded,
  rcReceiveError,
  type Result,
} from '@kos/libkos'
import type { BusStats, SubscriberStats, SubscriptionStats, TopicStats } from '../core/bus-stats.ts'
import {
  MessageBusStats,
  type SubscriberCounts,
  type SubscriptionCounts,
  type TopicCounts,
} from '../generated/kl/MessageBusStats.idl.ts'
import { maxStatsEntries } from '../limits.ts'
import { BusConnection } from './bus-connection.ts'
import { failed, proxyResult } from './open-session.ts'

/**
 * Reads all counts of the bus that a connection leads to: of topics, of subscribers, and of each
 * topic of a subscriber. Each page of 32 is of one moment; what comes or goes while it reads may be
 * there or not.
 *
 * rcOk; codes of `InitConnection`; rcNotConnected: the bus ended meanwhile; rcQuotaExceeded: there
 * is more than 2^20 of something; rcReceiveError: what answers is no bus; rcSecurityDisallow: the
 * policy keeps kl.MessageBusStats from the caller.
 */
export function busStats(
  kos: Kos,
  connectionId: string,
): Promise<Result<{ readonly stats: BusStats }>> {
  return readStats(kos, connectionId, allOf)
}

/**
 * Reads what `read` does of the counts of a bus. rcOk; codes of `InitConnection` and of `read`;
 * rcNotConnected: the bus ended meanwhile; rcSecurityDisallow.
 */
export async function readStats<S>(
  kos: Kos,
  connectionId: string,
  read: (from: Proxy<MessageBusStats>) => Promise<Result<{ readonly stats: S }>>,
): Promise<Result<{ readonly stats: S }>> {
  const connection = BusConnection.of(kos, connectionId)
  const opened = await connection.open(kos)
  if (opened !== rcOk) return failed(opened)
  const { session } = connection
  if (session === null) return { rc: rcNotConnected }
  const riid = kos.ServiceLocatorGetRiid(session.channel, 'stats')
  const { rc, proxy } = proxyResult(() => proxyOf(kos, MessageBusStats, session.channel, riid))
  if (proxy === undefined) return { rc }
  const answer = await read(proxy)
  if (answer.rc === rcNotConnected) connection.lose(kos, session)
  return answer
}

async function allOf(from: Proxy<MessageBusStats>): Promise<Result<{ readonly stats: BusStats }>> {
  const topics = await entriesOf<TopicCounts>((last) => {
    return from.Topics({ after: last?.number ?? 0n })
  })
  if (topics.rc !== rcOk) return topics
  const subscribers = await entriesOf<SubscriberCounts>((last) => {
    return from.Subscribers({ after: last?.number ?? 0n })
  })
  if (subscribers.rc !== rcOk) return subscribers
  const subscriptions = await entriesOf<SubscriptionCounts>((last) => {
    return from.Subscriptions({ number: last?.number ?? 0n, index: (last?.index ?? -1) + 1 })
  })
  if (subscriptions.rc !== rcOk) return subscriptions
  const stats = {
    topics: topics.entries.map(topicStats),
    subscribers: subscribers.entries.map(subscriberStats),
    subscriptions: subscriptions.entries.map(subscriptionStats),
  }
  return { rc: rcOk, stats }
}

interface Entry {
  readonly number: bigint
  readonly index?: number
}

type Page<E> = Result<{ readonly page: readonly E[] }> | { readonly rc: Failure }

/**
 * The entries of all pages, each asked for by the last entry that is there. Their order is checked,
 * so that this ends whatever answers: rcReceiveError; rcQuotaExceeded: there are too many; codes of
 * `ask`.
 */
export async function entriesOf<E extends Entry>(
  ask: (last: E | null) => Promise<Page<E>>,
): Promise<Result<{ readonly entries: readonly E[] }>> {
  const entries: E[] = []
  let last: E | null = null
  for (;;) {
    const answer: Page<E> = await ask(last)
    if (answer.rc !== rcOk) return failed(answer.rc)
    if (answer.page.length === 0) return { rc: rcOk, entries }
    for (const each of answer.page) {
      if (last !== null && !isAfter(each, last)) return { rc: rcReceiveError }
      if (entries.push(each) > maxStatsEntries) return { rc: rcQuotaExceeded }
      last = each
    }
  }
}

function isAfter(each: Entry, last: Entry): boolean {
  if (each.number !== last.number) return each.number > last.number
  return each.index !== undefined && last.index !== undefined && each.index > last.index
}

function topicStats({ topic, isPublished, subscribers, ...counts }: TopicCounts): TopicStats {
  const accepted = Number(counts.accepted)
  const declined = Number(counts.declined)
  return { topic, isPublished: isPublished !== 0, subscribers, accepted, declined }
}

function subscriberStats({ subscriber, waiting, capacity }: SubscriberCounts): SubscriberStats {
  return { subscriber, waiting, capacity }
}

function subscriptionStats(counts: SubscriptionCounts): SubscriptionStats {
  const { subscriber, topic, waiting } = counts
  return {
    subscriber,
    topic,
    accepted: Number(counts.accepted),
    declined: Number(counts.declined),
    delivered: Number(counts.delivered),
    dropped: Number(counts.dropped),
    coalesced: Number(counts.coalesced),
    waiting,
  }
}
