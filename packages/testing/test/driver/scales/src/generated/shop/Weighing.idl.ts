// Made by `kos gen` from shop/Weighing.idl. Do not edit.
//
// What a scale does. Errors are return codes.
/* eslint-disable */

import { defineInterface, sint32, uint32 } from '@kos/libkos'
import type { Implementation, Interface, Proxy, Type } from '@kos/libkos'
import { emptyCodec, isObject, messageFault, putHeader, reservedFault } from '@kos/libkos/codec'
import type { CodecFunctions, Layout } from '@kos/libkos/codec'

/** What Weigh gives. */
export interface WeighResponse {
  readonly grams: number
}

/** What Weigh gives in place of its response when it fails. */
export interface WeighError {
  readonly rc: number
}

/** What Await takes. */
export interface AwaitRequest {
  readonly limit: number
  readonly timeout: number
}

/** What Await gives. */
export interface AwaitResponse {
  readonly grams: number
}

/** What Await gives in place of its response when it fails. */
export interface AwaitError {
  readonly rc: number
}

/** The methods of shop.Weighing. */
export type WeighingMethods = {
  /** What lies on it. */
  readonly Weigh: {
    readonly out: { readonly grams: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
  /** Waits timeout milliseconds at most until more than limit grams lie on it: rcTimeout. */
  readonly Await: {
    readonly in: { readonly limit: Type<number>; readonly timeout: Type<number> }
    readonly out: { readonly grams: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
}

export type Weighing = Interface<WeighingMethods>
export const Weighing: Weighing = /* @__PURE__ */ defineInterface(
  'shop.Weighing',
  {
    Weigh: { out: { grams: uint32 }, error: { rc: sint32 } },
    Await: { in: { limit: uint32, timeout: uint32 }, out: { grams: uint32 }, error: { rc: sint32 } },
  },
  {
    code: {
      Weigh: { request: emptyCodec, response: weighResponseCodec, error: weighErrorCodec },
      Await: { request: awaitRequestCodec, response: awaitResponseCodec, error: awaitErrorCodec },
    },
  },
)

/** What a client calls: `connect(kos, Weighing, channel, endpoint)`. */
export type WeighingProxy = Proxy<Weighing>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type WeighingImplementation = Implementation<Weighing>

class WeighResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get grams(): number {
    return this.#view.getUint32(16, true)
  }
}

function weighResponseCodec(layout: Layout): CodecFunctions<WeighResponse, WeighResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { grams } = value
      if (typeof grams !== 'number' || grams >>> 0 !== grams) return -1
      view.setUint32(16, grams, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        grams: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new WeighResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class WeighErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function weighErrorCodec(layout: Layout): CodecFunctions<WeighError, WeighError> {
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
      return new WeighErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class AwaitRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get limit(): number {
    return this.#view.getUint32(16, true)
  }

  get timeout(): number {
    return this.#view.getUint32(20, true)
  }
}

function awaitRequestCodec(layout: Layout): CodecFunctions<AwaitRequest, AwaitRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { limit, timeout } = value
      if (typeof limit !== 'number' || limit >>> 0 !== limit) return -1
      view.setUint32(16, limit, true)
      if (typeof timeout !== 'number' || timeout >>> 0 !== timeout) return -1
      view.setUint32(20, timeout, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view) {
      return {
        limit: view.getUint32(16, true),
        timeout: view.getUint32(20, true),
      }
    },
    lazy(view) {
      return new AwaitRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      return messageFault(layout, view, size, arena, arenaSize)
    },
  }
}

class AwaitResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get grams(): number {
    return this.#view.getUint32(16, true)
  }
}

function awaitResponseCodec(layout: Layout): CodecFunctions<AwaitResponse, AwaitResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { grams } = value
      if (typeof grams !== 'number' || grams >>> 0 !== grams) return -1
      view.setUint32(16, grams, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        grams: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new AwaitResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class AwaitErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function awaitErrorCodec(layout: Layout): CodecFunctions<AwaitError, AwaitError> {
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
      return new AwaitErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
