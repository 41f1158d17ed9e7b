// Made by `kos gen` from kl/MessageBusStats.idl. Do not edit.
//
// The counts of a message bus, in pages. Each page is of one moment, and two pages are of two. What
// stays registered meanwhile is on one page, once. A page with nothing is the last one.
/* eslint-disable */

import { defineInterface, sequence, string, struct, uint32, uint64, uint8 } from '@kos/libkos'
import type { Implementation, Interface, Proxy, Type } from '@kos/libkos'
import {
  Arena,
  alignArena,
  arenaView,
  faultOf,
  getBytes,
  getText,
  isObject,
  messageFault,
  overlapFault,
  overlaps,
  putHeader,
  putReference,
  reservedFault,
  viewBytes,
  writeText,
} from '@kos/libkos/codec'
import type { CodecFunctions, HandleReader, Layout, ValueCodec } from '@kos/libkos/codec'

/** Most entries of one page. */
export const MaxEntries = 32

/**
 * Topics and subscribers are numbered from 1 on, in the order in which they came, and the numbers
 * are not used again.
 */
export interface TopicCounts {
  readonly number: bigint
  readonly topic: string
  readonly isPublished: number
  readonly subscribers: number
  readonly accepted: bigint
  readonly declined: bigint
}
export const TopicCounts: Type<TopicCounts> = /* @__PURE__ */ struct({ number: uint64, topic: /* @__PURE__ */ string(255), isPublished: uint8, subscribers: uint32, accepted: uint64, declined: uint64 })

export interface SubscriberCounts {
  readonly number: bigint
  readonly subscriber: string
  readonly waiting: number
  readonly capacity: number
}
export const SubscriberCounts: Type<SubscriberCounts> = /* @__PURE__ */ struct({ number: uint64, subscriber: /* @__PURE__ */ string(255), waiting: uint32, capacity: uint32 })

/** The index is that of the topic among those of its subscriber, from 0 on. */
export interface SubscriptionCounts {
  readonly number: bigint
  readonly index: number
  readonly subscriber: string
  readonly topic: string
  readonly accepted: bigint
  readonly declined: bigint
  readonly delivered: bigint
  readonly dropped: bigint
  readonly coalesced: bigint
  readonly waiting: number
}
export const SubscriptionCounts: Type<SubscriptionCounts> = /* @__PURE__ */ struct({ number: uint64, index: uint32, subscriber: /* @__PURE__ */ string(255), topic: /* @__PURE__ */ string(255), accepted: uint64, declined: uint64, delivered: uint64, dropped: uint64, coalesced: uint64, waiting: uint32 })

/**
 * A topic that the link of the bus exports or imports. Travelled are messages that the broker has, or
 * that came for the first time.
 */
export interface LinkCounts {
  readonly number: bigint
  readonly link: string
  readonly topic: string
  readonly isConnected: number
  readonly isImported: number
  readonly isDurable: number
  readonly waiting: number
  readonly travelled: bigint
  readonly duplicates: bigint
  readonly lost: bigint
  readonly declined: bigint
  readonly malformed: bigint
}
export const LinkCounts: Type<LinkCounts> = /* @__PURE__ */ struct({ number: uint64, link: /* @__PURE__ */ string(255), topic: /* @__PURE__ */ string(255), isConnected: uint8, isImported: uint8, isDurable: uint8, waiting: uint32, travelled: uint64, duplicates: uint64, lost: uint64, declined: uint64, malformed: uint64 })

export type TopicPage = readonly TopicCounts[]
export const TopicPage: Type<TopicPage> = /* @__PURE__ */ sequence(TopicCounts, MaxEntries)

export type SubscriberPage = readonly SubscriberCounts[]
export const SubscriberPage: Type<SubscriberPage> = /* @__PURE__ */ sequence(SubscriberCounts, MaxEntries)

export type SubscriptionPage = readonly SubscriptionCounts[]
export const SubscriptionPage: Type<SubscriptionPage> = /* @__PURE__ */ sequence(SubscriptionCounts, MaxEntries)

export type LinkPage = readonly LinkCounts[]
export const LinkPage: Type<LinkPage> = /* @__PURE__ */ sequence(LinkCounts, MaxEntries)

