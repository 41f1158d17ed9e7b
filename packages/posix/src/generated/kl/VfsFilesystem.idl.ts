// Made by `kos gen` from kl/VfsFilesystem.idl. Do not edit.
//
// The way to a session of the virtual file system.
/* eslint-disable */

import { defineInterface, handleOf, sequence, sint32, string, uint32, uint8 } from '@kos/libkos'
import type { Capability, CapabilityLike, Implementation, Interface, Proxy, Type } from '@kos/libkos'
import {
  Arena,
  alignArena,
  arenaView,
  faultOf,
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
import type { CodecFunctions, HandleReader, Layout, ValueCodec } from '@kos/libkos/codec'
import { VfsSession } from './VfsSession.idl.ts'

/** The name of a profile. */
export type Name = string
export const Name: Type<Name> = /* @__PURE__ */ string(255)

/** Supplementary groups of a user. */
export type Groups = readonly number[]
export const Groups: Type<Groups> = /* @__PURE__ */ sequence(uint32, 32)

/** What OpenSession takes. */
export interface OpenSessionRequest {
  readonly profile: Name
}

/** What OpenSession gives. */
export interface OpenSessionResponse {
  readonly result: number
  readonly isPlain: number
  readonly uid: number
  readonly gid: number
  readonly groups: Groups
  readonly session: Capability<VfsSession>
}

/** What OpenSession gives, as it is sent. */
export interface OpenSessionResponseInit {
  readonly result: number
  readonly isPlain: number
  readonly uid: number
  readonly gid: number
  readonly groups: Groups
  readonly session: CapabilityLike<VfsSession>
}

/** The methods of kl.VfsFilesystem. */
export type VfsFilesystemMethods = {
  /**
   * Opens a session with the root, the user and the umask of a profile. The server does not know
   * who calls by name: which class may open which profile is for the policy to say. The result is
   * 0, or a negated error number of errno.h. isPlain is 0 or 1: paths of the session must be
   * absolute and normalised, and lead through no symbolic link.
   */
  readonly OpenSession: {
    readonly in: { readonly profile: Type<Name> }
    readonly out: { readonly result: Type<number>; readonly isPlain: Type<number>; readonly uid: Type<number>; readonly gid: Type<number>; readonly groups: Type<Groups>; readonly session: Type<Capability<VfsSession>, CapabilityLike<VfsSession>> }
  }
}

export type VfsFilesystem = Interface<VfsFilesystemMethods>
export const VfsFilesystem: VfsFilesystem = /* @__PURE__ */ defineInterface(
  'kl.VfsFilesystem',
  {
    OpenSession: { in: { profile: Name }, out: { result: sint32, isPlain: uint8, uid: uint32, gid: uint32, groups: Groups, session: handleOf(() => VfsSession) } },
  },
  {
    code: {
      OpenSession: { request: openSessionRequestCodec, response: openSessionResponseCodec },
    },
  },
)

/** What a client calls: `connect(kos, VfsFilesystem, channel, endpoint)`. */
export type VfsFilesystemProxy = Proxy<VfsFilesystem>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type VfsFilesystemImplementation = Implementation<VfsFilesystem>

function interfaceOfVfsSession(): VfsSession {
  return VfsSession
}

export const GroupsCodec: ValueCodec<Groups> = {
  take(given) {
    if (!Array.isArray(given)) return null as never
    const count = given.length
    if (count > 32) return null as never
    const list: number[] = []
    for (let i = 0; i < count; i++) list.push(given[i]!)
    return list
  },
  put(taken, view, at, arena, data, used) {
    if (taken === null) return -1
    const count = taken.length
    const start = count > 0 ? alignArena(arena, used, 4) : used
    used = start + count * 4
    if (used > arena.length) return -1
    for (let i = 0, p = start; i < count; i++, p += 4) {
      const element = taken[i]!
      if (typeof element !== 'number' || element >>> 0 !== element) return -1
      data.setUint32(p, element, true)
    }
    view.setUint32(at, start, true)
    view.setUint32(at + 4, count * 4, true)
    return used
  },
  get(view, at, _arena, data) {
    const list: number[] = []
    const start = view.getUint32(at, true)
    const end = start + view.getUint32(at + 4, true)
    for (let p = start; p < end; p += 4) list.push(data.getUint32(p, true))
    return list
  },
  check(view, at, segments) {
    const misfit = segments.sequenceFault(view, at, 32, 4, 4)
    if (misfit !== null) return misfit
    return null
  },
}

class OpenSessionRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get profile(): Name {
    return getText(this.#view, 16, this.#arena)
  }
}

function openSessionRequestCodec(layout: Layout): CodecFunctions<OpenSessionRequest, OpenSessionRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { profile } = value
      let used = 0
      const profileSize = writeText(profile, arena, used, 255)
      if (profileSize < 0) return -1
      putReference(view, 16, used, profileSize)
      used += profileSize
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena) {
      return {
        profile: getText(view, 16, arena),
      }
    },
    lazy(view, arena) {
      return new OpenSessionRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const profile = textFault(view, 16, 255, arena, arenaSize)
      if (profile !== null) return faultOf(layout, 'profile', profile)
      return null
    },
  }
}

class OpenSessionResponseView {
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

  get isPlain(): number {
    return this.#view.getUint8(20)
  }

  get uid(): number {
    return this.#view.getUint32(24, true)
  }

  get gid(): number {
    return this.#view.getUint32(28, true)
  }

  get groups(): Groups {
    return GroupsCodec.get(this.#view, 32, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }

  get session(): Capability<VfsSession> {
    return getHandle(this.#view, 40, this.#handles, interfaceOfVfsSession)
  }
}

function openSessionResponseCodec(layout: Layout): CodecFunctions<OpenSessionResponseInit, OpenSessionResponse> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const { result, isPlain, uid, gid } = value
      const groups = GroupsCodec.take(value.groups, writer)
      const session = takeHandle(value.session, writer, interfaceOfVfsSession)
      const data = arenaView(arena)
      let used = 0
      if (typeof result !== 'number' || (result | 0) !== result) return -1
      view.setInt32(16, result, true)
      if (typeof isPlain !== 'number' || (isPlain & 0xff) !== isPlain) return -1
      view.setUint8(20, isPlain)
      if (typeof uid !== 'number' || uid >>> 0 !== uid) return -1
      view.setUint32(24, uid, true)
      if (typeof gid !== 'number' || gid >>> 0 !== gid) return -1
      view.setUint32(28, gid, true)
      used = GroupsCodec.put(groups, view, 32, arena, data, used)
      if (used < 0) return -1
      if (!putHandle(session, view, 40)) return -1
      putHeader(layout, view, riid)
      view.setUint8(21, 0)
      view.setUint16(22, 0, true)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        result: view.getInt32(16, true),
        isPlain: view.getUint8(20),
        uid: view.getUint32(24, true),
        gid: view.getUint32(28, true),
        groups: GroupsCodec.get(view, 32, arena, data, handles, getBytes),
        session: getHandle(view, 40, handles, interfaceOfVfsSession),
      }
    },
    lazy(view, arena, handles) {
      return new OpenSessionResponseView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint8(21) !== 0) return reservedFault(layout, 21)
      if (view.getUint16(22, true) !== 0) return reservedFault(layout, 22)
      const segments = new Arena(arena, arenaSize)
      const groups = GroupsCodec.check(view, 32, segments)
      if (groups !== null) return faultOf(layout, 'groups', groups)
      const session = handleFault(view, 40)
      if (session !== null) return faultOf(layout, 'session', session)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}
