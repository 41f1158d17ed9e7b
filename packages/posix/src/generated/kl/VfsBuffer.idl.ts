// Made by `kos gen` from kl/VfsBuffer.idl. Do not edit.
//
// A buffer for the data of long reads and writes: its handle keeps it, and has no methods but one.
/* eslint-disable */

import { defineInterface, sint32 } from '@kos/libkos'
import type { Implementation, Interface, Proxy, Type } from '@kos/libkos'
import { emptyCodec, isObject, messageFault, putHeader, reservedFault } from '@kos/libkos/codec'
import type { CodecFunctions, Layout } from '@kos/libkos/codec'

/** What GetSize gives. */
export interface GetSizeResponse {
  readonly result: number
}

/** The methods of kl.VfsBuffer. */
export type VfsBufferMethods = {
  /** The size in bytes; a negated error number if it is none of the calling process. */
  readonly GetSize: {
    readonly out: { readonly result: Type<number> }
  }
}

export type VfsBuffer = Interface<VfsBufferMethods>
export const VfsBuffer: VfsBuffer = /* @__PURE__ */ defineInterface(
  'kl.VfsBuffer',
  {
    GetSize: { out: { result: sint32 } },
  },
  {
    code: {
      GetSize: { request: emptyCodec, response: getSizeResponseCodec },
    },
  },
)

/** What a client calls: `connect(kos, VfsBuffer, channel, endpoint)`. */
export type VfsBufferProxy = Proxy<VfsBuffer>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type VfsBufferImplementation = Implementation<VfsBuffer>

class GetSizeResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function getSizeResponseCodec(layout: Layout): CodecFunctions<GetSizeResponse, GetSizeResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { result } = value
      if (typeof result !== 'number' || (result | 0) !== result) return -1
      view.setInt32(16, result, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        result: view.getInt32(16, true),
      }
    },
    lazy(view) {
      return new GetSizeResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
