// Made by `kos gen` from kl/drivers/Serial.idl. Do not edit.
//
// A serial port. Input is kept until a client reads it. Errors are return codes.
/* eslint-disable */

import { bytes, defineInterface, sint32, struct, uint32, uint8 } from '@kos/libkos'
import type { Implementation, Interface, Proxy, Type } from '@kos/libkos'
import {
  Arena,
  arenaView,
  bytesFault,
  emptyCodec,
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
import type { CodecFunctions, HandleReader, Layout, ValueCodec } from '@kos/libkos/codec'

/** Most bytes of one Read or Write. */
export const MaxBytes = 4096

/** Longest wait in milliseconds: longer ones are cut to it, and end with rcTimeout as usual. */
export const MaxWait = 10000

export const ParityNone = 0

export const ParityOdd = 1

export const ParityEven = 2

export type Data = Uint8Array
export const Data: Type<Data> = /* @__PURE__ */ bytes(MaxBytes)

export interface Config {
  /** Bits a second. */
  readonly baudRate: number
  /** 5 to 8. */
  readonly dataBits: number
  /** 1 or 2; with 5 data bits, 2 stands for 1.5. */
  readonly stopBits: number
  readonly parity: number
}
export const Config: Type<Config> = /* @__PURE__ */ struct({ baudRate: uint32, dataBits: uint8, stopBits: uint8, parity: uint8 })

/** What Write takes. */
export interface WriteRequest {
  readonly data: Data
  readonly timeout: number
}

/** What Write gives. */
export interface WriteResponse {
  readonly count: number
}

/** What Write gives in place of its response when it fails. */
export interface WriteError {
  readonly rc: number
}

/** What Read takes. */
export interface ReadRequest {
  readonly limit: number
  readonly timeout: number
}

/** What Read gives. */
export interface ReadResponse {
  readonly data: Data
}

/** What Read gives in place of its response when it fails. */
export interface ReadError {
  readonly rc: number
}

/** What SetConfig takes. */
export interface SetConfigRequest {
  readonly config: Config
}

/** What SetConfig gives in place of its response when it fails. */
export interface SetConfigError {
  readonly rc: number
}

/** What GetConfig gives. */
export interface GetConfigResponse {
  readonly config: Config
  readonly lost: number
  readonly damaged: number
}

/** What GetConfig gives in place of its response when it fails. */
export interface GetConfigError {
  readonly rc: number
}

/** The methods of kl.drivers.Serial. */
export type SerialMethods = {
  /**
   * Sends bytes: as many as there is room for, and at least one, for which it waits timeout
   * milliseconds at most. They have been sent some time after the answer.
   */
  readonly Write: {
    readonly in: { readonly data: Type<Data>; readonly timeout: Type<number> }
    readonly out: { readonly count: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
  /** Takes what has arrived, limit bytes at most. Waits timeout milliseconds at most for the first. */
  readonly Read: {
    readonly in: { readonly limit: Type<number>; readonly timeout: Type<number> }
    readonly out: { readonly data: Type<Data> }
    readonly error: { readonly rc: Type<number> }
  }
  /** Speed and format from now on. What has none answers rcUnimplemented. */
  readonly SetConfig: {
    readonly in: { readonly config: Type<Config> }
    readonly error: { readonly rc: Type<number> }
  }
  /**
   * Speed and format, a speed of 0 for what has none; how many bytes were lost, since nobody read them in time; how many arrived
   * with a wrong parity, without a stop bit, or as a break.
   */
  readonly GetConfig: {
    readonly out: { readonly config: Type<Config>; readonly lost: Type<number>; readonly damaged: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
}

export type Serial = Interface<SerialMethods>
export const Serial: Serial = /* @__PURE__ */ defineInterface(
  'kl.drivers.Serial',
  {
    Write: { in: { data: Data, timeout: uint32 }, out: { count: uint32 }, error: { rc: sint32 } },
    Read: { in: { limit: uint32, timeout: uint32 }, out: { data: Data }, error: { rc: sint32 } },
    SetConfig: { in: { config: Config }, error: { rc: sint32 } },
    GetConfig: { out: { config: Config, lost: uint32, damaged: uint32 }, error: { rc: sint32 } },
  },
  {
    code: {
      Write: { request: writeRequestCodec, response: writeResponseCodec, error: writeErrorCodec },
      Read: { request: readRequestCodec, response: readResponseCodec, error: readErrorCodec },
      SetConfig: { request: setConfigRequestCodec, response: emptyCodec, error: setConfigErrorCodec },
      GetConfig: { request: emptyCodec, response: getConfigResponseCodec, error: getConfigErrorCodec },
    },
  },
)

/** What a client calls: `connect(kos, Serial, channel, endpoint)`. */
export type SerialProxy = Proxy<Serial>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type SerialImplementation = Implementation<Serial>

export const ConfigCodec: ValueCodec<Config> = {
  take(given) {
    if (!isObject(given)) return null as never
    const { baudRate, dataBits, stopBits, parity } = given
    return { baudRate, dataBits, stopBits, parity }
  },
  put(taken, view, at, _arena, _data, used) {
    if (taken === null) return -1
    const { baudRate, dataBits, stopBits, parity } = taken
    if (typeof baudRate !== 'number' || baudRate >>> 0 !== baudRate) return -1
    view.setUint32(at, baudRate, true)
    if (typeof dataBits !== 'number' || (dataBits & 0xff) !== dataBits) return -1
    view.setUint8(at + 4, dataBits)
    if (typeof stopBits !== 'number' || (stopBits & 0xff) !== stopBits) return -1
    view.setUint8(at + 5, stopBits)
    if (typeof parity !== 'number' || (parity & 0xff) !== parity) return -1
    view.setUint8(at + 6, parity)
    view.setUint8(at + 7, 0)
    return used
  },
  get(view, at) {
    return {
      baudRate: view.getUint32(at, true),
      dataBits: view.getUint8(at + 4),
      stopBits: view.getUint8(at + 5),
      parity: view.getUint8(at + 6),
    }
  },
  check(view, at) {
    if (view.getUint8(at + 7) !== 0) return ' has reserved bytes that are not zero'
    return null
  },
}

class WriteRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get data(): Data {
    return viewBytes(this.#view, 16, this.#arena)
  }

  get timeout(): number {
    return this.#view.getUint32(24, true)
  }
}

function writeRequestCodec(layout: Layout): CodecFunctions<WriteRequest, WriteRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { data: data_, timeout } = value
      let used = 0
      const data_Size = writeBytes(data_, arena, used, 4096)
      if (data_Size < 0) return -1
      putReference(view, 16, used, data_Size)
      used += data_Size
      if (typeof timeout !== 'number' || timeout >>> 0 !== timeout) return -1
      view.setUint32(24, timeout, true)
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return used
    },
    decode(view, arena) {
      return {
        data: getBytes(view, 16, arena),
        timeout: view.getUint32(24, true),
      }
    },
    lazy(view, arena) {
      return new WriteRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      const data_ = bytesFault(view, 16, 4096, arenaSize)
      if (data_ !== null) return faultOf(layout, 'data', data_)
      return null
    },
  }
}

class WriteResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get count(): number {
    return this.#view.getUint32(16, true)
  }
}

function writeResponseCodec(layout: Layout): CodecFunctions<WriteResponse, WriteResponse> {
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
      return new WriteResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
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

class ReadRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get limit(): number {
    return this.#view.getUint32(16, true)
  }

  get timeout(): number {
    return this.#view.getUint32(20, true)
  }
}

function readRequestCodec(layout: Layout): CodecFunctions<ReadRequest, ReadRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { limit, timeout } = value
      if (typeof limit !== 'number' || limit >>> 0 !== limit) return -1
      view.setUint32(16, limit, true)
      if (typeof timeout !== 'number' || timeout >>> 0 !== timeout) return -1
      view.setUint32(20, timeout, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view) {
      return {
        limit: view.getUint32(16, true),
        timeout: view.getUint32(20, true),
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
      const data_Size = writeBytes(data_, arena, used, 4096)
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
      const data_ = bytesFault(view, 16, 4096, arenaSize)
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

class SetConfigRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get config(): Config {
    return ConfigCodec.get(this.#view, 16, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function setConfigRequestCodec(layout: Layout): CodecFunctions<SetConfigRequest, SetConfigRequest> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const config = ConfigCodec.take(value.config, writer)
      const data = arenaView(arena)
      let used = 0
      used = ConfigCodec.put(config, view, 16, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        config: ConfigCodec.get(view, 16, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new SetConfigRequestView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const segments = new Arena(arena, arenaSize)
      const config = ConfigCodec.check(view, 16, segments)
      if (config !== null) return faultOf(layout, 'config', config)
      return null
    },
  }
}

class SetConfigErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function setConfigErrorCodec(layout: Layout): CodecFunctions<SetConfigError, SetConfigError> {
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
      return new SetConfigErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class GetConfigResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get config(): Config {
    return ConfigCodec.get(this.#view, 16, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }

  get lost(): number {
    return this.#view.getUint32(24, true)
  }

  get damaged(): number {
    return this.#view.getUint32(28, true)
  }
}

function getConfigResponseCodec(layout: Layout): CodecFunctions<GetConfigResponse, GetConfigResponse> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const config = ConfigCodec.take(value.config, writer)
      const { lost, damaged } = value
      const data = arenaView(arena)
      let used = 0
      used = ConfigCodec.put(config, view, 16, arena, data, used)
      if (used < 0) return -1
      if (typeof lost !== 'number' || lost >>> 0 !== lost) return -1
      view.setUint32(24, lost, true)
      if (typeof damaged !== 'number' || damaged >>> 0 !== damaged) return -1
      view.setUint32(28, damaged, true)
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        config: ConfigCodec.get(view, 16, arena, data, handles, getBytes),
        lost: view.getUint32(24, true),
        damaged: view.getUint32(28, true),
      }
    },
    lazy(view, arena, handles) {
      return new GetConfigResponseView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const segments = new Arena(arena, arenaSize)
      const config = ConfigCodec.check(view, 16, segments)
      if (config !== null) return faultOf(layout, 'config', config)
      return null
    },
  }
}

class GetConfigErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function getConfigErrorCodec(layout: Layout): CodecFunctions<GetConfigError, GetConfigError> {
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
      return new GetConfigErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
