// Made by `kos gen` from kl/VfsSocket.idl. Do not edit.
//
// One socket. No method waits: what would have to answers EAGAIN, and the events of the socket tell
// when it is worth another attempt (OBJECT_EVENT_SPEC(1), for a client that subscribed to its handle).
//
// The bytes of a stream go through messages, or through a ring that client and server share. The
// client of a ring that it sends to writes behind the last byte, and says how many bytes it wrote. The
// server alone knows how much is used, and never trusts what is in the ring. Positions count all bytes
// of the stream, modulo 2^32; byte p is at p modulo the size of the ring.
/* eslint-disable */

import { bytes, defineInterface, handle, sequence, sint32, string, struct, uint16, uint32, uint8 } from '@kos/libkos'
import type { HandleDesc, HandleLike, Implementation, Interface, Proxy, Type } from '@kos/libkos'
import {
  Arena,
  alignArena,
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
  overlapFault,
  overlaps,
  putHandle,
  putHeader,
  putReference,
  reservedFault,
  takeHandle,
  viewBytes,
  writeBytes,
  writeText,
} from '@kos/libkos/codec'
import type { CodecFunctions, HandleReader, Layout, ValueCodec } from '@kos/libkos/codec'

/** Most bytes of data in one message. */
export const MaxData = 4096

/** Most bytes of a datagram. */
export const MaxDatagram = 65507

export const MaxPath = 107

export type Data = Uint8Array
export const Data: Type<Data> = /* @__PURE__ */ bytes(MaxData)

/** Family 1 (AF_UNIX) has a path, 2 (AF_INET) an address and a port; 0 is no address. */
export interface Address {
  readonly family: number
  readonly port: number
  /** The first byte is the highest. */
  readonly address: number
  readonly path: string
}
export const Address: Type<Address> = /* @__PURE__ */ struct({ family: uint16, port: uint16, address: uint32, path: /* @__PURE__ */ string(MaxPath) })

export type Value = readonly number[]
export const Value: Type<Value> = /* @__PURE__ */ sequence(sint32, 2)

/** What Bind takes. */
export interface BindRequest {
  readonly address: Address
}

/** What Bind gives in place of its response when it fails. */
export interface BindError {
  readonly errno: number
}

/** What Listen takes. */
export interface ListenRequest {
  readonly backlog: number
}

/** What Listen gives in place of its response when it fails. */
export interface ListenError {
  readonly errno: number
}

/** What Accept gives. */
export interface AcceptResponse {
  readonly socket: HandleDesc
  readonly peer: Address
}

/** What Accept gives, as it is sent. */
export interface AcceptResponseInit {
  readonly socket: HandleLike
  readonly peer: Address
}

/** What Accept gives in place of its response when it fails. */
export interface AcceptError {
  readonly errno: number
}

/** What Connect takes. */
export interface ConnectRequest {
  readonly address: Address
}

/** What Connect gives in place of its response when it fails. */
export interface ConnectError {
  readonly errno: number
}

/** What Send takes. */
export interface SendRequest {
  readonly data: Data
  readonly flags: number
}

/** What Send gives. */
export interface SendResponse {
  readonly count: number
}

/** What Send gives in place of its response when it fails. */
export interface SendError {
  readonly errno: number
}

/** What SendTo takes. */
export interface SendToRequest {
  readonly data: Data
  readonly flags: number
  readonly to: Address
}

/** What SendTo gives. */
export interface SendToResponse {
  readonly count: number
}

/** What SendTo gives in place of its response when it fails. */
export interface SendToError {
  readonly errno: number
}

/** What SendBuffer takes. */
export interface SendBufferRequest {
  readonly buffer: HandleDesc
  readonly length: number
  readonly flags: number
  readonly to: Address
}

/** What SendBuffer takes, as it is sent. */
export interface SendBufferRequestInit {
  readonly buffer: HandleLike
  readonly length: number
  readonly flags: number
  readonly to: Address
}

/** What SendBuffer gives. */
export interface SendBufferResponse {
  readonly count: number
}

/** What SendBuffer gives in place of its response when it fails. */
export interface SendBufferError {
  readonly errno: number
}

/** What Receive takes. */
export interface ReceiveRequest {
  readonly limit: number
  readonly flags: number
}

/** What Receive gives. */
export interface ReceiveResponse {
  readonly data: Data
  readonly length: number
}

/** What Receive gives in place of its response when it fails. */
export interface ReceiveError {
  readonly errno: number
}

/** What ReceiveFrom takes. */
export interface ReceiveFromRequest {
  readonly limit: number
  readonly flags: number
}

/** What ReceiveFrom gives. */
export interface ReceiveFromResponse {
  readonly data: Data
  readonly length: number
  readonly sender: Address
}

/** What ReceiveFrom gives in place of its response when it fails. */
export interface ReceiveFromError {
  readonly errno: number
}

/** What ReceiveBuffer takes. */
export interface ReceiveBufferRequest {
  readonly buffer: HandleDesc
  readonly limit: number
  readonly flags: number
}

/** What ReceiveBuffer takes, as it is sent. */
export interface ReceiveBufferRequestInit {
  readonly buffer: HandleLike
  readonly limit: number
  readonly flags: number
}

/** What ReceiveBuffer gives. */
export interface ReceiveBufferResponse {
  readonly count: number
  readonly length: number
  readonly sender: Address
}

/** What ReceiveBuffer gives in place of its response when it fails. */
export interface ReceiveBufferError {
  readonly errno: number
}

/** What OpenSendRing gives. */
export interface OpenSendRingResponse {
  readonly ring: HandleDesc
  readonly size: number
  readonly position: number
}

/** What OpenSendRing gives, as it is sent. */
export interface OpenSendRingResponseInit {
  readonly ring: HandleLike
  readonly size: number
  readonly position: number
}

/** What OpenSendRing gives in place of its response when it fails. */
export interface OpenSendRingError {
  readonly errno: number
}

/** What GetRoom takes. */
export interface GetRoomRequest {
  readonly wanted: number
}

