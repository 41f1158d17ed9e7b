// Made by `kos gen` from demo/Gossip.idl. Do not edit.
//
// How others tell Intruder numbers.
/* eslint-disable */

import { defineInterface, uint32 } from '@kos/libkos'
import type { CodecFunctions, CodecTools, HandleReader, Implementation, Interface, Proxy, Type } from '@kos/libkos'

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
export const Gossip: Gossip = defineInterface(
  'demo.Gossip',
  {
    Tell: { in: { number: uint32 } },
  },
  {
    code: {
      Tell: { request: tellRequestCodec, response: tellResponseCodec },
    },
  },
)

/** What a client calls: `connect(kos, Gossip, channel, endpoint)`. */
export type GossipProxy = Proxy<Gossip>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type GossipImplementation = Implementation<Gossip>

// The codecs of its messages.

function tellRequestCodec(tools: CodecTools): CodecFunctions<TellRequest, TellRequest> {
  const { layout, layoutFault } = tools
  class Lazy {
    #view: DataView
    constructor(view: DataView, _arena: Uint8Array, _handles: HandleReader) {
      this.#view = view
    }
    get number(): number { const view = this.#view
      return view.getUint32(16, true) }
  }
  return {
    encode(value, riid, view, _arena) {
      if (typeof value !== 'object' || value === null) return -1
      const v0 = value.number
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
      return { number: view.getUint32(16, true) }
    },
    lazy(view, arena, handles) { return new Lazy(view, arena, handles) },
    validate(view, size, arena, arenaSize) {
      if (size !== 24 || size > view.byteLength || view.getUint32(4, true) !== 0
        || view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 0) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "demo.Gossip.Tell request: the buffer is shorter than the arena"
      if (view.getUint32(20, true) !== 0) return "demo.Gossip.Tell request: reserved bytes at 20 are not zero"
      return null
    },
  }
}

function tellResponseCodec(tools: CodecTools): CodecFunctions<object, object> {
  const { layout, layoutFault } = tools
  return {
    encode(_value, riid, view, _arena) {
      let used = 0
      view.setUint32(0, riid, true)
      view.setUint32(4, 0, true)
      view.setUint32(8, 0, true)
      view.setUint32(12, 0, true)
      return used
    },
    decode(_view, _arena, _handles) {
      return {}
    },
    lazy() { return {} },
    validate(view, size, arena, arenaSize) {
      if (size !== 16 || size > view.byteLength || view.getUint32(4, true) !== 0
        || view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 0) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "demo.Gossip.Tell response: the buffer is shorter than the arena"
      return null
    },
  }
}
