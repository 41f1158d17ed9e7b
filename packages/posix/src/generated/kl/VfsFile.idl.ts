// Made by `kos gen` from kl/VfsFile.idl. Do not edit.
//
// An open file: an offset and flags, which all handles of it share, also those in other processes.
// It lives as long as anybody has a handle. A result is 0 or more, or a negated error number.
/* eslint-disable */

import { defineInterface, handle, handleOf, sint32, sint64, uint32, uint64, uint8 } from '@kos/libkos'
import type {
  Capability,
  CapabilityLike,
  HandleDesc,
  HandleLike,
  Implementation,
  Interface,
  Proxy,
  Type,
} from '@kos/libkos'
import {
  Arena,
  arenaView,
  bytesFault,
  emptyCodec,
  faultOf,
  getBytes,
  getHandle,
  getText,
  handleFault,
  isObject,
  messageFault,
  putHandle,
  putHeader,
  putReference,
  reservedFault,
  takeHandle,
  textFault,
  viewBytes,
  writeBytes,
  writeText,
} from '@kos/libkos/codec'
import type { CodecFunctions, HandleReader, Layout } from '@kos/libkos/codec'
import { Data, FsStat, FsStatCodec, Path, Stat, StatCodec, Time, TimeCodec } from './VfsTypes.idl.ts'
import { VfsBuffer } from './VfsBuffer.idl.ts'

/** A position: at the offset, which moves. */
export const AtOffset = -1n

/** Likewise, after it was set to the end of the file. */
export const AtEnd = -2n

/** What Read takes. */
export interface ReadRequest {
  readonly position: bigint
  readonly length: number
}

/** What Read gives. */
export interface ReadResponse {
  readonly result: number
  readonly data: Data
}

/** What Write takes. */
export interface WriteRequest {
  readonly position: bigint
  readonly data: Data
}

/** What Write gives. */
export interface WriteResponse {
  readonly result: number
}

/** What ReadBuffer takes. */
export interface ReadBufferRequest {
  readonly buffer: number
  readonly position: bigint
  readonly length: number
}

/** What ReadBuffer gives. */
export interface ReadBufferResponse {
  readonly result: number
}

/** What WriteBuffer takes. */
export interface WriteBufferRequest {
  readonly buffer: number
  readonly position: bigint
  readonly length: number
}

/** What WriteBuffer gives. */
export interface WriteBufferResponse {
  readonly result: number
}

/** What Seek takes. */
export interface SeekRequest {
  readonly offset: bigint
  readonly whence: number
}

/** What Seek gives. */
export interface SeekResponse {
  readonly result: number
  readonly position: bigint
}

/** What ReadDir gives. */
export interface ReadDirResponse {
  readonly result: number
  readonly ino: bigint
  readonly type: number
  readonly name: Path
}

/** What Stat gives. */
export interface StatResponse {
  readonly result: number
  readonly stat: Stat
}

/** What StatFs gives. */
export interface StatFsResponse {
  readonly result: number
  readonly stat: FsStat
}

/** What Truncate takes. */
export interface TruncateRequest {
  readonly size: bigint
}

/** What Truncate gives. */
export interface TruncateResponse {
  readonly result: number
}

/** What Sync gives. */
export interface SyncResponse {
  readonly result: number
}

/** What Chmod takes. */
export interface ChmodRequest {
  readonly mode: number
}

/** What Chmod gives. */
export interface ChmodResponse {
  readonly result: number
}

/** What Chown takes. */
export interface ChownRequest {
  readonly uid: number
  readonly gid: number
}

/** What Chown gives. */
export interface ChownResponse {
  readonly result: number
}

/** What SetTimes takes. */
export interface SetTimesRequest {
  readonly atime: Time
  readonly mtime: Time
}

/** What SetTimes gives. */
export interface SetTimesResponse {
  readonly result: number
}

/** What Lock takes. */
export interface LockRequest {
  readonly command: number
  readonly type: number
  readonly start: bigint
  readonly length: bigint
}

/** What Lock gives. */
export interface LockResponse {
  readonly result: number
  readonly foundType: number
  readonly foundStart: bigint
  readonly foundLength: bigint
  readonly foundPid: number
}

/** What CancelLock gives. */
export interface CancelLockResponse {
  readonly result: number
}

/** What Unlock gives. */
export interface UnlockResponse {
  readonly result: number
}

