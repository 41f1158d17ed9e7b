// Made by `kos gen` from traffic/IMode.idl. Do not edit.
/* eslint-disable */

import { defineInterface, uint32 } from '@kos/libkos'
import type { Implementation, Interface, Proxy, Type } from '@kos/libkos'
import { isObject, messageFault, putHeader, reservedFault } from '@kos/libkos/codec'
import type { CodecFunctions, Layout } from '@kos/libkos/codec'

/** What Set takes. */
export interface SetRequest {
  readonly mode: number
}

/** What Set gives. */
export interface SetResponse {
  readonly previous: number
}

/** The methods of traffic.IMode. */
export type IModeMethods = {
  readonly Set: {
    readonly in: { readonly mode: Type<number> }
    readonly out: { readonly previous: Type<number> }
  }
}

export type IMode = Interface<IModeMethods>
export const IMode: IMode = /* @__PURE__ */ defineInterface(
  'traffic.IMode',
  {
    Set: { in: { mode: uint32 }, out: { previous: uint32 } },
  },
  {
    code: {
      Set: { request: setRequestCodec, response: setResponseCodec },
    },
  },
)

/** What a client calls: `connect(kos, IMode, channel, endpoint)`. */
export type IModeProxy = Proxy<IMode>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type IModeImplementation = Implementation<IMode>

class SetRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get mode(): number {
    return this.#view.getUint32(16, true)
  }
}

function setRequestCodec(layout: Layout): CodecFunctions<SetRequest, SetRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { mode } = value
      if (typeof mode !== 'number' || mode >>> 0 !== mode) return -1
      view.setUint32(16, mode, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        mode: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new SetRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class SetResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get previous(): number {
    return this.#view.getUint32(16, true)
  }
}

function setResponseCodec(layout: Layout): CodecFunctions<SetResponse, SetResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { previous } = value
      if (typeof previous !== 'number' || previous >>> 0 !== previous) return -1
      view.setUint32(16, previous, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        previous: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new SetResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
