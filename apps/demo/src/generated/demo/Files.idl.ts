// Made by `kos gen` from demo/Files.idl. Do not edit.
//
// The contract between FileServer and its clients: open a file, read blocks of it, close it.
/* eslint-disable */

import { bytes, defineInterface, handle, sint32, uint32 } from '@kos/libkos'
import type {
  CodecFunctions,
  CodecTools,
  HandleDesc,
  HandleLike,
  HandleReader,
  Implementation,
  Interface,
  Proxy,
  Type,
} from '@kos/libkos'

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
}

/** What OpenResource gives, as it is sent. */
export interface OpenResourceResponseInit {
  readonly file: HandleLike
  readonly size: number
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
  /** Lends a handle with the right to read. rc is a return code. */
  readonly OpenResource: {
    readonly in: { readonly id: Type<number> }
    readonly out: { readonly file: Type<HandleDesc, HandleLike>; readonly size: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
  /** Reads a block of an open file. */
  readonly UseResource: {
    readonly in: { readonly file: Type<HandleDesc, HandleLike>; readonly offset: Type<number>; readonly length: Type<number> }
    readonly out: { readonly block: Type<Uint8Array> }
    readonly error: { readonly rc: Type<number> }
  }
  /** Takes the handle back, from whoever has it by now. */
  readonly CloseResource: {
    readonly in: { readonly file: Type<HandleDesc, HandleLike> }
    readonly error: { readonly rc: Type<number> }
  }
}

export type Files = Interface<FilesMethods>
export const Files: Files = defineInterface(
  'demo.Files',
  {
    OpenResource: { in: { id: uint32 }, out: { file: handle, size: uint32 }, error: { rc: sint32 } },
    UseResource: { in: { file: handle, offset: uint32, length: uint32 }, out: { block: bytes(BlockSize) }, error: { rc: sint32 } },
    CloseResource: { in: { file: handle }, error: { rc: sint32 } },
  },
  {
    code: {
      OpenResource: { request: openResourceRequestCodec, response: openResourceResponseCodec, error: openResourceErrorCodec },
      UseResource: { request: useResourceRequestCodec, response: useResourceResponseCodec, error: useResourceErrorCodec },
      CloseResource: { request: closeResourceRequestCodec, response: closeResourceResponseCodec, error: closeResourceErrorCodec },
    },
  },
)

/** What a client calls: `connect(kos, Files, channel, endpoint)`. */
export type FilesProxy = Proxy<Files>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type FilesImplementation = Implementation<Files>

// The codecs of its messages.

function openResourceRequestCodec(tools: CodecTools): CodecFunctions<OpenResourceRequest, OpenResourceRequest> {
  const { layout, layoutFault } = tools
  class Lazy {
    #view: DataView
    constructor(view: DataView, _arena: Uint8Array, _handles: HandleReader) {
      this.#view = view
    }
    get id(): number { const view = this.#view
      return view.getUint32(16, true) }
  }
  return {
    encode(value, riid, view, _arena) {
      if (typeof value !== 'object' || value === null) return -1
      const v0 = value.id
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
      return { id: view.getUint32(16, true) }
    },
    lazy(view, arena, handles) { return new Lazy(view, arena, handles) },
    validate(view, size, arena, arenaSize) {
      if (size !== 24 || size > view.byteLength || view.getUint32(4, true) !== 0
        || view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 0) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "demo.Files.OpenResource request: the buffer is shorter than the arena"
      if (view.getUint32(20, true) !== 0) return "demo.Files.OpenResource request: reserved bytes at 20 are not zero"
      return null
    },
  }
}

function openResourceResponseCodec(tools: CodecTools): CodecFunctions<OpenResourceResponseInit, OpenResourceResponse> {
  const { layout, isMask, isUint32, layoutFault } = tools
  class Lazy {
    #view: DataView
    #handles: HandleReader
    constructor(view: DataView, _arena: Uint8Array, handles: HandleReader) {
      this.#view = view
      this.#handles = handles
    }
    get file(): HandleDesc { const view = this.#view, handles = this.#handles
      return handles.read(view.getUint32(16, true), view.getUint32(20, true), view.getUint32(24, true), view.getUint32(28, true)) }
    get size(): number { const view = this.#view
      return view.getUint32(32, true) }
  }
  return {
    encode(value, riid, view, _arena) {
      if (typeof value !== 'object' || value === null) return -1
      let v0: HandleLike = value.file, r0: number | undefined, b0: unknown
      if (typeof v0 === 'object' && v0 !== null) { r0 = v0.rights; b0 = typeof v0.dereferenced === 'boolean' ? undefined : v0.badge; v0 = v0.handle }
      const v1 = value.size
      let used = 0
      if (!isUint32(v0) || r0 !== undefined && !isMask(r0) || b0 !== undefined && !isUint32(b0)) return -1
      view.setUint32(16, v0, true)
      view.setUint32(20, r0 === undefined ? 0 : r0, true)
      view.setUint32(24, b0 === undefined ? 0 : b0, true)
      view.setUint32(28, r0 === undefined ? 2 : 0, true)
      if (typeof v1 !== 'number' || v1 >>> 0 !== v1) return -1
      view.setUint32(32, v1, true)
      view.setUint32(0, riid, true)
      view.setUint32(4, 65536, true)
      view.setUint32(8, 2, true)
      view.setUint32(12, 0, true)
      view.setUint32(36, 0, true)
      return used
    },
    decode(view, _arena, handles) {
      return { file: handles.read(view.getUint32(16, true), view.getUint32(20, true), view.getUint32(24, true), view.getUint32(28, true)),
        size: view.getUint32(32, true) }
    },
    lazy(view, arena, handles) { return new Lazy(view, arena, handles) },
    validate(view, size, arena, arenaSize) {
      if (size !== 40 || size > view.byteLength || view.getUint32(4, true) !== 65536
        || view.getUint32(8, true) !== 2 || view.getUint32(12, true) !== 0) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "demo.Files.OpenResource response: the buffer is shorter than the arena"
      if (view.getUint32(36, true) !== 0) return "demo.Files.OpenResource response: reserved bytes at 36 are not zero"
      if (view.getUint32(28, true) > 3) return "demo.Files.OpenResource response: file has unknown flags"
      return null
    },
  }
}

function openResourceErrorCodec(tools: CodecTools): CodecFunctions<OpenResourceError, OpenResourceError> {
  const { layout, layoutFault } = tools
  class Lazy {
    #view: DataView
    constructor(view: DataView, _arena: Uint8Array, _handles: HandleReader) {
      this.#view = view
    }
    get rc(): number { const view = this.#view
      return view.getInt32(16, true) }
  }
  return {
    encode(value, riid, view, _arena) {
      if (typeof value !== 'object' || value === null) return -1
      const v0 = value.rc
      let used = 0
      if (typeof v0 !== 'number' || (v0 | 0) !== v0) return -1
      view.setInt32(16, v0, true)
      view.setUint32(0, riid, true)
      view.setUint32(4, 0, true)
      view.setUint32(8, 0, true)
      view.setUint32(12, 16777216, true)
      view.setUint32(20, 0, true)
      return used
    },
    decode(view, _arena, _handles) {
      return { rc: view.getInt32(16, true) }
    },
    lazy(view, arena, handles) { return new Lazy(view, arena, handles) },
    validate(view, size, arena, arenaSize) {
      if (size !== 24 || size > view.byteLength || view.getUint32(4, true) !== 0
        || view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 16777216) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "demo.Files.OpenResource error response: the buffer is shorter than the arena"
      if (view.getUint32(20, true) !== 0) return "demo.Files.OpenResource error response: reserved bytes at 20 are not zero"
      return null
    },
  }
}

function useResourceRequestCodec(tools: CodecTools): CodecFunctions<UseResourceRequestInit, UseResourceRequest> {
  const { layout, isMask, isUint32, layoutFault } = tools
  class Lazy {
    #view: DataView
    #handles: HandleReader
    constructor(view: DataView, _arena: Uint8Array, handles: HandleReader) {
      this.#view = view
      this.#handles = handles
    }
    get file(): HandleDesc { const view = this.#view, handles = this.#handles
      return handles.read(view.getUint32(16, true), view.getUint32(20, true), view.getUint32(24, true), view.getUint32(28, true)) }
    get offset(): number { const view = this.#view
      return view.getUint32(32, true) }
    get length(): number { const view = this.#view
      return view.getUint32(36, true) }
  }
  return {
    encode(value, riid, view, _arena) {
      if (typeof value !== 'object' || value === null) return -1
      let v0: HandleLike = value.file, r0: number | undefined, b0: unknown
      if (typeof v0 === 'object' && v0 !== null) { r0 = v0.rights; b0 = typeof v0.dereferenced === 'boolean' ? undefined : v0.badge; v0 = v0.handle }
      const v1 = value.offset
      const v2 = value.length
      let used = 0
      if (!isUint32(v0) || r0 !== undefined && !isMask(r0) || b0 !== undefined && !isUint32(b0)) return -1
      view.setUint32(16, v0, true)
      view.setUint32(20, r0 === undefined ? 0 : r0, true)
      view.setUint32(24, b0 === undefined ? 0 : b0, true)
      view.setUint32(28, r0 === undefined ? 2 : 0, true)
      if (typeof v1 !== 'number' || v1 >>> 0 !== v1) return -1
      view.setUint32(32, v1, true)
      if (typeof v2 !== 'number' || v2 >>> 0 !== v2) return -1
      view.setUint32(36, v2, true)
      view.setUint32(0, riid, true)
      view.setUint32(4, 65537, true)
      view.setUint32(8, 2, true)
      view.setUint32(12, 0, true)
      return used
    },
    decode(view, _arena, handles) {
      return { file: handles.read(view.getUint32(16, true), view.getUint32(20, true), view.getUint32(24, true), view.getUint32(28, true)),
        offset: view.getUint32(32, true),
        length: view.getUint32(36, true) }
    },
    lazy(view, arena, handles) { return new Lazy(view, arena, handles) },
    validate(view, size, arena, arenaSize) {
      if (size !== 40 || size > view.byteLength || view.getUint32(4, true) !== 65537
        || view.getUint32(8, true) !== 2 || view.getUint32(12, true) !== 0) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "demo.Files.UseResource request: the buffer is shorter than the arena"
      if (view.getUint32(28, true) > 3) return "demo.Files.UseResource request: file has unknown flags"
      return null
    },
  }
}

function useResourceResponseCodec(tools: CodecTools): CodecFunctions<UseResourceResponse, UseResourceResponse> {
  const { layout, copyBytes, layoutFault, overlaps, part, writeBytes } = tools
  class Lazy {
    #view: DataView
    #arena: Uint8Array
    constructor(view: DataView, arena: Uint8Array, _handles: HandleReader) {
      this.#view = view
      this.#arena = arena
    }
    get block(): Uint8Array { const view = this.#view, arena = this.#arena
      return part(arena, view.getUint32(16, true), view.getUint32(20, true)) }
  }
  return {
    encode(value, riid, view, arena) {
      if (typeof value !== 'object' || value === null) return -1
      const v0 = value.block
      let used = 0
      const n0 = writeBytes(v0, arena, used, 65536)
      if (n0 < 0) return -1
      view.setUint32(16, used, true)
      view.setUint32(20, n0, true)
      used += n0
      view.setUint32(0, riid, true)
      view.setUint32(4, 1, true)
      view.setUint32(8, 0, true)
      view.setUint32(12, 0, true)
      return used
    },
    decode(view, arena, _handles) {
      return { block: copyBytes(arena, view.getUint32(16, true), view.getUint32(20, true)) }
    },
    lazy(view, arena, handles) { return new Lazy(view, arena, handles) },
    validate(view, size, arena, arenaSize) {
      if (size !== 24 || size > view.byteLength || view.getUint32(4, true) !== 1
        || view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 0) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "demo.Files.UseResource response: the buffer is shorter than the arena"
      let at = 0, n = 0
      let end = 0, mixed = false
      at = view.getUint32(16, true)
      n = view.getUint32(20, true)
      if (n > 65536) return "demo.Files.UseResource response: block is over its limit"
      if (at + n > arenaSize) return "demo.Files.UseResource response: block lies outside the arena"
      if (at < end) mixed = true
      end = at + n
      return mixed && overlaps(layout, view, arena) ? "demo.Files.UseResource response: parameters overlap in the arena" : null
    },
  }
}

function useResourceErrorCodec(tools: CodecTools): CodecFunctions<UseResourceError, UseResourceError> {
  const { layout, layoutFault } = tools
  class Lazy {
    #view: DataView
    constructor(view: DataView, _arena: Uint8Array, _handles: HandleReader) {
      this.#view = view
    }
    get rc(): number { const view = this.#view
      return view.getInt32(16, true) }
  }
  return {
    encode(value, riid, view, _arena) {
      if (typeof value !== 'object' || value === null) return -1
      const v0 = value.rc
      let used = 0
      if (typeof v0 !== 'number' || (v0 | 0) !== v0) return -1
      view.setInt32(16, v0, true)
      view.setUint32(0, riid, true)
      view.setUint32(4, 1, true)
      view.setUint32(8, 0, true)
      view.setUint32(12, 16777216, true)
      view.setUint32(20, 0, true)
      return used
    },
    decode(view, _arena, _handles) {
      return { rc: view.getInt32(16, true) }
    },
    lazy(view, arena, handles) { return new Lazy(view, arena, handles) },
    validate(view, size, arena, arenaSize) {
      if (size !== 24 || size > view.byteLength || view.getUint32(4, true) !== 1
        || view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 16777216) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "demo.Files.UseResource error response: the buffer is shorter than the arena"
      if (view.getUint32(20, true) !== 0) return "demo.Files.UseResource error response: reserved bytes at 20 are not zero"
      return null
    },
  }
}

function closeResourceRequestCodec(tools: CodecTools): CodecFunctions<CloseResourceRequestInit, CloseResourceRequest> {
  const { layout, isMask, isUint32, layoutFault } = tools
  class Lazy {
    #view: DataView
    #handles: HandleReader
    constructor(view: DataView, _arena: Uint8Array, handles: HandleReader) {
      this.#view = view
      this.#handles = handles
    }
    get file(): HandleDesc { const view = this.#view, handles = this.#handles
      return handles.read(view.getUint32(16, true), view.getUint32(20, true), view.getUint32(24, true), view.getUint32(28, true)) }
  }
  return {
    encode(value, riid, view, _arena) {
      if (typeof value !== 'object' || value === null) return -1
      let v0: HandleLike = value.file, r0: number | undefined, b0: unknown
      if (typeof v0 === 'object' && v0 !== null) { r0 = v0.rights; b0 = typeof v0.dereferenced === 'boolean' ? undefined : v0.badge; v0 = v0.handle }
      let used = 0
      if (!isUint32(v0) || r0 !== undefined && !isMask(r0) || b0 !== undefined && !isUint32(b0)) return -1
      view.setUint32(16, v0, true)
      view.setUint32(20, r0 === undefined ? 0 : r0, true)
      view.setUint32(24, b0 === undefined ? 0 : b0, true)
      view.setUint32(28, r0 === undefined ? 2 : 0, true)
      view.setUint32(0, riid, true)
      view.setUint32(4, 65538, true)
      view.setUint32(8, 2, true)
      view.setUint32(12, 0, true)
      return used
    },
    decode(view, _arena, handles) {
      return { file: handles.read(view.getUint32(16, true), view.getUint32(20, true), view.getUint32(24, true), view.getUint32(28, true)) }
    },
    lazy(view, arena, handles) { return new Lazy(view, arena, handles) },
    validate(view, size, arena, arenaSize) {
      if (size !== 32 || size > view.byteLength || view.getUint32(4, true) !== 65538
        || view.getUint32(8, true) !== 2 || view.getUint32(12, true) !== 0) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "demo.Files.CloseResource request: the buffer is shorter than the arena"
      if (view.getUint32(28, true) > 3) return "demo.Files.CloseResource request: file has unknown flags"
      return null
    },
  }
}

function closeResourceResponseCodec(tools: CodecTools): CodecFunctions<object, object> {
  const { layout, layoutFault } = tools
  return {
    encode(_value, riid, view, _arena) {
      let used = 0
      view.setUint32(0, riid, true)
      view.setUint32(4, 2, true)
      view.setUint32(8, 0, true)
      view.setUint32(12, 0, true)
      return used
    },
    decode(_view, _arena, _handles) {
      return {}
    },
    lazy() { return {} },
    validate(view, size, arena, arenaSize) {
      if (size !== 16 || size > view.byteLength || view.getUint32(4, true) !== 2
        || view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 0) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "demo.Files.CloseResource response: the buffer is shorter than the arena"
      return null
    },
  }
}

function closeResourceErrorCodec(tools: CodecTools): CodecFunctions<CloseResourceError, CloseResourceError> {
  const { layout, layoutFault } = tools
  class Lazy {
    #view: DataView
    constructor(view: DataView, _arena: Uint8Array, _handles: HandleReader) {
      this.#view = view
    }
    get rc(): number { const view = this.#view
      return view.getInt32(16, true) }
  }
  return {
    encode(value, riid, view, _arena) {
      if (typeof value !== 'object' || value === null) return -1
      const v0 = value.rc
      let used = 0
      if (typeof v0 !== 'number' || (v0 | 0) !== v0) return -1
      view.setInt32(16, v0, true)
      view.setUint32(0, riid, true)
      view.setUint32(4, 2, true)
      view.setUint32(8, 0, true)
      view.setUint32(12, 16777216, true)
      view.setUint32(20, 0, true)
      return used
    },
    decode(view, _arena, _handles) {
      return { rc: view.getInt32(16, true) }
    },
    lazy(view, arena, handles) { return new Lazy(view, arena, handles) },
    validate(view, size, arena, arenaSize) {
      if (size !== 24 || size > view.byteLength || view.getUint32(4, true) !== 2
        || view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 16777216) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "demo.Files.CloseResource error response: the buffer is shorter than the arena"
      if (view.getUint32(20, true) !== 0) return "demo.Files.CloseResource error response: reserved bytes at 20 are not zero"
      return null
    },
  }
}
