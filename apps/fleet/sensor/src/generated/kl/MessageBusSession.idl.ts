// Made by `kos gen` from kl/MessageBusSession.idl. Do not edit.
//
// A session of the message bus: what one client registered. The client chooses the ids, which count
// in its session only. Topics stand in messages of their own, so that a policy says who may publish
// and who may subscribe to what. Errors are return codes.
/* eslint-disable */

import { defineInterface, handle, sequence, sint32, string, struct, uint32, uint64, uint8 } from '@kos/libkos'
import type { HandleDesc, HandleLike, Implementation, Interface, Proxy, Type } from '@kos/libkos'
import {
  Arena,
  alignArena,
  arenaView,
  emptyCodec,
  faultOf,
  follows,
  getBytes,
  getHandle,
  getText,
  handleFault,
  isObject,
  messageFault,
  overlapFault,
  overlaps,
  putHandle,
  putHeader,
  putReference,
  reservedFault,
  takeHandle,
  textFault,
  viewBytes,
  writeText,
} from '@kos/libkos/codec'
import type { CodecFunctions, HandleReader, Layout, ValueCodec } from '@kos/libkos/codec'

/** Most messages of one Fetch. */
export const MaxMessages = 64

export type Topic = string
export const Topic: Type<Topic> = /* @__PURE__ */ string(255)

export type Name = string
export const Name: Type<Name> = /* @__PURE__ */ string(255)

/**
 * The topic is a number: 0 for the one of RegisterSubscriber, 1 for that of the first AddTopic, and
 * so on. So many messages of the topic as dropped says went before this one.
 */
export interface Message {
  readonly id: bigint
  readonly topic: number
  readonly dropped: number
}
export const Message: Type<Message> = /* @__PURE__ */ struct({ id: uint64, topic: uint32, dropped: uint32 })

export type Messages = readonly Message[]
export const Messages: Type<Messages> = /* @__PURE__ */ sequence(Message, MaxMessages)

/** What RegisterPublisher takes. */
export interface RegisterPublisherRequest {
  readonly client: number
  readonly topic: Topic
}

/** What RegisterPublisher gives in place of its response when it fails. */
export interface RegisterPublisherError {
  readonly rc: number
}

/** What UnregisterPublisher takes. */
export interface UnregisterPublisherRequest {
  readonly client: number
}

/** What UnregisterPublisher gives in place of its response when it fails. */
export interface UnregisterPublisherError {
  readonly rc: number
}

/** What RegisterSubscriber takes. */
export interface RegisterSubscriberRequest {
  readonly client: number
  readonly name: Name
  readonly topic: Topic
}

/** What RegisterSubscriber gives. */
export interface RegisterSubscriberResponse {
  readonly wake: HandleDesc
}

/** What RegisterSubscriber gives, as it is sent. */
export interface RegisterSubscriberResponseInit {
  readonly wake: HandleLike
}

/** What RegisterSubscriber gives in place of its response when it fails. */
export interface RegisterSubscriberError {
  readonly rc: number
}

/** What AddTopic takes. */
export interface AddTopicRequest {
  readonly client: number
  readonly topic: Topic
}

/** What AddTopic gives in place of its response when it fails. */
export interface AddTopicError {
  readonly rc: number
}

/** What UnregisterSubscriber takes. */
export interface UnregisterSubscriberRequest {
  readonly client: number
}

/** What UnregisterSubscriber gives in place of its response when it fails. */
export interface UnregisterSubscriberError {
  readonly rc: number
}

/** What Push takes. */
export interface PushRequest {
  readonly client: number
  readonly id: bigint
}

/** What Push gives in place of its response when it fails. */
export interface PushError {
  readonly rc: number
}

/** What Fetch takes. */
export interface FetchRequest {
  readonly client: number
  readonly limit: number
  readonly got: number
}

/** What Fetch gives. */
export interface FetchResponse {
  readonly messages: Messages
  readonly isAwaited: number
}

/** What Fetch gives in place of its response when it fails. */
export interface FetchError {
  readonly rc: number
}

