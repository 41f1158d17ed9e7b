// Made by `kos gen` from kl/VfsSession.idl. Do not edit.
//
// A session: the files of one client by path, from its root and working directory, with its user and
// umask.
//
// A result is 0 or more, or a negated error number of errno.h. A base is the number of an open file
// of this session, as Open answered it; 0 is the working directory. Flags, modes and marks have the
// values of Linux.
/* eslint-disable */

import { defineInterface, handleOf, sint32, sint64, uint32 } from '@kos/libkos'
import type { Capability, CapabilityLike, Implementation, Interface, Proxy, Type } from '@kos/libkos'
import {
  Arena,
  arenaView,
  emptyCodec,
  faultOf,
  follows,
  getBytes,
  getHandle,
  getText,
  handleFault,
  isObject,
  messageFault,
  overlapFault,
  overlaps,
  putHandle,
  putHeader,
  putReference,
  reservedFault,
  takeHandle,
  textFault,
  viewBytes,
  writeText,
} from '@kos/libkos/codec'
import type { CodecFunctions, HandleReader, Layout } from '@kos/libkos/codec'
import { FsStat, FsStatCodec, Path, Stat, StatCodec, Time, TimeCodec } from './VfsTypes.idl.ts'
import { VfsFile } from './VfsFile.idl.ts'

/** What Open takes. */
export interface OpenRequest {
  readonly base: number
  readonly path: Path
  readonly flags: number
  readonly mode: number
}

/** What Open gives. */
export interface OpenResponse {
  readonly result: number
  readonly type: number
  readonly number: number
  readonly file: Capability<VfsFile>
}

/** What Open gives, as it is sent. */
export interface OpenResponseInit {
  readonly result: number
  readonly type: number
  readonly number: number
  readonly file: CapabilityLike<VfsFile>
}

/** What Stat takes. */
export interface StatRequest {
  readonly base: number
  readonly path: Path
  readonly flags: number
}

/** What Stat gives. */
export interface StatResponse {
  readonly result: number
  readonly stat: Stat
}

/** What StatFs takes. */
export interface StatFsRequest {
  readonly base: number
  readonly path: Path
}

/** What StatFs gives. */
export interface StatFsResponse {
  readonly result: number
  readonly stat: FsStat
}

/** What Access takes. */
export interface AccessRequest {
  readonly base: number
  readonly path: Path
  readonly wanted: number
  readonly flags: number
}

/** What Access gives. */
export interface AccessResponse {
  readonly result: number
}

/** What ReadLink takes. */
export interface ReadLinkRequest {
  readonly base: number
  readonly path: Path
}

/** What ReadLink gives. */
export interface ReadLinkResponse {
  readonly result: number
  readonly target: Path
}

/** What Chmod takes. */
export interface ChmodRequest {
  readonly base: number
  readonly path: Path
  readonly mode: number
  readonly flags: number
}

/** What Chmod gives. */
export interface ChmodResponse {
  readonly result: number
}

/** What Chown takes. */
export interface ChownRequest {
  readonly base: number
  readonly path: Path
  readonly uid: number
  readonly gid: number
  readonly flags: number
}

/** What Chown gives. */
export interface ChownResponse {
  readonly result: number
}

/** What Truncate takes. */
export interface TruncateRequest {
  readonly path: Path
  readonly size: bigint
}

/** What Truncate gives. */
export interface TruncateResponse {
  readonly result: number
}

/** What SetTimes takes. */
export interface SetTimesRequest {
  readonly base: number
  readonly path: Path
  readonly atime: Time
  readonly mtime: Time
  readonly flags: number
}

/** What SetTimes gives. */
export interface SetTimesResponse {
  readonly result: number
}

/** What MakeDir takes. */
export interface MakeDirRequest {
  readonly base: number
  readonly path: Path
  readonly mode: number
}

/** What MakeDir gives. */
export interface MakeDirResponse {
  readonly result: number
}

/** What MakeNode takes. */
export interface MakeNodeRequest {
  readonly base: number
  readonly path: Path
  readonly mode: number
}

/** What MakeNode gives. */
export interface MakeNodeResponse {
  readonly result: number
}

/** What SymLink takes. */
export interface SymLinkRequest {
  readonly target: Path
  readonly base: number
  readonly path: Path
}

/** What SymLink gives. */
export interface SymLinkResponse {
  readonly result: number
}

/** What Link takes. */
export interface LinkRequest {
  readonly base: number
  readonly path: Path
  readonly newBase: number
  readonly newPath: Path
  readonly flags: number
}

/** What Link gives. */
export interface LinkResponse {
  readonly result: number
}

/** What Unlink takes. */
export interface UnlinkRequest {
  readonly base: number
  readonly path: Path
}

/** What Unlink gives. */
export interface UnlinkResponse {
  readonly result: number
}

/** What RemoveDir takes. */
export interface RemoveDirRequest {
  readonly base: number
  readonly path: Path
}

/** What RemoveDir gives. */
export interface RemoveDirResponse {
  readonly result: number
}

/** What Rename takes. */
export interface RenameRequest {
  readonly base: number
  readonly path: Path
  readonly newBase: number
  readonly newPath: Path
}

/** What Rename gives. */
export interface RenameResponse {
  readonly result: number
}

/** What ChangeDir takes. */
export interface ChangeDirRequest {
  readonly base: number
  readonly path: Path
}

/** What ChangeDir gives. */
export interface ChangeDirResponse {
  readonly result: number
}

/** What ChangeRoot takes. */
export interface ChangeRootRequest {
  readonly path: Path
}

/** What ChangeRoot gives. */
export interface ChangeRootResponse {
  readonly result: number
}

