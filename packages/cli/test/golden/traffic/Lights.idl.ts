// Made by `kos gen` from traffic/Lights.idl. Do not edit.
//
// Switches lights.
/* eslint-disable */

import { defineInterface, handle, handleOf, sequence, sint32, sint64, uint32, uint8 } from '@kos/libkos'
import type {
  Capability,
  CapabilityLike,
  CodecFunctions,
  CodecTools,
  HandleDesc,
  HandleLike,
  HandleReader,
  HandleWriter,
  Implementation,
  Interface,
  Proxy,
  ReadBytes,
  Type,
} from '@kos/libkos'
import { Cause, Light, MaxLights, Name } from './Types.idl.js'
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
export const Lights: Lights = defineInterface(
  'traffic.Lights',
  {
    Switch: { in: { light: Name, mode: uint8, cause: Cause }, out: { rc_: uint32 }, error: { status: sint32 } },
    List: { in: { from: uint32 }, out: { lights: sequence(Light, MaxLights), changed: sint64 } },
    Lend: { in: { light: Name }, out: { light: handle, journal: handleOf(() => Journal) } },
    Reset: {},
  },
  {
    code: {
      Switch: { request: switchRequestCodec, response: switchResponseCodec, error: switchErrorCodec },
      List: { request: listRequestCodec, response: listResponseCodec },
      Lend: { request: lendRequestCodec, response: lendResponseCodec },
      Reset: { request: resetRequestCodec, response: resetResponseCodec },
    },
  },
)

/** What a client calls: `connect(kos, Lights, channel, endpoint)`. */
export type LightsProxy = Proxy<Lights>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type LightsImplementation = Implementation<Lights>

// The codecs of its messages.

