// Made by `kos gen` from kl/MessageBusBundles.idl. Do not edit.
//
// Data beside the bus: shared memory, which the id of a message leads to. The topic stands in both
// messages, so that a policy says who may put and who may open what. Errors are return codes.
/* eslint-disable */

import { defineInterface, handle, handleOf, sint32, string, uint64 } from '@kos/libkos'
import type {
  Capability,
  CapabilityLike,
  HandleDesc,
  HandleLike,
  Implementation,
  Interface,
  Proxy,
  Type,
} from '@kos/libkos'
import {
  faultOf,
  getHandle,
  getText,
  handleFault,
  isObject,
  messageFault,
  putHandle,
  putHeader,
  putReference,
  reservedFault,
  takeHandle,
  textFault,
  writeText,
} from '@kos/libkos/codec'
import type { CodecFunctions, HandleReader, Layout } from '@kos/libkos/codec'
import { MessageBusBundle } from './MessageBusBundle.idl.ts'

export type Topic = string
export const Topic: Type<Topic> = /* @__PURE__ */ string(255)

/** What Put takes. */
export interface PutRequest {
  readonly topic: Topic
  readonly memory: HandleDesc
  readonly length: bigint
}

/** What Put takes, as it is sent. */
export interface PutRequestInit {
  readonly topic: Topic
  readonly memory: HandleLike
  readonly length: bigint
}

/** What Put gives. */
export interface PutResponse {
  readonly id: bigint
  readonly bundle: Capability<MessageBusBundle>
}

/** What Put gives, as it is sent. */
export interface PutResponseInit {
  readonly id: bigint
  readonly bundle: CapabilityLike<MessageBusBundle>
}

/** What Put gives in place of its response when it fails. */
export interface PutError {
  readonly rc: number
}

/** What Open takes. */
export interface OpenRequest {
  readonly topic: Topic
  readonly id: bigint
}

/** What Open gives. */
export interface OpenResponse {
  readonly memory: HandleDesc
  readonly length: bigint
  readonly bundle: Capability<MessageBusBundle>
}

/** What Open gives, as it is sent. */
export interface OpenResponseInit {
  readonly memory: HandleLike
  readonly length: bigint
  readonly bundle: CapabilityLike<MessageBusBundle>
}

/** What Open gives in place of its response when it fails. */
export interface OpenError {
  readonly rc: number
}

/** The methods of kl.MessageBusBundles. */
export type MessageBusBundlesMethods = {
  /**
   * Keeps the memory (an MDL) of the caller, and gives it an id that no other bundle ever has. The
   * length is in bytes, and ends in the last page of the memory. The handle needs the rights to
   * read and to transfer.
   */
  readonly Put: {
    readonly in: { readonly topic: Type<Topic>; readonly memory: Type<HandleDesc, HandleLike>; readonly length: Type<bigint> }
    readonly out: { readonly id: Type<bigint>; readonly bundle: Type<Capability<MessageBusBundle>, CapabilityLike<MessageBusBundle>> }
    readonly error: { readonly rc: Type<number> }
  }
  /** The memory of a bundle, to read only, and a handle that keeps the bundle. */
  readonly Open: {
    readonly in: { readonly topic: Type<Topic>; readonly id: Type<bigint> }
    readonly out: { readonly memory: Type<HandleDesc, HandleLike>; readonly length: Type<bigint>; readonly bundle: Type<Capability<MessageBusBundle>, CapabilityLike<MessageBusBundle>> }
    readonly error: { readonly rc: Type<number> }
  }
}

export type MessageBusBundles = Interface<MessageBusBundlesMethods>
export const MessageBusBundles: MessageBusBundles = /* @__PURE__ */ defineInterface(
  'kl.MessageBusBundles',
  {
    Put: { in: { topic: Topic, memory: handle, length: uint64 }, out: { id: uint64, bundle: /* @__PURE__ */ handleOf(() => MessageBusBundle) }, error: { rc: sint32 } },
    Open: { in: { topic: Topic, id: uint64 }, out: { memory: handle, length: uint64, bundle: /* @__PURE__ */ handleOf(() => MessageBusBundle) }, error: { rc: sint32 } },
  },
  {
    code: {
      Put: { request: putRequestCodec, response: putResponseCodec, error: putErrorCodec },
      Open: { request: openRequestCodec, response: openResponseCodec, error: openErrorCodec },
    },
  },
)

/** What a client calls: `connect(kos, MessageBusBundles, channel, endpoint)`. */
export type MessageBusBundlesProxy = Proxy<MessageBusBundles>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type MessageBusBundlesImplementation = Implementation<MessageBusBundles>

function interfaceOfMessageBusBundle(): MessageBusBundle {
  return MessageBusBundle
}

class PutRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get topic(): Topic {
    return getText(this.#view, 16, this.#arena)
  }