/** What Topics takes. */
export interface TopicsRequest {
  readonly after: bigint
}

/** What Topics gives. */
export interface TopicsResponse {
  readonly page: TopicPage
}

/** What Subscribers takes. */
export interface SubscribersRequest {
  readonly after: bigint
}

/** What Subscribers gives. */
export interface SubscribersResponse {
  readonly page: SubscriberPage
}

/** What Subscriptions takes. */
export interface SubscriptionsRequest {
  readonly number: bigint
  readonly index: number
}

/** What Subscriptions gives. */
export interface SubscriptionsResponse {
  readonly page: SubscriptionPage
}

/** What Links takes. */
export interface LinksRequest {
  readonly after: bigint
}

/** What Links gives. */
export interface LinksResponse {
  readonly page: LinkPage
}

/** The methods of kl.MessageBusStats. */
export type MessageBusStatsMethods = {
  /** The topics after a number. */
  readonly Topics: {
    readonly in: { readonly after: Type<bigint> }
    readonly out: { readonly page: Type<TopicPage> }
  }
  /** The subscribers after a number. */
  readonly Subscribers: {
    readonly in: { readonly after: Type<bigint> }
    readonly out: { readonly page: Type<SubscriberPage> }
  }
  /** The subscriptions from that of a subscriber and an index on. */
  readonly Subscriptions: {
    readonly in: { readonly number: Type<bigint>; readonly index: Type<number> }
    readonly out: { readonly page: Type<SubscriptionPage> }
  }
  /** The topics of the link after a number. They stay as long as the bus. */
  readonly Links: {
    readonly in: { readonly after: Type<bigint> }
    readonly out: { readonly page: Type<LinkPage> }
  }
}

export type MessageBusStats = Interface<MessageBusStatsMethods>
export const MessageBusStats: MessageBusStats = /* @__PURE__ */ defineInterface(
  'kl.MessageBusStats',
  {
    Topics: { in: { after: uint64 }, out: { page: TopicPage } },
    Subscribers: { in: { after: uint64 }, out: { page: SubscriberPage } },
    Subscriptions: { in: { number: uint64, index: uint32 }, out: { page: SubscriptionPage } },
    Links: { in: { after: uint64 }, out: { page: LinkPage } },
  },
  {
    code: {
      Topics: { request: topicsRequestCodec, response: topicsResponseCodec },
      Subscribers: { request: subscribersRequestCodec, response: subscribersResponseCodec },
      Subscriptions: { request: subscriptionsRequestCodec, response: subscriptionsResponseCodec },
      Links: { request: linksRequestCodec, response: linksResponseCodec },
    },
  },
)

/** What a client calls: `connect(kos, MessageBusStats, channel, endpoint)`. */
export type MessageBusStatsProxy = Proxy<MessageBusStats>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type MessageBusStatsImplementation = Implementation<MessageBusStats>

export const TopicCountsCodec: ValueCodec<TopicCounts> = {
  take(given) {
    if (!isObject(given)) return null as never
    const { number, topic, isPublished, subscribers, accepted, declined } = given
    return { number, topic, isPublished, subscribers, accepted, declined }
  },
  put(taken, view, at, arena, _data, used) {
    if (taken === null) return -1
    const { number, topic, isPublished, subscribers, accepted, declined } = taken
    if (typeof number !== 'bigint' || BigInt.asUintN(64, number) !== number) return -1
    view.setBigUint64(at, number, true)
    const topicSize = writeText(topic, arena, used, 255)
    if (topicSize < 0) return -1
    putReference(view, at + 8, used, topicSize)
    used += topicSize
    if (typeof isPublished !== 'number' || (isPublished & 0xff) !== isPublished) return -1
    view.setUint8(at + 16, isPublished)
    if (typeof subscribers !== 'number' || subscribers >>> 0 !== subscribers) return -1
    view.setUint32(at + 20, subscribers, true)
    if (typeof accepted !== 'bigint' || BigInt.asUintN(64, accepted) !== accepted) return -1
    view.setBigUint64(at + 24, accepted, true)
    if (typeof declined !== 'bigint' || BigInt.asUintN(64, declined) !== declined) return -1
    view.setBigUint64(at + 32, declined, true)
    view.setUint8(at + 17, 0)
    view.setUint16(at + 18, 0, true)
    return used
  },
  get(view, at, arena) {
    return {
      number: view.getBigUint64(at, true),
      topic: getText(view, at + 8, arena),
      isPublished: view.getUint8(at + 16),
      subscribers: view.getUint32(at + 20, true),
      accepted: view.getBigUint64(at + 24, true),
      declined: view.getBigUint64(at + 32, true),
    }
  },
  check(view, at, segments) {
    if (view.getUint8(at + 17) !== 0) return ' has reserved bytes that are not zero'
    if (view.getUint16(at + 18, true) !== 0) return ' has reserved bytes that are not zero'
    const topic = segments.textFault(view, at + 8, 255)
    if (topic !== null) return '.topic' + topic
    return null
  },
}