/** What Share takes. */
export interface ShareRequest {
  readonly isReadOnly: number
}

/** What Share gives. */
export interface ShareResponse {
  readonly result: number
  readonly file: Capability<VfsFile>
}

/** What Share gives, as it is sent. */
export interface ShareResponseInit {
  readonly result: number
  readonly file: CapabilityLike<VfsFile>
}

/** What Describe gives. */
export interface DescribeResponse {
  readonly result: number
  readonly type: number
  readonly flags: number
}

/** What Close gives. */
export interface CloseResponse {
  readonly result: number
}

/** What Attach gives. */
export interface AttachResponse {
  readonly result: number
  readonly number: number
  readonly size: number
  readonly memory: HandleDesc
  readonly buffer: Capability<VfsBuffer>
}

/** What Attach gives, as it is sent. */
export interface AttachResponseInit {
  readonly result: number
  readonly number: number
  readonly size: number
  readonly memory: HandleLike
  readonly buffer: CapabilityLike<VfsBuffer>
}

/** The methods of kl.VfsFile. */
export type VfsFileMethods = {
  /** Reads at most length bytes: the result is how many. */
  readonly Read: {
    readonly in: { readonly position: Type<bigint>; readonly length: Type<number> }
    readonly out: { readonly result: Type<number>; readonly data: Type<Data> }
  }
  readonly Write: {
    readonly in: { readonly position: Type<bigint>; readonly data: Type<Data> }
    readonly out: { readonly result: Type<number> }
  }
  /** The same through a buffer of the calling process, from its first byte on. */
  readonly ReadBuffer: {
    readonly in: { readonly buffer: Type<number>; readonly position: Type<bigint>; readonly length: Type<number> }
    readonly out: { readonly result: Type<number> }
  }
  readonly WriteBuffer: {
    readonly in: { readonly buffer: Type<number>; readonly position: Type<bigint>; readonly length: Type<number> }
    readonly out: { readonly result: Type<number> }
  }
  readonly Seek: {
    readonly in: { readonly offset: Type<bigint>; readonly whence: Type<number> }
    readonly out: { readonly result: Type<number>; readonly position: Type<bigint> }
  }
  /** 1: an entry, and 0 at the end. */
  readonly ReadDir: {
    readonly out: { readonly result: Type<number>; readonly ino: Type<bigint>; readonly type: Type<number>; readonly name: Type<Path> }
  }
  readonly Stat: {
    readonly out: { readonly result: Type<number>; readonly stat: Type<Stat> }
  }
  readonly StatFs: {
    readonly out: { readonly result: Type<number>; readonly stat: Type<FsStat> }
  }
  readonly Truncate: {
    readonly in: { readonly size: Type<bigint> }
    readonly out: { readonly result: Type<number> }
  }
  readonly Sync: {
    readonly out: { readonly result: Type<number> }
  }
  readonly Chmod: {
    readonly in: { readonly mode: Type<number> }
    readonly out: { readonly result: Type<number> }
  }
  readonly Chown: {
    readonly in: { readonly uid: Type<number>; readonly gid: Type<number> }
    readonly out: { readonly result: Type<number> }
  }
  readonly SetTimes: {
    readonly in: { readonly atime: Type<Time>; readonly mtime: Type<Time> }
    readonly out: { readonly result: Type<number> }
  }
  /**
   * F_GETLK, F_SETLK and F_SETLKW for the session that opened the file. What Share made has none:
   * the result is negated ENOLCK.
   */
  readonly Lock: {
    readonly in: { readonly command: Type<number>; readonly type: Type<number>; readonly start: Type<bigint>; readonly length: Type<bigint> }
    readonly out: { readonly result: Type<number>; readonly foundType: Type<number>; readonly foundStart: Type<bigint>; readonly foundLength: Type<bigint>; readonly foundPid: Type<number> }
  }
  /**
   * Ends the wait of the calling thread for a lock, whose call was interrupted. The result is 1, or 0
   * if it does not wait: then it may have the lock.
   */
  readonly CancelLock: {
    readonly out: { readonly result: Type<number> }
  }
  /** A descriptor of the file was closed in the process of the session: its record locks fall. */
  readonly Unlock: {
    readonly out: { readonly result: Type<number> }
  }
  /** A handle of this open file for others, which changes nothing if isReadOnly is not 0. */
  readonly Share: {
    readonly in: { readonly isReadOnly: Type<number> }
    readonly out: { readonly result: Type<number>; readonly file: Type<Capability<VfsFile>, CapabilityLike<VfsFile>> }
  }
  /** What a process needs to know of a file that it was given. */
  readonly Describe: {
    readonly out: { readonly result: Type<number>; readonly type: Type<number>; readonly flags: Type<number> }
  }
  /** Ends the open file at once, for all who have this handle. */
  readonly Close: {
    readonly out: { readonly result: Type<number> }
  }
  /**
   * Makes a buffer for the calling process: the number of it, and memory that server and client
   * share. It lives as long as the handle.
   */
  readonly Attach: {
    readonly out: { readonly result: Type<number>; readonly number: Type<number>; readonly size: Type<number>; readonly memory: Type<HandleDesc, HandleLike>; readonly buffer: Type<Capability<VfsBuffer>, CapabilityLike<VfsBuffer>> }
  }
}

