// Made by `kos gen` from echo/IPing.idl. Do not edit.
/* eslint-disable */

import { defineInterface, uint32 } from '@kos/libkos'
import type { Implementation, Interface, Proxy, Type } from '@kos/libkos'
import { isObject, messageFault, putHeader, reservedFault } from '@kos/libkos/codec'
import type { CodecFunctions, Layout } from '@kos/libkos/codec'

/** What Ping takes. */
export interface PingRequest {
  readonly value: number
}

/** What Ping gives. */
export interface PingResponse {
  readonly result: number
}

/** The methods of echo.IPing. */
export type IPingMethods = {
  readonly Ping: {
    readonly in: { readonly value: Type<number> }
    readonly out: { readonly result: Type<number> }
  }
}

export type IPing = Interface<IPingMethods>
export const IPing: IPing = /* @__PURE__ */ defineInterface(
  'echo.IPing',
  {
    Ping: { in: { value: uint32 }, out: { result: uint32 } },
  },
  {
    code: {
      Ping: { request: pingRequestCodec, response: pingResponseCodec },
    },
  },
)

/** What a client calls: `connect(kos, IPing, channel, endpoint)`. */
export type IPingProxy = Proxy<IPing>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type IPingImplementation = Implementation<IPing>

class PingRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get value(): number {
    return this.#view.getUint32(16, true)
  }
}

function pingRequestCodec(layout: Layout): CodecFunctions<PingRequest, PingRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { value: value_ } = value
      if (typeof value_ !== 'number' || value_ >>> 0 !== value_) return -1
      view.setUint32(16, value_, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        value: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new PingRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class PingResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getUint32(16, true)
  }
}

function pingResponseCodec(layout: Layout): CodecFunctions<PingResponse, PingResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { result } = value
      if (typeof result !== 'number' || result >>> 0 !== result) return -1
      view.setUint32(16, result, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        result: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new PingResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