function switchRequestCodec(tools: CodecTools): CodecFunctions<SwitchRequest, SwitchRequest> {
  const { layout, text, arenaView, clear, copyBytes, isBadText, isClear, layoutFault, overlaps, part, writeBytes } = tools
  let end = 0, total = 0, mixed = false
  function take0(given: Cause, _writer: HandleWriter | undefined): Cause {
    if (typeof given !== 'object' || given === null) return null as never
    const { tag, value } = given
    switch (tag) {
      case 'timer': return { tag, value: value }
      case 'person': return { tag, value: value }
      case 'sensor': return { tag, value: value }
      default: return null as never
    }
  }
  function put0(v: Cause, view: DataView, at: number, arena: Uint8Array, _data: DataView, used: number): number {
    if (v === null) return -1
    clear(view, at, 12)
    switch (v.tag) {
      case 'timer': {
        view.setUint32(at, 0, true)
        const m0 = v.value
        if (typeof m0 !== 'number' || m0 >>> 0 !== m0) return -1
        view.setUint32(at + 4, m0, true)
        break
      }
      case 'person': {
        view.setUint32(at, 1, true)
        const m1 = v.value
        if (typeof m1 !== 'string') return -1
        const n1 = text.write(m1, arena, used, 40)
        if (n1 < 0) return -1
        view.setUint32(at + 4, used, true)
        view.setUint32(at + 8, n1, true)
        used += n1
        break
      }
      case 'sensor': {
        view.setUint32(at, 2, true)
        const m2 = v.value
        const n2 = writeBytes(m2, arena, used, 4)
        if (n2 < 0) return -1
        view.setUint32(at + 4, used, true)
        view.setUint32(at + 8, n2, true)
        used += n2
        break
      }
    }
    return used
  }
  function get0(view: DataView, at: number, arena: Uint8Array, _data: DataView, _handles: HandleReader, bytes: ReadBytes): Cause {
    switch (view.getUint32(at, true)) {
      case 0: return { tag: 'timer', value: view.getUint32(at + 4, true) }
      case 1: return { tag: 'person', value: text.read(arena, view.getUint32(at + 4, true), view.getUint32(at + 8, true) - 1) }
      default: return { tag: 'sensor', value: bytes(arena, view.getUint32(at + 4, true), view.getUint32(at + 8, true)) }
    }
  }
  function check0(view: DataView, at: number, _data: DataView, arena: Uint8Array, arenaSize: number): string | null {
    switch (view.getUint32(at, true)) {
      case 0: {
        if (!isClear(view, at + 8, 4)) return ' has reserved bytes that are not zero'
        return null
      }
      case 1: {
        {
          const s = view.getUint32(at + 4, true), n = view.getUint32(at + 8, true)
          if (n > 41) return '.person is over its limit'
          if (s + n > arenaSize) return '.person lies outside the arena'
          if ((total += n) > arenaSize) return '.person shares bytes of the arena'
          if (s < end) mixed = true
          end = s + n
          if (isBadText(arena, s, n)) return '.person is not UTF-8 text with one zero at its end'
        }
        return null
      }
      case 2: {
        {
          const s = view.getUint32(at + 4, true), n = view.getUint32(at + 8, true)
          if (n > 4) return '.sensor is over its limit'
          if (s + n > arenaSize) return '.sensor lies outside the arena'
          if ((total += n) > arenaSize) return '.sensor shares bytes of the arena'
          if (s < end) mixed = true
          end = s + n
        }
        return null
      }
      default: return ' has an unknown tag'
    }
  }
  class Lazy {
    #view: DataView
    #arena: Uint8Array
    #handles: HandleReader
    constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
      this.#view = view
      this.#arena = arena
      this.#handles = handles
    }
    get light(): Name { const view = this.#view, arena = this.#arena
      return text.read(arena, view.getUint32(16, true), view.getUint32(20, true) - 1) }
    get mode(): number { const view = this.#view
      return view.getUint8(24) }
    get cause(): Cause { const view = this.#view, arena = this.#arena, handles = this.#handles, data = arenaView(this.#arena)
      return get0(view, 28, arena, data, handles, part) }
  }
  return {
    encode(value, riid, view, arena, writer) {
      if (typeof value !== 'object' || value === null) return -1
      const v0 = value.light
      const v1 = value.mode
      const v2 = take0(value.cause, writer)
      const data = arenaView(arena)
      let used = 0
      if (typeof v0 !== 'string') return -1
      const n0 = text.write(v0, arena, used, 40)
      if (n0 < 0) return -1
      view.setUint32(16, used, true)
      view.setUint32(20, n0, true)
      used += n0
      if (typeof v1 !== 'number' || (v1 & 0xff) !== v1) return -1
      view.setUint8(24, v1)
      used = put0(v2, view, 28, arena, data, used)
      if (used < 0) return -1
      view.setUint32(0, riid, true)
      view.setUint32(4, 0, true)
      view.setUint32(8, 0, true)
      view.setUint32(12, 0, true)
      view.setUint8(25, 0)
      view.setUint16(26, 0, true)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return { light: text.read(arena, view.getUint32(16, true), view.getUint32(20, true) - 1),
        mode: view.getUint8(24),
        cause: get0(view, 28, arena, data, handles, copyBytes) }
    },
    lazy(view, arena, handles) { return new Lazy(view, arena, handles) },
    validate(view, size, arena, arenaSize) {
      if (size !== 40 || size > view.byteLength || view.getUint32(4, true) !== 0
        || view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 0) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "traffic.Lights.Switch request: the buffer is shorter than the arena"
      if (view.getUint8(25) !== 0) return "traffic.Lights.Switch request: reserved bytes at 25 are not zero"
      if (view.getUint16(26, true) !== 0) return "traffic.Lights.Switch request: reserved bytes at 26 are not zero"
      const data = arenaView(arena)
      let at = 0, n = 0
      end = total = 0
      mixed = false
      at = view.getUint32(16, true)
      n = view.getUint32(20, true)
      if (n > 41) return "traffic.Lights.Switch request: light is over its limit"
      if (at + n > arenaSize) return "traffic.Lights.Switch request: light lies outside the arena"
      if (isBadText(arena, at, n)) return "traffic.Lights.Switch request: light is not UTF-8 text with one zero at its end"
      if (at < end) mixed = true
      end = at + n
      const f28 = check0(view, 28, data, arena, arenaSize)
      if (f28 !== null) return "traffic.Lights.Switch request: cause" + f28
      return mixed && overlaps(layout, view, arena) ? "traffic.Lights.Switch request: parameters overlap in the arena" : null
    },
  }
}

