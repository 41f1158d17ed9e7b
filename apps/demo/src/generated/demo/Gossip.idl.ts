// Made by `kos gen` from demo/Gossip.idl. Do not edit.
//
// Sends numbers to Intruder.
/* eslint-disable */

import { defineInterface, uint32 } from '@kos/libkos'
import type { Implementation, Interface, Proxy, Type } from '@kos/libkos'
import { emptyCodec, isObject, messageFault, putHeader, reservedFault } from '@kos/libkos/codec'
import type { CodecFunctions, Layout } from '@kos/libkos/codec'

/** What Tell takes. */
export interface TellRequest {
  readonly number: number
}

/** The methods of demo.Gossip. */
export type GossipMethods = {
  readonly Tell: {
    readonly in: { readonly number: Type<number> }
  }
}

export type Gossip = Interface<GossipMethods>
export const Gossip: Gossip = /* @__PURE__ */ defineInterface(
  'demo.Gossip',
  {
    Tell: { in: { number: uint32 } },
  },
  {
    code: {
      Tell: { request: tellRequestCodec, response: emptyCodec },
    },
  },
)

/** What a client calls: `connect(kos, Gossip, channel, endpoint)`. */
export type GossipProxy = Proxy<Gossip>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type GossipImplementation = Implementation<Gossip>

class TellRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get number(): number {
    return this.#view.getUint32(16, true)
  }
}

function tellRequestCodec(layout: Layout): CodecFunctions<TellRequest, TellRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { number } = value
      if (typeof number !== 'number' || number >>> 0 !== number) return -1
      view.setUint32(16, number, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        number: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new TellRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