export type VfsFile = Interface<VfsFileMethods>
export const VfsFile: VfsFile = /* @__PURE__ */ defineInterface(
  'kl.VfsFile',
  {
    Read: { in: { position: sint64, length: uint32 }, out: { result: sint32, data: Data } },
    Write: { in: { position: sint64, data: Data }, out: { result: sint32 } },
    ReadBuffer: { in: { buffer: uint32, position: sint64, length: uint32 }, out: { result: sint32 } },
    WriteBuffer: { in: { buffer: uint32, position: sint64, length: uint32 }, out: { result: sint32 } },
    Seek: { in: { offset: sint64, whence: uint32 }, out: { result: sint32, position: uint64 } },
    ReadDir: { out: { result: sint32, ino: uint64, type: uint32, name: Path } },
    Stat: { out: { result: sint32, stat: Stat } },
    StatFs: { out: { result: sint32, stat: FsStat } },
    Truncate: { in: { size: sint64 }, out: { result: sint32 } },
    Sync: { out: { result: sint32 } },
    Chmod: { in: { mode: uint32 }, out: { result: sint32 } },
    Chown: { in: { uid: uint32, gid: uint32 }, out: { result: sint32 } },
    SetTimes: { in: { atime: Time, mtime: Time }, out: { result: sint32 } },
    Lock: { in: { command: uint32, type: uint32, start: sint64, length: sint64 }, out: { result: sint32, foundType: uint32, foundStart: sint64, foundLength: sint64, foundPid: uint32 } },
    CancelLock: { out: { result: sint32 } },
    Unlock: { out: { result: sint32 } },
    Share: { in: { isReadOnly: uint8 }, out: { result: sint32, file: handleOf(() => VfsFile) } },
    Describe: { out: { result: sint32, type: uint32, flags: uint32 } },
    Close: { out: { result: sint32 } },
    Attach: { out: { result: sint32, number: uint32, size: uint32, memory: handle, buffer: handleOf(() => VfsBuffer) } },
  },
  {
    code: {
      Read: { request: readRequestCodec, response: readResponseCodec },
      Write: { request: writeRequestCodec, response: writeResponseCodec },
      ReadBuffer: { request: readBufferRequestCodec, response: readBufferResponseCodec },
      WriteBuffer: { request: writeBufferRequestCodec, response: writeBufferResponseCodec },
      Seek: { request: seekRequestCodec, response: seekResponseCodec },
      ReadDir: { request: emptyCodec, response: readDirResponseCodec },
      Stat: { request: emptyCodec, response: statResponseCodec },
      StatFs: { request: emptyCodec, response: statFsResponseCodec },
      Truncate: { request: truncateRequestCodec, response: truncateResponseCodec },
      Sync: { request: emptyCodec, response: syncResponseCodec },
      Chmod: { request: chmodRequestCodec, response: chmodResponseCodec },
      Chown: { request: chownRequestCodec, response: chownResponseCodec },
      SetTimes: { request: setTimesRequestCodec, response: setTimesResponseCodec },
      Lock: { request: lockRequestCodec, response: lockResponseCodec },
      CancelLock: { request: emptyCodec, response: cancelLockResponseCodec },
      Unlock: { request: emptyCodec, response: unlockResponseCodec },
      Share: { request: shareRequestCodec, response: shareResponseCodec },
      Describe: { request: emptyCodec, response: describeResponseCodec },
      Close: { request: emptyCodec, response: closeResponseCodec },
      Attach: { request: emptyCodec, response: attachResponseCodec },
    },
  },
)

