// Made by `kos gen` from kl/core/NameServer.idl. Do not edit.
//
// What a name server is asked. Errors are return codes.
//
// A publisher registers first, and is given a handle that stands for it. When the last handle of
// that is gone, because its process closed it or ended, so are all endpoints that it published.
/* eslint-disable */

import { defineInterface, handle, sint32, string, uint32 } from '@kos/libkos'
import type { HandleDesc, HandleLike, Implementation, Interface, Proxy, Type } from '@kos/libkos'
import {
  emptyCodec,
  faultOf,
  follows,
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
  writeText,
} from '@kos/libkos/codec'
import type { CodecFunctions, HandleReader, Layout } from '@kos/libkos/codec'

/** Most bytes (UTF-8) of a name that is published: of an interface, a server, a service. */
export const MaxName = 1024

export type Name = string
export const Name: Type<Name> = /* @__PURE__ */ string(MaxName)

/** What Register gives. */
export interface RegisterResponse {
  readonly registration: HandleDesc
}

/** What Register gives, as it is sent. */
export interface RegisterResponseInit {
  readonly registration: HandleLike
}

/** What Register gives in place of its response when it fails. */
export interface RegisterError {
  readonly rc: number
}

/** What Publish takes. */
export interface PublishRequest {
  readonly registration: HandleDesc
  readonly type: Name
  readonly server: Name
  readonly service: Name
}

/** What Publish takes, as it is sent. */
export interface PublishRequestInit {
  readonly registration: HandleLike
  readonly type: Name
  readonly server: Name
  readonly service: Name
}

/** What Publish gives in place of its response when it fails. */
export interface PublishError {
  readonly rc: number
}

/** What UnPublish takes. */
export interface UnPublishRequest {
  readonly registration: HandleDesc
  readonly type: Name
  readonly server: Name
  readonly service: Name
}

/** What UnPublish takes, as it is sent. */
export interface UnPublishRequestInit {
  readonly registration: HandleLike
  readonly type: Name
  readonly server: Name
  readonly service: Name
}

/** What UnPublish gives in place of its response when it fails. */
export interface UnPublishError {
  readonly rc: number
}

/** What Enumerate takes. */
export interface EnumerateRequest {
  readonly type: Name
  readonly index: number
}

/** What Enumerate gives. */
export interface EnumerateResponse {
  readonly server: Name
  readonly service: Name
}

/** What Enumerate gives in place of its response when it fails. */
export interface EnumerateError {
  readonly rc: number
}

/** The methods of kl.core.NameServer. */
export type NameServerMethods = {
  /** Makes the caller a publisher: registration stands for it. */
  readonly Register: {
    readonly out: { readonly registration: Type<HandleDesc, HandleLike> }
    readonly error: { readonly rc: Type<number> }
  }
  /**
   * Publishes that the process server provides an interface under the name service. The server
   * does not check that it does: a policy may.
   */
  readonly Publish: {
    readonly in: { readonly registration: Type<HandleDesc, HandleLike>; readonly type: Type<Name>; readonly server: Type<Name>; readonly service: Type<Name> }
    readonly error: { readonly rc: Type<number> }
  }
  /** Takes back what was published with the same registration. */
  readonly UnPublish: {
    readonly in: { readonly registration: Type<HandleDesc, HandleLike>; readonly type: Type<Name>; readonly server: Type<Name>; readonly service: Type<Name> }
    readonly error: { readonly rc: Type<number> }
  }
  /** What is published with an interface, by its number from 0, in order of publication. */
  readonly Enumerate: {
    readonly in: { readonly type: Type<Name>; readonly index: Type<number> }
    readonly out: { readonly server: Type<Name>; readonly service: Type<Name> }
    readonly error: { readonly rc: Type<number> }
  }
}

