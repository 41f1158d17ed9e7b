// Made by `kos gen` from kl/drivers/Entropy.idl. Do not edit.
//
// A source of random bytes. Errors are return codes.
/* eslint-disable */

import { bytes, defineInterface, sint32, uint32 } from '@kos/libkos'
import type { Implementation, Interface, Proxy, Type } from '@kos/libkos'
import {
  bytesFault,
  faultOf,
  getBytes,
  isObject,
  messageFault,
  putHeader,
  putReference,
  reservedFault,
  viewBytes,
  writeBytes,
} from '@kos/libkos/codec'
import type { CodecFunctions, Layout } from '@kos/libkos/codec'

/** Most bytes of one Read. */
export const MaxBytes = 1024

export type Data = Uint8Array
export const Data: Type<Data> = /* @__PURE__ */ bytes(MaxBytes)

/** What Read takes. */
export interface ReadRequest {
  readonly count: number
}

/** What Read gives. */
export interface ReadResponse {
  readonly data: Data
}

/** What Read gives in place of its response when it fails. */
export interface ReadError {
  readonly rc: number
}

/** The methods of kl.drivers.Entropy. */
export type EntropyMethods = {
  /** So many random bytes. The caller is the only one to get them. */
  readonly Read: {
    readonly in: { readonly count: Type<number> }
    readonly out: { readonly data: Type<Data> }
    readonly error: { readonly rc: Type<number> }
  }
}

export type Entropy = Interface<EntropyMethods>
export const Entropy: Entropy = /* @__PURE__ */ defineInterface(
  'kl.drivers.Entropy',
  {
    Read: { in: { count: uint32 }, out: { data: Data }, error: { rc: sint32 } },
  },
  {
    code: {
      Read: { request: readRequestCodec, response: readResponseCodec, error: readErrorCodec },
    },
  },
)

/** What a client calls: `connect(kos, Entropy, channel, endpoint)`. */
export type EntropyProxy = Proxy<Entropy>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type EntropyImplementation = Implementation<Entropy>

class ReadRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get count(): number {
    return this.#view.getUint32(16, true)
  }
}

function readRequestCodec(layout: Layout): CodecFunctions<ReadRequest, ReadRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { count: count_ } = value
      if (typeof count_ !== 'number' || count_ >>> 0 !== count_) return -1
      view.setUint32(16, count_, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        count: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new ReadRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ReadResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get data(): Data {
    return viewBytes(this.#view, 16, this.#arena)
  }
}

function readResponseCodec(layout: Layout): CodecFunctions<ReadResponse, ReadResponse> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { data: data_ } = value
      let used = 0
      const data_Size = writeBytes(data_, arena, used, 1024)
      if (data_Size < 0) return -1
      putReference(view, 16, used, data_Size)
      used += data_Size
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena) {
      return {
        data: getBytes(view, 16, arena),
      }
    },
    lazy(view, arena) {
      return new ReadResponseView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const data_ = bytesFault(view, 16, 1024, arenaSize)
      if (data_ !== null) return faultOf(layout, 'data', data_)
      return null
    },
  }
}

class ReadErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function readErrorCodec(layout: Layout): CodecFunctions<ReadError, ReadError> {
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
      return new ReadErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