/** What a client calls: `connect(kos, VfsFile, channel, endpoint)`. */
export type VfsFileProxy = Proxy<VfsFile>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type VfsFileImplementation = Implementation<VfsFile>

function interfaceOfVfsFile(): VfsFile {
  return VfsFile
}

function interfaceOfVfsBuffer(): VfsBuffer {
  return VfsBuffer
}

class ReadRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get position(): bigint {
    return this.#view.getBigInt64(16, true)
  }

  get length(): number {
    return this.#view.getUint32(24, true)
  }
}

function readRequestCodec(layout: Layout): CodecFunctions<ReadRequest, ReadRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { position, length } = value
      if (typeof position !== 'bigint' || BigInt.asIntN(64, position) !== position) return -1
      view.setBigInt64(16, position, true)
      if (typeof length !== 'number' || length >>> 0 !== length) return -1
      view.setUint32(24, length, true)
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return 0
    },
    decode(view) {
      return {
        position: view.getBigInt64(16, true),
        length: view.getUint32(24, true),
      }
    },
    lazy(view) {
      return new ReadRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
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

  get result(): number {
    return this.#view.getInt32(16, true)
  }

  get data(): Data {
    return viewBytes(this.#view, 20, this.#arena)
  }
}

function readResponseCodec(layout: Layout): CodecFunctions<ReadResponse, ReadResponse> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { result, data: data_ } = value
      let used = 0
      if (typeof result !== 'number' || (result | 0) !== result) return -1
      view.setInt32(16, result, true)
      const data_Size = writeBytes(data_, arena, used, 4096)
      if (data_Size < 0) return -1
      putReference(view, 20, used, data_Size)
      used += data_Size
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return used
    },
    decode(view, arena) {
      return {
        result: view.getInt32(16, true),
        data: getBytes(view, 20, arena),
      }
    },
    lazy(view, arena) {
      return new ReadResponseView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      const data_ = bytesFault(view, 20, 4096, arenaSize)
      if (data_ !== null) return faultOf(layout, 'data', data_)
      return null
    },
  }
}

class WriteRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get position(): bigint {
    return this.#view.getBigInt64(16, true)
  }

  get data(): Data {
    return viewBytes(this.#view, 24, this.#arena)
  }
}

function writeRequestCodec(layout: Layout): CodecFunctions<WriteRequest, WriteRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { position, data: data_ } = value
      let used = 0
      if (typeof position !== 'bigint' || BigInt.asIntN(64, position) !== position) return -1
      view.setBigInt64(16, position, true)
      const data_Size = writeBytes(data_, arena, used, 4096)
      if (data_Size < 0) return -1
      putReference(view, 24, used, data_Size)
      used += data_Size
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena) {
      return {
        position: view.getBigInt64(16, true),
        data: getBytes(view, 24, arena),
      }
    },
    lazy(view, arena) {
      return new WriteRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const data_ = bytesFault(view, 24, 4096, arenaSize)
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

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function writeResponseCodec(layout: Layout): CodecFunctions<WriteResponse, WriteResponse> {
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

class ReadBufferRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get buffer(): number {
    return this.#view.getUint32(16, true)
  }

  get position(): bigint {
    return this.#view.getBigInt64(24, true)
  }

  get length(): number {
    return this.#view.getUint32(32, true)
  }
}

function readBufferRequestCodec(layout: Layout): CodecFunctions<ReadBufferRequest, ReadBufferRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { buffer, position, length } = value
      if (typeof buffer !== 'number' || buffer >>> 0 !== buffer) return -1
      view.setUint32(16, buffer, true)
      if (typeof position !== 'bigint' || BigInt.asIntN(64, position) !== position) return -1
      view.setBigInt64(24, position, true)
      if (typeof length !== 'number' || length >>> 0 !== length) return -1
      view.setUint32(32, length, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      view.setUint32(36, 0, true)
      return 0
    },
    decode(view) {
      return {
        buffer: view.getUint32(16, true),
        position: view.getBigInt64(24, true),
        length: view.getUint32(32, true),
      }
    },
    lazy(view) {
      return new ReadBufferRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      if (view.getUint32(36, true) !== 0) return reservedFault(layout, 36)
      return null
    },
  }
}

class ReadBufferResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function readBufferResponseCodec(layout: Layout): CodecFunctions<ReadBufferResponse, ReadBufferResponse> {
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
      return new ReadBufferResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class WriteBufferRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get buffer(): number {
    return this.#view.getUint32(16, true)
  }

  get position(): bigint {
    return this.#view.getBigInt64(24, true)
  }

  get length(): number {
    return this.#view.getUint32(32, true)
  }
}

function writeBufferRequestCodec(layout: Layout): CodecFunctions<WriteBufferRequest, WriteBufferRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { buffer, position, length } = value
      if (typeof buffer !== 'number' || buffer >>> 0 !== buffer) return -1
      view.setUint32(16, buffer, true)
      if (typeof position !== 'bigint' || BigInt.asIntN(64, position) !== position) return -1
      view.setBigInt64(24, position, true)
      if (typeof length !== 'number' || length >>> 0 !== length) return -1
      view.setUint32(32, length, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      view.setUint32(36, 0, true)
      return 0
    },
    decode(view) {
      return {
        buffer: view.getUint32(16, true),
        position: view.getBigInt64(24, true),
        length: view.getUint32(32, true),
      }
    },
    lazy(view) {
      return new WriteBufferRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      if (view.getUint32(36, true) !== 0) return reservedFault(layout, 36)
      return null
    },
  }
}

class WriteBufferResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function writeBufferResponseCodec(layout: Layout): CodecFunctions<WriteBufferResponse, WriteBufferResponse> {
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
      return new WriteBufferResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class SeekRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get offset(): bigint {
    return this.#view.getBigInt64(16, true)
  }

  get whence(): number {
    return this.#view.getUint32(24, true)
  }
}

function seekRequestCodec(layout: Layout): CodecFunctions<SeekRequest, SeekRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { offset, whence } = value
      if (typeof offset !== 'bigint' || BigInt.asIntN(64, offset) !== offset) return -1
      view.setBigInt64(16, offset, true)
      if (typeof whence !== 'number' || whence >>> 0 !== whence) return -1
      view.setUint32(24, whence, true)
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return 0
    },
    decode(view) {
      return {
        offset: view.getBigInt64(16, true),
        whence: view.getUint32(24, true),
      }
    },
    lazy(view) {
      return new SeekRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      return null
    },
  }
}

class SeekResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }

  get position(): bigint {
    return this.#view.getBigUint64(24, true)
  }
}

function seekResponseCodec(layout: Layout): CodecFunctions<SeekResponse, SeekResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { result, position } = value
      if (typeof result !== 'number' || (result | 0) !== result) return -1
      view.setInt32(16, result, true)
      if (typeof position !== 'bigint' || BigInt.asUintN(64, position) !== position) return -1
      view.setBigUint64(24, position, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        result: view.getInt32(16, true),
        position: view.getBigUint64(24, true),
      }
    },
    lazy(view) {
      return new SeekResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ReadDirResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }

  get ino(): bigint {
    return this.#view.getBigUint64(24, true)
  }

  get type(): number {
    return this.#view.getUint32(32, true)
  }

  get name(): Path {
    return getText(this.#view, 36, this.#arena)
  }
}

function readDirResponseCodec(layout: Layout): CodecFunctions<ReadDirResponse, ReadDirResponse> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { result, ino, type, name } = value
      let used = 0
      if (typeof result !== 'number' || (result | 0) !== result) return -1
      view.setInt32(16, result, true)
      if (typeof ino !== 'bigint' || BigInt.asUintN(64, ino) !== ino) return -1
      view.setBigUint64(24, ino, true)
      if (typeof type !== 'number' || type >>> 0 !== type) return -1
      view.setUint32(32, type, true)
      const nameSize = writeText(name, arena, used, 4095)
      if (nameSize < 0) return -1
      putReference(view, 36, used, nameSize)
      used += nameSize
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      view.setUint32(44, 0, true)
      return used
    },
    decode(view, arena) {
      return {
        result: view.getInt32(16, true),
        ino: view.getBigUint64(24, true),
        type: view.getUint32(32, true),
        name: getText(view, 36, arena),
      }
    },
    lazy(view, arena) {
      return new ReadDirResponseView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      if (view.getUint32(44, true) !== 0) return reservedFault(layout, 44)
      const name = textFault(view, 36, 4095, arena, arenaSize)
      if (name !== null) return faultOf(layout, 'name', name)
      return null
    },
  }
}

class StatResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }

  get stat(): Stat {
    return StatCodec.get(this.#view, 24, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function statResponseCodec(layout: Layout): CodecFunctions<StatResponse, StatResponse> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const { result } = value
      const stat = StatCodec.take(value.stat, writer)
      const data = arenaView(arena)
      let used = 0
      if (typeof result !== 'number' || (result | 0) !== result) return -1
      view.setInt32(16, result, true)
      used = StatCodec.put(stat, view, 24, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        result: view.getInt32(16, true),
        stat: StatCodec.get(view, 24, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new StatResponseView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      const segments = new Arena(arena, arenaSize)
      const stat = StatCodec.check(view, 24, segments)
      if (stat !== null) return faultOf(layout, 'stat', stat)
      return null
    },
  }
}

class StatFsResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }

  get stat(): FsStat {
    return FsStatCodec.get(this.#view, 24, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function statFsResponseCodec(layout: Layout): CodecFunctions<StatFsResponse, StatFsResponse> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const { result } = value
      const stat = FsStatCodec.take(value.stat, writer)
      const data = arenaView(arena)
      let used = 0
      if (typeof result !== 'number' || (result | 0) !== result) return -1
      view.setInt32(16, result, true)
      used = FsStatCodec.put(stat, view, 24, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        result: view.getInt32(16, true),
        stat: FsStatCodec.get(view, 24, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new StatFsResponseView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class TruncateRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get size(): bigint {
    return this.#view.getBigInt64(16, true)
  }
}

function truncateRequestCodec(layout: Layout): CodecFunctions<TruncateRequest, TruncateRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { size: size_ } = value
      if (typeof size_ !== 'bigint' || BigInt.asIntN(64, size_) !== size_) return -1
      view.setBigInt64(16, size_, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view) {
      return {
        size: view.getBigInt64(16, true),
      }
    },
    lazy(view) {
      return new TruncateRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      return messageFault(layout, view, size, arena, arenaSize)
    },
  }
}

class TruncateResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function truncateResponseCodec(layout: Layout): CodecFunctions<TruncateResponse, TruncateResponse> {
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
      return new TruncateResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class SyncResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function syncResponseCodec(layout: Layout): CodecFunctions<SyncResponse, SyncResponse> {
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
      return new SyncResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ChmodRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get mode(): number {
    return this.#view.getUint32(16, true)
  }
}

function chmodRequestCodec(layout: Layout): CodecFunctions<ChmodRequest, ChmodRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { mode } = value
      if (typeof mode !== 'number' || mode >>> 0 !== mode) return -1
      view.setUint32(16, mode, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        mode: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new ChmodRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ChmodResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function chmodResponseCodec(layout: Layout): CodecFunctions<ChmodResponse, ChmodResponse> {
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
      return new ChmodResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ChownRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get uid(): number {
    return this.#view.getUint32(16, true)
  }

  get gid(): number {
    return this.#view.getUint32(20, true)
  }
}

function chownRequestCodec(layout: Layout): CodecFunctions<ChownRequest, ChownRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { uid, gid } = value
      if (typeof uid !== 'number' || uid >>> 0 !== uid) return -1
      view.setUint32(16, uid, true)
      if (typeof gid !== 'number' || gid >>> 0 !== gid) return -1
      view.setUint32(20, gid, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view) {
      return {
        uid: view.getUint32(16, true),
        gid: view.getUint32(20, true),
      }
    },
    lazy(view) {
      return new ChownRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      return messageFault(layout, view, size, arena, arenaSize)
    },
  }
}

class ChownResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function chownResponseCodec(layout: Layout): CodecFunctions<ChownResponse, ChownResponse> {
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
      return new ChownResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class SetTimesRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get atime(): Time {
    return TimeCodec.get(this.#view, 16, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }

  get mtime(): Time {
    return TimeCodec.get(this.#view, 32, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function setTimesRequestCodec(layout: Layout): CodecFunctions<SetTimesRequest, SetTimesRequest> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const atime = TimeCodec.take(value.atime, writer)
      const mtime = TimeCodec.take(value.mtime, writer)
      const data = arenaView(arena)
      let used = 0
      used = TimeCodec.put(atime, view, 16, arena, data, used)
      if (used < 0) return -1
      used = TimeCodec.put(mtime, view, 32, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        atime: TimeCodec.get(view, 16, arena, data, handles, getBytes),
        mtime: TimeCodec.get(view, 32, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new SetTimesRequestView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const segments = new Arena(arena, arenaSize)
      const atime = TimeCodec.check(view, 16, segments)
      if (atime !== null) return faultOf(layout, 'atime', atime)
      const mtime = TimeCodec.check(view, 32, segments)
      if (mtime !== null) return faultOf(layout, 'mtime', mtime)
      return null
    },
  }
}

class SetTimesResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function setTimesResponseCodec(layout: Layout): CodecFunctions<SetTimesResponse, SetTimesResponse> {
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
      return new SetTimesResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class LockRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get command(): number {
    return this.#view.getUint32(16, true)
  }

  get type(): number {
    return this.#view.getUint32(20, true)
  }

  get start(): bigint {
    return this.#view.getBigInt64(24, true)
  }

  get length(): bigint {
    return this.#view.getBigInt64(32, true)
  }
}

function lockRequestCodec(layout: Layout): CodecFunctions<LockRequest, LockRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { command, type, start: start_, length } = value
      if (typeof command !== 'number' || command >>> 0 !== command) return -1
      view.setUint32(16, command, true)
      if (typeof type !== 'number' || type >>> 0 !== type) return -1
      view.setUint32(20, type, true)
      if (typeof start_ !== 'bigint' || BigInt.asIntN(64, start_) !== start_) return -1
      view.setBigInt64(24, start_, true)
      if (typeof length !== 'bigint' || BigInt.asIntN(64, length) !== length) return -1
      view.setBigInt64(32, length, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view) {
      return {
        command: view.getUint32(16, true),
        type: view.getUint32(20, true),
        start: view.getBigInt64(24, true),
        length: view.getBigInt64(32, true),
      }
    },
    lazy(view) {
      return new LockRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      return messageFault(layout, view, size, arena, arenaSize)
    },
  }
}

class LockResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }

  get foundType(): number {
    return this.#view.getUint32(20, true)
  }

  get foundStart(): bigint {
    return this.#view.getBigInt64(24, true)
  }

  get foundLength(): bigint {
    return this.#view.getBigInt64(32, true)
  }

  get foundPid(): number {
    return this.#view.getUint32(40, true)
  }
}

function lockResponseCodec(layout: Layout): CodecFunctions<LockResponse, LockResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { result, foundType, foundStart, foundLength, foundPid } = value
      if (typeof result !== 'number' || (result | 0) !== result) return -1
      view.setInt32(16, result, true)
      if (typeof foundType !== 'number' || foundType >>> 0 !== foundType) return -1
      view.setUint32(20, foundType, true)
      if (typeof foundStart !== 'bigint' || BigInt.asIntN(64, foundStart) !== foundStart) return -1
      view.setBigInt64(24, foundStart, true)
      if (typeof foundLength !== 'bigint' || BigInt.asIntN(64, foundLength) !== foundLength) return -1
      view.setBigInt64(32, foundLength, true)
      if (typeof foundPid !== 'number' || foundPid >>> 0 !== foundPid) return -1
      view.setUint32(40, foundPid, true)
      putHeader(layout, view, riid)
      view.setUint32(44, 0, true)
      return 0
    },
    decode(view) {
      return {
        result: view.getInt32(16, true),
        foundType: view.getUint32(20, true),
        foundStart: view.getBigInt64(24, true),
        foundLength: view.getBigInt64(32, true),
        foundPid: view.getUint32(40, true),
      }
    },
    lazy(view) {
      return new LockResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(44, true) !== 0) return reservedFault(layout, 44)
      return null
    },
  }
}

class CancelLockResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function cancelLockResponseCodec(layout: Layout): CodecFunctions<CancelLockResponse, CancelLockResponse> {
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
      return new CancelLockResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class UnlockResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function unlockResponseCodec(layout: Layout): CodecFunctions<UnlockResponse, UnlockResponse> {
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
      return new UnlockResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ShareRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get isReadOnly(): number {
    return this.#view.getUint8(16)
  }
}

function shareRequestCodec(layout: Layout): CodecFunctions<ShareRequest, ShareRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { isReadOnly } = value
      if (typeof isReadOnly !== 'number' || (isReadOnly & 0xff) !== isReadOnly) return -1
      view.setUint8(16, isReadOnly)
      putHeader(layout, view, riid)
      view.setUint8(17, 0)
      view.setUint16(18, 0, true)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        isReadOnly: view.getUint8(16),
      }
    },
    lazy(view) {
      return new ShareRequestView(view)
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

class ShareResponseView {
  readonly #view: DataView
  readonly #handles: HandleReader

  constructor(view: DataView, handles: HandleReader) {
    this.#view = view
    this.#handles = handles
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }

  get file(): Capability<VfsFile> {
    return getHandle(this.#view, 24, this.#handles, interfaceOfVfsFile)
  }
}

function shareResponseCodec(layout: Layout): CodecFunctions<ShareResponseInit, ShareResponse> {
  return {
    encode(value, riid, view, _arena, writer) {
      if (!isObject(value)) return -1
      const { result } = value
      const file = takeHandle(value.file, writer, interfaceOfVfsFile)
      if (typeof result !== 'number' || (result | 0) !== result) return -1
      view.setInt32(16, result, true)
      if (!putHandle(file, view, 24)) return -1
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        result: view.getInt32(16, true),
        file: getHandle(view, 24, handles, interfaceOfVfsFile),
      }
    },
    lazy(view, _arena, handles) {
      return new ShareResponseView(view, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      const file = handleFault(view, 24)
      if (file !== null) return faultOf(layout, 'file', file)
      return null
    },
  }
}

class DescribeResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }

  get type(): number {
    return this.#view.getUint32(20, true)
  }

  get flags(): number {
    return this.#view.getUint32(24, true)
  }
}

