// Made by `kos gen` from demo/Store.idl. Do not edit.
/* eslint-disable */

import { defineInterface, string, uint16, uint32 } from '@kos/libkos'
import type { Implementation, Interface, Proxy, Type } from '@kos/libkos'
import {
  faultOf,
  getText,
  isObject,
  messageFault,
  putHeader,
  putReference,
  reservedFault,
  textFault,
  writeText,
} from '@kos/libkos/codec'
import type { CodecFunctions, Layout } from '@kos/libkos/codec'

export type Name = string
export const Name: Type<Name> = /* @__PURE__ */ string(32)

/** What Put takes. */
export interface PutRequest {
  readonly name: Name
  readonly count: number
}

/** What Put gives. */
export interface PutResponse {
  readonly total: number
}

/** What Put gives in place of its response when it fails. */
export interface PutError {
  readonly status: number
}

/** The methods of demo.Store. */
export type StoreMethods = {
  /** Puts so many of a thing. */
  readonly Put: {
    readonly in: { readonly name: Type<Name>; readonly count: Type<number> }
    readonly out: { readonly total: Type<number> }
    readonly error: { readonly status: Type<number> }
  }
}

export type Store = Interface<StoreMethods>
export const Store: Store = /* @__PURE__ */ defineInterface(
  'demo.Store',
  {
    Put: { in: { name: Name, count: uint32 }, out: { total: uint32 }, error: { status: uint16 } },
  },
  {
    code: {
      Put: { request: putRequestCodec, response: putResponseCodec, error: putErrorCodec },
    },
  },
)

/** What a client calls: `connect(kos, Store, channel, endpoint)`. */
export type StoreProxy = Proxy<Store>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type StoreImplementation = Implementation<Store>

class PutRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get name(): Name {
    return getText(this.#view, 16, this.#arena)
  }

  get count(): number {
    return this.#view.getUint32(24, true)
  }
}

function putRequestCodec(layout: Layout): CodecFunctions<PutRequest, PutRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { name, count: count_ } = value
      let used = 0
      const nameSize = writeText(name, arena, used, 32)
      if (nameSize < 0) return -1
      putReference(view, 16, used, nameSize)
      used += nameSize
      if (typeof count_ !== 'number' || count_ >>> 0 !== count_) return -1
      view.setUint32(24, count_, true)
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return used
    },
    decode(view, arena) {
      return {
        name: getText(view, 16, arena),
        count: view.getUint32(24, true),
      }
    },
    lazy(view, arena) {
      return new PutRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      const name = textFault(view, 16, 32, arena, arenaSize)
      if (name !== null) return faultOf(layout, 'name', name)
      return null
    },
  }
}

class PutResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get total(): number {
    return this.#view.getUint32(16, true)
  }
}

function putResponseCodec(layout: Layout): CodecFunctions<PutResponse, PutResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { total } = value
      if (typeof total !== 'number' || total >>> 0 !== total) return -1
      view.setUint32(16, total, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        total: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new PutResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class PutErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get status(): number {
    return this.#view.getUint16(16, true)
  }
}

function putErrorCodec(layout: Layout): CodecFunctions<PutError, PutError> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { status } = value
      if (typeof status !== 'number' || (status & 0xffff) !== status) return -1
      view.setUint16(16, status, true)
      putHeader(layout, view, riid)
      view.setUint16(18, 0, true)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        status: view.getUint16(16, true),
      }
    },
    lazy(view) {
      return new PutErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint16(18, true) !== 0) return reservedFault(layout, 18)
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