export type NameServer = Interface<NameServerMethods>
export const NameServer: NameServer = /* @__PURE__ */ defineInterface(
  'kl.core.NameServer',
  {
    Register: { out: { registration: handle }, error: { rc: sint32 } },
    Publish: { in: { registration: handle, type: Name, server: Name, service: Name }, error: { rc: sint32 } },
    UnPublish: { in: { registration: handle, type: Name, server: Name, service: Name }, error: { rc: sint32 } },
    Enumerate: { in: { type: Name, index: uint32 }, out: { server: Name, service: Name }, error: { rc: sint32 } },
  },
  {
    code: {
      Register: { request: emptyCodec, response: registerResponseCodec, error: registerErrorCodec },
      Publish: { request: publishRequestCodec, response: emptyCodec, error: publishErrorCodec },
      UnPublish: { request: unPublishRequestCodec, response: emptyCodec, error: unPublishErrorCodec },
      Enumerate: { request: enumerateRequestCodec, response: enumerateResponseCodec, error: enumerateErrorCodec },
    },
  },
)

/** What a client calls: `connect(kos, NameServer, channel, endpoint)`. */
export type NameServerProxy = Proxy<NameServer>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type NameServerImplementation = Implementation<NameServer>

class RegisterResponseView {
  readonly #view: DataView
  readonly #handles: HandleReader

  constructor(view: DataView, handles: HandleReader) {
    this.#view = view
    this.#handles = handles
  }

  get registration(): HandleDesc {
    return getHandle(this.#view, 16, this.#handles)
  }
}

function registerResponseCodec(layout: Layout): CodecFunctions<RegisterResponseInit, RegisterResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const registration = takeHandle(value.registration)
      if (!putHandle(registration, view, 16)) return -1
      putHeader(layout, view, riid)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        registration: getHandle(view, 16, handles),
      }
    },
    lazy(view, _arena, handles) {
      return new RegisterResponseView(view, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const registration = handleFault(view, 16)
      if (registration !== null) return faultOf(layout, 'registration', registration)
      return null
    },
  }
}

class RegisterErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function registerErrorCodec(layout: Layout): CodecFunctions<RegisterError, RegisterError> {
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
      return new RegisterErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class PublishRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get registration(): HandleDesc {
    return getHandle(this.#view, 16, this.#handles)
  }

  get type(): Name {
    return getText(this.#view, 32, this.#arena)
  }

  get server(): Name {
    return getText(this.#view, 40, this.#arena)
  }

  get service(): Name {
    return getText(this.#view, 48, this.#arena)
  }
}

function publishRequestCodec(layout: Layout): CodecFunctions<PublishRequestInit, PublishRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const registration = takeHandle(value.registration)
      const { type, server, service } = value
      let used = 0
      if (!putHandle(registration, view, 16)) return -1
      const typeSize = writeText(type, arena, used, 1024)
      if (typeSize < 0) return -1
      putReference(view, 32, used, typeSize)
      used += typeSize
      const serverSize = writeText(server, arena, used, 1024)
      if (serverSize < 0) return -1
      putReference(view, 40, used, serverSize)
      used += serverSize
      const serviceSize = writeText(service, arena, used, 1024)
      if (serviceSize < 0) return -1
      putReference(view, 48, used, serviceSize)
      used += serviceSize
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      return {
        registration: getHandle(view, 16, handles),
        type: getText(view, 32, arena),
        server: getText(view, 40, arena),
        service: getText(view, 48, arena),
      }
    },
    lazy(view, arena, handles) {
      return new PublishRequestView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const registration = handleFault(view, 16)
      if (registration !== null) return faultOf(layout, 'registration', registration)
      const type = textFault(view, 32, 1024, arena, arenaSize)
      if (type !== null) return faultOf(layout, 'type', type)
      const server = textFault(view, 40, 1024, arena, arenaSize)
      if (server !== null) return faultOf(layout, 'server', server)
      const service = textFault(view, 48, 1024, arena, arenaSize)
      if (service !== null) return faultOf(layout, 'service', service)
      const isInOrder = follows(view, 40, 32) && follows(view, 48, 40)
      return !isInOrder && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class PublishErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function publishErrorCodec(layout: Layout): CodecFunctions<PublishError, PublishError> {
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
      return new PublishErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class UnPublishRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get registration(): HandleDesc {
    return getHandle(this.#view, 16, this.#handles)
  }

  get type(): Name {
    return getText(this.#view, 32, this.#arena)
  }

  get server(): Name {
    return getText(this.#view, 40, this.#arena)
  }

  get service(): Name {
    return getText(this.#view, 48, this.#arena)
  }
}

function unPublishRequestCodec(layout: Layout): CodecFunctions<UnPublishRequestInit, UnPublishRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const registration = takeHandle(value.registration)
      const { type, server, service } = value
      let used = 0
      if (!putHandle(registration, view, 16)) return -1
      const typeSize = writeText(type, arena, used, 1024)
      if (typeSize < 0) return -1
      putReference(view, 32, used, typeSize)
      used += typeSize
      const serverSize = writeText(server, arena, used, 1024)
      if (serverSize < 0) return -1
      putReference(view, 40, used, serverSize)
      used += serverSize
      const serviceSize = writeText(service, arena, used, 1024)
      if (serviceSize < 0) return -1
      putReference(view, 48, used, serviceSize)
      used += serviceSize
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      return {
        registration: getHandle(view, 16, handles),
        type: getText(view, 32, arena),
        server: getText(view, 40, arena),
        service: getText(view, 48, arena),
      }
    },
    lazy(view, arena, handles) {
      return new UnPublishRequestView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const registration = handleFault(view, 16)
      if (registration !== null) return faultOf(layout, 'registration', registration)
      const type = textFault(view, 32, 1024, arena, arenaSize)
      if (type !== null) return faultOf(layout, 'type', type)
      const server = textFault(view, 40, 1024, arena, arenaSize)
      if (server !== null) return faultOf(layout, 'server', server)
      const service = textFault(view, 48, 1024, arena, arenaSize)
      if (service !== null) return faultOf(layout, 'service', service)
      const isInOrder = follows(view, 40, 32) && follows(view, 48, 40)
      return !isInOrder && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class UnPublishErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function unPublishErrorCodec(layout: Layout): CodecFunctions<UnPublishError, UnPublishError> {
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
      return new UnPublishErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class EnumerateRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get type(): Name {
    return getText(this.#view, 16, this.#arena)
  }

  get index(): number {
    return this.#view.getUint32(24, true)
  }
}

function enumerateRequestCodec(layout: Layout): CodecFunctions<EnumerateRequest, EnumerateRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { type, index } = value
      let used = 0
      const typeSize = writeText(type, arena, used, 1024)
      if (typeSize < 0) return -1
      putReference(view, 16, used, typeSize)
      used += typeSize
      if (typeof index !== 'number' || index >>> 0 !== index) return -1
      view.setUint32(24, index, true)
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return used
    },
    decode(view, arena) {
      return {
        type: getText(view, 16, arena),
        index: view.getUint32(24, true),
      }
    },
    lazy(view, arena) {
      return new EnumerateRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      const type = textFault(view, 16, 1024, arena, arenaSize)
      if (type !== null) return faultOf(layout, 'type', type)
      return null
    },
  }
}

class EnumerateResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get server(): Name {
    return getText(this.#view, 16, this.#arena)
  }

  get service(): Name {
    return getText(this.#view, 24, this.#arena)
  }
}

function enumerateResponseCodec(layout: Layout): CodecFunctions<EnumerateResponse, EnumerateResponse> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { server, service } = value
      let used = 0
      const serverSize = writeText(server, arena, used, 1024)
      if (serverSize < 0) return -1
      putReference(view, 16, used, serverSize)
      used += serverSize
      const serviceSize = writeText(service, arena, used, 1024)
      if (serviceSize < 0) return -1
      putReference(view, 24, used, serviceSize)
      used += serviceSize
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena) {
      return {
        server: getText(view, 16, arena),
        service: getText(view, 24, arena),
      }
    },
    lazy(view, arena) {
      return new EnumerateResponseView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const server = textFault(view, 16, 1024, arena, arenaSize)
      if (server !== null) return faultOf(layout, 'server', server)
      const service = textFault(view, 24, 1024, arena, arenaSize)
      if (service !== null) return faultOf(layout, 'service', service)
      const isInOrder = follows(view, 24, 16)
      return !isInOrder && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class EnumerateErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function enumerateErrorCodec(layout: Layout): CodecFunctions<EnumerateError, EnumerateError> {
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
      return new EnumerateErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
