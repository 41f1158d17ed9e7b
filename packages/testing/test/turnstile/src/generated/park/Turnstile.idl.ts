// Made by `kos gen` from park/Turnstile.idl. Do not edit.
/* eslint-disable */

import { defineInterface, uint32 } from '@kos/libkos'
import type { Implementation, Interface, Proxy, Type } from '@kos/libkos'
import { isObject, messageFault, putHeader, reservedFault } from '@kos/libkos/codec'
import type { CodecFunctions, Layout } from '@kos/libkos/codec'

/** What Enter takes. */
export interface EnterRequest {
  readonly people: number
}

/** What Enter gives. */
export interface EnterResponse {
  readonly inside: number
}

/** The methods of park.Turnstile. */
export type TurnstileMethods = {
  readonly Enter: {
    readonly in: { readonly people: Type<number> }
    readonly out: { readonly inside: Type<number> }
  }
}

export type Turnstile = Interface<TurnstileMethods>
export const Turnstile: Turnstile = /* @__PURE__ */ defineInterface(
  'park.Turnstile',
  {
    Enter: { in: { people: uint32 }, out: { inside: uint32 } },
  },
  {
    code: {
      Enter: { request: enterRequestCodec, response: enterResponseCodec },
    },
  },
)

/** What a client calls: `connect(kos, Turnstile, channel, endpoint)`. */
export type TurnstileProxy = Proxy<Turnstile>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type TurnstileImplementation = Implementation<Turnstile>

class EnterRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get people(): number {
    return this.#view.getUint32(16, true)
  }
}

function enterRequestCodec(layout: Layout): CodecFunctions<EnterRequest, EnterRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { people } = value
      if (typeof people !== 'number' || people >>> 0 !== people) return -1
      view.setUint32(16, people, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        people: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new EnterRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class EnterResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get inside(): number {
    return this.#view.getUint32(16, true)
  }
}

function enterResponseCodec(layout: Layout): CodecFunctions<EnterResponse, EnterResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { inside } = value
      if (typeof inside !== 'number' || inside >>> 0 !== inside) return -1
      view.setUint32(16, inside, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        inside: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new EnterResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