/** What GetRoom gives. */
export interface GetRoomResponse {
  readonly room: number
}

/** What GetRoom gives in place of its response when it fails. */
export interface GetRoomError {
  readonly errno: number
}

/** What Produce takes. */
export interface ProduceRequest {
  readonly position: number
  readonly count: number
}

/** What Produce gives. */
export interface ProduceResponse {
  readonly room: number
}

/** What Produce gives in place of its response when it fails. */
export interface ProduceError {
  readonly errno: number
}

/** What OpenReceiveRing gives. */
export interface OpenReceiveRingResponse {
  readonly ring: HandleDesc
  readonly size: number
  readonly position: number
}

/** What OpenReceiveRing gives, as it is sent. */
export interface OpenReceiveRingResponseInit {
  readonly ring: HandleLike
  readonly size: number
  readonly position: number
}

/** What OpenReceiveRing gives in place of its response when it fails. */
export interface OpenReceiveRingError {
  readonly errno: number
}

/** What Consume takes. */
export interface ConsumeRequest {
  readonly count: number
}

/** What Consume gives. */
export interface ConsumeResponse {
  readonly length: number
  readonly isOver: number
}

/** What Consume gives in place of its response when it fails. */
export interface ConsumeError {
  readonly errno: number
}

/** What Shutdown takes. */
export interface ShutdownRequest {
  readonly how: number
}

/** What Shutdown gives in place of its response when it fails. */
export interface ShutdownError {
  readonly errno: number
}

/** What GetName gives. */
export interface GetNameResponse {
  readonly name: Address
}

/** What GetName gives in place of its response when it fails. */
export interface GetNameError {
  readonly errno: number
}

/** What GetPeer gives. */
export interface GetPeerResponse {
  readonly peer: Address
}

/** What GetPeer gives in place of its response when it fails. */
export interface GetPeerError {
  readonly errno: number
}

/** What GetOption takes. */
export interface GetOptionRequest {
  readonly level: number
  readonly option: number
}

/** What GetOption gives. */
export interface GetOptionResponse {
  readonly value: Value
}

/** What GetOption gives in place of its response when it fails. */
export interface GetOptionError {
  readonly errno: number
}

/** What SetOption takes. */
export interface SetOptionRequest {
  readonly level: number
  readonly option: number
  readonly value: Value
}

/** What SetOption gives in place of its response when it fails. */
export interface SetOptionError {
  readonly errno: number
}

/** What GetEvents gives. */
export interface GetEventsResponse {
  readonly events: number
}

/** What GetEvents gives in place of its response when it fails. */
export interface GetEventsError {
  readonly errno: number
}

/** The methods of kl.VfsSocket. */
export type VfsSocketMethods = {
  readonly Bind: {
    readonly in: { readonly address: Type<Address> }
    readonly error: { readonly errno: Type<number> }
  }
  readonly Listen: {
    readonly in: { readonly backlog: Type<number> }
    readonly error: { readonly errno: Type<number> }
  }
  /** Takes the first connection that waits. */
  readonly Accept: {
    readonly out: { readonly socket: Type<HandleDesc, HandleLike>; readonly peer: Type<Address> }
    readonly error: { readonly errno: Type<number> }
  }
  /** EINPROGRESS: POLLOUT and SO_ERROR will tell. Family 0 takes the peer from a datagram socket. */
  readonly Connect: {
    readonly in: { readonly address: Type<Address> }
    readonly error: { readonly errno: Type<number> }
  }
  /** Sends to the peer. Of a stream, as many bytes as there is room for. */
  readonly Send: {
    readonly in: { readonly data: Type<Data>; readonly flags: Type<number> }
    readonly out: { readonly count: Type<number> }
    readonly error: { readonly errno: Type<number> }
  }
  /** Sends a datagram. */
  readonly SendTo: {
    readonly in: { readonly data: Type<Data>; readonly flags: Type<number>; readonly to: Type<Address> }
    readonly out: { readonly count: Type<number> }
    readonly error: { readonly errno: Type<number> }
  }
  /**
   * Sends a datagram out of a shared buffer (MDL), which needs the right to read. `to` of family 0 is
   * the peer.
   */
  readonly SendBuffer: {
    readonly in: { readonly buffer: Type<HandleDesc, HandleLike>; readonly length: Type<number>; readonly flags: Type<number>; readonly to: Type<Address> }
    readonly out: { readonly count: Type<number> }
    readonly error: { readonly errno: Type<number> }
  }
  /**
   * Takes at most limit bytes. length is that of the datagram; of a stream that of the ring which it
   * may be read from, 0 if there is none. EMSGSIZE: the datagram is too long for a message, and was
   * left.
   */
  readonly Receive: {
    readonly in: { readonly limit: Type<number>; readonly flags: Type<number> }
    readonly out: { readonly data: Type<Data>; readonly length: Type<number> }
    readonly error: { readonly errno: Type<number> }
  }
  /** The same, and says who sent it. */
  readonly ReceiveFrom: {
    readonly in: { readonly limit: Type<number>; readonly flags: Type<number> }
    readonly out: { readonly data: Type<Data>; readonly length: Type<number>; readonly sender: Type<Address> }
    readonly error: { readonly errno: Type<number> }
  }
  /** The same into a shared buffer, which needs the rights to read and to write. */
  readonly ReceiveBuffer: {
    readonly in: { readonly buffer: Type<HandleDesc, HandleLike>; readonly limit: Type<number>; readonly flags: Type<number> }
    readonly out: { readonly count: Type<number>; readonly length: Type<number>; readonly sender: Type<Address> }
    readonly error: { readonly errno: Type<number> }
  }
  /** The ring that this socket sends to, and where its next byte goes. ENOBUFS: messages only. */
  readonly OpenSendRing: {
    readonly out: { readonly ring: Type<HandleDesc, HandleLike>; readonly size: Type<number>; readonly position: Type<number> }
    readonly error: { readonly errno: Type<number> }
  }
  /**
   * How many bytes fit behind the last one now. EAGAIN: none; wanted is how many it is worth waiting
   * for.
   */
  readonly GetRoom: {
    readonly in: { readonly wanted: Type<number> }
    readonly out: { readonly room: Type<number> }
    readonly error: { readonly errno: Type<number> }
  }
  /** Bytes were written to the ring, from position on. Answers how many more fit. */
  readonly Produce: {
    readonly in: { readonly position: Type<number>; readonly count: Type<number> }
    readonly out: { readonly room: Type<number> }
    readonly error: { readonly errno: Type<number> }
  }
  /** The ring that the peer of this socket sends to, to read from. ENOBUFS: messages only. */
  readonly OpenReceiveRing: {
    readonly out: { readonly ring: Type<HandleDesc, HandleLike>; readonly size: Type<number>; readonly position: Type<number> }
    readonly error: { readonly errno: Type<number> }
  }
  /**
   * Bytes were read, and may be overwritten. Answers how many there are behind them. EAGAIN: nothing
   * was read and nothing is there; isOver is 1 at the end of the stream.
   */
  readonly Consume: {
    readonly in: { readonly count: Type<number> }
    readonly out: { readonly length: Type<number>; readonly isOver: Type<number> }
    readonly error: { readonly errno: Type<number> }
  }
  readonly Shutdown: {
    readonly in: { readonly how: Type<number> }
    readonly error: { readonly errno: Type<number> }
  }
  readonly GetName: {
    readonly out: { readonly name: Type<Address> }
    readonly error: { readonly errno: Type<number> }
  }
  readonly GetPeer: {
    readonly out: { readonly peer: Type<Address> }
    readonly error: { readonly errno: Type<number> }
  }
  readonly GetOption: {
    readonly in: { readonly level: Type<number>; readonly option: Type<number> }
    readonly out: { readonly value: Type<Value> }
    readonly error: { readonly errno: Type<number> }
  }
  readonly SetOption: {
    readonly in: { readonly level: Type<number>; readonly option: Type<number>; readonly value: Type<Value> }
    readonly error: { readonly errno: Type<number> }
  }
  /** The events of poll that hold; the client is told when others do. */
  readonly GetEvents: {
    readonly out: { readonly events: Type<number> }
    readonly error: { readonly errno: Type<number> }
  }
}