/** What WorkingDir gives. */
export interface WorkingDirResponse {
  readonly result: number
  readonly path: Path
}

/** What SetId takes. */
export interface SetIdRequest {
  readonly rule: number
  readonly id: number
}

/** What SetId gives. */
export interface SetIdResponse {
  readonly result: number
}

/** What SetMask takes. */
export interface SetMaskRequest {
  readonly mask: number
}

/** What SetMask gives. */
export interface SetMaskResponse {
  readonly result: number
}

/** The methods of kl.VfsSession. */
export type VfsSessionMethods = {
  /** type is S_IFREG, S_IFDIR and so on, number is for bases. */
  readonly Open: {
    readonly in: { readonly base: Type<number>; readonly path: Type<Path>; readonly flags: Type<number>; readonly mode: Type<number> }
    readonly out: { readonly result: Type<number>; readonly type: Type<number>; readonly number: Type<number>; readonly file: Type<Capability<VfsFile>, CapabilityLike<VfsFile>> }
  }
  readonly Stat: {
    readonly in: { readonly base: Type<number>; readonly path: Type<Path>; readonly flags: Type<number> }
    readonly out: { readonly result: Type<number>; readonly stat: Type<Stat> }
  }
  readonly StatFs: {
    readonly in: { readonly base: Type<number>; readonly path: Type<Path> }
    readonly out: { readonly result: Type<number>; readonly stat: Type<FsStat> }
  }
  readonly Access: {
    readonly in: { readonly base: Type<number>; readonly path: Type<Path>; readonly wanted: Type<number>; readonly flags: Type<number> }
    readonly out: { readonly result: Type<number> }
  }
  readonly ReadLink: {
    readonly in: { readonly base: Type<number>; readonly path: Type<Path> }
    readonly out: { readonly result: Type<number>; readonly target: Type<Path> }
  }
  readonly Chmod: {
    readonly in: { readonly base: Type<number>; readonly path: Type<Path>; readonly mode: Type<number>; readonly flags: Type<number> }
    readonly out: { readonly result: Type<number> }
  }
  /** An id of 2^32 - 1 stays as it is. */
  readonly Chown: {
    readonly in: { readonly base: Type<number>; readonly path: Type<Path>; readonly uid: Type<number>; readonly gid: Type<number>; readonly flags: Type<number> }
    readonly out: { readonly result: Type<number> }
  }
  readonly Truncate: {
    readonly in: { readonly path: Type<Path>; readonly size: Type<bigint> }
    readonly out: { readonly result: Type<number> }
  }
  readonly SetTimes: {
    readonly in: { readonly base: Type<number>; readonly path: Type<Path>; readonly atime: Type<Time>; readonly mtime: Type<Time>; readonly flags: Type<number> }
    readonly out: { readonly result: Type<number> }
  }
  readonly MakeDir: {
    readonly in: { readonly base: Type<number>; readonly path: Type<Path>; readonly mode: Type<number> }
    readonly out: { readonly result: Type<number> }
  }
  readonly MakeNode: {
    readonly in: { readonly base: Type<number>; readonly path: Type<Path>; readonly mode: Type<number> }
    readonly out: { readonly result: Type<number> }
  }
  readonly SymLink: {
    readonly in: { readonly target: Type<Path>; readonly base: Type<number>; readonly path: Type<Path> }
    readonly out: { readonly result: Type<number> }
  }
  readonly Link: {
    readonly in: { readonly base: Type<number>; readonly path: Type<Path>; readonly newBase: Type<number>; readonly newPath: Type<Path>; readonly flags: Type<number> }
    readonly out: { readonly result: Type<number> }
  }
  readonly Unlink: {
    readonly in: { readonly base: Type<number>; readonly path: Type<Path> }
    readonly out: { readonly result: Type<number> }
  }
  readonly RemoveDir: {
    readonly in: { readonly base: Type<number>; readonly path: Type<Path> }
    readonly out: { readonly result: Type<number> }
  }
  readonly Rename: {
    readonly in: { readonly base: Type<number>; readonly path: Type<Path>; readonly newBase: Type<number>; readonly newPath: Type<Path> }
    readonly out: { readonly result: Type<number> }
  }
  readonly ChangeDir: {
    readonly in: { readonly base: Type<number>; readonly path: Type<Path> }
    readonly out: { readonly result: Type<number> }
  }
  readonly ChangeRoot: {
    readonly in: { readonly path: Type<Path> }
    readonly out: { readonly result: Type<number> }
  }
  readonly WorkingDir: {
    readonly out: { readonly result: Type<number>; readonly path: Type<Path> }
  }
  /** Changes ids: rule is 0 for setuid, 1 for seteuid, 2 for setgid, 3 for setegid. */
  readonly SetId: {
    readonly in: { readonly rule: Type<number>; readonly id: Type<number> }
    readonly out: { readonly result: Type<number> }
  }
  /** The result is the mask before. */
  readonly SetMask: {
    readonly in: { readonly mask: Type<number> }
    readonly out: { readonly result: Type<number> }
  }
}

