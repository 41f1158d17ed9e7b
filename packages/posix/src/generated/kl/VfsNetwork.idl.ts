// Made by `kos gen` from kl/VfsNetwork.idl. Do not edit.
//
// Sockets: makes them. A socket is an object of its own (kl.VfsSocket), whose handle the client gets.
// Error numbers are those of errno.h, families and types those of sys/socket.h.
/* eslint-disable */

import { defineInterface, handle, sequence, sint32, string, struct, uint16, uint32 } from '@kos/libkos'
import type { HandleDesc, HandleLike, Implementation, Interface, Proxy, Type } from '@kos/libkos'
import {
  Arena,
  alignArena,
  arenaView,
  emptyCodec,
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

/** Most interfaces, and most bytes of the name of one and of a host. */
export const MaxInterfaces = 16

export const MaxName = 255

export type Name = string
export const Name: Type<Name> = /* @__PURE__ */ string(MaxName)

export interface NetworkInterface {
  readonly name: Name
  /** An address of the network, the first byte the highest. */
  readonly address: number
}
export const NetworkInterface: Type<NetworkInterface> = /* @__PURE__ */ struct({ name: Name, address: uint32 })

export type Interfaces = readonly NetworkInterface[]
export const Interfaces: Type<Interfaces> = /* @__PURE__ */ sequence(NetworkInterface, MaxInterfaces)

export type Addresses = readonly number[]
export const Addresses: Type<Addresses> = /* @__PURE__ */ sequence(uint32, MaxInterfaces)

/** What Socket takes. */
export interface SocketRequest {
  readonly domain: number
  readonly type: number
  readonly protocol: number
}

/** What Socket gives. */
export interface SocketResponse {
  readonly socket: HandleDesc
}

/** What Socket gives, as it is sent. */
export interface SocketResponseInit {
  readonly socket: HandleLike
}

/** What Socket gives in place of its response when it fails. */
export interface SocketError {
  readonly errno: number
}

/** What GetInterfaces gives. */
export interface GetInterfacesResponse {
  readonly interfaces: Interfaces
}

/** What GetInterfaces gives in place of its response when it fails. */
export interface GetInterfacesError {
  readonly errno: number
}

/** What Resolve takes. */
export interface ResolveRequest {
  readonly host: Name
}

/** What Resolve gives. */
export interface ResolveResponse {
  readonly addresses: Addresses
}

/** What Resolve gives in place of its response when it fails. */
export interface ResolveError {
  readonly errno: number
}

/** What GetLifeline gives. */
export interface GetLifelineResponse {
  readonly lifeline: HandleDesc
}

/** What GetLifeline gives, as it is sent. */
export interface GetLifelineResponseInit {
  readonly lifeline: HandleLike
}

/** What GetLifeline gives in place of its response when it fails. */
export interface GetLifelineError {
  readonly errno: number
}

/** The methods of kl.VfsNetwork. */
export type VfsNetworkMethods = {
  /** Makes a socket. */
  readonly Socket: {
    readonly in: { readonly domain: Type<number>; readonly type: Type<number>; readonly protocol: Type<number> }
    readonly out: { readonly socket: Type<HandleDesc, HandleLike> }
    readonly error: { readonly errno: Type<number> }
  }
  /** The interfaces of this network, in the order of their numbers, which begin at 1. */
  readonly GetInterfaces: {
    readonly out: { readonly interfaces: Type<Interfaces> }
    readonly error: { readonly errno: Type<number> }
  }
  /** The addresses of a host that this network knows by name: ENOENT if it knows none. */
  readonly Resolve: {
    readonly in: { readonly host: Type<Name> }
    readonly out: { readonly addresses: Type<Addresses> }
    readonly error: { readonly errno: Type<number> }
  }
  /** The life of this process, of kl.VfsLifeline. */
  readonly GetLifeline: {
    readonly out: { readonly lifeline: Type<HandleDesc, HandleLike> }
    readonly error: { readonly errno: Type<number> }
  }
}

export type VfsNetwork = Interface<VfsNetworkMethods>
export const VfsNetwork: VfsNetwork = /* @__PURE__ */ defineInterface(
  'kl.VfsNetwork',
  {
    Socket: { in: { domain: uint16, type: uint16, protocol: uint16 }, out: { socket: handle }, error: { errno: sint32 } },
    GetInterfaces: { out: { interfaces: Interfaces }, error: { errno: sint32 } },
    Resolve: { in: { host: Name }, out: { addresses: Addresses }, error: { errno: sint32 } },
    GetLifeline: { out: { lifeline: handle }, error: { errno: sint32 } },
  },
  {
    code: {
      Socket: { request: socketRequestCodec, response: socketResponseCodec, error: socketErrorCodec },
      GetInterfaces: { request: emptyCodec, response: getInterfacesResponseCodec, error: getInterfacesErrorCodec },
      Resolve: { request: resolveRequestCodec, response: resolveResponseCodec, error: resolveErrorCodec },
      GetLifeline: { request: emptyCodec, response: getLifelineResponseCodec, error: getLifelineErrorCodec },
    },
  },
)

/** What a client calls: `connect(kos, VfsNetwork, channel, endpoint)`. */
export type VfsNetworkProxy = Proxy<VfsNetwork>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type VfsNetworkImplementation = Implementation<VfsNetwork>

export const NetworkInterfaceCodec: ValueCodec<NetworkInterface> = {
  take(given) {
    if (!isObject(given)) return null as never
    const { name, address } = given
    return { name, address }
  },
  put(taken, view, at, arena, _data, used) {
    if (taken === null) return -1
    const { name, address } = taken
    const nameSize = writeText(name, arena, used, 255)
    if (nameSize < 0) return -1
    putReference(view, at, used, nameSize)
    used += nameSize
    if (typeof address !== 'number' || address >>> 0 !== address) return -1
    view.setUint32(at + 8, address, true)
    return used
  },
  get(view, at, arena) {
    return {
      name: getText(view, at, arena),
      address: view.getUint32(at + 8, true),
    }
  },
  check(view, at, segments) {
    const name = segments.textFault(view, at, 255)
    if (name !== null) return '.name' + name
    return null
  },
}

export const InterfacesCodec: ValueCodec<Interfaces> = {
  take(given, writer) {
    if (!Array.isArray(given)) return null as never
    const count = given.length
    if (count > 16) return null as never
    const list: NetworkInterface[] = []
    for (let i = 0; i < count; i++) list.push(NetworkInterfaceCodec.take(given[i]!, writer))
    return list
  },
  put(taken, view, at, arena, data, used) {
    if (taken === null) return -1
    const count = taken.length
    const start = count > 0 ? alignArena(arena, used, 4) : used
    used = start + count * 12
    if (used > arena.length) return -1
    for (let i = 0, p = start; i < count; i++, p += 12) {
      const element = taken[i]!
      used = NetworkInterfaceCodec.put(element, data, p, arena, data, used)
      if (used < 0) return -1
    }
    view.setUint32(at, start, true)
    view.setUint32(at + 4, count * 12, true)
    return used
  },
  get(view, at, arena, data, handles, bytes) {
    const list: NetworkInterface[] = []
    const start = view.getUint32(at, true)
    const end = start + view.getUint32(at + 4, true)
    for (let p = start; p < end; p += 12) list.push(NetworkInterfaceCodec.get(data, p, arena, data, handles, bytes))
    return list
  },
  check(view, at, segments) {
    const misfit = segments.sequenceFault(view, at, 16, 12, 4)
    if (misfit !== null) return misfit
    const start = view.getUint32(at, true)
    const end = start + view.getUint32(at + 4, true)
    for (let p = start; p < end; p += 12) {
      const fault = NetworkInterfaceCodec.check(segments.data, p, segments)
      if (fault !== null) return '[]' + fault
    }
    return null
  },
}

export const AddressesCodec: ValueCodec<Addresses> = {
  take(given) {
    if (!Array.isArray(given)) return null as never
    const count = given.length
    if (count > 16) return null as never
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
    const misfit = segments.sequenceFault(view, at, 16, 4, 4)
    if (misfit !== null) return misfit
    return null
  },
}

class SocketRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get domain(): number {
    return this.#view.getUint16(16, true)
  }

  get type(): number {
    return this.#view.getUint16(18, true)
  }

  get protocol(): number {
    return this.#view.getUint16(20, true)
  }
}