function describeResponseCodec(layout: Layout): CodecFunctions<DescribeResponse, DescribeResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { result, type, flags } = value
      if (typeof result !== 'number' || (result | 0) !== result) return -1
      view.setInt32(16, result, true)
      if (typeof type !== 'number' || type >>> 0 !== type) return -1
      view.setUint32(20, type, true)
      if (typeof flags !== 'number' || flags >>> 0 !== flags) return -1
      view.setUint32(24, flags, true)
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return 0
    },
    decode(view) {
      return {
        result: view.getInt32(16, true),
        type: view.getUint32(20, true),
        flags: view.getUint32(24, true),
      }
    },
    lazy(view) {
      return new DescribeResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      return null
    },
  }
}

class CloseResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function closeResponseCodec(layout: Layout): CodecFunctions<CloseResponse, CloseResponse> {
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
      return new CloseResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class AttachResponseView {
  readonly #view: DataView
  readonly #handles: HandleReader

  constructor(view: DataView, handles: HandleReader) {
    this.#view = view
    this.#handles = handles
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }

  get number(): number {
    return this.#view.getUint32(20, true)
  }

  get size(): number {
    return this.#view.getUint32(24, true)
  }

  get memory(): HandleDesc {
    return getHandle(this.#view, 32, this.#handles)
  }

  get buffer(): Capability<VfsBuffer> {
    return getHandle(this.#view, 48, this.#handles, interfaceOfVfsBuffer)
  }
}

function attachResponseCodec(layout: Layout): CodecFunctions<AttachResponseInit, AttachResponse> {
  return {
    encode(value, riid, view, _arena, writer) {
      if (!isObject(value)) return -1
      const { result, number, size: size_ } = value
      const memory = takeHandle(value.memory)
      const buffer = takeHandle(value.buffer, writer, interfaceOfVfsBuffer)
      if (typeof result !== 'number' || (result | 0) !== result) return -1
      view.setInt32(16, result, true)
      if (typeof number !== 'number' || number >>> 0 !== number) return -1
      view.setUint32(20, number, true)
      if (typeof size_ !== 'number' || size_ >>> 0 !== size_) return -1
      view.setUint32(24, size_, true)
      if (!putHandle(memory, view, 32)) return -1
      if (!putHandle(buffer, view, 48)) return -1
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        result: view.getInt32(16, true),
        number: view.getUint32(20, true),
        size: view.getUint32(24, true),
        memory: getHandle(view, 32, handles),
        buffer: getHandle(view, 48, handles, interfaceOfVfsBuffer),
      }
    },
    lazy(view, _arena, handles) {
      return new AttachResponseView(view, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      const memory = handleFault(view, 32)
      if (memory !== null) return faultOf(layout, 'memory', memory)
      const buffer = handleFault(view, 48)
      if (buffer !== null) return faultOf(layout, 'buffer', buffer)
      return null
    },
  }
}
