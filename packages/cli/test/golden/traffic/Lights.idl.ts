// Made by `kos gen` from traffic/Lights.idl. Do not edit.
//
// Switches lights.
/* eslint-disable */

import { defineInterface, handle, handleOf, sequence, sint32, sint64, uint32, uint8 } from '@kos/libkos'
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
import { Cause, CauseCodec, Light, LightCodec, MaxLights, Name } from './Types.idl.js'
import { Journal } from './Journal.idl.js'

/** What Switch takes. */
export interface SwitchRequest {
  readonly light: Name
  /** what to show */
  readonly mode: number
  readonly cause: Cause
}

/** What Switch gives. */
export interface SwitchResponse {
  readonly rc_: number
}

/** What Switch gives in place of its response when it fails. */
export interface SwitchError {
  readonly status: number
}

/** What List takes. */
export interface ListRequest {
  readonly from: number
}

/** What List gives. */
export interface ListResponse {
  readonly lights: readonly Light[]
  readonly changed: bigint
}

/** What Lend takes. */
export interface LendRequest {
  readonly light: Name
}

/** What Lend gives. */
export interface LendResponse {
  readonly light: HandleDesc
  readonly journal: Capability<Journal>
}

/** What Lend gives, as it is sent. */
export interface LendResponseInit {
  readonly light: HandleLike
  readonly journal: CapabilityLike<Journal>
}

/** The methods of traffic.Lights. */
export type LightsMethods = {
  /**
   * Switches one light.
   * Anyone may ask for it.
   */
  readonly Switch: {
    readonly in: { readonly light: Type<Name>; readonly mode: Type<number>; readonly cause: Type<Cause> }
    readonly out: { readonly rc_: Type<number> }
    readonly error: { readonly status: Type<number> }
  }
  /** All there are, from a number on. */
  readonly List: {
    readonly in: { readonly from: Type<number> }
    readonly out: { readonly lights: Type<readonly Light[]>; readonly changed: Type<bigint> }
  }
  /** A light for oneself. */
  readonly Lend: {
    readonly in: { readonly light: Type<Name> }
    readonly out: { readonly light: Type<HandleDesc, HandleLike>; readonly journal: Type<Capability<Journal>, CapabilityLike<Journal>> }
  }
  readonly Reset: {}
}

/** How lights are switched. */
export type Lights = Interface<LightsMethods>
export const Lights: Lights = /* @__PURE__ */ defineInterface(
  'traffic.Lights',
  {
    Switch: { in: { light: Name, mode: uint8, cause: Cause }, out: { rc_: uint32 }, error: { status: sint32 } },
    List: { in: { from: uint32 }, out: { lights: sequence(Light, MaxLights), changed: sint64 } },
    Lend: { in: { light: Name }, out: { light: handle, journal: /* @__PURE__ */ handleOf(() => Journal) } },
    Reset: {},
  },
  {
    code: {
      Switch: { request: switchRequestCodec, response: switchResponseCodec, error: switchErrorCodec },
      List: { request: listRequestCodec, response: listResponseCodec },
      Lend: { request: lendRequestCodec, response: lendResponseCodec },
      Reset: { request: emptyCodec, response: emptyCodec },
    },
  },
)

/** What a client calls: `connect(kos, Lights, channel, endpoint)`. */
export type LightsProxy = Proxy<Lights>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type LightsImplementation = Implementation<Lights>

function interfaceOfJournal(): Journal {
  return Journal
}

const ListLightsCodec: ValueCodec<readonly Light[]> = {
  take(given, writer) {
    if (!Array.isArray(given)) return null as never
    const count = given.length
    if (count > 8) return null as never
    const list: Light[] = []
    for (let i = 0; i < count; i++) list.push(LightCodec.take(given[i]!, writer))
    return list
  },
  put(taken, view, at, arena, data, used) {
    if (taken === null) return -1
    const count = taken.length
    const start = count > 0 ? alignArena(arena, used, 4) : used
    used = start + count * 16
    if (used > arena.length) return -1
    for (let i = 0, p = start; i < count; i++, p += 16) {
      const element = taken[i]!
      used = LightCodec.put(element, data, p, arena, data, used)
      if (used < 0) return -1
    }
    view.setUint32(at, start, true)
    view.setUint32(at + 4, count * 16, true)
    return used
  },
  get(view, at, arena, data, handles, bytes) {
    const list: Light[] = []
    const start = view.getUint32(at, true)
    const end = start + view.getUint32(at + 4, true)
    for (let p = start; p < end; p += 16) list.push(LightCodec.get(data, p, arena, data, handles, bytes))
    return list
  },
  check(view, at, segments) {
    const misfit = segments.sequenceFault(view, at, 8, 16, 4)
    if (misfit !== null) return misfit
    const start = view.getUint32(at, true)
    const end = start + view.getUint32(at + 4, true)
    for (let p = start; p < end; p += 16) {
      const fault = LightCodec.check(segments.data, p, segments)
      if (fault !== null) return '[]' + fault
    }
    return null
  },
}

class SwitchRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get light(): Name {
    return getText(this.#view, 16, this.#arena)
  }

  get mode(): number {
    return this.#view.getUint8(24)
  }