export const SubscriberCountsCodec: ValueCodec<SubscriberCounts> = {
  take(given) {
    if (!isObject(given)) return null as never
    const { number, subscriber, waiting, capacity } = given
    return { number, subscriber, waiting, capacity }
  },
  put(taken, view, at, arena, _data, used) {
    if (taken === null) return -1
    const { number, subscriber, waiting, capacity } = taken
    if (typeof number !== 'bigint' || BigInt.asUintN(64, number) !== number) return -1
    view.setBigUint64(at, number, true)
    const subscriberSize = writeText(subscriber, arena, used, 255)
    if (subscriberSize < 0) return -1
    putReference(view, at + 8, used, subscriberSize)
    used += subscriberSize
    if (typeof waiting !== 'number' || waiting >>> 0 !== waiting) return -1
    view.setUint32(at + 16, waiting, true)
    if (typeof capacity !== 'number' || capacity >>> 0 !== capacity) return -1
    view.setUint32(at + 20, capacity, true)
    return used
  },
  get(view, at, arena) {
    return {
      number: view.getBigUint64(at, true),
      subscriber: getText(view, at + 8, arena),
      waiting: view.getUint32(at + 16, true),
      capacity: view.getUint32(at + 20, true),
    }
  },
  check(view, at, segments) {
    const subscriber = segments.textFault(view, at + 8, 255)
    if (subscriber !== null) return '.subscriber' + subscriber
    return null
  },
}

export const SubscriptionCountsCodec: ValueCodec<SubscriptionCounts> = {
  take(given) {
    if (!isObject(given)) return null as never
    const { number, index, subscriber, topic, accepted, declined, delivered, dropped, coalesced, waiting } = given
    return { number, index, subscriber, topic, accepted, declined, delivered, dropped, coalesced, waiting }
  },
  put(taken, view, at, arena, _data, used) {
    if (taken === null) return -1
    const { number, index, subscriber, topic, accepted, declined, delivered, dropped, coalesced, waiting } = taken
    if (typeof number !== 'bigint' || BigInt.asUintN(64, number) !== number) return -1
    view.setBigUint64(at, number, true)
    if (typeof index !== 'number' || index >>> 0 !== index) return -1
    view.setUint32(at + 8, index, true)
    const subscriberSize = writeText(subscriber, arena, used, 255)
    if (subscriberSize < 0) return -1
    putReference(view, at + 12, used, subscriberSize)
    used += subscriberSize
    const topicSize = writeText(topic, arena, used, 255)
    if (topicSize < 0) return -1
    putReference(view, at + 20, used, topicSize)
    used += topicSize
    if (typeof accepted !== 'bigint' || BigInt.asUintN(64, accepted) !== accepted) return -1
    view.setBigUint64(at + 32, accepted, true)
    if (typeof declined !== 'bigint' || BigInt.asUintN(64, declined) !== declined) return -1
    view.setBigUint64(at + 40, declined, true)
    if (typeof delivered !== 'bigint' || BigInt.asUintN(64, delivered) !== delivered) return -1
    view.setBigUint64(at + 48, delivered, true)
    if (typeof dropped !== 'bigint' || BigInt.asUintN(64, dropped) !== dropped) return -1
    view.setBigUint64(at + 56, dropped, true)
    if (typeof coalesced !== 'bigint' || BigInt.asUintN(64, coalesced) !== coalesced) return -1
    view.setBigUint64(at + 64, coalesced, true)
    if (typeof waiting !== 'number' || waiting >>> 0 !== waiting) return -1
    view.setUint32(at + 72, waiting, true)
    view.setUint32(at + 28, 0, true)
    view.setUint32(at + 76, 0, true)
    return used
  },
  get(view, at, arena) {
    return {
      number: view.getBigUint64(at, true),
      index: view.getUint32(at + 8, true),
      subscriber: getText(view, at + 12, arena),
      topic: getText(view, at + 20, arena),
      accepted: view.getBigUint64(at + 32, true),
      declined: view.getBigUint64(at + 40, true),
      delivered: view.getBigUint64(at + 48, true),
      dropped: view.getBigUint64(at + 56, true),
      coalesced: view.getBigUint64(at + 64, true),
      waiting: view.getUint32(at + 72, true),
    }
  },
  check(view, at, segments) {
    if (view.getUint32(at + 28, true) !== 0) return ' has reserved bytes that are not zero'
    if (view.getUint32(at + 76, true) !== 0) return ' has reserved bytes that are not zero'
    const subscriber = segments.textFault(view, at + 12, 255)
    if (subscriber !== null) return '.subscriber' + subscriber
    const topic = segments.textFault(view, at + 20, 255)
    if (topic !== null) return '.topic' + topic
    return null
  },
}

