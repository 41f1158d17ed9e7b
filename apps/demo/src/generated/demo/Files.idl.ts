// Made by `kos gen` from demo/Files.idl. Do not edit.
//
// The contract between FileServer and its clients: open a file, read blocks of it, close it.
/* eslint-disable */

import { bytes, defineInterface, handle, sint32, uint32 } from '@kos/libkos'
import type { HandleDesc, HandleLike, Implementation, Interface, Proxy, Type } from '@kos/libkos'
import {
  bytesFault,
  emptyCodec,
  faultOf,
  getBytes,
  getHandle,
  handleFault,
  isObject,
  messageFault,
  putHandle,
  putHeader,
  putReference,
  reservedFault,
  takeHandle,
  viewBytes,
  writeBytes,
} from '@kos/libkos/codec'
import type { CodecFunctions, HandleReader, Layout } from '@kos/libkos/codec'

/** Most bytes of one block. */
export const BlockSize = 65536

/** What OpenResource takes. */
export interface OpenResourceRequest {
  readonly id: number
}

/** What OpenResource gives. */
export interface OpenResourceResponse {
  readonly file: HandleDesc
  readonly size: number
  readonly digest: Uint8Array
}

/** What OpenResource gives, as it is sent. */
export interface OpenResourceResponseInit {
  readonly file: HandleLike
  readonly size: number
  readonly digest: Uint8Array
}

/** What OpenResource gives in place of its response when it fails. */
export interface OpenResourceError {
  readonly rc: number
}

/** What UseResource takes. */
export interface UseResourceRequest {
  readonly file: HandleDesc
  readonly offset: number
  readonly length: number
}

/** What UseResource takes, as it is sent. */
export interface UseResourceRequestInit {
  readonly file: HandleLike
  readonly offset: number
  readonly length: number
}

/** What UseResource gives. */
export interface UseResourceResponse {
  readonly block: Uint8Array
}

/** What UseResource gives in place of its response when it fails. */
export interface UseResourceError {
  readonly rc: number
}

/** What CloseResource takes. */
export interface CloseResourceRequest {
  readonly file: HandleDesc
}

/** What CloseResource takes, as it is sent. */
export interface CloseResourceRequestInit {
  readonly file: HandleLike
}

/** What CloseResource gives in place of its response when it fails. */
export interface CloseResourceError {
  readonly rc: number
}

/** The methods of demo.Files. */
export type FilesMethods = {
  /**
   * Transfers a handle with the right to read, and says how long the file is, and its SHA-256. rc
   * is a return code.
   */
  readonly OpenResource: {
    readonly in: { readonly id: Type<number> }
    readonly out: { readonly file: Type<HandleDesc, HandleLike>; readonly size: Type<number>; readonly digest: Type<Uint8Array> }
    readonly error: { readonly rc: Type<number> }
  }
  /** Reads a block of an open file. */
  readonly UseResource: {
    readonly in: { readonly file: Type<HandleDesc, HandleLike>; readonly offset: Type<number>; readonly length: Type<number> }
    readonly out: { readonly block: Type<Uint8Array> }
    readonly error: { readonly rc: Type<number> }
  }
  /** Revokes the handle and its descendants. */
  readonly CloseResource: {
    readonly in: { readonly file: Type<HandleDesc, HandleLike> }
    readonly error: { readonly rc: Type<number> }
  }
}

export type Files = Interface<FilesMethods>
export const Files: Files = /* @__PURE__ */ defineInterface(
  'demo.Files',
  {
    OpenResource: { in: { id: uint32 }, out: { file: handle, size: uint32, digest: /* @__PURE__ */ bytes(32) }, error: { rc: sint32 } },
    UseResource: { in: { file: handle, offset: uint32, length: uint32 }, out: { block: /* @__PURE__ */ bytes(BlockSize) }, error: { rc: sint32 } },
    CloseResource: { in: { file: handle }, error: { rc: sint32 } },
  },
  {
    code: {
      OpenResource: { request: openResourceRequestCodec, response: openResourceResponseCodec, error: openResourceErrorCodec },
      UseResource: { request: useResourceRequestCodec, response: useResourceResponseCodec, error: useResourceErrorCodec },
      CloseResource: { request: closeResourceRequestCodec, response: emptyCodec, error: closeResourceErrorCodec },
    },
  },
)

/** What a client calls: `connect(kos, Files, channel, endpoint)`. */
export type FilesProxy = Proxy<Files>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type FilesImplementation = Implementation<Files>

class OpenResourceRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get id(): number {
    return this.#view.getUint32(16, true)
  }
}