  get cause(): Cause {
    return CauseCodec.get(this.#view, 28, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function switchRequestCodec(layout: Layout): CodecFunctions<SwitchRequest, SwitchRequest> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const { light, mode } = value
      const cause = CauseCodec.take(value.cause, writer)
      const data = arenaView(arena)
      let used = 0
      const lightSize = writeText(light, arena, used, 40)
      if (lightSize < 0) return -1
      putReference(view, 16, used, lightSize)
      used += lightSize
      if (typeof mode !== 'number' || (mode & 0xff) !== mode) return -1
      view.setUint8(24, mode)
      used = CauseCodec.put(cause, view, 28, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      view.setUint8(25, 0)
      view.setUint16(26, 0, true)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        light: getText(view, 16, arena),
        mode: view.getUint8(24),
        cause: CauseCodec.get(view, 28, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new SwitchRequestView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint8(25) !== 0) return reservedFault(layout, 25)
      if (view.getUint16(26, true) !== 0) return reservedFault(layout, 26)
      const segments = new Arena(arena, arenaSize)
      const light = textFault(view, 16, 40, arena, arenaSize)
      if (light !== null) return faultOf(layout, 'light', light)
      segments.pass(view, 16)
      const cause = CauseCodec.check(view, 28, segments)
      if (cause !== null) return faultOf(layout, 'cause', cause)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class SwitchResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc_(): number {
    return this.#view.getUint32(16, true)
  }
}

function switchResponseCodec(layout: Layout): CodecFunctions<SwitchResponse, SwitchResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { rc_ } = value
      if (typeof rc_ !== 'number' || rc_ >>> 0 !== rc_) return -1
      view.setUint32(16, rc_, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        rc_: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new SwitchResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class SwitchErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get status(): number {
    return this.#view.getInt32(16, true)
  }
}

function switchErrorCodec(layout: Layout): CodecFunctions<SwitchError, SwitchError> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { status } = value
      if (typeof status !== 'number' || (status | 0) !== status) return -1
      view.setInt32(16, status, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        status: view.getInt32(16, true),
      }
    },
    lazy(view) {
      return new SwitchErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ListRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get from(): number {
    return this.#view.getUint32(16, true)
  }
}

function listRequestCodec(layout: Layout): CodecFunctions<ListRequest, ListRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { from } = value
      if (typeof from !== 'number' || from >>> 0 !== from) return -1
      view.setUint32(16, from, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        from: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new ListRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ListResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get lights(): readonly Light[] {
    return ListLightsCodec.get(this.#view, 16, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }

  get changed(): bigint {
    return this.#view.getBigInt64(24, true)
  }
}

function listResponseCodec(layout: Layout): CodecFunctions<ListResponse, ListResponse> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const lights = ListLightsCodec.take(value.lights, writer)
      const { changed } = value
      const data = arenaView(arena)
      let used = 0
      used = ListLightsCodec.put(lights, view, 16, arena, data, used)
      if (used < 0) return -1
      if (typeof changed !== 'bigint' || BigInt.asIntN(64, changed) !== changed) return -1
      view.setBigInt64(24, changed, true)
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        lights: ListLightsCodec.get(view, 16, arena, data, handles, getBytes),
        changed: view.getBigInt64(24, true),
      }
    },
    lazy(view, arena, handles) {
      return new ListResponseView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const segments = new Arena(arena, arenaSize)
      const lights = ListLightsCodec.check(view, 16, segments)
      if (lights !== null) return faultOf(layout, 'lights', lights)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class LendRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get light(): Name {
    return getText(this.#view, 16, this.#arena)
  }
}

function lendRequestCodec(layout: Layout): CodecFunctions<LendRequest, LendRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { light } = value
      let used = 0
      const lightSize = writeText(light, arena, used, 40)
      if (lightSize < 0) return -1
      putReference(view, 16, used, lightSize)
      used += lightSize
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena) {
      return {
        light: getText(view, 16, arena),
      }
    },
    lazy(view, arena) {
      return new LendRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const light = textFault(view, 16, 40, arena, arenaSize)
      if (light !== null) return faultOf(layout, 'light', light)
      return null
    },
  }
}

class LendResponseView {
  readonly #view: DataView
  readonly #handles: HandleReader

  constructor(view: DataView, handles: HandleReader) {
    this.#view = view
    this.#handles = handles
  }

  get light(): HandleDesc {
    return getHandle(this.#view, 16, this.#handles)
  }

  get journal(): Capability<Journal> {
    return getHandle(this.#view, 32, this.#handles, interfaceOfJournal)
  }
}

function lendResponseCodec(layout: Layout): CodecFunctions<LendResponseInit, LendResponse> {
  return {
    encode(value, riid, view, _arena, writer) {
      if (!isObject(value)) return -1
      const light = takeHandle(value.light)
      const journal = takeHandle(value.journal, writer, interfaceOfJournal)
      if (!putHandle(light, view, 16)) return -1
      if (!putHandle(journal, view, 32)) return -1
      putHeader(layout, view, riid)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        light: getHandle(view, 16, handles),
        journal: getHandle(view, 32, handles, interfaceOfJournal),
      }
    },
    lazy(view, _arena, handles) {
      return new LendResponseView(view, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const light = handleFault(view, 16)
      if (light !== null) return faultOf(layout, 'light', light)
      const journal = handleFault(view, 32)
      if (journal !== null) return faultOf(layout, 'journal', journal)
      return null
    },
  }
}