function switchResponseCodec(tools: CodecTools): CodecFunctions<SwitchResponse, SwitchResponse> {
  const { layout, layoutFault } = tools
  class Lazy {
    #view: DataView
    constructor(view: DataView, _arena: Uint8Array, _handles: HandleReader) {
      this.#view = view
    }
    get rc_(): number { const view = this.#view
      return view.getUint32(16, true) }
  }
  return {
    encode(value, riid, view, _arena) {
      if (typeof value !== 'object' || value === null) return -1
      const v0 = value.rc_
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
      return { rc_: view.getUint32(16, true) }
    },
    lazy(view, arena, handles) { return new Lazy(view, arena, handles) },
    validate(view, size, arena, arenaSize) {
      if (size !== 24 || size > view.byteLength || view.getUint32(4, true) !== 0
        || view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 0) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "traffic.Lights.Switch response: the buffer is shorter than the arena"
      if (view.getUint32(20, true) !== 0) return "traffic.Lights.Switch response: reserved bytes at 20 are not zero"
      return null
    },
  }
}

function switchErrorCodec(tools: CodecTools): CodecFunctions<SwitchError, SwitchError> {
  const { layout, layoutFault } = tools
  class Lazy {
    #view: DataView
    constructor(view: DataView, _arena: Uint8Array, _handles: HandleReader) {
      this.#view = view
    }
    get status(): number { const view = this.#view
      return view.getInt32(16, true) }
  }
  return {
    encode(value, riid, view, _arena) {
      if (typeof value !== 'object' || value === null) return -1
      const v0 = value.status
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
      return { status: view.getInt32(16, true) }
    },
    lazy(view, arena, handles) { return new Lazy(view, arena, handles) },
    validate(view, size, arena, arenaSize) {
      if (size !== 24 || size > view.byteLength || view.getUint32(4, true) !== 0
        || view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 16777216) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "traffic.Lights.Switch error response: the buffer is shorter than the arena"
      if (view.getUint32(20, true) !== 0) return "traffic.Lights.Switch error response: reserved bytes at 20 are not zero"
      return null
    },
  }
}

function listRequestCodec(tools: CodecTools): CodecFunctions<ListRequest, ListRequest> {
  const { layout, layoutFault } = tools
  class Lazy {
    #view: DataView
    constructor(view: DataView, _arena: Uint8Array, _handles: HandleReader) {
      this.#view = view
    }
    get from(): number { const view = this.#view
      return view.getUint32(16, true) }
  }
  return {
    encode(value, riid, view, _arena) {
      if (typeof value !== 'object' || value === null) return -1
      const v0 = value.from
      let used = 0
      if (typeof v0 !== 'number' || v0 >>> 0 !== v0) return -1
      view.setUint32(16, v0, true)
      view.setUint32(0, riid, true)
      view.setUint32(4, 1, true)
      view.setUint32(8, 0, true)
      view.setUint32(12, 0, true)
      view.setUint32(20, 0, true)
      return used
    },
    decode(view, _arena, _handles) {
      return { from: view.getUint32(16, true) }
    },
    lazy(view, arena, handles) { return new Lazy(view, arena, handles) },
    validate(view, size, arena, arenaSize) {
      if (size !== 24 || size > view.byteLength || view.getUint32(4, true) !== 1
        || view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 0) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "traffic.Lights.List request: the buffer is shorter than the arena"
      if (view.getUint32(20, true) !== 0) return "traffic.Lights.List request: reserved bytes at 20 are not zero"
      return null
    },
  }
}

