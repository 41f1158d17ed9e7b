// Made by `kos gen` from kl/drivers/Block.idl. Do not edit.
//
// A disk: requests of whole sectors between the disk and a shared buffer (MDL) of the client, which
// passes a handle of the buffer with each request. Nothing is copied through messages. Errors are
// return codes.
/* eslint-disable */

import { defineInterface, handle, sint32, uint32, uint64, uint8 } from '@kos/libkos'
import type { HandleDesc, HandleLike, Implementation, Interface, Proxy, Type } from '@kos/libkos'
import {
  emptyCodec,
  faultOf,
  getHandle,
  handleFault,
  isObject,
  messageFault,
  putHandle,
  putHeader,
  reservedFault,
  takeHandle,
} from '@kos/libkos/codec'
import type { CodecFunctions, HandleReader, Layout } from '@kos/libkos/codec'

/** Bytes of a sector. */
export const SectorSize = 512

/** Most sectors of a request: 32 MiB. */
export const MaxSectors = 65536

/** What GetInfo gives. */
export interface GetInfoResponse {
  readonly sectors: bigint
  readonly isReadOnly: number
  readonly canFlush: number
}

/** What GetInfo gives in place of its response when it fails. */
export interface GetInfoError {
  readonly rc: number
}

/** What Read takes. */
export interface ReadRequest {
  readonly buffer: HandleDesc
  readonly offset: bigint
  readonly sector: bigint
  readonly count: number
}

/** What Read takes, as it is sent. */
export interface ReadRequestInit {
  readonly buffer: HandleLike
  readonly offset: bigint
  readonly sector: bigint
  readonly count: number
}

/** What Read gives in place of its response when it fails. */
export interface ReadError {
  readonly rc: number
}

/** What Write takes. */
export interface WriteRequest {
  readonly buffer: HandleDesc
  readonly offset: bigint
  readonly sector: bigint
  readonly count: number
}

/** What Write takes, as it is sent. */
export interface WriteRequestInit {
  readonly buffer: HandleLike
  readonly offset: bigint
  readonly sector: bigint
  readonly count: number
}

/** What Write gives in place of its response when it fails. */
export interface WriteError {
  readonly rc: number
}

/** What Flush gives in place of its response when it fails. */
export interface FlushError {
  readonly rc: number
}