export type VfsSocket = Interface<VfsSocketMethods>
export const VfsSocket: VfsSocket = /* @__PURE__ */ defineInterface(
  'kl.VfsSocket',
  {
    Bind: { in: { address: Address }, error: { errno: sint32 } },
    Listen: { in: { backlog: sint32 }, error: { errno: sint32 } },
    Accept: { out: { socket: handle, peer: Address }, error: { errno: sint32 } },
    Connect: { in: { address: Address }, error: { errno: sint32 } },
    Send: { in: { data: Data, flags: uint32 }, out: { count: uint32 }, error: { errno: sint32 } },
    SendTo: { in: { data: Data, flags: uint32, to: Address }, out: { count: uint32 }, error: { errno: sint32 } },
    SendBuffer: { in: { buffer: handle, length: uint32, flags: uint32, to: Address }, out: { count: uint32 }, error: { errno: sint32 } },
    Receive: { in: { limit: uint32, flags: uint32 }, out: { data: Data, length: uint32 }, error: { errno: sint32 } },
    ReceiveFrom: { in: { limit: uint32, flags: uint32 }, out: { data: Data, length: uint32, sender: Address }, error: { errno: sint32 } },
    ReceiveBuffer: { in: { buffer: handle, limit: uint32, flags: uint32 }, out: { count: uint32, length: uint32, sender: Address }, error: { errno: sint32 } },
    OpenSendRing: { out: { ring: handle, size: uint32, position: uint32 }, error: { errno: sint32 } },
    GetRoom: { in: { wanted: uint32 }, out: { room: uint32 }, error: { errno: sint32 } },
    Produce: { in: { position: uint32, count: uint32 }, out: { room: uint32 }, error: { errno: sint32 } },
    OpenReceiveRing: { out: { ring: handle, size: uint32, position: uint32 }, error: { errno: sint32 } },
    Consume: { in: { count: uint32 }, out: { length: uint32, isOver: uint8 }, error: { errno: sint32 } },
    Shutdown: { in: { how: uint8 }, error: { errno: sint32 } },
    GetName: { out: { name: Address }, error: { errno: sint32 } },
    GetPeer: { out: { peer: Address }, error: { errno: sint32 } },
    GetOption: { in: { level: sint32, option: sint32 }, out: { value: Value }, error: { errno: sint32 } },
    SetOption: { in: { level: sint32, option: sint32, value: Value }, error: { errno: sint32 } },
    GetEvents: { out: { events: uint32 }, error: { errno: sint32 } },
  },
  {
    code: {
      Bind: { request: bindRequestCodec, response: emptyCodec, error: bindErrorCodec },
      Listen: { request: listenRequestCodec, response: emptyCodec, error: listenErrorCodec },
      Accept: { request: emptyCodec, response: acceptResponseCodec, error: acceptErrorCodec },
      Connect: { request: connectRequestCodec, response: emptyCodec, error: connectErrorCodec },
      Send: { request: sendRequestCodec, response: sendResponseCodec, error: sendErrorCodec },
      SendTo: { request: sendToRequestCodec, response: sendToResponseCodec, error: sendToErrorCodec },
      SendBuffer: { request: sendBufferRequestCodec, response: sendBufferResponseCodec, error: sendBufferErrorCodec },
      Receive: { request: receiveRequestCodec, response: receiveResponseCodec, error: receiveErrorCodec },
      ReceiveFrom: { request: receiveFromRequestCodec, response: receiveFromResponseCodec, error: receiveFromErrorCodec },
      ReceiveBuffer: { request: receiveBufferRequestCodec, response: receiveBufferResponseCodec, error: receiveBufferErrorCodec },
      OpenSendRing: { request: emptyCodec, response: openSendRingResponseCodec, error: openSendRingErrorCodec },
      GetRoom: { request: getRoomRequestCodec, response: getRoomResponseCodec, error: getRoomErrorCodec },
      Produce: { request: produceRequestCodec, response: produceResponseCodec, error: produceErrorCodec },
      OpenReceiveRing: { request: emptyCodec, response: openReceiveRingResponseCodec, error: openReceiveRingErrorCodec },
      Consume: { request: consumeRequestCodec, response: consumeResponseCodec, error: consumeErrorCodec },
      Shutdown: { request: shutdownRequestCodec, response: emptyCodec, error: shutdownErrorCodec },
      GetName: { request: emptyCodec, response: getNameResponseCodec, error: getNameErrorCodec },
      GetPeer: { request: emptyCodec, response: getPeerResponseCodec, error: getPeerErrorCodec },
      GetOption: { request: getOptionRequestCodec, response: getOptionResponseCodec, error: getOptionErrorCodec },
      SetOption: { request: setOptionRequestCodec, response: emptyCodec, error: setOptionErrorCodec },
      GetEvents: { request: emptyCodec, response: getEventsResponseCodec, error: getEventsErrorCodec },
    },
  },
)