function socketRequestCodec(layout: Layout): CodecFunctions<SocketRequest, SocketRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { domain, type, protocol } = value
      if (typeof domain !== 'number' || (domain & 0xffff) !== domain) return -1
      view.setUint16(16, domain, true)
      if (typeof type !== 'number' || (type & 0xffff) !== type) return -1
      view.setUint16(18, type, true)
      if (typeof protocol !== 'number' || (protocol & 0xffff) !== protocol) return -1
      view.setUint16(20, protocol, true)
      putHeader(layout, view, riid)
      view.setUint16(22, 0, true)
      return 0
    },
    decode(view) {
      return {
        domain: view.getUint16(16, true),
        type: view.getUint16(18, true),
        protocol: view.getUint16(20, true),
      }
    },
    lazy(view) {
      return new SocketRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint16(22, true) !== 0) return reservedFault(layout, 22)
      return null
    },
  }
}

class SocketResponseView {
  readonly #view: DataView
  readonly #handles: HandleReader

  constructor(view: DataView, handles: HandleReader) {
    this.#view = view
    this.#handles = handles
  }

  get socket(): HandleDesc {
    return getHandle(this.#view, 16, this.#handles)
  }
}

function socketResponseCodec(layout: Layout): CodecFunctions<SocketResponseInit, SocketResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const socket = takeHandle(value.socket)
      if (!putHandle(socket, view, 16)) return -1
      putHeader(layout, view, riid)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        socket: getHandle(view, 16, handles),
      }
    },
    lazy(view, _arena, handles) {
      return new SocketResponseView(view, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const socket = handleFault(view, 16)
      if (socket !== null) return faultOf(layout, 'socket', socket)
      return null
    },
  }
}

class SocketErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function socketErrorCodec(layout: Layout): CodecFunctions<SocketError, SocketError> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { errno } = value
      if (typeof errno !== 'number' || (errno | 0) !== errno) return -1
      view.setInt32(16, errno, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        errno: view.getInt32(16, true),
      }
    },
    lazy(view) {
      return new SocketErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class GetInterfacesResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get interfaces(): Interfaces {
    return InterfacesCodec.get(this.#view, 16, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function getInterfacesResponseCodec(layout: Layout): CodecFunctions<GetInterfacesResponse, GetInterfacesResponse> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const interfaces = InterfacesCodec.take(value.interfaces, writer)
      const data = arenaView(arena)
      let used = 0
      used = InterfacesCodec.put(interfaces, view, 16, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        interfaces: InterfacesCodec.get(view, 16, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new GetInterfacesResponseView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const segments = new Arena(arena, arenaSize)
      const interfaces = InterfacesCodec.check(view, 16, segments)
      if (interfaces !== null) return faultOf(layout, 'interfaces', interfaces)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class GetInterfacesErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function getInterfacesErrorCodec(layout: Layout): CodecFunctions<GetInterfacesError, GetInterfacesError> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { errno } = value
      if (typeof errno !== 'number' || (errno | 0) !== errno) return -1
      view.setInt32(16, errno, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        errno: view.getInt32(16, true),
      }
    },
    lazy(view) {
      return new GetInterfacesErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ResolveRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get host(): Name {
    return getText(this.#view, 16, this.#arena)
  }
}

function resolveRequestCodec(layout: Layout): CodecFunctions<ResolveRequest, ResolveRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { host } = value
      let used = 0
      const hostSize = writeText(host, arena, used, 255)
      if (hostSize < 0) return -1
      putReference(view, 16, used, hostSize)
      used += hostSize
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena) {
      return {
        host: getText(view, 16, arena),
      }
    },
    lazy(view, arena) {
      return new ResolveRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const host = textFault(view, 16, 255, arena, arenaSize)
      if (host !== null) return faultOf(layout, 'host', host)
      return null
    },
  }
}

class ResolveResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get addresses(): Addresses {
    return AddressesCodec.get(this.#view, 16, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function resolveResponseCodec(layout: Layout): CodecFunctions<ResolveResponse, ResolveResponse> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const addresses = AddressesCodec.take(value.addresses, writer)
      const data = arenaView(arena)
      let used = 0
      used = AddressesCodec.put(addresses, view, 16, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        addresses: AddressesCodec.get(view, 16, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new ResolveResponseView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const segments = new Arena(arena, arenaSize)
      const addresses = AddressesCodec.check(view, 16, segments)
      if (addresses !== null) return faultOf(layout, 'addresses', addresses)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class ResolveErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function resolveErrorCodec(layout: Layout): CodecFunctions<ResolveError, ResolveError> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { errno } = value
      if (typeof errno !== 'number' || (errno | 0) !== errno) return -1
      view.setInt32(16, errno, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        errno: view.getInt32(16, true),
      }
    },
    lazy(view) {
      return new ResolveErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class GetLifelineResponseView {
  readonly #view: DataView
  readonly #handles: HandleReader

  constructor(view: DataView, handles: HandleReader) {
    this.#view = view
    this.#handles = handles
  }

  get lifeline(): HandleDesc {
    return getHandle(this.#view, 16, this.#handles)
  }
}

function getLifelineResponseCodec(layout: Layout): CodecFunctions<GetLifelineResponseInit, GetLifelineResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const lifeline = takeHandle(value.lifeline)
      if (!putHandle(lifeline, view, 16)) return -1
      putHeader(layout, view, riid)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        lifeline: getHandle(view, 16, handles),
      }
    },
    lazy(view, _arena, handles) {
      return new GetLifelineResponseView(view, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const lifeline = handleFault(view, 16)
      if (lifeline !== null) return faultOf(layout, 'lifeline', lifeline)
      return null
    },
  }
}

class GetLifelineErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function getLifelineErrorCodec(layout: Layout): CodecFunctions<GetLifelineError, GetLifelineError> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { errno } = value
      if (typeof errno !== 'number' || (errno | 0) !== errno) return -1
      view.setInt32(16, errno, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        errno: view.getInt32(16, true),
      }
    },
    lazy(view) {
      return new GetLifelineErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