function listResponseCodec(tools: CodecTools): CodecFunctions<ListResponse, ListResponse> {
  const { layout, text, alignArena, arenaView, copyBytes, isBadText, layoutFault, overlaps, part } = tools
  let end = 0, total = 0, mixed = false
  function take2(given: readonly number[], _writer: HandleWriter | undefined): readonly number[] {
    if (!Array.isArray(given)) return null as never
    const n = given.length
    if (n !== 3) return null as never
    const list: number[] = []
    for (let i = 0; i < n; i++) list.push(given[i]!)
    return list
  }
  function take1(given: Light, writer: HandleWriter | undefined): Light {
    if (typeof given !== 'object' || given === null) return null as never
    return { name: given.name, class_: given.class_, seconds: take2(given.seconds, writer) }
  }
  function take0(given: readonly Light[], writer: HandleWriter | undefined): readonly Light[] {
    if (!Array.isArray(given)) return null as never
    const n = given.length
    if (n > 8) return null as never
    const list: Light[] = []
    for (let i = 0; i < n; i++) list.push(take1(given[i]!, writer))
    return list
  }
  function put2(v: readonly number[], view: DataView, at: number, _arena: Uint8Array, _data: DataView, used: number): number {
    if (v === null) return -1
    for (let i = 0, p = at; i < 3; i++, p += 2) {
      const m = v[i]!
      if (typeof m !== 'number' || (m & 0xffff) !== m) return -1
      view.setUint16(p, m, true)
    }
    return used
  }
  function put1(v: Light, view: DataView, at: number, arena: Uint8Array, data: DataView, used: number): number {
    if (v === null) return -1
    const m0 = v.name
    if (typeof m0 !== 'string') return -1
    const n0 = text.write(m0, arena, used, 40)
    if (n0 < 0) return -1
    view.setUint32(at, used, true)
    view.setUint32(at + 4, n0, true)
    used += n0
    const m1 = v.class_
    if (typeof m1 !== 'number' || (m1 & 0xff) !== m1) return -1
    view.setUint8(at + 8, m1)
    const m2 = v.seconds
    used = put2(m2, view, at + 10, arena, data, used)
    if (used < 0) return -1
    view.setUint8(at + 9, 0)
    return used
  }
  function put0(v: readonly Light[], view: DataView, at: number, arena: Uint8Array, data: DataView, used: number): number {
    if (v === null) return -1
    const n = v.length
    const start = n > 0 ? alignArena(arena, used, 4) : used
    used = start + n * 16
    if (used > arena.length) return -1
    for (let i = 0, p = start; i < n; i++, p += 16) {
      const m = v[i]!
      used = put1(m, data, p, arena, data, used)
      if (used < 0) return -1
    }
    view.setUint32(at, start, true)
    view.setUint32(at + 4, n * 16, true)
    return used
  }
  function get2(view: DataView, at: number, _arena: Uint8Array, _data: DataView, _handles: HandleReader, _bytes: ReadBytes): readonly number[] {
    const list: number[] = []
    for (let p = at, end = at + 6; p < end; p += 2) list.push(view.getUint16(p, true))
    return list
  }
  function get1(view: DataView, at: number, arena: Uint8Array, data: DataView, handles: HandleReader, bytes: ReadBytes): Light {
    return { name: text.read(arena, view.getUint32(at, true), view.getUint32(at + 4, true) - 1),
      class_: view.getUint8(at + 8),
      seconds: get2(view, at + 10, arena, data, handles, bytes) }
  }
  function get0(view: DataView, at: number, arena: Uint8Array, data: DataView, handles: HandleReader, bytes: ReadBytes): readonly Light[] {
    const list: Light[] = []
    const start = view.getUint32(at, true)
    for (let p = start, end = start + view.getUint32(at + 4, true); p < end; p += 16) list.push(get1(data, p, arena, data, handles, bytes))
    return list
  }
  function check1(view: DataView, at: number, _data: DataView, arena: Uint8Array, arenaSize: number): string | null {
    if (view.getUint8(at + 9) !== 0) return ' has reserved bytes that are not zero'
    {
      const s = view.getUint32(at, true), n = view.getUint32(at + 4, true)
      if (n > 41) return '.name is over its limit'
      if (s + n > arenaSize) return '.name lies outside the arena'
      if ((total += n) > arenaSize) return '.name shares bytes of the arena'
      if (s < end) mixed = true
      end = s + n
      if (isBadText(arena, s, n)) return '.name is not UTF-8 text with one zero at its end'
    }
    return null
  }
  function check0(view: DataView, at: number, data: DataView, arena: Uint8Array, arenaSize: number): string | null {
    const start = view.getUint32(at, true), n = view.getUint32(at + 4, true)
    if (n > 128) return ' is over its limit'
    if (n % 16 !== 0) return ' is not a whole number of elements'
    if (start + n > arenaSize) return ' lies outside the arena'
    if (n > 0 && start % 4 !== 0) return ' is not aligned'
    if ((total += n) > arenaSize) return ' shares bytes of the arena'
    if (start < end) mixed = true
    end = start + n
    for (let p = start, q = start + n; p < q; p += 16) {
      {
        const f = check1(data, p, data, arena, arenaSize)
        if (f !== null) return '[]' + f
      }
    }
    return null
  }
  class Lazy {
    #view: DataView
    #arena: Uint8Array
    #handles: HandleReader
    constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
      this.#view = view
      this.#arena = arena
      this.#handles = handles
    }
    get lights(): readonly Light[] { const view = this.#view, arena = this.#arena, handles = this.#handles, data = arenaView(this.#arena)
      return get0(view, 16, arena, data, handles, part) }
    get changed(): bigint { const view = this.#view
      return view.getBigInt64(24, true) }
  }
  return {
    encode(value, riid, view, arena, writer) {
      if (typeof value !== 'object' || value === null) return -1
      const v0 = take0(value.lights, writer)
      const v1 = value.changed
      const data = arenaView(arena)
      let used = 0
      used = put0(v0, view, 16, arena, data, used)
      if (used < 0) return -1
      if (typeof v1 !== 'bigint' || BigInt.asIntN(64, v1) !== v1) return -1
      view.setBigInt64(24, v1, true)
      view.setUint32(0, riid, true)
      view.setUint32(4, 1, true)
      view.setUint32(8, 0, true)
      view.setUint32(12, 0, true)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return { lights: get0(view, 16, arena, data, handles, copyBytes),
        changed: view.getBigInt64(24, true) }
    },
    lazy(view, arena, handles) { return new Lazy(view, arena, handles) },
    validate(view, size, arena, arenaSize) {
      if (size !== 32 || size > view.byteLength || view.getUint32(4, true) !== 1
        || view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 0) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "traffic.Lights.List response: the buffer is shorter than the arena"
      const data = arenaView(arena)
      end = total = 0
      mixed = false
      const f16 = check0(view, 16, data, arena, arenaSize)
      if (f16 !== null) return "traffic.Lights.List response: lights" + f16
      return mixed && overlaps(layout, view, arena) ? "traffic.Lights.List response: parameters overlap in the arena" : null
    },
  }
}