export type VfsSession = Interface<VfsSessionMethods>
export const VfsSession: VfsSession = /* @__PURE__ */ defineInterface(
  'kl.VfsSession',
  {
    Open: { in: { base: uint32, path: Path, flags: uint32, mode: uint32 }, out: { result: sint32, type: uint32, number: uint32, file: handleOf(() => VfsFile) } },
    Stat: { in: { base: uint32, path: Path, flags: uint32 }, out: { result: sint32, stat: Stat } },
    StatFs: { in: { base: uint32, path: Path }, out: { result: sint32, stat: FsStat } },
    Access: { in: { base: uint32, path: Path, wanted: uint32, flags: uint32 }, out: { result: sint32 } },
    ReadLink: { in: { base: uint32, path: Path }, out: { result: sint32, target: Path } },
    Chmod: { in: { base: uint32, path: Path, mode: uint32, flags: uint32 }, out: { result: sint32 } },
    Chown: { in: { base: uint32, path: Path, uid: uint32, gid: uint32, flags: uint32 }, out: { result: sint32 } },
    Truncate: { in: { path: Path, size: sint64 }, out: { result: sint32 } },
    SetTimes: { in: { base: uint32, path: Path, atime: Time, mtime: Time, flags: uint32 }, out: { result: sint32 } },
    MakeDir: { in: { base: uint32, path: Path, mode: uint32 }, out: { result: sint32 } },
    MakeNode: { in: { base: uint32, path: Path, mode: uint32 }, out: { result: sint32 } },
    SymLink: { in: { target: Path, base: uint32, path: Path }, out: { result: sint32 } },
    Link: { in: { base: uint32, path: Path, newBase: uint32, newPath: Path, flags: uint32 }, out: { result: sint32 } },
    Unlink: { in: { base: uint32, path: Path }, out: { result: sint32 } },
    RemoveDir: { in: { base: uint32, path: Path }, out: { result: sint32 } },
    Rename: { in: { base: uint32, path: Path, newBase: uint32, newPath: Path }, out: { result: sint32 } },
    ChangeDir: { in: { base: uint32, path: Path }, out: { result: sint32 } },
    ChangeRoot: { in: { path: Path }, out: { result: sint32 } },
    WorkingDir: { out: { result: sint32, path: Path } },
    SetId: { in: { rule: uint32, id: uint32 }, out: { result: sint32 } },
    SetMask: { in: { mask: uint32 }, out: { result: sint32 } },
  },
  {
    code: {
      Open: { request: openRequestCodec, response: openResponseCodec },
      Stat: { request: statRequestCodec, response: statResponseCodec },
      StatFs: { request: statFsRequestCodec, response: statFsResponseCodec },
      Access: { request: accessRequestCodec, response: accessResponseCodec },
      ReadLink: { request: readLinkRequestCodec, response: readLinkResponseCodec },
      Chmod: { request: chmodRequestCodec, response: chmodResponseCodec },
      Chown: { request: chownRequestCodec, response: chownResponseCodec },
      Truncate: { request: truncateRequestCodec, response: truncateResponseCodec },
      SetTimes: { request: setTimesRequestCodec, response: setTimesResponseCodec },
      MakeDir: { request: makeDirRequestCodec, response: makeDirResponseCodec },
      MakeNode: { request: makeNodeRequestCodec, response: makeNodeResponseCodec },
      SymLink: { request: symLinkRequestCodec, response: symLinkResponseCodec },
      Link: { request: linkRequestCodec, response: linkResponseCodec },
      Unlink: { request: unlinkRequestCodec, response: unlinkResponseCodec },
      RemoveDir: { request: removeDirRequestCodec, response: removeDirResponseCodec },
      Rename: { request: renameRequestCodec, response: renameResponseCodec },
      ChangeDir: { request: changeDirRequestCodec, response: changeDirResponseCodec },
      ChangeRoot: { request: changeRootRequestCodec, response: changeRootResponseCodec },
      WorkingDir: { request: emptyCodec, response: workingDirResponseCodec },
      SetId: { request: setIdRequestCodec, response: setIdResponseCodec },
      SetMask: { request: setMaskRequestCodec, response: setMaskResponseCodec },
    },
  },
)

/** What a client calls: `connect(kos, VfsSession, channel, endpoint)`. */
export type VfsSessionProxy = Proxy<VfsSession>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type VfsSessionImplementation = Implementation<VfsSession>

function interfaceOfVfsFile(): VfsFile {
  return VfsFile
}

class OpenRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get base(): number {
    return this.#view.getUint32(16, true)
  }

  get path(): Path {
    return getText(this.#view, 20, this.#arena)
  }

  get flags(): number {
    return this.#view.getUint32(28, true)
  }

  get mode(): number {
    return this.#view.getUint32(32, true)
  }
}

function openRequestCodec(layout: Layout): CodecFunctions<OpenRequest, OpenRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { base, path, flags, mode } = value
      let used = 0
      if (typeof base !== 'number' || base >>> 0 !== base) return -1
      view.setUint32(16, base, true)
      const pathSize = writeText(path, arena, used, 4095)
      if (pathSize < 0) return -1
      putReference(view, 20, used, pathSize)
      used += pathSize
      if (typeof flags !== 'number' || flags >>> 0 !== flags) return -1
      view.setUint32(28, flags, true)
      if (typeof mode !== 'number' || mode >>> 0 !== mode) return -1
      view.setUint32(32, mode, true)
      putHeader(layout, view, riid)
      view.setUint32(36, 0, true)
      return used
    },
    decode(view, arena) {
      return {
        base: view.getUint32(16, true),
        path: getText(view, 20, arena),
        flags: view.getUint32(28, true),
        mode: view.getUint32(32, true),
      }
    },
    lazy(view, arena) {
      return new OpenRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(36, true) !== 0) return reservedFault(layout, 36)
      const path = textFault(view, 20, 4095, arena, arenaSize)
      if (path !== null) return faultOf(layout, 'path', path)
      return null
    },
  }
}

class OpenResponseView {
  readonly #view: DataView
  readonly #handles: HandleReader

  constructor(view: DataView, handles: HandleReader) {
    this.#view = view
    this.#handles = handles
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }

  get type(): number {
    return this.#view.getUint32(20, true)
  }

  get number(): number {
    return this.#view.getUint32(24, true)
  }

