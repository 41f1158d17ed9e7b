// Made by `kos gen` from kl/drivers/Net.idl. Do not edit.
//
// A network card: frames between the card and a shared buffer (MDL) of the client, which passes a
// handle of the buffer with each request. Errors are return codes.
/* eslint-disable */

import { array, defineInterface, handle, sint32, uint32, uint64, uint8 } from '@kos/libkos'
import type { HandleDesc, HandleLike, Implementation, Interface, Proxy, Type } from '@kos/libkos'
import {
  arenaView,
  emptyCodec,
  faultOf,
  getBytes,
  getHandle,
  handleFault,
  isObject,
  messageFault,
  putHandle,
  putHeader,
  reservedFault,
  takeHandle,
  viewBytes,
} from '@kos/libkos/codec'
import type { CodecFunctions, HandleReader, Layout, ValueCodec } from '@kos/libkos/codec'

/** Bytes of an Ethernet frame, without the check sum. */
export const MinFrame = 14

export const MaxFrame = 1514

/** Longest wait in milliseconds: longer ones are cut to it, and end with rcTimeout as usual. */
export const MaxWait = 10000

export type Mac = readonly number[]
export const Mac: Type<Mac> = /* @__PURE__ */ array(uint8, 6)

/** What GetInfo gives. */
export interface GetInfoResponse {
  readonly mac: Mac
  readonly isUp: number
  readonly lost: number
}

/** What GetInfo gives in place of its response when it fails. */
export interface GetInfoError {
  readonly rc: number
}

/** What Send takes. */
export interface SendRequest {
  readonly buffer: HandleDesc
  readonly offset: bigint
  readonly length: number
}

/** What Send takes, as it is sent. */
export interface SendRequestInit {
  readonly buffer: HandleLike
  readonly offset: bigint
  readonly length: number
}

/** What Send gives in place of its response when it fails. */
export interface SendError {
  readonly rc: number
}

/** What Receive takes. */
export interface ReceiveRequest {
  readonly buffer: HandleDesc
  readonly offset: bigint
  readonly limit: number
  readonly timeout: number
}

/** What Receive takes, as it is sent. */
export interface ReceiveRequestInit {
  readonly buffer: HandleLike
  readonly offset: bigint
  readonly limit: number
  readonly timeout: number
}

/** What Receive gives. */
export interface ReceiveResponse {
  readonly length: number
}

/** What Receive gives in place of its response when it fails. */
export interface ReceiveError {
  readonly rc: number
}