  get memory(): HandleDesc {
    return getHandle(this.#view, 24, this.#handles)
  }

  get length(): bigint {
    return this.#view.getBigUint64(40, true)
  }
}

function putRequestCodec(layout: Layout): CodecFunctions<PutRequestInit, PutRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { topic } = value
      const memory = takeHandle(value.memory)
      const { length } = value
      let used = 0
      const topicSize = writeText(topic, arena, used, 255)
      if (topicSize < 0) return -1
      putReference(view, 16, used, topicSize)
      used += topicSize
      if (!putHandle(memory, view, 24)) return -1
      if (typeof length !== 'bigint' || BigInt.asUintN(64, length) !== length) return -1
      view.setBigUint64(40, length, true)
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      return {
        topic: getText(view, 16, arena),
        memory: getHandle(view, 24, handles),
        length: view.getBigUint64(40, true),
      }
    },
    lazy(view, arena, handles) {
      return new PutRequestView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const topic = textFault(view, 16, 255, arena, arenaSize)
      if (topic !== null) return faultOf(layout, 'topic', topic)
      const memory = handleFault(view, 24)
      if (memory !== null) return faultOf(layout, 'memory', memory)
      return null
    },
  }
}

class PutResponseView {
  readonly #view: DataView
  readonly #handles: HandleReader

  constructor(view: DataView, handles: HandleReader) {
    this.#view = view
    this.#handles = handles
  }

  get id(): bigint {
    return this.#view.getBigUint64(16, true)
  }

  get bundle(): Capability<MessageBusBundle> {
    return getHandle(this.#view, 24, this.#handles, interfaceOfMessageBusBundle)
  }
}

function putResponseCodec(layout: Layout): CodecFunctions<PutResponseInit, PutResponse> {
  return {
    encode(value, riid, view, _arena, writer) {
      if (!isObject(value)) return -1
      const { id } = value
      const bundle = takeHandle(value.bundle, writer, interfaceOfMessageBusBundle)
      if (typeof id !== 'bigint' || BigInt.asUintN(64, id) !== id) return -1
      view.setBigUint64(16, id, true)
      if (!putHandle(bundle, view, 24)) return -1
      putHeader(layout, view, riid)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        id: view.getBigUint64(16, true),
        bundle: getHandle(view, 24, handles, interfaceOfMessageBusBundle),
      }
    },
    lazy(view, _arena, handles) {
      return new PutResponseView(view, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const bundle = handleFault(view, 24)
      if (bundle !== null) return faultOf(layout, 'bundle', bundle)
      return null
    },
  }
}

class PutErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function putErrorCodec(layout: Layout): CodecFunctions<PutError, PutError> {
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
      return new PutErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class OpenRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get topic(): Topic {
    return getText(this.#view, 16, this.#arena)
  }

  get id(): bigint {
    return this.#view.getBigUint64(24, true)
  }
}

function openRequestCodec(layout: Layout): CodecFunctions<OpenRequest, OpenRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { topic, id } = value
      let used = 0
      const topicSize = writeText(topic, arena, used, 255)
      if (topicSize < 0) return -1
      putReference(view, 16, used, topicSize)
      used += topicSize
      if (typeof id !== 'bigint' || BigInt.asUintN(64, id) !== id) return -1
      view.setBigUint64(24, id, true)
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena) {
      return {
        topic: getText(view, 16, arena),
        id: view.getBigUint64(24, true),
      }
    },
    lazy(view, arena) {
      return new OpenRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const topic = textFault(view, 16, 255, arena, arenaSize)
      if (topic !== null) return faultOf(layout, 'topic', topic)
      return null
    },
  }
}

class OpenResponseView {
  readonly #view: DataView
  readonly #handles: HandleReader

  constructor(view: DataView, handles: HandleReader) {
    this.#view = view
    this.#handles = handles
  }

  get memory(): HandleDesc {
    return getHandle(this.#view, 16, this.#handles)
  }

  get length(): bigint {
    return this.#view.getBigUint64(32, true)
  }

  get bundle(): Capability<MessageBusBundle> {
    return getHandle(this.#view, 40, this.#handles, interfaceOfMessageBusBundle)
  }
}

function openResponseCodec(layout: Layout): CodecFunctions<OpenResponseInit, OpenResponse> {
  return {
    encode(value, riid, view, _arena, writer) {
      if (!isObject(value)) return -1
      const memory = takeHandle(value.memory)
      const { length } = value
      const bundle = takeHandle(value.bundle, writer, interfaceOfMessageBusBundle)
      if (!putHandle(memory, view, 16)) return -1
      if (typeof length !== 'bigint' || BigInt.asUintN(64, length) !== length) return -1
      view.setBigUint64(32, length, true)
      if (!putHandle(bundle, view, 40)) return -1
      putHeader(layout, view, riid)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        memory: getHandle(view, 16, handles),
        length: view.getBigUint64(32, true),
        bundle: getHandle(view, 40, handles, interfaceOfMessageBusBundle),
      }
    },
    lazy(view, _arena, handles) {
      return new OpenResponseView(view, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const memory = handleFault(view, 16)
      if (memory !== null) return faultOf(layout, 'memory', memory)
      const bundle = handleFault(view, 40)
      if (bundle !== null) return faultOf(layout, 'bundle', bundle)
      return null
    },
  }
}

class OpenErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function openErrorCodec(layout: Layout): CodecFunctions<OpenError, OpenError> {
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
      return new OpenErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