  get file(): Capability<VfsFile> {
    return getHandle(this.#view, 32, this.#handles, interfaceOfVfsFile)
  }
}

function openResponseCodec(layout: Layout): CodecFunctions<OpenResponseInit, OpenResponse> {
  return {
    encode(value, riid, view, _arena, writer) {
      if (!isObject(value)) return -1
      const { result, type, number } = value
      const file = takeHandle(value.file, writer, interfaceOfVfsFile)
      if (typeof result !== 'number' || (result | 0) !== result) return -1
      view.setInt32(16, result, true)
      if (typeof type !== 'number' || type >>> 0 !== type) return -1
      view.setUint32(20, type, true)
      if (typeof number !== 'number' || number >>> 0 !== number) return -1
      view.setUint32(24, number, true)
      if (!putHandle(file, view, 32)) return -1
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        result: view.getInt32(16, true),
        type: view.getUint32(20, true),
        number: view.getUint32(24, true),
        file: getHandle(view, 32, handles, interfaceOfVfsFile),
      }
    },
    lazy(view, _arena, handles) {
      return new OpenResponseView(view, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      const file = handleFault(view, 32)
      if (file !== null) return faultOf(layout, 'file', file)
      return null
    },
  }
}

class StatRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get base(): number {
    return this.#view.getUint32(16, true)
  }

  get path(): Path {
    return getText(this.#view, 20, this.#arena)
  }

  get flags(): number {
    return this.#view.getUint32(28, true)
  }
}

function statRequestCodec(layout: Layout): CodecFunctions<StatRequest, StatRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { base, path, flags } = value
      let used = 0
      if (typeof base !== 'number' || base >>> 0 !== base) return -1
      view.setUint32(16, base, true)
      const pathSize = writeText(path, arena, used, 4095)
      if (pathSize < 0) return -1
      putReference(view, 20, used, pathSize)
      used += pathSize
      if (typeof flags !== 'number' || flags >>> 0 !== flags) return -1
      view.setUint32(28, flags, true)
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena) {
      return {
        base: view.getUint32(16, true),
        path: getText(view, 20, arena),
        flags: view.getUint32(28, true),
      }
    },
    lazy(view, arena) {
      return new StatRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const path = textFault(view, 20, 4095, arena, arenaSize)
      if (path !== null) return faultOf(layout, 'path', path)
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

class StatFsRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get base(): number {
    return this.#view.getUint32(16, true)
  }

  get path(): Path {
    return getText(this.#view, 20, this.#arena)
  }
}

function statFsRequestCodec(layout: Layout): CodecFunctions<StatFsRequest, StatFsRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { base, path } = value
      let used = 0
      if (typeof base !== 'number' || base >>> 0 !== base) return -1
      view.setUint32(16, base, true)
      const pathSize = writeText(path, arena, used, 4095)
      if (pathSize < 0) return -1
      putReference(view, 20, used, pathSize)
      used += pathSize
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return used
    },
    decode(view, arena) {
      return {
        base: view.getUint32(16, true),
        path: getText(view, 20, arena),
      }
    },
    lazy(view, arena) {
      return new StatFsRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      const path = textFault(view, 20, 4095, arena, arenaSize)
      if (path !== null) return faultOf(layout, 'path', path)
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

class AccessRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get base(): number {
    return this.#view.getUint32(16, true)
  }

  get path(): Path {
    return getText(this.#view, 20, this.#arena)
  }

  get wanted(): number {
    return this.#view.getUint32(28, true)
  }

  get flags(): number {
    return this.#view.getUint32(32, true)
  }
}

function accessRequestCodec(layout: Layout): CodecFunctions<AccessRequest, AccessRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { base, path, wanted, flags } = value
      let used = 0
      if (typeof base !== 'number' || base >>> 0 !== base) return -1
      view.setUint32(16, base, true)
      const pathSize = writeText(path, arena, used, 4095)
      if (pathSize < 0) return -1
      putReference(view, 20, used, pathSize)
      used += pathSize
      if (typeof wanted !== 'number' || wanted >>> 0 !== wanted) return -1
      view.setUint32(28, wanted, true)
      if (typeof flags !== 'number' || flags >>> 0 !== flags) return -1
      view.setUint32(32, flags, true)
      putHeader(layout, view, riid)
      view.setUint32(36, 0, true)
      return used
    },
    decode(view, arena) {
      return {
        base: view.getUint32(16, true),
        path: getText(view, 20, arena),
        wanted: view.getUint32(28, true),
        flags: view.getUint32(32, true),
      }
    },
    lazy(view, arena) {
      return new AccessRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(36, true) !== 0) return reservedFault(layout, 36)
      const path = textFault(view, 20, 4095, arena, arenaSize)
      if (path !== null) return faultOf(layout, 'path', path)
      return null
    },
  }
}

class AccessResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function accessResponseCodec(layout: Layout): CodecFunctions<AccessResponse, AccessResponse> {
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
      return new AccessResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ReadLinkRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get base(): number {
    return this.#view.getUint32(16, true)
  }

  get path(): Path {
    return getText(this.#view, 20, this.#arena)
  }
}

function readLinkRequestCodec(layout: Layout): CodecFunctions<ReadLinkRequest, ReadLinkRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { base, path } = value
      let used = 0
      if (typeof base !== 'number' || base >>> 0 !== base) return -1
      view.setUint32(16, base, true)
      const pathSize = writeText(path, arena, used, 4095)
      if (pathSize < 0) return -1
      putReference(view, 20, used, pathSize)
      used += pathSize
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return used
    },
    decode(view, arena) {
      return {
        base: view.getUint32(16, true),
        path: getText(view, 20, arena),
      }
    },
    lazy(view, arena) {
      return new ReadLinkRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      const path = textFault(view, 20, 4095, arena, arenaSize)
      if (path !== null) return faultOf(layout, 'path', path)
      return null
    },
  }
}

class ReadLinkResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }

  get target(): Path {
    return getText(this.#view, 20, this.#arena)
  }
}

function readLinkResponseCodec(layout: Layout): CodecFunctions<ReadLinkResponse, ReadLinkResponse> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { result, target } = value
      let used = 0
      if (typeof result !== 'number' || (result | 0) !== result) return -1
      view.setInt32(16, result, true)
      const targetSize = writeText(target, arena, used, 4095)
      if (targetSize < 0) return -1
      putReference(view, 20, used, targetSize)
      used += targetSize
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return used
    },
    decode(view, arena) {
      return {
        result: view.getInt32(16, true),
        target: getText(view, 20, arena),
      }
    },
    lazy(view, arena) {
      return new ReadLinkResponseView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      const target = textFault(view, 20, 4095, arena, arenaSize)
      if (target !== null) return faultOf(layout, 'target', target)
      return null
    },
  }
}

class ChmodRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get base(): number {
    return this.#view.getUint32(16, true)
  }

  get path(): Path {
    return getText(this.#view, 20, this.#arena)
  }

  get mode(): number {
    return this.#view.getUint32(28, true)
  }

  get flags(): number {
    return this.#view.getUint32(32, true)
  }
}

function chmodRequestCodec(layout: Layout): CodecFunctions<ChmodRequest, ChmodRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { base, path, mode, flags } = value
      let used = 0
      if (typeof base !== 'number' || base >>> 0 !== base) return -1
      view.setUint32(16, base, true)
      const pathSize = writeText(path, arena, used, 4095)
      if (pathSize < 0) return -1
      putReference(view, 20, used, pathSize)
      used += pathSize
      if (typeof mode !== 'number' || mode >>> 0 !== mode) return -1
      view.setUint32(28, mode, true)
      if (typeof flags !== 'number' || flags >>> 0 !== flags) return -1
      view.setUint32(32, flags, true)
      putHeader(layout, view, riid)
      view.setUint32(36, 0, true)
      return used
    },
    decode(view, arena) {
      return {
        base: view.getUint32(16, true),
        path: getText(view, 20, arena),
        mode: view.getUint32(28, true),
        flags: view.getUint32(32, true),
      }
    },
    lazy(view, arena) {
      return new ChmodRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(36, true) !== 0) return reservedFault(layout, 36)
      const path = textFault(view, 20, 4095, arena, arenaSize)
      if (path !== null) return faultOf(layout, 'path', path)
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
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get base(): number {
    return this.#view.getUint32(16, true)
  }

  get path(): Path {
    return getText(this.#view, 20, this.#arena)
  }

  get uid(): number {
    return this.#view.getUint32(28, true)
  }

  get gid(): number {
    return this.#view.getUint32(32, true)
  }

  get flags(): number {
    return this.#view.getUint32(36, true)
  }
}