/** The methods of kl.MessageBusSession. */
export type MessageBusSessionMethods = {
  /** Registers the publisher of a topic under an id that is free. */
  readonly RegisterPublisher: {
    readonly in: { readonly client: Type<number>; readonly topic: Type<Topic> }
    readonly error: { readonly rc: Type<number> }
  }
  readonly UnregisterPublisher: {
    readonly in: { readonly client: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
  /**
   * Registers a subscriber of a topic under an id that is free. The bus signals
   * OBJECT_EVENT_SPEC(1) of wake when a message comes into its empty queue.
   */
  readonly RegisterSubscriber: {
    readonly in: { readonly client: Type<number>; readonly name: Type<Name>; readonly topic: Type<Topic> }
    readonly out: { readonly wake: Type<HandleDesc, HandleLike> }
    readonly error: { readonly rc: Type<number> }
  }
  /** Adds a topic to a subscriber. */
  readonly AddTopic: {
    readonly in: { readonly client: Type<number>; readonly topic: Type<Topic> }
    readonly error: { readonly rc: Type<number> }
  }
  readonly UnregisterSubscriber: {
    readonly in: { readonly client: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
  /** Sends a message to all subscribers of the topic of a publisher, or to none. */
  readonly Push: {
    readonly in: { readonly client: Type<number>; readonly id: Type<bigint> }
    readonly error: { readonly rc: Type<number> }
  }
  /**
   * Takes messages of a subscriber, limit at most, and does not wait for any. The subscriber is done
   * with those of the answer before. got is how many answers with messages it has got, modulo 2^32:
   * the one that it has not is given again. isAwaited: the next call may have more, though nothing is
   * signalled, since somebody waits until it is done with these, or they are given again.
   */
  readonly Fetch: {
    readonly in: { readonly client: Type<number>; readonly limit: Type<number>; readonly got: Type<number> }
    readonly out: { readonly messages: Type<Messages>; readonly isAwaited: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
}

export type MessageBusSession = Interface<MessageBusSessionMethods>
export const MessageBusSession: MessageBusSession = /* @__PURE__ */ defineInterface(
  'kl.MessageBusSession',
  {
    RegisterPublisher: { in: { client: uint32, topic: Topic }, error: { rc: sint32 } },
    UnregisterPublisher: { in: { client: uint32 }, error: { rc: sint32 } },
    RegisterSubscriber: { in: { client: uint32, name: Name, topic: Topic }, out: { wake: handle }, error: { rc: sint32 } },
    AddTopic: { in: { client: uint32, topic: Topic }, error: { rc: sint32 } },
    UnregisterSubscriber: { in: { client: uint32 }, error: { rc: sint32 } },
    Push: { in: { client: uint32, id: uint64 }, error: { rc: sint32 } },
    Fetch: { in: { client: uint32, limit: uint32, got: uint32 }, out: { messages: Messages, isAwaited: uint8 }, error: { rc: sint32 } },
  },
  {
    code: {
      RegisterPublisher: { request: registerPublisherRequestCodec, response: emptyCodec, error: registerPublisherErrorCodec },
      UnregisterPublisher: { request: unregisterPublisherRequestCodec, response: emptyCodec, error: unregisterPublisherErrorCodec },
      RegisterSubscriber: { request: registerSubscriberRequestCodec, response: registerSubscriberResponseCodec, error: registerSubscriberErrorCodec },
      AddTopic: { request: addTopicRequestCodec, response: emptyCodec, error: addTopicErrorCodec },
      UnregisterSubscriber: { request: unregisterSubscriberRequestCodec, response: emptyCodec, error: unregisterSubscriberErrorCodec },
      Push: { request: pushRequestCodec, response: emptyCodec, error: pushErrorCodec },
      Fetch: { request: fetchRequestCodec, response: fetchResponseCodec, error: fetchErrorCodec },
    },
  },
)

/** What a client calls: `connect(kos, MessageBusSession, channel, endpoint)`. */
export type MessageBusSessionProxy = Proxy<MessageBusSession>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type MessageBusSessionImplementation = Implementation<MessageBusSession>

export const MessageCodec: ValueCodec<Message> = {
  take(given) {
    if (!isObject(given)) return null as never
    const { id, topic, dropped } = given
    return { id, topic, dropped }
  },
  put(taken, view, at, _arena, _data, used) {
    if (taken === null) return -1
    const { id, topic, dropped } = taken
    if (typeof id !== 'bigint' || BigInt.asUintN(64, id) !== id) return -1
    view.setBigUint64(at, id, true)
    if (typeof topic !== 'number' || topic >>> 0 !== topic) return -1
    view.setUint32(at + 8, topic, true)
    if (typeof dropped !== 'number' || dropped >>> 0 !== dropped) return -1
    view.setUint32(at + 12, dropped, true)
    return used
  },
  get(view, at) {
    return {
      id: view.getBigUint64(at, true),
      topic: view.getUint32(at + 8, true),
      dropped: view.getUint32(at + 12, true),
    }
  },
  check() {
    return null
  },
}

export const MessagesCodec: ValueCodec<Messages> = {
  take(given, writer) {
    if (!Array.isArray(given)) return null as never
    const count = given.length
    if (count > 64) return null as never
    const list: Message[] = []
    for (let i = 0; i < count; i++) list.push(MessageCodec.take(given[i]!, writer))
    return list
  },
  put(taken, view, at, arena, data, used) {
    if (taken === null) return -1
    const count = taken.length
    const start = count > 0 ? alignArena(arena, used, 8) : used
    used = start + count * 16
    if (used > arena.length) return -1
    for (let i = 0, p = start; i < count; i++, p += 16) {
      const element = taken[i]!
      used = MessageCodec.put(element, data, p, arena, data, used)
      if (used < 0) return -1
    }
    view.setUint32(at, start, true)
    view.setUint32(at + 4, count * 16, true)
    return used
  },
  get(view, at, arena, data, handles, bytes) {
    const list: Message[] = []
    const start = view.getUint32(at, true)
    const end = start + view.getUint32(at + 4, true)
    for (let p = start; p < end; p += 16) list.push(MessageCodec.get(data, p, arena, data, handles, bytes))
    return list
  },
  check(view, at, segments) {
    const misfit = segments.sequenceFault(view, at, 64, 16, 8)
    if (misfit !== null) return misfit
    return null
  },
}

class RegisterPublisherRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get client(): number {
    return this.#view.getUint32(16, true)
  }

  get topic(): Topic {
    return getText(this.#view, 20, this.#arena)
  }
}

function registerPublisherRequestCodec(layout: Layout): CodecFunctions<RegisterPublisherRequest, RegisterPublisherRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { client, topic } = value
      let used = 0
      if (typeof client !== 'number' || client >>> 0 !== client) return -1
      view.setUint32(16, client, true)
      const topicSize = writeText(topic, arena, used, 255)
      if (topicSize < 0) return -1
      putReference(view, 20, used, topicSize)
      used += topicSize
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return used
    },
    decode(view, arena) {
      return {
        client: view.getUint32(16, true),
        topic: getText(view, 20, arena),
      }
    },
    lazy(view, arena) {
      return new RegisterPublisherRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      const topic = textFault(view, 20, 255, arena, arenaSize)
      if (topic !== null) return faultOf(layout, 'topic', topic)
      return null
    },
  }
}

class RegisterPublisherErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function registerPublisherErrorCodec(layout: Layout): CodecFunctions<RegisterPublisherError, RegisterPublisherError> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { rc } = value
      if (typeof rc !== 'number' || (rc | 0) !== rc) return -1
      view.setInt32(16, rc, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        rc: view.getInt32(16, true),
      }
    },
    lazy(view) {
      return new RegisterPublisherErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class UnregisterPublisherRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get client(): number {
    return this.#view.getUint32(16, true)
  }
}

function unregisterPublisherRequestCodec(layout: Layout): CodecFunctions<UnregisterPublisherRequest, UnregisterPublisherRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { client } = value
      if (typeof client !== 'number' || client >>> 0 !== client) return -1
      view.setUint32(16, client, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        client: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new UnregisterPublisherRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class UnregisterPublisherErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function unregisterPublisherErrorCodec(layout: Layout): CodecFunctions<UnregisterPublisherError, UnregisterPublisherError> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { rc } = value
      if (typeof rc !== 'number' || (rc | 0) !== rc) return -1
      view.setInt32(16, rc, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        rc: view.getInt32(16, true),
      }
    },
    lazy(view) {
      return new UnregisterPublisherErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class RegisterSubscriberRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get client(): number {
    return this.#view.getUint32(16, true)
  }

  get name(): Name {
    return getText(this.#view, 20, this.#arena)
  }

  get topic(): Topic {
    return getText(this.#view, 28, this.#arena)
  }
}

function registerSubscriberRequestCodec(layout: Layout): CodecFunctions<RegisterSubscriberRequest, RegisterSubscriberRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { client, name, topic } = value
      let used = 0
      if (typeof client !== 'number' || client >>> 0 !== client) return -1
      view.setUint32(16, client, true)
      const nameSize = writeText(name, arena, used, 255)
      if (nameSize < 0) return -1
      putReference(view, 20, used, nameSize)
      used += nameSize
      const topicSize = writeText(topic, arena, used, 255)
      if (topicSize < 0) return -1
      putReference(view, 28, used, topicSize)
      used += topicSize
      putHeader(layout, view, riid)
      view.setUint32(36, 0, true)
      return used
    },
    decode(view, arena) {
      return {
        client: view.getUint32(16, true),
        name: getText(view, 20, arena),
        topic: getText(view, 28, arena),
      }
    },
    lazy(view, arena) {
      return new RegisterSubscriberRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(36, true) !== 0) return reservedFault(layout, 36)
      const name = textFault(view, 20, 255, arena, arenaSize)
      if (name !== null) return faultOf(layout, 'name', name)
      const topic = textFault(view, 28, 255, arena, arenaSize)
      if (topic !== null) return faultOf(layout, 'topic', topic)
      const isInOrder = follows(view, 28, 20)
      return !isInOrder && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class RegisterSubscriberResponseView {
  readonly #view: DataView
  readonly #handles: HandleReader

  constructor(view: DataView, handles: HandleReader) {
    this.#view = view
    this.#handles = handles
  }

  get wake(): HandleDesc {
    return getHandle(this.#view, 16, this.#handles)
  }
}

function registerSubscriberResponseCodec(layout: Layout): CodecFunctions<RegisterSubscriberResponseInit, RegisterSubscriberResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const wake = takeHandle(value.wake)
      if (!putHandle(wake, view, 16)) return -1
      putHeader(layout, view, riid)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        wake: getHandle(view, 16, handles),
      }
    },
    lazy(view, _arena, handles) {
      return new RegisterSubscriberResponseView(view, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const wake = handleFault(view, 16)
      if (wake !== null) return faultOf(layout, 'wake', wake)
      return null
    },
  }
}

class RegisterSubscriberErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function registerSubscriberErrorCodec(layout: Layout): CodecFunctions<RegisterSubscriberError, RegisterSubscriberError> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { rc } = value
      if (typeof rc !== 'number' || (rc | 0) !== rc) return -1
      view.setInt32(16, rc, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        rc: view.getInt32(16, true),
      }
    },
    lazy(view) {
      return new RegisterSubscriberErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class AddTopicRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get client(): number {
    return this.#view.getUint32(16, true)
  }

  get topic(): Topic {
    return getText(this.#view, 20, this.#arena)
  }
}

function addTopicRequestCodec(layout: Layout): CodecFunctions<AddTopicRequest, AddTopicRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { client, topic } = value
      let used = 0
      if (typeof client !== 'number' || client >>> 0 !== client) return -1
      view.setUint32(16, client, true)
      const topicSize = writeText(topic, arena, used, 255)
      if (topicSize < 0) return -1
      putReference(view, 20, used, topicSize)
      used += topicSize
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return used
    },
    decode(view, arena) {
      return {
        client: view.getUint32(16, true),
        topic: getText(view, 20, arena),
      }
    },
    lazy(view, arena) {
      return new AddTopicRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      const topic = textFault(view, 20, 255, arena, arenaSize)
      if (topic !== null) return faultOf(layout, 'topic', topic)
      return null
    },
  }
}

class AddTopicErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function addTopicErrorCodec(layout: Layout): CodecFunctions<AddTopicError, AddTopicError> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { rc } = value
      if (typeof rc !== 'number' || (rc | 0) !== rc) return -1
      view.setInt32(16, rc, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        rc: view.getInt32(16, true),
      }
    },
    lazy(view) {
      return new AddTopicErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class UnregisterSubscriberRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get client(): number {
    return this.#view.getUint32(16, true)
  }
}

function unregisterSubscriberRequestCodec(layout: Layout): CodecFunctions<UnregisterSubscriberRequest, UnregisterSubscriberRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { client } = value
      if (typeof client !== 'number' || client >>> 0 !== client) return -1
      view.setUint32(16, client, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        client: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new UnregisterSubscriberRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class UnregisterSubscriberErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function unregisterSubscriberErrorCodec(layout: Layout): CodecFunctions<UnregisterSubscriberError, UnregisterSubscriberError> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { rc } = value
      if (typeof rc !== 'number' || (rc | 0) !== rc) return -1
      view.setInt32(16, rc, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        rc: view.getInt32(16, true),
      }
    },
    lazy(view) {
      return new UnregisterSubscriberErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class PushRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get client(): number {
    return this.#view.getUint32(16, true)
  }

  get id(): bigint {
    return this.#view.getBigUint64(24, true)
  }
}