function lendRequestCodec(tools: CodecTools): CodecFunctions<LendRequest, LendRequest> {
  const { layout, text, isBadText, layoutFault, overlaps } = tools
  class Lazy {
    #view: DataView
    #arena: Uint8Array
    constructor(view: DataView, arena: Uint8Array, _handles: HandleReader) {
      this.#view = view
      this.#arena = arena
    }
    get light(): Name { const view = this.#view, arena = this.#arena
      return text.read(arena, view.getUint32(16, true), view.getUint32(20, true) - 1) }
  }
  return {
    encode(value, riid, view, arena) {
      if (typeof value !== 'object' || value === null) return -1
      const v0 = value.light
      let used = 0
      if (typeof v0 !== 'string') return -1
      const n0 = text.write(v0, arena, used, 40)
      if (n0 < 0) return -1
      view.setUint32(16, used, true)
      view.setUint32(20, n0, true)
      used += n0
      view.setUint32(0, riid, true)
      view.setUint32(4, 2, true)
      view.setUint32(8, 0, true)
      view.setUint32(12, 0, true)
      return used
    },
    decode(view, arena, _handles) {
      return { light: text.read(arena, view.getUint32(16, true), view.getUint32(20, true) - 1) }
    },
    lazy(view, arena, handles) { return new Lazy(view, arena, handles) },
    validate(view, size, arena, arenaSize) {
      if (size !== 24 || size > view.byteLength || view.getUint32(4, true) !== 2
        || view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 0) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "traffic.Lights.Lend request: the buffer is shorter than the arena"
      let at = 0, n = 0
      let end = 0, mixed = false
      at = view.getUint32(16, true)
      n = view.getUint32(20, true)
      if (n > 41) return "traffic.Lights.Lend request: light is over its limit"
      if (at + n > arenaSize) return "traffic.Lights.Lend request: light lies outside the arena"
      if (isBadText(arena, at, n)) return "traffic.Lights.Lend request: light is not UTF-8 text with one zero at its end"
      if (at < end) mixed = true
      end = at + n
      return mixed && overlaps(layout, view, arena) ? "traffic.Lights.Lend request: parameters overlap in the arena" : null
    },
  }
}