/** The methods of kl.drivers.Net. */
export type NetMethods = {
  /**
   * The address of the card; isUp is 0 or 1; how many frames were lost, since nobody took them in
   * time.
   */
  readonly GetInfo: {
    readonly out: { readonly mac: Type<Mac>; readonly isUp: Type<number>; readonly lost: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
  /** Sends length bytes from the byte offset of the buffer on. The handle needs the right to read. */
  readonly Send: {
    readonly in: { readonly buffer: Type<HandleDesc, HandleLike>; readonly offset: Type<bigint>; readonly length: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
  /**
   * Takes the next frame, into the buffer from its byte offset on. One that is longer than limit is
   * lost: rcBufferTooSmall. The handle needs the rights to read and to write. Waits timeout
   * milliseconds at most.
   */
  readonly Receive: {
    readonly in: { readonly buffer: Type<HandleDesc, HandleLike>; readonly offset: Type<bigint>; readonly limit: Type<number>; readonly timeout: Type<number> }
    readonly out: { readonly length: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
}

export type Net = Interface<NetMethods>
export const Net: Net = /* @__PURE__ */ defineInterface(
  'kl.drivers.Net',
  {
    GetInfo: { out: { mac: Mac, isUp: uint8, lost: uint32 }, error: { rc: sint32 } },
    Send: { in: { buffer: handle, offset: uint64, length: uint32 }, error: { rc: sint32 } },
    Receive: { in: { buffer: handle, offset: uint64, limit: uint32, timeout: uint32 }, out: { length: uint32 }, error: { rc: sint32 } },
  },
  {
    code: {
      GetInfo: { request: emptyCodec, response: getInfoResponseCodec, error: getInfoErrorCodec },
      Send: { request: sendRequestCodec, response: emptyCodec, error: sendErrorCodec },
      Receive: { request: receiveRequestCodec, response: receiveResponseCodec, error: receiveErrorCodec },
    },
  },
)

/** What a client calls: `connect(kos, Net, channel, endpoint)`. */
export type NetProxy = Proxy<Net>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type NetImplementation = Implementation<Net>

export const MacCodec: ValueCodec<Mac> = {
  take(given) {
    if (!Array.isArray(given)) return null as never
    const count = given.length
    if (count !== 6) return null as never
    const list: number[] = []
    for (let i = 0; i < count; i++) list.push(given[i]!)
    return list
  },
  put(taken, view, at, _arena, _data, used) {
    if (taken === null) return -1
    for (let i = 0, p = at; i < 6; i++, p += 1) {
      const element = taken[i]!
      if (typeof element !== 'number' || (element & 0xff) !== element) return -1
      view.setUint8(p, element)
    }
    return used
  },
  get(view, at) {
    const list: number[] = []
    const start = at
    const end = at + 6
    for (let p = start; p < end; p += 1) list.push(view.getUint8(p))
    return list
  },
  check() {
    return null
  },
}

class GetInfoResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get mac(): Mac {
    return MacCodec.get(this.#view, 16, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }

  get isUp(): number {
    return this.#view.getUint8(22)
  }

  get lost(): number {
    return this.#view.getUint32(24, true)
  }
}

function getInfoResponseCodec(layout: Layout): CodecFunctions<GetInfoResponse, GetInfoResponse> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const mac = MacCodec.take(value.mac, writer)
      const { isUp, lost } = value
      const data = arenaView(arena)
      let used = 0
      used = MacCodec.put(mac, view, 16, arena, data, used)
      if (used < 0) return -1
      if (typeof isUp !== 'number' || (isUp & 0xff) !== isUp) return -1
      view.setUint8(22, isUp)
      if (typeof lost !== 'number' || lost >>> 0 !== lost) return -1
      view.setUint32(24, lost, true)
      putHeader(layout, view, riid)
      view.setUint8(23, 0)
      view.setUint32(28, 0, true)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        mac: MacCodec.get(view, 16, arena, data, handles, getBytes),
        isUp: view.getUint8(22),
        lost: view.getUint32(24, true),
      }
    },
    lazy(view, arena, handles) {
      return new GetInfoResponseView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint8(23) !== 0) return reservedFault(layout, 23)
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

class SendRequestView {
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

  get length(): number {
    return this.#view.getUint32(40, true)
  }
}

function sendRequestCodec(layout: Layout): CodecFunctions<SendRequestInit, SendRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const buffer = takeHandle(value.buffer)
      const { offset, length } = value
      if (!putHandle(buffer, view, 16)) return -1
      if (typeof offset !== 'bigint' || BigInt.asUintN(64, offset) !== offset) return -1
      view.setBigUint64(32, offset, true)
      if (typeof length !== 'number' || length >>> 0 !== length) return -1
      view.setUint32(40, length, true)
      putHeader(layout, view, riid)
      view.setUint32(44, 0, true)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        buffer: getHandle(view, 16, handles),
        offset: view.getBigUint64(32, true),
        length: view.getUint32(40, true),
      }
    },
    lazy(view, _arena, handles) {
      return new SendRequestView(view, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(44, true) !== 0) return reservedFault(layout, 44)
      const buffer = handleFault(view, 16)
      if (buffer !== null) return faultOf(layout, 'buffer', buffer)
      return null
    },
  }
}

class SendErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function sendErrorCodec(layout: Layout): CodecFunctions<SendError, SendError> {
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
      return new SendErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ReceiveRequestView {
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

  get limit(): number {
    return this.#view.getUint32(40, true)
  }

  get timeout(): number {
    return this.#view.getUint32(44, true)
  }
}

function receiveRequestCodec(layout: Layout): CodecFunctions<ReceiveRequestInit, ReceiveRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const buffer = takeHandle(value.buffer)
      const { offset, limit, timeout } = value
      if (!putHandle(buffer, view, 16)) return -1
      if (typeof offset !== 'bigint' || BigInt.asUintN(64, offset) !== offset) return -1
      view.setBigUint64(32, offset, true)
      if (typeof limit !== 'number' || limit >>> 0 !== limit) return -1
      view.setUint32(40, limit, true)
      if (typeof timeout !== 'number' || timeout >>> 0 !== timeout) return -1
      view.setUint32(44, timeout, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        buffer: getHandle(view, 16, handles),
        offset: view.getBigUint64(32, true),
        limit: view.getUint32(40, true),
        timeout: view.getUint32(44, true),
      }
    },
    lazy(view, _arena, handles) {
      return new ReceiveRequestView(view, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const buffer = handleFault(view, 16)
      if (buffer !== null) return faultOf(layout, 'buffer', buffer)
      return null
    },
  }
}

class ReceiveResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get length(): number {
    return this.#view.getUint32(16, true)
  }
}

function receiveResponseCodec(layout: Layout): CodecFunctions<ReceiveResponse, ReceiveResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { length } = value
      if (typeof length !== 'number' || length >>> 0 !== length) return -1
      view.setUint32(16, length, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        length: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new ReceiveResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ReceiveErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function receiveErrorCodec(layout: Layout): CodecFunctions<ReceiveError, ReceiveError> {
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
      return new ReceiveErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
