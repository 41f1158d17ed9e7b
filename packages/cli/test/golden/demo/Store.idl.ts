// Made by `kos gen` from demo/Store.idl. Do not edit.
/* eslint-disable */

import { defineInterface, string, uint16, uint32 } from '@kos/libkos'
import type { CodecFunctions, CodecTools, HandleReader, Implementation, Interface, Proxy, Type } from '@kos/libkos'

export type Name = string
export const Name: Type<Name> = string(32)

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
export const Store: Store = defineInterface(
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

// The codecs of its messages.

function putRequestCodec(tools: CodecTools): CodecFunctions<PutRequest, PutRequest> {
  const { layout, text, isBadText, layoutFault, overlaps } = tools
  class Lazy {
    #view: DataView
    #arena: Uint8Array
    constructor(view: DataView, arena: Uint8Array, _handles: HandleReader) {
      this.#view = view
      this.#arena = arena
    }
    get name(): Name { const view = this.#view, arena = this.#arena
      return text.read(arena, view.getUint32(16, true), view.getUint32(20, true) - 1) }
    get count(): number { const view = this.#view
      return view.getUint32(24, true) }
  }
  return {
    encode(value, riid, view, arena) {
      if (typeof value !== 'object' || value === null) return -1
      const v0 = value.name
      const v1 = value.count
      let used = 0
      if (typeof v0 !== 'string') return -1
      const n0 = text.write(v0, arena, used, 32)
      if (n0 < 0) return -1
      view.setUint32(16, used, true)
      view.setUint32(20, n0, true)
      used += n0
      if (typeof v1 !== 'number' || v1 >>> 0 !== v1) return -1
      view.setUint32(24, v1, true)
      view.setUint32(0, riid, true)
      view.setUint32(4, 0, true)
      view.setUint32(8, 0, true)
      view.setUint32(12, 0, true)
      view.setUint32(28, 0, true)
      return used
    },
    decode(view, arena, _handles) {
      return { name: text.read(arena, view.getUint32(16, true), view.getUint32(20, true) - 1),
        count: view.getUint32(24, true) }
    },
    lazy(view, arena, handles) { return new Lazy(view, arena, handles) },
    validate(view, size, arena, arenaSize) {
      if (size !== 32 || size > view.byteLength || view.getUint32(4, true) !== 0
        || view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 0) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "demo.Store.Put request: the buffer is shorter than the arena"
      if (view.getUint32(28, true) !== 0) return "demo.Store.Put request: reserved bytes at 28 are not zero"
      let at = 0, n = 0
      let end = 0, mixed = false
      at = view.getUint32(16, true)
      n = view.getUint32(20, true)
      if (n > 33) return "demo.Store.Put request: name is over its limit"
      if (at + n > arenaSize) return "demo.Store.Put request: name lies outside the arena"
      if (isBadText(arena, at, n)) return "demo.Store.Put request: name is not UTF-8 text with one zero at its end"
      if (at < end) mixed = true
      end = at + n
      return mixed && overlaps(layout, view, arena) ? "demo.Store.Put request: parameters overlap in the arena" : null
    },
  }
}

function putResponseCodec(tools: CodecTools): CodecFunctions<PutResponse, PutResponse> {
  const { layout, layoutFault } = tools
  class Lazy {
    #view: DataView
    constructor(view: DataView, _arena: Uint8Array, _handles: HandleReader) {
      this.#view = view
    }
    get total(): number { const view = this.#view
      return view.getUint32(16, true) }
  }
  return {
    encode(value, riid, view, _arena) {
      if (typeof value !== 'object' || value === null) return -1
      const v0 = value.total
      let used = 0
      if (typeof v0 !== 'number' || v0 >>> 0 !== v0) return -1
      view.setUint32(16, v0, true)
      view.setUint32(0, riid, true)
      view.setUint32(4, 0, true)
      view.setUint32(8, 0, true)
      view.setUint32(12, 0, true)
      view.setUint32(20, 0, true)
      return used
    },
    decode(view, _arena, _handles) {
      return { total: view.getUint32(16, true) }
    },
    lazy(view, arena, handles) { return new Lazy(view, arena, handles) },
    validate(view, size, arena, arenaSize) {
      if (size !== 24 || size > view.byteLength || view.getUint32(4, true) !== 0
        || view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 0) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "demo.Store.Put response: the buffer is shorter than the arena"
      if (view.getUint32(20, true) !== 0) return "demo.Store.Put response: reserved bytes at 20 are not zero"
      return null
    },
  }
}

function putErrorCodec(tools: CodecTools): CodecFunctions<PutError, PutError> {
  const { layout, layoutFault } = tools
  class Lazy {
    #view: DataView
    constructor(view: DataView, _arena: Uint8Array, _handles: HandleReader) {
      this.#view = view
    }
    get status(): number { const view = this.#view
      return view.getUint16(16, true) }
  }
  return {
    encode(value, riid, view, _arena) {
      if (typeof value !== 'object' || value === null) return -1
      const v0 = value.status
      let used = 0
      if (typeof v0 !== 'number' || (v0 & 0xffff) !== v0) return -1
      view.setUint16(16, v0, true)
      view.setUint32(0, riid, true)
      view.setUint32(4, 0, true)
      view.setUint32(8, 0, true)
      view.setUint32(12, 16777216, true)
      view.setUint16(18, 0, true)
      view.setUint32(20, 0, true)
      return used
    },
    decode(view, _arena, _handles) {
      return { status: view.getUint16(16, true) }
    },
    lazy(view, arena, handles) { return new Lazy(view, arena, handles) },
    validate(view, size, arena, arenaSize) {
      if (size !== 24 || size > view.byteLength || view.getUint32(4, true) !== 0
        || view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 16777216) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "demo.Store.Put error response: the buffer is shorter than the arena"
      if (view.getUint16(18, true) !== 0) return "demo.Store.Put error response: reserved bytes at 18 are not zero"
      if (view.getUint32(20, true) !== 0) return "demo.Store.Put error response: reserved bytes at 20 are not zero"
      return null
    },
  }
}