function lendResponseCodec(tools: CodecTools): CodecFunctions<LendResponseInit, LendResponse> {
  const { layout, targets, isMask, isUint32, layoutFault, putHandle, takeHandle } = tools
  class Lazy {
    #view: DataView
    #handles: HandleReader
    constructor(view: DataView, _arena: Uint8Array, handles: HandleReader) {
      this.#view = view
      this.#handles = handles
    }
    get light(): HandleDesc { const view = this.#view, handles = this.#handles
      return handles.read(view.getUint32(16, true), view.getUint32(20, true), view.getUint32(24, true), view.getUint32(28, true)) }
    get journal(): Capability<Journal> { const view = this.#view, handles = this.#handles
      return handles.read(view.getUint32(32, true), view.getUint32(36, true), view.getUint32(40, true), view.getUint32(44, true), targets[0]!) as Capability<Journal> }
  }
  return {
    encode(value, riid, view, _arena, writer) {
      if (typeof value !== 'object' || value === null) return -1
      let v0: HandleLike = value.light, r0: number | undefined, b0: unknown
      if (typeof v0 === 'object' && v0 !== null) { r0 = v0.rights; b0 = typeof v0.dereferenced === 'boolean' ? undefined : v0.badge; v0 = v0.handle }
      const v1 = takeHandle(value.journal, writer, targets[0]!)
      let used = 0
      if (!isUint32(v0) || r0 !== undefined && !isMask(r0) || b0 !== undefined && !isUint32(b0)) return -1
      view.setUint32(16, v0, true)
      view.setUint32(20, r0 === undefined ? 0 : r0, true)
      view.setUint32(24, b0 === undefined ? 0 : b0, true)
      view.setUint32(28, r0 === undefined ? 2 : 0, true)
      if (!putHandle(v1, view, 32)) return -1
      view.setUint32(0, riid, true)
      view.setUint32(4, 131074, true)
      view.setUint32(8, 1026, true)
      view.setUint32(12, 0, true)
      return used
    },
    decode(view, _arena, handles) {
      return { light: handles.read(view.getUint32(16, true), view.getUint32(20, true), view.getUint32(24, true), view.getUint32(28, true)),
        journal: handles.read(view.getUint32(32, true), view.getUint32(36, true), view.getUint32(40, true), view.getUint32(44, true), targets[0]!) as Capability<Journal> }
    },
    lazy(view, arena, handles) { return new Lazy(view, arena, handles) },
    validate(view, size, arena, arenaSize) {
      if (size !== 48 || size > view.byteLength || view.getUint32(4, true) !== 131074
        || view.getUint32(8, true) !== 1026 || view.getUint32(12, true) !== 0) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "traffic.Lights.Lend response: the buffer is shorter than the arena"
      if (view.getUint32(28, true) > 3) return "traffic.Lights.Lend response: light has unknown flags"
      if (view.getUint32(44, true) > 3) return "traffic.Lights.Lend response: journal has unknown flags"
      return null
    },
  }
}

function resetRequestCodec(tools: CodecTools): CodecFunctions<object, object> {
  const { layout, layoutFault } = tools
  return {
    encode(_value, riid, view, _arena) {
      let used = 0
      view.setUint32(0, riid, true)
      view.setUint32(4, 3, true)
      view.setUint32(8, 0, true)
      view.setUint32(12, 0, true)
      return used
    },
    decode(_view, _arena, _handles) {
      return {}
    },
    lazy() { return {} },
    validate(view, size, arena, arenaSize) {
      if (size !== 16 || size > view.byteLength || view.getUint32(4, true) !== 3
        || view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 0) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "traffic.Lights.Reset request: the buffer is shorter than the arena"
      return null
    },
  }
}

function resetResponseCodec(tools: CodecTools): CodecFunctions<object, object> {
  const { layout, layoutFault } = tools
  return {
    encode(_value, riid, view, _arena) {
      let used = 0
      view.setUint32(0, riid, true)
      view.setUint32(4, 3, true)
      view.setUint32(8, 0, true)
      view.setUint32(12, 0, true)
      return used
    },
    decode(_view, _arena, _handles) {
      return {}
    },
    lazy() { return {} },
    validate(view, size, arena, arenaSize) {
      if (size !== 16 || size > view.byteLength || view.getUint32(4, true) !== 3
        || view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 0) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "traffic.Lights.Reset response: the buffer is shorter than the arena"
      return null
    },
  }
}