export const LinkCountsCodec: ValueCodec<LinkCounts> = {
  take(given) {
    if (!isObject(given)) return null as never
    const { number, link, topic, isConnected, isImported, isDurable, waiting, travelled, duplicates, lost, declined, malformed } = given
    return { number, link, topic, isConnected, isImported, isDurable, waiting, travelled, duplicates, lost, declined, malformed }
  },
  put(taken, view, at, arena, _data, used) {
    if (taken === null) return -1
    const { number, link, topic, isConnected, isImported, isDurable, waiting, travelled, duplicates, lost, declined, malformed } = taken
    if (typeof number !== 'bigint' || BigInt.asUintN(64, number) !== number) return -1
    view.setBigUint64(at, number, true)
    const linkSize = writeText(link, arena, used, 255)
    if (linkSize < 0) return -1
    putReference(view, at + 8, used, linkSize)
    used += linkSize
    const topicSize = writeText(topic, arena, used, 255)
    if (topicSize < 0) return -1
    putReference(view, at + 16, used, topicSize)
    used += topicSize
    if (typeof isConnected !== 'number' || (isConnected & 0xff) !== isConnected) return -1
    view.setUint8(at + 24, isConnected)
    if (typeof isImported !== 'number' || (isImported & 0xff) !== isImported) return -1
    view.setUint8(at + 25, isImported)
    if (typeof isDurable !== 'number' || (isDurable & 0xff) !== isDurable) return -1
    view.setUint8(at + 26, isDurable)
    if (typeof waiting !== 'number' || waiting >>> 0 !== waiting) return -1
    view.setUint32(at + 28, waiting, true)
    if (typeof travelled !== 'bigint' || BigInt.asUintN(64, travelled) !== travelled) return -1
    view.setBigUint64(at + 32, travelled, true)
    if (typeof duplicates !== 'bigint' || BigInt.asUintN(64, duplicates) !== duplicates) return -1
    view.setBigUint64(at + 40, duplicates, true)
    if (typeof lost !== 'bigint' || BigInt.asUintN(64, lost) !== lost) return -1
    view.setBigUint64(at + 48, lost, true)
    if (typeof declined !== 'bigint' || BigInt.asUintN(64, declined) !== declined) return -1
    view.setBigUint64(at + 56, declined, true)
    if (typeof malformed !== 'bigint' || BigInt.asUintN(64, malformed) !== malformed) return -1
    view.setBigUint64(at + 64, malformed, true)
    view.setUint8(at + 27, 0)
    return used
  },
  get(view, at, arena) {
    return {
      number: view.getBigUint64(at, true),
      link: getText(view, at + 8, arena),
      topic: getText(view, at + 16, arena),
      isConnected: view.getUint8(at + 24),
      isImported: view.getUint8(at + 25),
      isDurable: view.getUint8(at + 26),
      waiting: view.getUint32(at + 28, true),
      travelled: view.getBigUint64(at + 32, true),
      duplicates: view.getBigUint64(at + 40, true),
      lost: view.getBigUint64(at + 48, true),
      declined: view.getBigUint64(at + 56, true),
      malformed: view.getBigUint64(at + 64, true),
    }
  },
  check(view, at, segments) {
    if (view.getUint8(at + 27) !== 0) return ' has reserved bytes that are not zero'
    const link = segments.textFault(view, at + 8, 255)
    if (link !== null) return '.link' + link
    const topic = segments.textFault(view, at + 16, 255)
    if (topic !== null) return '.topic' + topic
    return null
  },
}