function chownRequestCodec(layout: Layout): CodecFunctions<ChownRequest, ChownRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { base, path, uid, gid, flags } = value
      let used = 0
      if (typeof base !== 'number' || base >>> 0 !== base) return -1
      view.setUint32(16, base, true)
      const pathSize = writeText(path, arena, used, 4095)
      if (pathSize < 0) return -1
      putReference(view, 20, used, pathSize)
      used += pathSize
      if (typeof uid !== 'number' || uid >>> 0 !== uid) return -1
      view.setUint32(28, uid, true)
      if (typeof gid !== 'number' || gid >>> 0 !== gid) return -1
      view.setUint32(32, gid, true)
      if (typeof flags !== 'number' || flags >>> 0 !== flags) return -1
      view.setUint32(36, flags, true)
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena) {
      return {
        base: view.getUint32(16, true),
        path: getText(view, 20, arena),
        uid: view.getUint32(28, true),
        gid: view.getUint32(32, true),
        flags: view.getUint32(36, true),
      }
    },
    lazy(view, arena) {
      return new ChownRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const path = textFault(view, 20, 4095, arena, arenaSize)
      if (path !== null) return faultOf(layout, 'path', path)
      return null
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

class TruncateRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get path(): Path {
    return getText(this.#view, 16, this.#arena)
  }

  get size(): bigint {
    return this.#view.getBigInt64(24, true)
  }
}

function truncateRequestCodec(layout: Layout): CodecFunctions<TruncateRequest, TruncateRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { path, size: size_ } = value
      let used = 0
      const pathSize = writeText(path, arena, used, 4095)
      if (pathSize < 0) return -1
      putReference(view, 16, used, pathSize)
      used += pathSize
      if (typeof size_ !== 'bigint' || BigInt.asIntN(64, size_) !== size_) return -1
      view.setBigInt64(24, size_, true)
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena) {
      return {
        path: getText(view, 16, arena),
        size: view.getBigInt64(24, true),
      }
    },
    lazy(view, arena) {
      return new TruncateRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const path = textFault(view, 16, 4095, arena, arenaSize)
      if (path !== null) return faultOf(layout, 'path', path)
      return null
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

class SetTimesRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get base(): number {
    return this.#view.getUint32(16, true)
  }

  get path(): Path {
    return getText(this.#view, 20, this.#arena)
  }

  get atime(): Time {
    return TimeCodec.get(this.#view, 32, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }

  get mtime(): Time {
    return TimeCodec.get(this.#view, 48, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }

  get flags(): number {
    return this.#view.getUint32(64, true)
  }
}

function setTimesRequestCodec(layout: Layout): CodecFunctions<SetTimesRequest, SetTimesRequest> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const { base, path } = value
      const atime = TimeCodec.take(value.atime, writer)
      const mtime = TimeCodec.take(value.mtime, writer)
      const { flags } = value
      const data = arenaView(arena)
      let used = 0
      if (typeof base !== 'number' || base >>> 0 !== base) return -1
      view.setUint32(16, base, true)
      const pathSize = writeText(path, arena, used, 4095)
      if (pathSize < 0) return -1
      putReference(view, 20, used, pathSize)
      used += pathSize
      used = TimeCodec.put(atime, view, 32, arena, data, used)
      if (used < 0) return -1
      used = TimeCodec.put(mtime, view, 48, arena, data, used)
      if (used < 0) return -1
      if (typeof flags !== 'number' || flags >>> 0 !== flags) return -1
      view.setUint32(64, flags, true)
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      view.setUint32(68, 0, true)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        base: view.getUint32(16, true),
        path: getText(view, 20, arena),
        atime: TimeCodec.get(view, 32, arena, data, handles, getBytes),
        mtime: TimeCodec.get(view, 48, arena, data, handles, getBytes),
        flags: view.getUint32(64, true),
      }
    },
    lazy(view, arena, handles) {
      return new SetTimesRequestView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      if (view.getUint32(68, true) !== 0) return reservedFault(layout, 68)
      const segments = new Arena(arena, arenaSize)
      const path = textFault(view, 20, 4095, arena, arenaSize)
      if (path !== null) return faultOf(layout, 'path', path)
      segments.pass(view, 20)
      const atime = TimeCodec.check(view, 32, segments)
      if (atime !== null) return faultOf(layout, 'atime', atime)
      const mtime = TimeCodec.check(view, 48, segments)
      if (mtime !== null) return faultOf(layout, 'mtime', mtime)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
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

class MakeDirRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get base(): number {
    return this.#view.getUint32(16, true)
  }

  get path(): Path {
    return getText(this.#view, 20, this.#arena)
  }

  get mode(): number {
    return this.#view.getUint32(28, true)
  }
}

function makeDirRequestCodec(layout: Layout): CodecFunctions<MakeDirRequest, MakeDirRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { base, path, mode } = value
      let used = 0
      if (typeof base !== 'number' || base >>> 0 !== base) return -1
      view.setUint32(16, base, true)
      const pathSize = writeText(path, arena, used, 4095)
      if (pathSize < 0) return -1
      putReference(view, 20, used, pathSize)
      used += pathSize
      if (typeof mode !== 'number' || mode >>> 0 !== mode) return -1
      view.setUint32(28, mode, true)
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena) {
      return {
        base: view.getUint32(16, true),
        path: getText(view, 20, arena),
        mode: view.getUint32(28, true),
      }
    },
    lazy(view, arena) {
      return new MakeDirRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const path = textFault(view, 20, 4095, arena, arenaSize)
      if (path !== null) return faultOf(layout, 'path', path)
      return null
    },
  }
}

class MakeDirResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function makeDirResponseCodec(layout: Layout): CodecFunctions<MakeDirResponse, MakeDirResponse> {
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
      return new MakeDirResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class MakeNodeRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get base(): number {
    return this.#view.getUint32(16, true)
  }

  get path(): Path {
    return getText(this.#view, 20, this.#arena)
  }

  get mode(): number {
    return this.#view.getUint32(28, true)
  }
}

function makeNodeRequestCodec(layout: Layout): CodecFunctions<MakeNodeRequest, MakeNodeRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { base, path, mode } = value
      let used = 0
      if (typeof base !== 'number' || base >>> 0 !== base) return -1
      view.setUint32(16, base, true)
      const pathSize = writeText(path, arena, used, 4095)
      if (pathSize < 0) return -1
      putReference(view, 20, used, pathSize)
      used += pathSize
      if (typeof mode !== 'number' || mode >>> 0 !== mode) return -1
      view.setUint32(28, mode, true)
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena) {
      return {
        base: view.getUint32(16, true),
        path: getText(view, 20, arena),
        mode: view.getUint32(28, true),
      }
    },
    lazy(view, arena) {
      return new MakeNodeRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const path = textFault(view, 20, 4095, arena, arenaSize)
      if (path !== null) return faultOf(layout, 'path', path)
      return null
    },
  }
}

class MakeNodeResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function makeNodeResponseCodec(layout: Layout): CodecFunctions<MakeNodeResponse, MakeNodeResponse> {
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
      return new MakeNodeResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class SymLinkRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get target(): Path {
    return getText(this.#view, 16, this.#arena)
  }

  get base(): number {
    return this.#view.getUint32(24, true)
  }

  get path(): Path {
    return getText(this.#view, 28, this.#arena)
  }
}

function symLinkRequestCodec(layout: Layout): CodecFunctions<SymLinkRequest, SymLinkRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { target, base, path } = value
      let used = 0
      const targetSize = writeText(target, arena, used, 4095)
      if (targetSize < 0) return -1
      putReference(view, 16, used, targetSize)
      used += targetSize
      if (typeof base !== 'number' || base >>> 0 !== base) return -1
      view.setUint32(24, base, true)
      const pathSize = writeText(path, arena, used, 4095)
      if (pathSize < 0) return -1
      putReference(view, 28, used, pathSize)
      used += pathSize
      putHeader(layout, view, riid)
      view.setUint32(36, 0, true)
      return used
    },
    decode(view, arena) {
      return {
        target: getText(view, 16, arena),
        base: view.getUint32(24, true),
        path: getText(view, 28, arena),
      }
    },
    lazy(view, arena) {
      return new SymLinkRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(36, true) !== 0) return reservedFault(layout, 36)
      const target = textFault(view, 16, 4095, arena, arenaSize)
      if (target !== null) return faultOf(layout, 'target', target)
      const path = textFault(view, 28, 4095, arena, arenaSize)
      if (path !== null) return faultOf(layout, 'path', path)
      const isInOrder = follows(view, 28, 16)
      return !isInOrder && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class SymLinkResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function symLinkResponseCodec(layout: Layout): CodecFunctions<SymLinkResponse, SymLinkResponse> {
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
      return new SymLinkResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class LinkRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get base(): number {
    return this.#view.getUint32(16, true)
  }

  get path(): Path {
    return getText(this.#view, 20, this.#arena)
  }

  get newBase(): number {
    return this.#view.getUint32(28, true)
  }

  get newPath(): Path {
    return getText(this.#view, 32, this.#arena)
  }

  get flags(): number {
    return this.#view.getUint32(40, true)
  }
}

function linkRequestCodec(layout: Layout): CodecFunctions<LinkRequest, LinkRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { base, path, newBase, newPath, flags } = value
      let used = 0
      if (typeof base !== 'number' || base >>> 0 !== base) return -1
      view.setUint32(16, base, true)
      const pathSize = writeText(path, arena, used, 4095)
      if (pathSize < 0) return -1
      putReference(view, 20, used, pathSize)
      used += pathSize
      if (typeof newBase !== 'number' || newBase >>> 0 !== newBase) return -1
      view.setUint32(28, newBase, true)
      const newPathSize = writeText(newPath, arena, used, 4095)
      if (newPathSize < 0) return -1
      putReference(view, 32, used, newPathSize)
      used += newPathSize
      if (typeof flags !== 'number' || flags >>> 0 !== flags) return -1
      view.setUint32(40, flags, true)
      putHeader(layout, view, riid)
      view.setUint32(44, 0, true)
      return used
    },
    decode(view, arena) {
      return {
        base: view.getUint32(16, true),
        path: getText(view, 20, arena),
        newBase: view.getUint32(28, true),
        newPath: getText(view, 32, arena),
        flags: view.getUint32(40, true),
      }
    },
    lazy(view, arena) {
      return new LinkRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(44, true) !== 0) return reservedFault(layout, 44)
      const path = textFault(view, 20, 4095, arena, arenaSize)
      if (path !== null) return faultOf(layout, 'path', path)
      const newPath = textFault(view, 32, 4095, arena, arenaSize)
      if (newPath !== null) return faultOf(layout, 'newPath', newPath)
      const isInOrder = follows(view, 32, 20)
      return !isInOrder && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class LinkResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function linkResponseCodec(layout: Layout): CodecFunctions<LinkResponse, LinkResponse> {
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
      return new LinkResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class UnlinkRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get base(): number {
    return this.#view.getUint32(16, true)
  }

  get path(): Path {
    return getText(this.#view, 20, this.#arena)
  }
}

function unlinkRequestCodec(layout: Layout): CodecFunctions<UnlinkRequest, UnlinkRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { base, path } = value
      let used = 0
      if (typeof base !== 'number' || base >>> 0 !== base) return -1
      view.setUint32(16, base, true)
      const pathSize = writeText(path, arena, used, 4095)
      if (pathSize < 0) return -1
      putReference(view, 20, used, pathSize)
      used += pathSize
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return used
    },
    decode(view, arena) {
      return {
        base: view.getUint32(16, true),
        path: getText(view, 20, arena),
      }
    },
    lazy(view, arena) {
      return new UnlinkRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      const path = textFault(view, 20, 4095, arena, arenaSize)
      if (path !== null) return faultOf(layout, 'path', path)
      return null
    },
  }
}

class UnlinkResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function unlinkResponseCodec(layout: Layout): CodecFunctions<UnlinkResponse, UnlinkResponse> {
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
      return new UnlinkResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class RemoveDirRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get base(): number {
    return this.#view.getUint32(16, true)
  }

  get path(): Path {
    return getText(this.#view, 20, this.#arena)
  }
}

function removeDirRequestCodec(layout: Layout): CodecFunctions<RemoveDirRequest, RemoveDirRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { base, path } = value
      let used = 0
      if (typeof base !== 'number' || base >>> 0 !== base) return -1
      view.setUint32(16, base, true)
      const pathSize = writeText(path, arena, used, 4095)
      if (pathSize < 0) return -1
      putReference(view, 20, used, pathSize)
      used += pathSize
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return used
    },
    decode(view, arena) {
      return {
        base: view.getUint32(16, true),
        path: getText(view, 20, arena),
      }
    },
    lazy(view, arena) {
      return new RemoveDirRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      const path = textFault(view, 20, 4095, arena, arenaSize)
      if (path !== null) return faultOf(layout, 'path', path)
      return null
    },
  }
}

class RemoveDirResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function removeDirResponseCodec(layout: Layout): CodecFunctions<RemoveDirResponse, RemoveDirResponse> {
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
      return new RemoveDirResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class RenameRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get base(): number {
    return this.#view.getUint32(16, true)
  }

