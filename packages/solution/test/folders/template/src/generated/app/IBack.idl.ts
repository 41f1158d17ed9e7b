// Made by `kos gen` from app/IBack.idl. Do not edit.
/* eslint-disable */

import { defineInterface, uint8 } from '@kos/libkos'
import type { Implementation, Interface, Proxy, Type } from '@kos/libkos'
import { emptyCodec, isObject, messageFault, putHeader, reservedFault } from '@kos/libkos/codec'
import type { CodecFunctions, Layout } from '@kos/libkos/codec'

/** What Tell takes. */
export interface TellRequest {
  readonly level: number
}

/** The methods of app.IBack. */
export type IBackMethods = {
  readonly Tell: {
    readonly in: { readonly level: Type<number> }
  }
}

export type IBack = Interface<IBackMethods>
export const IBack: IBack = /* @__PURE__ */ defineInterface(
  'app.IBack',
  {
    Tell: { in: { level: uint8 } },
  },
  {
    code: {
      Tell: { request: tellRequestCodec, response: emptyCodec },
    },
  },
)

/** What a client calls: `connect(kos, IBack, channel, endpoint)`. */
export type IBackProxy = Proxy<IBack>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type IBackImplementation = Implementation<IBack>

class TellRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get level(): number {
    return this.#view.getUint8(16)
  }
}

function tellRequestCodec(layout: Layout): CodecFunctions<TellRequest, TellRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { level } = value
      if (typeof level !== 'number' || (level & 0xff) !== level) return -1
      view.setUint8(16, level)
      putHeader(layout, view, riid)
      view.setUint8(17, 0)
      view.setUint16(18, 0, true)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        level: view.getUint8(16),
      }
    },
    lazy(view) {
      return new TellRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint8(17) !== 0) return reservedFault(layout, 17)
      if (view.getUint16(18, true) !== 0) return reservedFault(layout, 18)
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