export const TopicPageCodec: ValueCodec<TopicPage> = {
  take(given, writer) {
    if (!Array.isArray(given)) return null as never
    const count = given.length
    if (count > 32) return null as never
    const list: TopicCounts[] = []
    for (let i = 0; i < count; i++) list.push(TopicCountsCodec.take(given[i]!, writer))
    return list
  },
  put(taken, view, at, arena, data, used) {
    if (taken === null) return -1
    const count = taken.length
    const start = count > 0 ? alignArena(arena, used, 8) : used
    used = start + count * 40
    if (used > arena.length) return -1
    for (let i = 0, p = start; i < count; i++, p += 40) {
      const element = taken[i]!
      used = TopicCountsCodec.put(element, data, p, arena, data, used)
      if (used < 0) return -1
    }
    view.setUint32(at, start, true)
    view.setUint32(at + 4, count * 40, true)
    return used
  },
  get(view, at, arena, data, handles, bytes) {
    const list: TopicCounts[] = []
    const start = view.getUint32(at, true)
    const end = start + view.getUint32(at + 4, true)
    for (let p = start; p < end; p += 40) list.push(TopicCountsCodec.get(data, p, arena, data, handles, bytes))
    return list
  },
  check(view, at, segments) {
    const misfit = segments.sequenceFault(view, at, 32, 40, 8)
    if (misfit !== null) return misfit
    const start = view.getUint32(at, true)
    const end = start + view.getUint32(at + 4, true)
    for (let p = start; p < end; p += 40) {
      const fault = TopicCountsCodec.check(segments.data, p, segments)
      if (fault !== null) return '[]' + fault
    }
    return null
  },
}

export const SubscriberPageCodec: ValueCodec<SubscriberPage> = {
  take(given, writer) {
    if (!Array.isArray(given)) return null as never
    const count = given.length
    if (count > 32) return null as never
    const list: SubscriberCounts[] = []
    for (let i = 0; i < count; i++) list.push(SubscriberCountsCodec.take(given[i]!, writer))
    return list
  },
  put(taken, view, at, arena, data, used) {
    if (taken === null) return -1
    const count = taken.length
    const start = count > 0 ? alignArena(arena, used, 8) : used
    used = start + count * 24
    if (used > arena.length) return -1
    for (let i = 0, p = start; i < count; i++, p += 24) {
      const element = taken[i]!
      used = SubscriberCountsCodec.put(element, data, p, arena, data, used)
      if (used < 0) return -1
    }
    view.setUint32(at, start, true)
    view.setUint32(at + 4, count * 24, true)
    return used
  },
  get(view, at, arena, data, handles, bytes) {
    const list: SubscriberCounts[] = []
    const start = view.getUint32(at, true)
    const end = start + view.getUint32(at + 4, true)
    for (let p = start; p < end; p += 24) list.push(SubscriberCountsCodec.get(data, p, arena, data, handles, bytes))
    return list
  },
  check(view, at, segments) {
    const misfit = segments.sequenceFault(view, at, 32, 24, 8)
    if (misfit !== null) return misfit
    const start = view.getUint32(at, true)
    const end = start + view.getUint32(at + 4, true)
    for (let p = start; p < end; p += 24) {
      const fault = SubscriberCountsCodec.check(segments.data, p, segments)
      if (fault !== null) return '[]' + fault
    }
    return null
  },
}