function openResourceRequestCodec(layout: Layout): CodecFunctions<OpenResourceRequest, OpenResourceRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { id } = value
      if (typeof id !== 'number' || id >>> 0 !== id) return -1
      view.setUint32(16, id, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        id: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new OpenResourceRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class OpenResourceResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get file(): HandleDesc {
    return getHandle(this.#view, 16, this.#handles)
  }

  get size(): number {
    return this.#view.getUint32(32, true)
  }

  get digest(): Uint8Array {
    return viewBytes(this.#view, 36, this.#arena)
  }
}

function openResourceResponseCodec(layout: Layout): CodecFunctions<OpenResourceResponseInit, OpenResourceResponse> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const file = takeHandle(value.file)
      const { size: size_, digest } = value
      let used = 0
      if (!putHandle(file, view, 16)) return -1
      if (typeof size_ !== 'number' || size_ >>> 0 !== size_) return -1
      view.setUint32(32, size_, true)
      const digestSize = writeBytes(digest, arena, used, 32)
      if (digestSize < 0) return -1
      putReference(view, 36, used, digestSize)
      used += digestSize
      putHeader(layout, view, riid)
      view.setUint32(44, 0, true)
      return used
    },
    decode(view, arena, handles) {
      return {
        file: getHandle(view, 16, handles),
        size: view.getUint32(32, true),
        digest: getBytes(view, 36, arena),
      }
    },
    lazy(view, arena, handles) {
      return new OpenResourceResponseView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(44, true) !== 0) return reservedFault(layout, 44)
      const file = handleFault(view, 16)
      if (file !== null) return faultOf(layout, 'file', file)
      const digest = bytesFault(view, 36, 32, arenaSize)
      if (digest !== null) return faultOf(layout, 'digest', digest)
      return null
    },
  }
}

class OpenResourceErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function openResourceErrorCodec(layout: Layout): CodecFunctions<OpenResourceError, OpenResourceError> {
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
      return new OpenResourceErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class UseResourceRequestView {
  readonly #view: DataView
  readonly #handles: HandleReader

  constructor(view: DataView, handles: HandleReader) {
    this.#view = view
    this.#handles = handles
  }

  get file(): HandleDesc {
    return getHandle(this.#view, 16, this.#handles)
  }

  get offset(): number {
    return this.#view.getUint32(32, true)
  }

  get length(): number {
    return this.#view.getUint32(36, true)
  }
}

function useResourceRequestCodec(layout: Layout): CodecFunctions<UseResourceRequestInit, UseResourceRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const file = takeHandle(value.file)
      const { offset, length } = value
      if (!putHandle(file, view, 16)) return -1
      if (typeof offset !== 'number' || offset >>> 0 !== offset) return -1
      view.setUint32(32, offset, true)
      if (typeof length !== 'number' || length >>> 0 !== length) return -1
      view.setUint32(36, length, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        file: getHandle(view, 16, handles),
        offset: view.getUint32(32, true),
        length: view.getUint32(36, true),
      }
    },
    lazy(view, _arena, handles) {
      return new UseResourceRequestView(view, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const file = handleFault(view, 16)
      if (file !== null) return faultOf(layout, 'file', file)
      return null
    },
  }
}

class UseResourceResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get block(): Uint8Array {
    return viewBytes(this.#view, 16, this.#arena)
  }
}

function useResourceResponseCodec(layout: Layout): CodecFunctions<UseResourceResponse, UseResourceResponse> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { block } = value
      let used = 0
      const blockSize = writeBytes(block, arena, used, 65536)
      if (blockSize < 0) return -1
      putReference(view, 16, used, blockSize)
      used += blockSize
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena) {
      return {
        block: getBytes(view, 16, arena),
      }
    },
    lazy(view, arena) {
      return new UseResourceResponseView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const block = bytesFault(view, 16, 65536, arenaSize)
      if (block !== null) return faultOf(layout, 'block', block)
      return null
    },
  }
}

class UseResourceErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function useResourceErrorCodec(layout: Layout): CodecFunctions<UseResourceError, UseResourceError> {
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
      return new UseResourceErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class CloseResourceRequestView {
  readonly #view: DataView
  readonly #handles: HandleReader

  constructor(view: DataView, handles: HandleReader) {
    this.#view = view
    this.#handles = handles
  }

  get file(): HandleDesc {
    return getHandle(this.#view, 16, this.#handles)
  }
}

function closeResourceRequestCodec(layout: Layout): CodecFunctions<CloseResourceRequestInit, CloseResourceRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const file = takeHandle(value.file)
      if (!putHandle(file, view, 16)) return -1
      putHeader(layout, view, riid)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        file: getHandle(view, 16, handles),
      }
    },
    lazy(view, _arena, handles) {
      return new CloseResourceRequestView(view, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const file = handleFault(view, 16)
      if (file !== null) return faultOf(layout, 'file', file)
      return null
    },
  }
}

class CloseResourceErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function closeResourceErrorCodec(layout: Layout): CodecFunctions<CloseResourceError, CloseResourceError> {
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
      return new CloseResourceErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
