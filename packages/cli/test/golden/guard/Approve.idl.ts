// Made by `kos gen` from guard/Approve.idl. Do not edit.
/* eslint-disable */

import { defineInterface, uint32 } from '@kos/libkos'
import type { Implementation, Interface, Proxy, Type } from '@kos/libkos'
import { emptyCodec, isObject, messageFault, putHeader, reservedFault } from '@kos/libkos/codec'
import type { CodecFunctions, Layout } from '@kos/libkos/codec'

/** What Check takes. */
export interface CheckRequest {
  readonly port: number
}

/** The methods of guard.Approve. */
export type ApproveMethods = {
  readonly Check: {
    readonly in: { readonly port: Type<number> }
  }
}

export type Approve = Interface<ApproveMethods>
export const Approve: Approve = /* @__PURE__ */ defineInterface(
  'guard.Approve',
  {
    Check: { in: { port: uint32 } },
  },
  {
    code: {
      Check: { request: checkRequestCodec, response: emptyCodec },
    },
  },
)

/** What a client calls: `connect(kos, Approve, channel, endpoint)`. */
export type ApproveProxy = Proxy<Approve>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type ApproveImplementation = Implementation<Approve>

class CheckRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get port(): number {
    return this.#view.getUint32(16, true)
  }
}

function checkRequestCodec(layout: Layout): CodecFunctions<CheckRequest, CheckRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { port } = value
      if (typeof port !== 'number' || port >>> 0 !== port) return -1
      view.setUint32(16, port, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        port: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new CheckRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