export const SubscriptionPageCodec: ValueCodec<SubscriptionPage> = {
  take(given, writer) {
    if (!Array.isArray(given)) return null as never
    const count = given.length
    if (count > 32) return null as never
    const list: SubscriptionCounts[] = []
    for (let i = 0; i < count; i++) list.push(SubscriptionCountsCodec.take(given[i]!, writer))
    return list
  },
  put(taken, view, at, arena, data, used) {
    if (taken === null) return -1
    const count = taken.length
    const start = count > 0 ? alignArena(arena, used, 8) : used
    used = start + count * 80
    if (used > arena.length) return -1
    for (let i = 0, p = start; i < count; i++, p += 80) {
      const element = taken[i]!
      used = SubscriptionCountsCodec.put(element, data, p, arena, data, used)
      if (used < 0) return -1
    }
    view.setUint32(at, start, true)
    view.setUint32(at + 4, count * 80, true)
    return used
  },
  get(view, at, arena, data, handles, bytes) {
    const list: SubscriptionCounts[] = []
    const start = view.getUint32(at, true)
    const end = start + view.getUint32(at + 4, true)
    for (let p = start; p < end; p += 80) list.push(SubscriptionCountsCodec.get(data, p, arena, data, handles, bytes))
    return list
  },
  check(view, at, segments) {
    const misfit = segments.sequenceFault(view, at, 32, 80, 8)
    if (misfit !== null) return misfit
    const start = view.getUint32(at, true)
    const end = start + view.getUint32(at + 4, true)
    for (let p = start; p < end; p += 80) {
      const fault = SubscriptionCountsCodec.check(segments.data, p, segments)
      if (fault !== null) return '[]' + fault
    }
    return null
  },
}

export const LinkPageCodec: ValueCodec<LinkPage> = {
  take(given, writer) {
    if (!Array.isArray(given)) return null as never
    const count = given.length
    if (count > 32) return null as never
    const list: LinkCounts[] = []
    for (let i = 0; i < count; i++) list.push(LinkCountsCodec.take(given[i]!, writer))
    return list
  },
  put(taken, view, at, arena, data, used) {
    if (taken === null) return -1
    const count = taken.length
    const start = count > 0 ? alignArena(arena, used, 8) : used
    used = start + count * 72
    if (used > arena.length) return -1
    for (let i = 0, p = start; i < count; i++, p += 72) {
      const element = taken[i]!
      used = LinkCountsCodec.put(element, data, p, arena, data, used)
      if (used < 0) return -1
    }
    view.setUint32(at, start, true)
    view.setUint32(at + 4, count * 72, true)
    return used
  },
  get(view, at, arena, data, handles, bytes) {
    const list: LinkCounts[] = []
    const start = view.getUint32(at, true)
    const end = start + view.getUint32(at + 4, true)
    for (let p = start; p < end; p += 72) list.push(LinkCountsCodec.get(data, p, arena, data, handles, bytes))
    return list
  },
  check(view, at, segments) {
    const misfit = segments.sequenceFault(view, at, 32, 72, 8)
    if (misfit !== null) return misfit
    const start = view.getUint32(at, true)
    const end = start + view.getUint32(at + 4, true)
    for (let p = start; p < end; p += 72) {
      const fault = LinkCountsCodec.check(segments.data, p, segments)
      if (fault !== null) return '[]' + fault
    }
    return null
  },
}

class TopicsRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get after(): bigint {
    return this.#view.getBigUint64(16, true)
  }
}

function topicsRequestCodec(layout: Layout): CodecFunctions<TopicsRequest, TopicsRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { after } = value
      if (typeof after !== 'bigint' || BigInt.asUintN(64, after) !== after) return -1
      view.setBigUint64(16, after, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view) {
      return {
        after: view.getBigUint64(16, true),
      }
    },
    lazy(view) {
      return new TopicsRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      return messageFault(layout, view, size, arena, arenaSize)
    },
  }
}

class TopicsResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get page(): TopicPage {
    return TopicPageCodec.get(this.#view, 16, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function topicsResponseCodec(layout: Layout): CodecFunctions<TopicsResponse, TopicsResponse> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const page = TopicPageCodec.take(value.page, writer)
      const data = arenaView(arena)
      let used = 0
      used = TopicPageCodec.put(page, view, 16, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        page: TopicPageCodec.get(view, 16, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new TopicsResponseView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const segments = new Arena(arena, arenaSize)
      const page = TopicPageCodec.check(view, 16, segments)
      if (page !== null) return faultOf(layout, 'page', page)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class SubscribersRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get after(): bigint {
    return this.#view.getBigUint64(16, true)
  }
}

function subscribersRequestCodec(layout: Layout): CodecFunctions<SubscribersRequest, SubscribersRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { after } = value
      if (typeof after !== 'bigint' || BigInt.asUintN(64, after) !== after) return -1
      view.setBigUint64(16, after, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view) {
      return {
        after: view.getBigUint64(16, true),
      }
    },
    lazy(view) {
      return new SubscribersRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      return messageFault(layout, view, size, arena, arenaSize)
    },
  }
}

class SubscribersResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get page(): SubscriberPage {
    return SubscriberPageCodec.get(this.#view, 16, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function subscribersResponseCodec(layout: Layout): CodecFunctions<SubscribersResponse, SubscribersResponse> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const page = SubscriberPageCodec.take(value.page, writer)
      const data = arenaView(arena)
      let used = 0
      used = SubscriberPageCodec.put(page, view, 16, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        page: SubscriberPageCodec.get(view, 16, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new SubscribersResponseView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const segments = new Arena(arena, arenaSize)
      const page = SubscriberPageCodec.check(view, 16, segments)
      if (page !== null) return faultOf(layout, 'page', page)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class SubscriptionsRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get number(): bigint {
    return this.#view.getBigUint64(16, true)
  }

  get index(): number {
    return this.#view.getUint32(24, true)
  }
}

function subscriptionsRequestCodec(layout: Layout): CodecFunctions<SubscriptionsRequest, SubscriptionsRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { number, index } = value
      if (typeof number !== 'bigint' || BigInt.asUintN(64, number) !== number) return -1
      view.setBigUint64(16, number, true)
      if (typeof index !== 'number' || index >>> 0 !== index) return -1
      view.setUint32(24, index, true)
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return 0
    },
    decode(view) {
      return {
        number: view.getBigUint64(16, true),
        index: view.getUint32(24, true),
      }
    },
    lazy(view) {
      return new SubscriptionsRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      return null
    },
  }
}

class SubscriptionsResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get page(): SubscriptionPage {
    return SubscriptionPageCodec.get(this.#view, 16, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function subscriptionsResponseCodec(layout: Layout): CodecFunctions<SubscriptionsResponse, SubscriptionsResponse> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const page = SubscriptionPageCodec.take(value.page, writer)
      const data = arenaView(arena)
      let used = 0
      used = SubscriptionPageCodec.put(page, view, 16, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        page: SubscriptionPageCodec.get(view, 16, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new SubscriptionsResponseView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const segments = new Arena(arena, arenaSize)
      const page = SubscriptionPageCodec.check(view, 16, segments)
      if (page !== null) return faultOf(layout, 'page', page)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class LinksRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get after(): bigint {
    return this.#view.getBigUint64(16, true)
  }
}

function linksRequestCodec(layout: Layout): CodecFunctions<LinksRequest, LinksRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { after } = value
      if (typeof after !== 'bigint' || BigInt.asUintN(64, after) !== after) return -1
      view.setBigUint64(16, after, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view) {
      return {
        after: view.getBigUint64(16, true),
      }
    },
    lazy(view) {
      return new LinksRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      return messageFault(layout, view, size, arena, arenaSize)
    },
  }
}

class LinksResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get page(): LinkPage {
    return LinkPageCodec.get(this.#view, 16, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function linksResponseCodec(layout: Layout): CodecFunctions<LinksResponse, LinksResponse> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const page = LinkPageCodec.take(value.page, writer)
      const data = arenaView(arena)
      let used = 0
      used = LinkPageCodec.put(page, view, 16, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        page: LinkPageCodec.get(view, 16, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new LinksResponseView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const segments = new Arena(arena, arenaSize)
      const page = LinkPageCodec.check(view, 16, segments)
      if (page !== null) return faultOf(layout, 'page', page)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}
