// Made by `kos gen` from kl/KlogStorage.idl. Do not edit.
//
// What keeps the records of the security audit. They are numbered from 1 in the order in which the
// kernel made them, and each arrives or is counted as lost.
/* eslint-disable */

import { defineInterface, sint32, string, uint32, uint64 } from '@kos/libkos'
import type { Implementation, Interface, Proxy, Type } from '@kos/libkos'
import {
  emptyCodec,
  faultOf,
  getText,
  isObject,
  messageFault,
  putHeader,
  putReference,
  reservedFault,
  textFault,
  writeText,
} from '@kos/libkos/codec'
import type { CodecFunctions, Layout } from '@kos/libkos/codec'

/** Most bytes (UTF-8) of a record. */
export const MaxRecord = 6144

export type Text = string
export const Text: Type<Text> = /* @__PURE__ */ string(MaxRecord)

/** What Write takes. */
export interface WriteRequest {
  readonly sequence: bigint
  readonly lost: bigint
  readonly record: Text
}

/** What Read takes. */
export interface ReadRequest {
  readonly sequence: bigint
}

/** What Read gives. */
export interface ReadResponse {
  readonly found: bigint
  readonly record: Text
}

/** What Read gives in place of its response when it fails. */
export interface ReadError {
  readonly rc: number
}

/** What Count gives. */
export interface CountResponse {
  readonly next: bigint
  readonly kept: number
  readonly stored: bigint
  readonly lost: bigint
}

/** The methods of kl.KlogStorage. */
export type KlogStorageMethods = {
  /**
   * Stores the record number sequence. lost of those before it will never come. What was stored
   * before is not stored again.
   */
  readonly Write: {
    readonly in: { readonly sequence: Type<bigint>; readonly lost: Type<bigint>; readonly record: Type<Text> }
  }
  /** The first record from the number sequence on that is kept. */
  readonly Read: {
    readonly in: { readonly sequence: Type<bigint> }
    readonly out: { readonly found: Type<bigint>; readonly record: Type<Text> }
    readonly error: { readonly rc: Type<number> }
  }
  /**
   * The number of the next record that is wanted, 0 if any is; how many records are kept, how many
   * were stored, and how many were lost.
   */
  readonly Count: {
    readonly out: { readonly next: Type<bigint>; readonly kept: Type<number>; readonly stored: Type<bigint>; readonly lost: Type<bigint> }
  }
}

export type KlogStorage = Interface<KlogStorageMethods>
export const KlogStorage: KlogStorage = /* @__PURE__ */ defineInterface(
  'kl.KlogStorage',
  {
    Write: { in: { sequence: uint64, lost: uint64, record: Text } },
    Read: { in: { sequence: uint64 }, out: { found: uint64, record: Text }, error: { rc: sint32 } },
    Count: { out: { next: uint64, kept: uint32, stored: uint64, lost: uint64 } },
  },
  {
    code: {
      Write: { request: writeRequestCodec, response: emptyCodec },
      Read: { request: readRequestCodec, response: readResponseCodec, error: readErrorCodec },
      Count: { request: emptyCodec, response: countResponseCodec },
    },
  },
)

/** What a client calls: `connect(kos, KlogStorage, channel, endpoint)`. */
export type KlogStorageProxy = Proxy<KlogStorage>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type KlogStorageImplementation = Implementation<KlogStorage>

class WriteRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get sequence(): bigint {
    return this.#view.getBigUint64(16, true)
  }

  get lost(): bigint {
    return this.#view.getBigUint64(24, true)
  }

  get record(): Text {
    return getText(this.#view, 32, this.#arena)
  }
}

function writeRequestCodec(layout: Layout): CodecFunctions<WriteRequest, WriteRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { sequence, lost, record } = value
      let used = 0
      if (typeof sequence !== 'bigint' || BigInt.asUintN(64, sequence) !== sequence) return -1
      view.setBigUint64(16, sequence, true)
      if (typeof lost !== 'bigint' || BigInt.asUintN(64, lost) !== lost) return -1
      view.setBigUint64(24, lost, true)
      const recordSize = writeText(record, arena, used, 6144)
      if (recordSize < 0) return -1
      putReference(view, 32, used, recordSize)
      used += recordSize
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena) {
      return {
        sequence: view.getBigUint64(16, true),
        lost: view.getBigUint64(24, true),
        record: getText(view, 32, arena),
      }
    },
    lazy(view, arena) {
      return new WriteRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const record = textFault(view, 32, 6144, arena, arenaSize)
      if (record !== null) return faultOf(layout, 'record', record)
      return null
    },
  }
}

class ReadRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get sequence(): bigint {
    return this.#view.getBigUint64(16, true)
  }
}

function readRequestCodec(layout: Layout): CodecFunctions<ReadRequest, ReadRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { sequence } = value
      if (typeof sequence !== 'bigint' || BigInt.asUintN(64, sequence) !== sequence) return -1
      view.setBigUint64(16, sequence, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view) {
      return {
        sequence: view.getBigUint64(16, true),
      }
    },
    lazy(view) {
      return new ReadRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      return messageFault(layout, view, size, arena, arenaSize)
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

  get found(): bigint {
    return this.#view.getBigUint64(16, true)
  }

  get record(): Text {
    return getText(this.#view, 24, this.#arena)
  }
}

function readResponseCodec(layout: Layout): CodecFunctions<ReadResponse, ReadResponse> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { found, record } = value
      let used = 0
      if (typeof found !== 'bigint' || BigInt.asUintN(64, found) !== found) return -1
      view.setBigUint64(16, found, true)
      const recordSize = writeText(record, arena, used, 6144)
      if (recordSize < 0) return -1
      putReference(view, 24, used, recordSize)
      used += recordSize
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena) {
      return {
        found: view.getBigUint64(16, true),
        record: getText(view, 24, arena),
      }
    },
    lazy(view, arena) {
      return new ReadResponseView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const record = textFault(view, 24, 6144, arena, arenaSize)
      if (record !== null) return faultOf(layout, 'record', record)
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

class CountResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get next(): bigint {
    return this.#view.getBigUint64(16, true)
  }

  get kept(): number {
    return this.#view.getUint32(24, true)
  }

  get stored(): bigint {
    return this.#view.getBigUint64(32, true)
  }

  get lost(): bigint {
    return this.#view.getBigUint64(40, true)
  }
}

function countResponseCodec(layout: Layout): CodecFunctions<CountResponse, CountResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { next, kept, stored, lost } = value
      if (typeof next !== 'bigint' || BigInt.asUintN(64, next) !== next) return -1
      view.setBigUint64(16, next, true)
      if (typeof kept !== 'number' || kept >>> 0 !== kept) return -1
      view.setUint32(24, kept, true)
      if (typeof stored !== 'bigint' || BigInt.asUintN(64, stored) !== stored) return -1
      view.setBigUint64(32, stored, true)
      if (typeof lost !== 'bigint' || BigInt.asUintN(64, lost) !== lost) return -1
      view.setBigUint64(40, lost, true)
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return 0
    },
    decode(view) {
      return {
        next: view.getBigUint64(16, true),
        kept: view.getUint32(24, true),
        stored: view.getBigUint64(32, true),
        lost: view.getBigUint64(40, true),
      }
    },
    lazy(view) {
      return new CountResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      return null
    },
  }
}