/** What a client calls: `connect(kos, VfsSocket, channel, endpoint)`. */
export type VfsSocketProxy = Proxy<VfsSocket>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type VfsSocketImplementation = Implementation<VfsSocket>

export const AddressCodec: ValueCodec<Address> = {
  take(given) {
    if (!isObject(given)) return null as never
    const { family, port, address, path } = given
    return { family, port, address, path }
  },
  put(taken, view, at, arena, _data, used) {
    if (taken === null) return -1
    const { family, port, address, path } = taken
    if (typeof family !== 'number' || (family & 0xffff) !== family) return -1
    view.setUint16(at, family, true)
    if (typeof port !== 'number' || (port & 0xffff) !== port) return -1
    view.setUint16(at + 2, port, true)
    if (typeof address !== 'number' || address >>> 0 !== address) return -1
    view.setUint32(at + 4, address, true)
    const pathSize = writeText(path, arena, used, 107)
    if (pathSize < 0) return -1
    putReference(view, at + 8, used, pathSize)
    used += pathSize
    return used
  },
  get(view, at, arena) {
    return {
      family: view.getUint16(at, true),
      port: view.getUint16(at + 2, true),
      address: view.getUint32(at + 4, true),
      path: getText(view, at + 8, arena),
    }
  },
  check(view, at, segments) {
    const path = segments.textFault(view, at + 8, 107)
    if (path !== null) return '.path' + path
    return null
  },
}

export const ValueCodec_: ValueCodec<Value> = {
  take(given) {
    if (!Array.isArray(given)) return null as never
    const count = given.length
    if (count > 2) return null as never
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
      if (typeof element !== 'number' || (element | 0) !== element) return -1
      data.setInt32(p, element, true)
    }
    view.setUint32(at, start, true)
    view.setUint32(at + 4, count * 4, true)
    return used
  },
  get(view, at, _arena, data) {
    const list: number[] = []
    const start = view.getUint32(at, true)
    const end = start + view.getUint32(at + 4, true)
    for (let p = start; p < end; p += 4) list.push(data.getInt32(p, true))
    return list
  },
  check(view, at, segments) {
    const misfit = segments.sequenceFault(view, at, 2, 4, 4)
    if (misfit !== null) return misfit
    return null
  },
}

class BindRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get address(): Address {
    return AddressCodec.get(this.#view, 16, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function bindRequestCodec(layout: Layout): CodecFunctions<BindRequest, BindRequest> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const address = AddressCodec.take(value.address, writer)
      const data = arenaView(arena)
      let used = 0
      used = AddressCodec.put(address, view, 16, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        address: AddressCodec.get(view, 16, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new BindRequestView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const segments = new Arena(arena, arenaSize)
      const address = AddressCodec.check(view, 16, segments)
      if (address !== null) return faultOf(layout, 'address', address)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class BindErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function bindErrorCodec(layout: Layout): CodecFunctions<BindError, BindError> {
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
      return new BindErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ListenRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get backlog(): number {
    return this.#view.getInt32(16, true)
  }
}

function listenRequestCodec(layout: Layout): CodecFunctions<ListenRequest, ListenRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { backlog } = value
      if (typeof backlog !== 'number' || (backlog | 0) !== backlog) return -1
      view.setInt32(16, backlog, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        backlog: view.getInt32(16, true),
      }
    },
    lazy(view) {
      return new ListenRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ListenErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function listenErrorCodec(layout: Layout): CodecFunctions<ListenError, ListenError> {
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
      return new ListenErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class AcceptResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get socket(): HandleDesc {
    return getHandle(this.#view, 16, this.#handles)
  }

  get peer(): Address {
    return AddressCodec.get(this.#view, 32, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function acceptResponseCodec(layout: Layout): CodecFunctions<AcceptResponseInit, AcceptResponse> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const socket = takeHandle(value.socket)
      const peer = AddressCodec.take(value.peer, writer)
      const data = arenaView(arena)
      let used = 0
      if (!putHandle(socket, view, 16)) return -1
      used = AddressCodec.put(peer, view, 32, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        socket: getHandle(view, 16, handles),
        peer: AddressCodec.get(view, 32, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new AcceptResponseView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const segments = new Arena(arena, arenaSize)
      const socket = handleFault(view, 16)
      if (socket !== null) return faultOf(layout, 'socket', socket)
      const peer = AddressCodec.check(view, 32, segments)
      if (peer !== null) return faultOf(layout, 'peer', peer)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class AcceptErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function acceptErrorCodec(layout: Layout): CodecFunctions<AcceptError, AcceptError> {
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
      return new AcceptErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ConnectRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get address(): Address {
    return AddressCodec.get(this.#view, 16, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function connectRequestCodec(layout: Layout): CodecFunctions<ConnectRequest, ConnectRequest> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const address = AddressCodec.take(value.address, writer)
      const data = arenaView(arena)
      let used = 0
      used = AddressCodec.put(address, view, 16, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        address: AddressCodec.get(view, 16, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new ConnectRequestView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const segments = new Arena(arena, arenaSize)
      const address = AddressCodec.check(view, 16, segments)
      if (address !== null) return faultOf(layout, 'address', address)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class ConnectErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function connectErrorCodec(layout: Layout): CodecFunctions<ConnectError, ConnectError> {
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
      return new ConnectErrorView(view)
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
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get data(): Data {
    return viewBytes(this.#view, 16, this.#arena)
  }

  get flags(): number {
    return this.#view.getUint32(24, true)
  }
}

function sendRequestCodec(layout: Layout): CodecFunctions<SendRequest, SendRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { data: data_, flags } = value
      let used = 0
      const data_Size = writeBytes(data_, arena, used, 4096)
      if (data_Size < 0) return -1
      putReference(view, 16, used, data_Size)
      used += data_Size
      if (typeof flags !== 'number' || flags >>> 0 !== flags) return -1
      view.setUint32(24, flags, true)
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return used
    },
    decode(view, arena) {
      return {
        data: getBytes(view, 16, arena),
        flags: view.getUint32(24, true),
      }
    },
    lazy(view, arena) {
      return new SendRequestView(view, arena)
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

class SendResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get count(): number {
    return this.#view.getUint32(16, true)
  }
}

function sendResponseCodec(layout: Layout): CodecFunctions<SendResponse, SendResponse> {
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
      return new SendResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class SendErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function sendErrorCodec(layout: Layout): CodecFunctions<SendError, SendError> {
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

class SendToRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get data(): Data {
    return viewBytes(this.#view, 16, this.#arena)
  }

  get flags(): number {
    return this.#view.getUint32(24, true)
  }

  get to(): Address {
    return AddressCodec.get(this.#view, 28, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function sendToRequestCodec(layout: Layout): CodecFunctions<SendToRequest, SendToRequest> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const { data: data_, flags } = value
      const to = AddressCodec.take(value.to, writer)
      const data = arenaView(arena)
      let used = 0
      const data_Size = writeBytes(data_, arena, used, 4096)
      if (data_Size < 0) return -1
      putReference(view, 16, used, data_Size)
      used += data_Size
      if (typeof flags !== 'number' || flags >>> 0 !== flags) return -1
      view.setUint32(24, flags, true)
      used = AddressCodec.put(to, view, 28, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      view.setUint32(44, 0, true)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        data: getBytes(view, 16, arena),
        flags: view.getUint32(24, true),
        to: AddressCodec.get(view, 28, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new SendToRequestView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(44, true) !== 0) return reservedFault(layout, 44)
      const segments = new Arena(arena, arenaSize)
      const data_ = bytesFault(view, 16, 4096, arenaSize)
      if (data_ !== null) return faultOf(layout, 'data', data_)
      segments.pass(view, 16)
      const to = AddressCodec.check(view, 28, segments)
      if (to !== null) return faultOf(layout, 'to', to)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class SendToResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get count(): number {
    return this.#view.getUint32(16, true)
  }
}

function sendToResponseCodec(layout: Layout): CodecFunctions<SendToResponse, SendToResponse> {
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
      return new SendToResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class SendToErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function sendToErrorCodec(layout: Layout): CodecFunctions<SendToError, SendToError> {
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
      return new SendToErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class SendBufferRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get buffer(): HandleDesc {
    return getHandle(this.#view, 16, this.#handles)
  }

  get length(): number {
    return this.#view.getUint32(32, true)
  }

  get flags(): number {
    return this.#view.getUint32(36, true)
  }

  get to(): Address {
    return AddressCodec.get(this.#view, 40, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function sendBufferRequestCodec(layout: Layout): CodecFunctions<SendBufferRequestInit, SendBufferRequest> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const buffer = takeHandle(value.buffer)
      const { length, flags } = value
      const to = AddressCodec.take(value.to, writer)
      const data = arenaView(arena)
      let used = 0
      if (!putHandle(buffer, view, 16)) return -1
      if (typeof length !== 'number' || length >>> 0 !== length) return -1
      view.setUint32(32, length, true)
      if (typeof flags !== 'number' || flags >>> 0 !== flags) return -1
      view.setUint32(36, flags, true)
      used = AddressCodec.put(to, view, 40, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        buffer: getHandle(view, 16, handles),
        length: view.getUint32(32, true),
        flags: view.getUint32(36, true),
        to: AddressCodec.get(view, 40, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new SendBufferRequestView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const segments = new Arena(arena, arenaSize)
      const buffer = handleFault(view, 16)
      if (buffer !== null) return faultOf(layout, 'buffer', buffer)
      const to = AddressCodec.check(view, 40, segments)
      if (to !== null) return faultOf(layout, 'to', to)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class SendBufferResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get count(): number {
    return this.#view.getUint32(16, true)
  }
}

function sendBufferResponseCodec(layout: Layout): CodecFunctions<SendBufferResponse, SendBufferResponse> {
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
      return new SendBufferResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class SendBufferErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function sendBufferErrorCodec(layout: Layout): CodecFunctions<SendBufferError, SendBufferError> {
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
      return new SendBufferErrorView(view)
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

  constructor(view: DataView) {
    this.#view = view
  }

  get limit(): number {
    return this.#view.getUint32(16, true)
  }

  get flags(): number {
    return this.#view.getUint32(20, true)
  }
}

function receiveRequestCodec(layout: Layout): CodecFunctions<ReceiveRequest, ReceiveRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { limit, flags } = value
      if (typeof limit !== 'number' || limit >>> 0 !== limit) return -1
      view.setUint32(16, limit, true)
      if (typeof flags !== 'number' || flags >>> 0 !== flags) return -1
      view.setUint32(20, flags, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view) {
      return {
        limit: view.getUint32(16, true),
        flags: view.getUint32(20, true),
      }
    },
    lazy(view) {
      return new ReceiveRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      return messageFault(layout, view, size, arena, arenaSize)
    },
  }
}

class ReceiveResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get data(): Data {
    return viewBytes(this.#view, 16, this.#arena)
  }

  get length(): number {
    return this.#view.getUint32(24, true)
  }
}

function receiveResponseCodec(layout: Layout): CodecFunctions<ReceiveResponse, ReceiveResponse> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { data: data_, length } = value
      let used = 0
      const data_Size = writeBytes(data_, arena, used, 4096)
      if (data_Size < 0) return -1
      putReference(view, 16, used, data_Size)
      used += data_Size
      if (typeof length !== 'number' || length >>> 0 !== length) return -1
      view.setUint32(24, length, true)
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return used
    },
    decode(view, arena) {
      return {
        data: getBytes(view, 16, arena),
        length: view.getUint32(24, true),
      }
    },
    lazy(view, arena) {
      return new ReceiveResponseView(view, arena)
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

class ReceiveErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function receiveErrorCodec(layout: Layout): CodecFunctions<ReceiveError, ReceiveError> {
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

class ReceiveFromRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get limit(): number {
    return this.#view.getUint32(16, true)
  }

  get flags(): number {
    return this.#view.getUint32(20, true)
  }
}

function receiveFromRequestCodec(layout: Layout): CodecFunctions<ReceiveFromRequest, ReceiveFromRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { limit, flags } = value
      if (typeof limit !== 'number' || limit >>> 0 !== limit) return -1
      view.setUint32(16, limit, true)
      if (typeof flags !== 'number' || flags >>> 0 !== flags) return -1
      view.setUint32(20, flags, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view) {
      return {
        limit: view.getUint32(16, true),
        flags: view.getUint32(20, true),
      }
    },
    lazy(view) {
      return new ReceiveFromRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      return messageFault(layout, view, size, arena, arenaSize)
    },
  }
}

class ReceiveFromResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get data(): Data {
    return viewBytes(this.#view, 16, this.#arena)
  }

  get length(): number {
    return this.#view.getUint32(24, true)
  }

  get sender(): Address {
    return AddressCodec.get(this.#view, 28, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function receiveFromResponseCodec(layout: Layout): CodecFunctions<ReceiveFromResponse, ReceiveFromResponse> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const { data: data_, length } = value
      const sender = AddressCodec.take(value.sender, writer)
      const data = arenaView(arena)
      let used = 0
      const data_Size = writeBytes(data_, arena, used, 4096)
      if (data_Size < 0) return -1
      putReference(view, 16, used, data_Size)
      used += data_Size
      if (typeof length !== 'number' || length >>> 0 !== length) return -1
      view.setUint32(24, length, true)
      used = AddressCodec.put(sender, view, 28, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      view.setUint32(44, 0, true)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        data: getBytes(view, 16, arena),
        length: view.getUint32(24, true),
        sender: AddressCodec.get(view, 28, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new ReceiveFromResponseView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(44, true) !== 0) return reservedFault(layout, 44)
      const segments = new Arena(arena, arenaSize)
      const data_ = bytesFault(view, 16, 4096, arenaSize)
      if (data_ !== null) return faultOf(layout, 'data', data_)
      segments.pass(view, 16)
      const sender = AddressCodec.check(view, 28, segments)
      if (sender !== null) return faultOf(layout, 'sender', sender)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class ReceiveFromErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function receiveFromErrorCodec(layout: Layout): CodecFunctions<ReceiveFromError, ReceiveFromError> {
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
      return new ReceiveFromErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ReceiveBufferRequestView {
  readonly #view: DataView
  readonly #handles: HandleReader

  constructor(view: DataView, handles: HandleReader) {
    this.#view = view
    this.#handles = handles
  }

  get buffer(): HandleDesc {
    return getHandle(this.#view, 16, this.#handles)
  }

  get limit(): number {
    return this.#view.getUint32(32, true)
  }

  get flags(): number {
    return this.#view.getUint32(36, true)
  }
}

function receiveBufferRequestCodec(layout: Layout): CodecFunctions<ReceiveBufferRequestInit, ReceiveBufferRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const buffer = takeHandle(value.buffer)
      const { limit, flags } = value
      if (!putHandle(buffer, view, 16)) return -1
      if (typeof limit !== 'number' || limit >>> 0 !== limit) return -1
      view.setUint32(32, limit, true)
      if (typeof flags !== 'number' || flags >>> 0 !== flags) return -1
      view.setUint32(36, flags, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        buffer: getHandle(view, 16, handles),
        limit: view.getUint32(32, true),
        flags: view.getUint32(36, true),
      }
    },
    lazy(view, _arena, handles) {
      return new ReceiveBufferRequestView(view, handles)
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

class ReceiveBufferResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get count(): number {
    return this.#view.getUint32(16, true)
  }

  get length(): number {
    return this.#view.getUint32(20, true)
  }

  get sender(): Address {
    return AddressCodec.get(this.#view, 24, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function receiveBufferResponseCodec(layout: Layout): CodecFunctions<ReceiveBufferResponse, ReceiveBufferResponse> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const { count: count_, length } = value
      const sender = AddressCodec.take(value.sender, writer)
      const data = arenaView(arena)
      let used = 0
      if (typeof count_ !== 'number' || count_ >>> 0 !== count_) return -1
      view.setUint32(16, count_, true)
      if (typeof length !== 'number' || length >>> 0 !== length) return -1
      view.setUint32(20, length, true)
      used = AddressCodec.put(sender, view, 24, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        count: view.getUint32(16, true),
        length: view.getUint32(20, true),
        sender: AddressCodec.get(view, 24, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new ReceiveBufferResponseView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const segments = new Arena(arena, arenaSize)
      const sender = AddressCodec.check(view, 24, segments)
      if (sender !== null) return faultOf(layout, 'sender', sender)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class ReceiveBufferErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function receiveBufferErrorCodec(layout: Layout): CodecFunctions<ReceiveBufferError, ReceiveBufferError> {
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
      return new ReceiveBufferErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class OpenSendRingResponseView {
  readonly #view: DataView
  readonly #handles: HandleReader

  constructor(view: DataView, handles: HandleReader) {
    this.#view = view
    this.#handles = handles
  }

  get ring(): HandleDesc {
    return getHandle(this.#view, 16, this.#handles)
  }

  get size(): number {
    return this.#view.getUint32(32, true)
  }

  get position(): number {
    return this.#view.getUint32(36, true)
  }
}

function openSendRingResponseCodec(layout: Layout): CodecFunctions<OpenSendRingResponseInit, OpenSendRingResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const ring = takeHandle(value.ring)
      const { size: size_, position } = value
      if (!putHandle(ring, view, 16)) return -1
      if (typeof size_ !== 'number' || size_ >>> 0 !== size_) return -1
      view.setUint32(32, size_, true)
      if (typeof position !== 'number' || position >>> 0 !== position) return -1
      view.setUint32(36, position, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        ring: getHandle(view, 16, handles),
        size: view.getUint32(32, true),
        position: view.getUint32(36, true),
      }
    },
    lazy(view, _arena, handles) {
      return new OpenSendRingResponseView(view, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const ring = handleFault(view, 16)
      if (ring !== null) return faultOf(layout, 'ring', ring)
      return null
    },
  }
}

class OpenSendRingErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function openSendRingErrorCodec(layout: Layout): CodecFunctions<OpenSendRingError, OpenSendRingError> {
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
      return new OpenSendRingErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class GetRoomRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get wanted(): number {
    return this.#view.getUint32(16, true)
  }
}

function getRoomRequestCodec(layout: Layout): CodecFunctions<GetRoomRequest, GetRoomRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { wanted } = value
      if (typeof wanted !== 'number' || wanted >>> 0 !== wanted) return -1
      view.setUint32(16, wanted, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        wanted: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new GetRoomRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class GetRoomResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get room(): number {
    return this.#view.getUint32(16, true)
  }
}

function getRoomResponseCodec(layout: Layout): CodecFunctions<GetRoomResponse, GetRoomResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { room } = value
      if (typeof room !== 'number' || room >>> 0 !== room) return -1
      view.setUint32(16, room, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        room: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new GetRoomResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class GetRoomErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function getRoomErrorCodec(layout: Layout): CodecFunctions<GetRoomError, GetRoomError> {
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
      return new GetRoomErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ProduceRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get position(): number {
    return this.#view.getUint32(16, true)
  }

  get count(): number {
    return this.#view.getUint32(20, true)
  }
}

function produceRequestCodec(layout: Layout): CodecFunctions<ProduceRequest, ProduceRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { position, count: count_ } = value
      if (typeof position !== 'number' || position >>> 0 !== position) return -1
      view.setUint32(16, position, true)
      if (typeof count_ !== 'number' || count_ >>> 0 !== count_) return -1
      view.setUint32(20, count_, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view) {
      return {
        position: view.getUint32(16, true),
        count: view.getUint32(20, true),
      }
    },
    lazy(view) {
      return new ProduceRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      return messageFault(layout, view, size, arena, arenaSize)
    },
  }
}

class ProduceResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get room(): number {
    return this.#view.getUint32(16, true)
  }
}

function produceResponseCodec(layout: Layout): CodecFunctions<ProduceResponse, ProduceResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { room } = value
      if (typeof room !== 'number' || room >>> 0 !== room) return -1
      view.setUint32(16, room, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        room: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new ProduceResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ProduceErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function produceErrorCodec(layout: Layout): CodecFunctions<ProduceError, ProduceError> {
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
      return new ProduceErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class OpenReceiveRingResponseView {
  readonly #view: DataView
  readonly #handles: HandleReader

  constructor(view: DataView, handles: HandleReader) {
    this.#view = view
    this.#handles = handles
  }

  get ring(): HandleDesc {
    return getHandle(this.#view, 16, this.#handles)
  }

  get size(): number {
    return this.#view.getUint32(32, true)
  }

  get position(): number {
    return this.#view.getUint32(36, true)
  }
}

function openReceiveRingResponseCodec(layout: Layout): CodecFunctions<OpenReceiveRingResponseInit, OpenReceiveRingResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const ring = takeHandle(value.ring)
      const { size: size_, position } = value
      if (!putHandle(ring, view, 16)) return -1
      if (typeof size_ !== 'number' || size_ >>> 0 !== size_) return -1
      view.setUint32(32, size_, true)
      if (typeof position !== 'number' || position >>> 0 !== position) return -1
      view.setUint32(36, position, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        ring: getHandle(view, 16, handles),
        size: view.getUint32(32, true),
        position: view.getUint32(36, true),
      }
    },
    lazy(view, _arena, handles) {
      return new OpenReceiveRingResponseView(view, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const ring = handleFault(view, 16)
      if (ring !== null) return faultOf(layout, 'ring', ring)
      return null
    },
  }
}

class OpenReceiveRingErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function openReceiveRingErrorCodec(layout: Layout): CodecFunctions<OpenReceiveRingError, OpenReceiveRingError> {
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
      return new OpenReceiveRingErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ConsumeRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get count(): number {
    return this.#view.getUint32(16, true)
  }
}

function consumeRequestCodec(layout: Layout): CodecFunctions<ConsumeRequest, ConsumeRequest> {
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
      return new ConsumeRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ConsumeResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get length(): number {
    return this.#view.getUint32(16, true)
  }

  get isOver(): number {
    return this.#view.getUint8(20)
  }
}

function consumeResponseCodec(layout: Layout): CodecFunctions<ConsumeResponse, ConsumeResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { length, isOver } = value
      if (typeof length !== 'number' || length >>> 0 !== length) return -1
      view.setUint32(16, length, true)
      if (typeof isOver !== 'number' || (isOver & 0xff) !== isOver) return -1
      view.setUint8(20, isOver)
      putHeader(layout, view, riid)
      view.setUint8(21, 0)
      view.setUint16(22, 0, true)
      return 0
    },
    decode(view) {
      return {
        length: view.getUint32(16, true),
        isOver: view.getUint8(20),
      }
    },
    lazy(view) {
      return new ConsumeResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint8(21) !== 0) return reservedFault(layout, 21)
      if (view.getUint16(22, true) !== 0) return reservedFault(layout, 22)
      return null
    },
  }
}

class ConsumeErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function consumeErrorCodec(layout: Layout): CodecFunctions<ConsumeError, ConsumeError> {
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
      return new ConsumeErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ShutdownRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get how(): number {
    return this.#view.getUint8(16)
  }
}

function shutdownRequestCodec(layout: Layout): CodecFunctions<ShutdownRequest, ShutdownRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { how } = value
      if (typeof how !== 'number' || (how & 0xff) !== how) return -1
      view.setUint8(16, how)
      putHeader(layout, view, riid)
      view.setUint8(17, 0)
      view.setUint16(18, 0, true)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        how: view.getUint8(16),
      }
    },
    lazy(view) {
      return new ShutdownRequestView(view)
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

class ShutdownErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function shutdownErrorCodec(layout: Layout): CodecFunctions<ShutdownError, ShutdownError> {
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
      return new ShutdownErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class GetNameResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get name(): Address {
    return AddressCodec.get(this.#view, 16, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function getNameResponseCodec(layout: Layout): CodecFunctions<GetNameResponse, GetNameResponse> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const name = AddressCodec.take(value.name, writer)
      const data = arenaView(arena)
      let used = 0
      used = AddressCodec.put(name, view, 16, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        name: AddressCodec.get(view, 16, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new GetNameResponseView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const segments = new Arena(arena, arenaSize)
      const name = AddressCodec.check(view, 16, segments)
      if (name !== null) return faultOf(layout, 'name', name)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class GetNameErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function getNameErrorCodec(layout: Layout): CodecFunctions<GetNameError, GetNameError> {
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
      return new GetNameErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class GetPeerResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get peer(): Address {
    return AddressCodec.get(this.#view, 16, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function getPeerResponseCodec(layout: Layout): CodecFunctions<GetPeerResponse, GetPeerResponse> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const peer = AddressCodec.take(value.peer, writer)
      const data = arenaView(arena)
      let used = 0
      used = AddressCodec.put(peer, view, 16, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        peer: AddressCodec.get(view, 16, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new GetPeerResponseView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const segments = new Arena(arena, arenaSize)
      const peer = AddressCodec.check(view, 16, segments)
      if (peer !== null) return faultOf(layout, 'peer', peer)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class GetPeerErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function getPeerErrorCodec(layout: Layout): CodecFunctions<GetPeerError, GetPeerError> {
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
      return new GetPeerErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class GetOptionRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get level(): number {
    return this.#view.getInt32(16, true)
  }

  get option(): number {
    return this.#view.getInt32(20, true)
  }
}

function getOptionRequestCodec(layout: Layout): CodecFunctions<GetOptionRequest, GetOptionRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { level, option } = value
      if (typeof level !== 'number' || (level | 0) !== level) return -1
      view.setInt32(16, level, true)
      if (typeof option !== 'number' || (option | 0) !== option) return -1
      view.setInt32(20, option, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view) {
      return {
        level: view.getInt32(16, true),
        option: view.getInt32(20, true),
      }
    },
    lazy(view) {
      return new GetOptionRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      return messageFault(layout, view, size, arena, arenaSize)
    },
  }
}

class GetOptionResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get value(): Value {
    return ValueCodec_.get(this.#view, 16, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function getOptionResponseCodec(layout: Layout): CodecFunctions<GetOptionResponse, GetOptionResponse> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const value_ = ValueCodec_.take(value.value, writer)
      const data = arenaView(arena)
      let used = 0
      used = ValueCodec_.put(value_, view, 16, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        value: ValueCodec_.get(view, 16, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new GetOptionResponseView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const segments = new Arena(arena, arenaSize)
      const value_ = ValueCodec_.check(view, 16, segments)
      if (value_ !== null) return faultOf(layout, 'value', value_)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class GetOptionErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function getOptionErrorCodec(layout: Layout): CodecFunctions<GetOptionError, GetOptionError> {
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
      return new GetOptionErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class SetOptionRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get level(): number {
    return this.#view.getInt32(16, true)
  }

  get option(): number {
    return this.#view.getInt32(20, true)
  }

  get value(): Value {
    return ValueCodec_.get(this.#view, 24, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function setOptionRequestCodec(layout: Layout): CodecFunctions<SetOptionRequest, SetOptionRequest> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const { level, option } = value
      const value_ = ValueCodec_.take(value.value, writer)
      const data = arenaView(arena)
      let used = 0
      if (typeof level !== 'number' || (level | 0) !== level) return -1
      view.setInt32(16, level, true)
      if (typeof option !== 'number' || (option | 0) !== option) return -1
      view.setInt32(20, option, true)
      used = ValueCodec_.put(value_, view, 24, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        level: view.getInt32(16, true),
        option: view.getInt32(20, true),
        value: ValueCodec_.get(view, 24, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new SetOptionRequestView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const segments = new Arena(arena, arenaSize)
      const value_ = ValueCodec_.check(view, 24, segments)
      if (value_ !== null) return faultOf(layout, 'value', value_)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class SetOptionErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function setOptionErrorCodec(layout: Layout): CodecFunctions<SetOptionError, SetOptionError> {
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
      return new SetOptionErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class GetEventsResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get events(): number {
    return this.#view.getUint32(16, true)
  }
}

function getEventsResponseCodec(layout: Layout): CodecFunctions<GetEventsResponse, GetEventsResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { events } = value
      if (typeof events !== 'number' || events >>> 0 !== events) return -1
      view.setUint32(16, events, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        events: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new GetEventsResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class GetEventsErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get errno(): number {
    return this.#view.getInt32(16, true)
  }
}

function getEventsErrorCodec(layout: Layout): CodecFunctions<GetEventsError, GetEventsError> {
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
      return new GetEventsErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