function pushRequestCodec(layout: Layout): CodecFunctions<PushRequest, PushRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { client, id } = value
      if (typeof client !== 'number' || client >>> 0 !== client) return -1
      view.setUint32(16, client, true)
      if (typeof id !== 'bigint' || BigInt.asUintN(64, id) !== id) return -1
      view.setBigUint64(24, id, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        client: view.getUint32(16, true),
        id: view.getBigUint64(24, true),
      }
    },
    lazy(view) {
      return new PushRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class PushErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function pushErrorCodec(layout: Layout): CodecFunctions<PushError, PushError> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { rc } = value
      if (typeof rc !== 'number' || (rc | 0) !== rc) return -1
      view.setInt32(16, rc, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        rc: view.getInt32(16, true),
      }
    },
    lazy(view) {
      return new PushErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class FetchRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get client(): number {
    return this.#view.getUint32(16, true)
  }

  get limit(): number {
    return this.#view.getUint32(20, true)
  }

  get got(): number {
    return this.#view.getUint32(24, true)
  }
}

function fetchRequestCodec(layout: Layout): CodecFunctions<FetchRequest, FetchRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { client, limit, got } = value
      if (typeof client !== 'number' || client >>> 0 !== client) return -1
      view.setUint32(16, client, true)
      if (typeof limit !== 'number' || limit >>> 0 !== limit) return -1
      view.setUint32(20, limit, true)
      if (typeof got !== 'number' || got >>> 0 !== got) return -1
      view.setUint32(24, got, true)
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return 0
    },
    decode(view) {
      return {
        client: view.getUint32(16, true),
        limit: view.getUint32(20, true),
        got: view.getUint32(24, true),
      }
    },
    lazy(view) {
      return new FetchRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      return null
    },
  }
}

class FetchResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get messages(): Messages {
    return MessagesCodec.get(this.#view, 16, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }

  get isAwaited(): number {
    return this.#view.getUint8(24)
  }
}

function fetchResponseCodec(layout: Layout): CodecFunctions<FetchResponse, FetchResponse> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const messages = MessagesCodec.take(value.messages, writer)
      const { isAwaited } = value
      const data = arenaView(arena)
      let used = 0
      used = MessagesCodec.put(messages, view, 16, arena, data, used)
      if (used < 0) return -1
      if (typeof isAwaited !== 'number' || (isAwaited & 0xff) !== isAwaited) return -1
      view.setUint8(24, isAwaited)
      putHeader(layout, view, riid)
      view.setUint8(25, 0)
      view.setUint16(26, 0, true)
      view.setUint32(28, 0, true)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        messages: MessagesCodec.get(view, 16, arena, data, handles, getBytes),
        isAwaited: view.getUint8(24),
      }
    },
    lazy(view, arena, handles) {
      return new FetchResponseView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint8(25) !== 0) return reservedFault(layout, 25)
      if (view.getUint16(26, true) !== 0) return reservedFault(layout, 26)
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      const segments = new Arena(arena, arenaSize)
      const messages = MessagesCodec.check(view, 16, segments)
      if (messages !== null) return faultOf(layout, 'messages', messages)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class FetchErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function fetchErrorCodec(layout: Layout): CodecFunctions<FetchError, FetchError> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { rc } = value
      if (typeof rc !== 'number' || (rc | 0) !== rc) return -1
      view.setInt32(16, rc, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        rc: view.getInt32(16, true),
      }
    },
    lazy(view) {
      return new FetchErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
