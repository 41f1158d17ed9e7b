// Made by `kos gen` from kl/VfsFilesystem.idl. Do not edit.
//
// The way to a session of the virtual file system.
/* eslint-disable */

import { defineInterface, handleOf, sint32, string, uint8 } from '@kos/libkos'
import type { Capability, CapabilityLike, Implementation, Interface, Proxy, Type } from '@kos/libkos'
import {
  faultOf,
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
  writeText,
} from '@kos/libkos/codec'
import type { CodecFunctions, HandleReader, Layout } from '@kos/libkos/codec'
import { VfsSession } from './VfsSession.idl.ts'

/** The name of a profile. */
export type Name = string
export const Name: Type<Name> = /* @__PURE__ */ string(255)

/** What OpenSession takes. */
export interface OpenSessionRequest {
  readonly profile: Name
}

/** What OpenSession gives. */
export interface OpenSessionResponse {
  readonly result: number
  readonly isPlain: number
  readonly session: Capability<VfsSession>
}

/** What OpenSession gives, as it is sent. */
export interface OpenSessionResponseInit {
  readonly result: number
  readonly isPlain: number
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
    readonly out: { readonly result: Type<number>; readonly isPlain: Type<number>; readonly session: Type<Capability<VfsSession>, CapabilityLike<VfsSession>> }
  }
}

export type VfsFilesystem = Interface<VfsFilesystemMethods>
export const VfsFilesystem: VfsFilesystem = /* @__PURE__ */ defineInterface(
  'kl.VfsFilesystem',
  {
    OpenSession: { in: { profile: Name }, out: { result: sint32, isPlain: uint8, session: handleOf(() => VfsSession) } },
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
  readonly #handles: HandleReader

  constructor(view: DataView, handles: HandleReader) {
    this.#view = view
    this.#handles = handles
  }

  get result(): number {
    return this.#view.getInt32(16, true)
  }

  get isPlain(): number {
    return this.#view.getUint8(20)
  }

  get session(): Capability<VfsSession> {
    return getHandle(this.#view, 24, this.#handles, interfaceOfVfsSession)
  }
}

function openSessionResponseCodec(layout: Layout): CodecFunctions<OpenSessionResponseInit, OpenSessionResponse> {
  return {
    encode(value, riid, view, _arena, writer) {
      if (!isObject(value)) return -1
      const { result, isPlain } = value
      const session = takeHandle(value.session, writer, interfaceOfVfsSession)
      if (typeof result !== 'number' || (result | 0) !== result) return -1
      view.setInt32(16, result, true)
      if (typeof isPlain !== 'number' || (isPlain & 0xff) !== isPlain) return -1
      view.setUint8(20, isPlain)
      if (!putHandle(session, view, 24)) return -1
      putHeader(layout, view, riid)
      view.setUint8(21, 0)
      view.setUint16(22, 0, true)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        result: view.getInt32(16, true),
        isPlain: view.getUint8(20),
        session: getHandle(view, 24, handles, interfaceOfVfsSession),
      }
    },
    lazy(view, _arena, handles) {
      return new OpenSessionResponseView(view, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint8(21) !== 0) return reservedFault(layout, 21)
      if (view.getUint16(22, true) !== 0) return reservedFault(layout, 22)
      const session = handleFault(view, 24)
      if (session !== null) return faultOf(layout, 'session', session)
      return null
    },
  }
}
