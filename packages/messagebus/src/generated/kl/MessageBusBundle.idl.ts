// Made by `kos gen` from kl/MessageBusBundle.idl. Do not edit.
//
// A bundle. It stays in the message bus while anybody has a handle of it, or a message with its id
// waits.
/* eslint-disable */

import { defineInterface, handle, sint32, uint64 } from '@kos/libkos'
import type { HandleDesc, HandleLike, Implementation, Interface, Proxy, Type } from '@kos/libkos'
import {
  emptyCodec,
  faultOf,
  getHandle,
  handleFault,
  isObject,
  messageFault,
  putHandle,
  putHeader,
  reservedFault,
  takeHandle,
} from '@kos/libkos/codec'
import type { CodecFunctions, HandleReader, Layout } from '@kos/libkos/codec'

/** What Open gives. */
export interface OpenResponse {
  readonly id: bigint
  readonly memory: HandleDesc
  readonly length: bigint
}

/** What Open gives, as it is sent. */
export interface OpenResponseInit {
  readonly id: bigint
  readonly memory: HandleLike
  readonly length: bigint
}

/** What Open gives in place of its response when it fails. */
export interface OpenError {
  readonly rc: number
}

/** The methods of kl.MessageBusBundle. */
export type MessageBusBundleMethods = {
  /** Its memory, to read only, for whoever was given the handle. */
  readonly Open: {
    readonly out: { readonly id: Type<bigint>; readonly memory: Type<HandleDesc, HandleLike>; readonly length: Type<bigint> }
    readonly error: { readonly rc: Type<number> }
  }
}

export type MessageBusBundle = Interface<MessageBusBundleMethods>
export const MessageBusBundle: MessageBusBundle = /* @__PURE__ */ defineInterface(
  'kl.MessageBusBundle',
  {
    Open: { out: { id: uint64, memory: handle, length: uint64 }, error: { rc: sint32 } },
  },
  {
    code: {
      Open: { request: emptyCodec, response: openResponseCodec, error: openErrorCodec },
    },
  },
)

/** What a client calls: `connect(kos, MessageBusBundle, channel, endpoint)`. */
export type MessageBusBundleProxy = Proxy<MessageBusBundle>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type MessageBusBundleImplementation = Implementation<MessageBusBundle>

class OpenResponseView {
  readonly #view: DataView
  readonly #handles: HandleReader

  constructor(view: DataView, handles: HandleReader) {
    this.#view = view
    this.#handles = handles
  }

  get id(): bigint {
    return this.#view.getBigUint64(16, true)
  }

  get memory(): HandleDesc {
    return getHandle(this.#view, 24, this.#handles)
  }

  get length(): bigint {
    return this.#view.getBigUint64(40, true)
  }
}

function openResponseCodec(layout: Layout): CodecFunctions<OpenResponseInit, OpenResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { id } = value
      const memory = takeHandle(value.memory)
      const { length } = value
      if (typeof id !== 'bigint' || BigInt.asUintN(64, id) !== id) return -1
      view.setBigUint64(16, id, true)
      if (!putHandle(memory, view, 24)) return -1
      if (typeof length !== 'bigint' || BigInt.asUintN(64, length) !== length) return -1
      view.setBigUint64(40, length, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        id: view.getBigUint64(16, true),
        memory: getHandle(view, 24, handles),
        length: view.getBigUint64(40, true),
      }
    },
    lazy(view, _arena, handles) {
      return new OpenResponseView(view, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const memory = handleFault(view, 24)
      if (memory !== null) return faultOf(layout, 'memory', memory)
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