  get path(): Path {
    return getText(this.#view, 20, this.#arena)
  }

  get newBase(): number {
    return this.#view.getUint32(28, true)
  }

  get newPath(): Path {
    return getText(this.#view, 32, this.#arena)
  }
}

function renameRequestCodec(layout: Layout): CodecFunctions<RenameRequest, RenameRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { base, path, newBase, newPath } = value
      let used = 0
      if (typeof base !== 'number' || base >>> 0 !== base) return -1
      view.setUint32(16, base, true)
      const pathSize = writeText(path, arena, used, 4095)
      if (pathSize < 0) return -1
      putReference(view, 20, used, pathSize)
      used += pathSize
      if (typeof newBase !== 'number' || newBase >>> 0 !== newBase) return -1
      view.setUint32(28, newBase, true)
      const newPathSize = writeText(newPath, arena, used, 4095)
      if (newPathSize < 0) return -1
      putReference(view, 32, used, newPathSize)
      used += newPathSize
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena) {
      return {
        base: view.getUint32(16, true),
        path: getText(view, 20, arena),
        newBase: view.getUint32(28, true),
        newPath: getText(view, 32, arena),
      }
    },
    lazy(view, arena) {
      return new RenameRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const path = textFault(view, 20, 4095, arena, arenaSize)
      if (path !== null) return faultOf(layout, 'path', path)
      const newPath = textFault(view, 32, 4095, arena, arenaSize)
      if (newPath !== null) return faultOf(layout, 'newPath', newPath)
      const isInOrder = follows(view, 32, 20)
      return !isInOrder && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class RenameResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function renameResponseCodec(layout: Layout): CodecFunctions<RenameResponse, RenameResponse> {
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
      return new RenameResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ChangeDirRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get base(): number {
    return this.#view.getUint32(16, true)
  }

  get path(): Path {
    return getText(this.#view, 20, this.#arena)
  }
}

function changeDirRequestCodec(layout: Layout): CodecFunctions<ChangeDirRequest, ChangeDirRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { base, path } = value
      let used = 0
      if (typeof base !== 'number' || base >>> 0 !== base) return -1
      view.setUint32(16, base, true)
      const pathSize = writeText(path, arena, used, 4095)
      if (pathSize < 0) return -1
      putReference(view, 20, used, pathSize)
      used += pathSize
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return used
    },
    decode(view, arena) {
      return {
        base: view.getUint32(16, true),
        path: getText(view, 20, arena),
      }
    },
    lazy(view, arena) {
      return new ChangeDirRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      const path = textFault(view, 20, 4095, arena, arenaSize)
      if (path !== null) return faultOf(layout, 'path', path)
      return null
    },
  }
}

class ChangeDirResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function changeDirResponseCodec(layout: Layout): CodecFunctions<ChangeDirResponse, ChangeDirResponse> {
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
      return new ChangeDirResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ChangeRootRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get path(): Path {
    return getText(this.#view, 16, this.#arena)
  }
}

function changeRootRequestCodec(layout: Layout): CodecFunctions<ChangeRootRequest, ChangeRootRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { path } = value
      let used = 0
      const pathSize = writeText(path, arena, used, 4095)
      if (pathSize < 0) return -1
      putReference(view, 16, used, pathSize)
      used += pathSize
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena) {
      return {
        path: getText(view, 16, arena),
      }
    },
    lazy(view, arena) {
      return new ChangeRootRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const path = textFault(view, 16, 4095, arena, arenaSize)
      if (path !== null) return faultOf(layout, 'path', path)
      return null
    },
  }
}

class ChangeRootResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function changeRootResponseCodec(layout: Layout): CodecFunctions<ChangeRootResponse, ChangeRootResponse> {
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
      return new ChangeRootResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class WorkingDirResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }

  get path(): Path {
    return getText(this.#view, 20, this.#arena)
  }
}

function workingDirResponseCodec(layout: Layout): CodecFunctions<WorkingDirResponse, WorkingDirResponse> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { result, path } = value
      let used = 0
      if (typeof result !== 'number' || (result | 0) !== result) return -1
      view.setInt32(16, result, true)
      const pathSize = writeText(path, arena, used, 4095)
      if (pathSize < 0) return -1
      putReference(view, 20, used, pathSize)
      used += pathSize
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return used
    },
    decode(view, arena) {
      return {
        result: view.getInt32(16, true),
        path: getText(view, 20, arena),
      }
    },
    lazy(view, arena) {
      return new WorkingDirResponseView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      const path = textFault(view, 20, 4095, arena, arenaSize)
      if (path !== null) return faultOf(layout, 'path', path)
      return null
    },
  }
}

class SetIdRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rule(): number {
    return this.#view.getUint32(16, true)
  }

  get id(): number {
    return this.#view.getUint32(20, true)
  }
}

function setIdRequestCodec(layout: Layout): CodecFunctions<SetIdRequest, SetIdRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { rule, id } = value
      if (typeof rule !== 'number' || rule >>> 0 !== rule) return -1
      view.setUint32(16, rule, true)
      if (typeof id !== 'number' || id >>> 0 !== id) return -1
      view.setUint32(20, id, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view) {
      return {
        rule: view.getUint32(16, true),
        id: view.getUint32(20, true),
      }
    },
    lazy(view) {
      return new SetIdRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      return messageFault(layout, view, size, arena, arenaSize)
    },
  }
}

class SetIdResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function setIdResponseCodec(layout: Layout): CodecFunctions<SetIdResponse, SetIdResponse> {
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
      return new SetIdResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class SetMaskRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get mask(): number {
    return this.#view.getUint32(16, true)
  }
}

function setMaskRequestCodec(layout: Layout): CodecFunctions<SetMaskRequest, SetMaskRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { mask } = value
      if (typeof mask !== 'number' || mask >>> 0 !== mask) return -1
      view.setUint32(16, mask, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        mask: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new SetMaskRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class SetMaskResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }
}

function setMaskResponseCodec(layout: Layout): CodecFunctions<SetMaskResponse, SetMaskResponse> {
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
      return new SetMaskResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