/** The methods of kl.drivers.Block. */
export type BlockMethods = {
  /**
   * How many sectors there are. isReadOnly and canFlush are 0 or 1; without canFlush what was
   * written is on the disk when Write is answered.
   */
  readonly GetInfo: {
    readonly out: { readonly sectors: Type<bigint>; readonly isReadOnly: Type<number>; readonly canFlush: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
  /**
   * Reads count sectors from the number sector on into the buffer, from its byte offset on. The
   * handle needs the rights to read and to write.
   */
  readonly Read: {
    readonly in: { readonly buffer: Type<HandleDesc, HandleLike>; readonly offset: Type<bigint>; readonly sector: Type<bigint>; readonly count: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
  /** Writes count sectors from the buffer. The handle needs the right to read. */
  readonly Write: {
    readonly in: { readonly buffer: Type<HandleDesc, HandleLike>; readonly offset: Type<bigint>; readonly sector: Type<bigint>; readonly count: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
  /** What was written before is on the disk afterwards. */
  readonly Flush: {
    readonly error: { readonly rc: Type<number> }
  }
}

export type Block = Interface<BlockMethods>
export const Block: Block = /* @__PURE__ */ defineInterface(
  'kl.drivers.Block',
  {
    GetInfo: { out: { sectors: uint64, isReadOnly: uint8, canFlush: uint8 }, error: { rc: sint32 } },
    Read: { in: { buffer: handle, offset: uint64, sector: uint64, count: uint32 }, error: { rc: sint32 } },
    Write: { in: { buffer: handle, offset: uint64, sector: uint64, count: uint32 }, error: { rc: sint32 } },
    Flush: { error: { rc: sint32 } },
  },
  {
    code: {
      GetInfo: { request: emptyCodec, response: getInfoResponseCodec, error: getInfoErrorCodec },
      Read: { request: readRequestCodec, response: emptyCodec, error: readErrorCodec },
      Write: { request: writeRequestCodec, response: emptyCodec, error: writeErrorCodec },
      Flush: { request: emptyCodec, response: emptyCodec, error: flushErrorCodec },
    },
  },
)

/** What a client calls: `connect(kos, Block, channel, endpoint)`. */
export type BlockProxy = Proxy<Block>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type BlockImplementation = Implementation<Block>

class GetInfoResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get sectors(): bigint {
    return this.#view.getBigUint64(16, true)
  }

  get isReadOnly(): number {
    return this.#view.getUint8(24)
  }

  get canFlush(): number {
    return this.#view.getUint8(25)
  }
}

function getInfoResponseCodec(layout: Layout): CodecFunctions<GetInfoResponse, GetInfoResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { sectors, isReadOnly, canFlush } = value
      if (typeof sectors !== 'bigint' || BigInt.asUintN(64, sectors) !== sectors) return -1
      view.setBigUint64(16, sectors, true)
      if (typeof isReadOnly !== 'number' || (isReadOnly & 0xff) !== isReadOnly) return -1
      view.setUint8(24, isReadOnly)
      if (typeof canFlush !== 'number' || (canFlush & 0xff) !== canFlush) return -1
      view.setUint8(25, canFlush)
      putHeader(layout, view, riid)
      view.setUint16(26, 0, true)
      view.setUint32(28, 0, true)
      return 0
    },
    decode(view) {
      return {
        sectors: view.getBigUint64(16, true),
        isReadOnly: view.getUint8(24),
        canFlush: view.getUint8(25),
      }
    },
    lazy(view) {
      return new GetInfoResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint16(26, true) !== 0) return reservedFault(layout, 26)
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      return null
    },
  }
}

class GetInfoErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function getInfoErrorCodec(layout: Layout): CodecFunctions<GetInfoError, GetInfoError> {
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
      return new GetInfoErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ReadRequestView {
  readonly #view: DataView
  readonly #handles: HandleReader

  constructor(view: DataView, handles: HandleReader) {
    this.#view = view
    this.#handles = handles
  }

  get buffer(): HandleDesc {
    return getHandle(this.#view, 16, this.#handles)
  }

  get offset(): bigint {
    return this.#view.getBigUint64(32, true)
  }

  get sector(): bigint {
    return this.#view.getBigUint64(40, true)
  }

  get count(): number {
    return this.#view.getUint32(48, true)
  }
}

function readRequestCodec(layout: Layout): CodecFunctions<ReadRequestInit, ReadRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const buffer = takeHandle(value.buffer)
      const { offset, sector, count: count_ } = value
      if (!putHandle(buffer, view, 16)) return -1
      if (typeof offset !== 'bigint' || BigInt.asUintN(64, offset) !== offset) return -1
      view.setBigUint64(32, offset, true)
      if (typeof sector !== 'bigint' || BigInt.asUintN(64, sector) !== sector) return -1
      view.setBigUint64(40, sector, true)
      if (typeof count_ !== 'number' || count_ >>> 0 !== count_) return -1
      view.setUint32(48, count_, true)
      putHeader(layout, view, riid)
      view.setUint32(52, 0, true)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        buffer: getHandle(view, 16, handles),
        offset: view.getBigUint64(32, true),
        sector: view.getBigUint64(40, true),
        count: view.getUint32(48, true),
      }
    },
    lazy(view, _arena, handles) {
      return new ReadRequestView(view, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(52, true) !== 0) return reservedFault(layout, 52)
      const buffer = handleFault(view, 16)
      if (buffer !== null) return faultOf(layout, 'buffer', buffer)
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

class WriteRequestView {
  readonly #view: DataView
  readonly #handles: HandleReader

  constructor(view: DataView, handles: HandleReader) {
    this.#view = view
    this.#handles = handles
  }

  get buffer(): HandleDesc {
    return getHandle(this.#view, 16, this.#handles)
  }

  get offset(): bigint {
    return this.#view.getBigUint64(32, true)
  }

  get sector(): bigint {
    return this.#view.getBigUint64(40, true)
  }

  get count(): number {
    return this.#view.getUint32(48, true)
  }
}

function writeRequestCodec(layout: Layout): CodecFunctions<WriteRequestInit, WriteRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const buffer = takeHandle(value.buffer)
      const { offset, sector, count: count_ } = value
      if (!putHandle(buffer, view, 16)) return -1
      if (typeof offset !== 'bigint' || BigInt.asUintN(64, offset) !== offset) return -1
      view.setBigUint64(32, offset, true)
      if (typeof sector !== 'bigint' || BigInt.asUintN(64, sector) !== sector) return -1
      view.setBigUint64(40, sector, true)
      if (typeof count_ !== 'number' || count_ >>> 0 !== count_) return -1
      view.setUint32(48, count_, true)
      putHeader(layout, view, riid)
      view.setUint32(52, 0, true)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        buffer: getHandle(view, 16, handles),
        offset: view.getBigUint64(32, true),
        sector: view.getBigUint64(40, true),
        count: view.getUint32(48, true),
      }
    },
    lazy(view, _arena, handles) {
      return new WriteRequestView(view, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(52, true) !== 0) return reservedFault(layout, 52)
      const buffer = handleFault(view, 16)
      if (buffer !== null) return faultOf(layout, 'buffer', buffer)
      return null
    },
  }
}

class WriteErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function writeErrorCodec(layout: Layout): CodecFunctions<WriteError, WriteError> {
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
      return new WriteErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class FlushErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function flushErrorCodec(layout: Layout): CodecFunctions<FlushError, FlushError> {
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
      return new FlushErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
