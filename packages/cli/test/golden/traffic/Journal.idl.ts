// Made by `kos gen` from traffic/Journal.idl. Do not edit.
/* eslint-disable */

import { bytes, defineInterface, handleOf, sequence, uint64 } from '@kos/libkos'
import type {
  Capability,
  CapabilityLike,
  CodecFunctions,
  CodecTools,
  HandleReader,
  HandleWriter,
  Implementation,
  Interface,
  Proxy,
  ReadBytes,
  Type,
} from '@kos/libkos'
import { Cause, Name } from './Types.idl.js'
import { Lights } from './Lights.idl.js'

/** What Write takes. */
export interface WriteRequest {
  readonly who: Name
  readonly what: Uint8Array
  readonly causes: readonly Cause[]
}

/** What Write gives. */
export interface WriteResponse {
  readonly number: bigint
}

/** What Owner gives. */
export interface OwnerResponse {
  readonly lights: Capability<Lights>
}

/** What Owner gives, as it is sent. */
export interface OwnerResponseInit {
  readonly lights: CapabilityLike<Lights>
}

/** The methods of traffic.Journal. */
export type JournalMethods = {
  readonly Write: {
    readonly in: { readonly who: Type<Name>; readonly what: Type<Uint8Array>; readonly causes: Type<readonly Cause[]> }
    readonly out: { readonly number: Type<bigint> }
  }
  readonly Owner: {
    readonly out: { readonly lights: Type<Capability<Lights>, CapabilityLike<Lights>> }
  }
}

export type Journal = Interface<JournalMethods>
export const Journal: Journal = defineInterface(
  'traffic.Journal',
  {
    Write: { in: { who: Name, what: bytes(256), causes: sequence(Cause, 4) }, out: { number: uint64 } },
    Owner: { out: { lights: handleOf(() => Lights) } },
  },
  {
    code: {
      Write: { request: writeRequestCodec, response: writeResponseCodec },
      Owner: { request: ownerRequestCodec, response: ownerResponseCodec },
    },
  },
)

/** What a client calls: `connect(kos, Journal, channel, endpoint)`. */
export type JournalProxy = Proxy<Journal>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type JournalImplementation = Implementation<Journal>

// The codecs of its messages.

function writeRequestCodec(tools: CodecTools): CodecFunctions<WriteRequest, WriteRequest> {
  const { layout, text, alignArena, arenaView, clear, copyBytes, isBadText, isClear, layoutFault, overlaps, part, writeBytes } = tools
  let end = 0, total = 0, mixed = false
  function take1(given: Cause, _writer: HandleWriter | undefined): Cause {
    if (typeof given !== 'object' || given === null) return null as never
    const { tag, value } = given
    switch (tag) {
      case 'timer': return { tag, value: value }
      case 'person': return { tag, value: value }
      case 'sensor': return { tag, value: value }
      default: return null as never
    }
  }
  function take0(given: readonly Cause[], writer: HandleWriter | undefined): readonly Cause[] {
    if (!Array.isArray(given)) return null as never
    const n = given.length
    if (n > 4) return null as never
    const list: Cause[] = []
    for (let i = 0; i < n; i++) list.push(take1(given[i]!, writer))
    return list
  }
  function put1(v: Cause, view: DataView, at: number, arena: Uint8Array, _data: DataView, used: number): number {
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
  function put0(v: readonly Cause[], view: DataView, at: number, arena: Uint8Array, data: DataView, used: number): number {
    if (v === null) return -1
    const n = v.length
    const start = n > 0 ? alignArena(arena, used, 4) : used
    used = start + n * 12
    if (used > arena.length) return -1
    for (let i = 0, p = start; i < n; i++, p += 12) {
      const m = v[i]!
      used = put1(m, data, p, arena, data, used)
      if (used < 0) return -1
    }
    view.setUint32(at, start, true)
    view.setUint32(at + 4, n * 12, true)
    return used
  }
  function get1(view: DataView, at: number, arena: Uint8Array, _data: DataView, _handles: HandleReader, bytes: ReadBytes): Cause {
    switch (view.getUint32(at, true)) {
      case 0: return { tag: 'timer', value: view.getUint32(at + 4, true) }
      case 1: return { tag: 'person', value: text.read(arena, view.getUint32(at + 4, true), view.getUint32(at + 8, true) - 1) }
      default: return { tag: 'sensor', value: bytes(arena, view.getUint32(at + 4, true), view.getUint32(at + 8, true)) }
    }
  }
  function get0(view: DataView, at: number, arena: Uint8Array, data: DataView, handles: HandleReader, bytes: ReadBytes): readonly Cause[] {
    const list: Cause[] = []
    const start = view.getUint32(at, true)
    for (let p = start, end = start + view.getUint32(at + 4, true); p < end; p += 12) list.push(get1(data, p, arena, data, handles, bytes))
    return list
  }
  function check1(view: DataView, at: number, _data: DataView, arena: Uint8Array, arenaSize: number): string | null {
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
  function check0(view: DataView, at: number, data: DataView, arena: Uint8Array, arenaSize: number): string | null {
    const start = view.getUint32(at, true), n = view.getUint32(at + 4, true)
    if (n > 48) return ' is over its limit'
    if (n % 12 !== 0) return ' is not a whole number of elements'
    if (start + n > arenaSize) return ' lies outside the arena'
    if (n > 0 && start % 4 !== 0) return ' is not aligned'
    if ((total += n) > arenaSize) return ' shares bytes of the arena'
    if (start < end) mixed = true
    end = start + n
    for (let p = start, q = start + n; p < q; p += 12) {
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
    get who(): Name { const view = this.#view, arena = this.#arena
      return text.read(arena, view.getUint32(16, true), view.getUint32(20, true) - 1) }
    get what(): Uint8Array { const view = this.#view, arena = this.#arena
      return part(arena, view.getUint32(24, true), view.getUint32(28, true)) }
    get causes(): readonly Cause[] { const view = this.#view, arena = this.#arena, handles = this.#handles, data = arenaView(this.#arena)
      return get0(view, 32, arena, data, handles, part) }
  }
  return {
    encode(value, riid, view, arena, writer) {
      if (typeof value !== 'object' || value === null) return -1
      const v0 = value.who
      const v1 = value.what
      const v2 = take0(value.causes, writer)
      const data = arenaView(arena)
      let used = 0
      if (typeof v0 !== 'string') return -1
      const n0 = text.write(v0, arena, used, 40)
      if (n0 < 0) return -1
      view.setUint32(16, used, true)
      view.setUint32(20, n0, true)
      used += n0
      const n1 = writeBytes(v1, arena, used, 256)
      if (n1 < 0) return -1
      view.setUint32(24, used, true)
      view.setUint32(28, n1, true)
      used += n1
      used = put0(v2, view, 32, arena, data, used)
      if (used < 0) return -1
      view.setUint32(0, riid, true)
      view.setUint32(4, 0, true)
      view.setUint32(8, 0, true)
      view.setUint32(12, 0, true)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return { who: text.read(arena, view.getUint32(16, true), view.getUint32(20, true) - 1),
        what: copyBytes(arena, view.getUint32(24, true), view.getUint32(28, true)),
        causes: get0(view, 32, arena, data, handles, copyBytes) }
    },
    lazy(view, arena, handles) { return new Lazy(view, arena, handles) },
    validate(view, size, arena, arenaSize) {
      if (size !== 40 || size > view.byteLength || view.getUint32(4, true) !== 0
        || view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 0) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "traffic.Journal.Write request: the buffer is shorter than the arena"
      const data = arenaView(arena)
      let at = 0, n = 0
      end = total = 0
      mixed = false
      at = view.getUint32(16, true)
      n = view.getUint32(20, true)
      if (n > 41) return "traffic.Journal.Write request: who is over its limit"
      if (at + n > arenaSize) return "traffic.Journal.Write request: who lies outside the arena"
      if (isBadText(arena, at, n)) return "traffic.Journal.Write request: who is not UTF-8 text with one zero at its end"
      if (at < end) mixed = true
      end = at + n
      at = view.getUint32(24, true)
      n = view.getUint32(28, true)
      if (n > 256) return "traffic.Journal.Write request: what is over its limit"
      if (at + n > arenaSize) return "traffic.Journal.Write request: what lies outside the arena"
      if (at < end) mixed = true
      end = at + n
      const f32 = check0(view, 32, data, arena, arenaSize)
      if (f32 !== null) return "traffic.Journal.Write request: causes" + f32
      return mixed && overlaps(layout, view, arena) ? "traffic.Journal.Write request: parameters overlap in the arena" : null
    },
  }
}

function writeResponseCodec(tools: CodecTools): CodecFunctions<WriteResponse, WriteResponse> {
  const { layout, layoutFault } = tools
  class Lazy {
    #view: DataView
    constructor(view: DataView, _arena: Uint8Array, _handles: HandleReader) {
      this.#view = view
    }
    get number(): bigint { const view = this.#view
      return view.getBigUint64(16, true) }
  }
  return {
    encode(value, riid, view, _arena) {
      if (typeof value !== 'object' || value === null) return -1
      const v0 = value.number
      let used = 0
      if (typeof v0 !== 'bigint' || BigInt.asUintN(64, v0) !== v0) return -1
      view.setBigUint64(16, v0, true)
      view.setUint32(0, riid, true)
      view.setUint32(4, 0, true)
      view.setUint32(8, 0, true)
      view.setUint32(12, 0, true)
      return used
    },
    decode(view, _arena, _handles) {
      return { number: view.getBigUint64(16, true) }
    },
    lazy(view, arena, handles) { return new Lazy(view, arena, handles) },
    validate(view, size, arena, arenaSize) {
      if (size !== 24 || size > view.byteLength || view.getUint32(4, true) !== 0
        || view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 0) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "traffic.Journal.Write response: the buffer is shorter than the arena"
      return null
    },
  }
}

function ownerRequestCodec(tools: CodecTools): CodecFunctions<object, object> {
  const { layout, layoutFault } = tools
  return {
    encode(_value, riid, view, _arena) {
      let used = 0
      view.setUint32(0, riid, true)
      view.setUint32(4, 1, true)
      view.setUint32(8, 0, true)
      view.setUint32(12, 0, true)
      return used
    },
    decode(_view, _arena, _handles) {
      return {}
    },
    lazy() { return {} },
    validate(view, size, arena, arenaSize) {
      if (size !== 16 || size > view.byteLength || view.getUint32(4, true) !== 1
        || view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 0) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "traffic.Journal.Owner request: the buffer is shorter than the arena"
      return null
    },
  }
}

function ownerResponseCodec(tools: CodecTools): CodecFunctions<OwnerResponseInit, OwnerResponse> {
  const { layout, targets, layoutFault, putHandle, takeHandle } = tools
  class Lazy {
    #view: DataView
    #handles: HandleReader
    constructor(view: DataView, _arena: Uint8Array, handles: HandleReader) {
      this.#view = view
      this.#handles = handles
    }
    get lights(): Capability<Lights> { const view = this.#view, handles = this.#handles
      return handles.read(view.getUint32(16, true), view.getUint32(20, true), view.getUint32(24, true), view.getUint32(28, true), targets[0]!) as Capability<Lights> }
  }
  return {
    encode(value, riid, view, _arena, writer) {
      if (typeof value !== 'object' || value === null) return -1
      const v0 = takeHandle(value.lights, writer, targets[0]!)
      let used = 0
      if (!putHandle(v0, view, 16)) return -1
      view.setUint32(0, riid, true)
      view.setUint32(4, 65537, true)
      view.setUint32(8, 2, true)
      view.setUint32(12, 0, true)
      return used
    },
    decode(view, _arena, handles) {
      return { lights: handles.read(view.getUint32(16, true), view.getUint32(20, true), view.getUint32(24, true), view.getUint32(28, true), targets[0]!) as Capability<Lights> }
    },
    lazy(view, arena, handles) { return new Lazy(view, arena, handles) },
    validate(view, size, arena, arenaSize) {
      if (size !== 32 || size > view.byteLength || view.getUint32(4, true) !== 65537
        || view.getUint32(8, true) !== 2 || view.getUint32(12, true) !== 0) return layoutFault(layout, view, size)
      if (arenaSize > arena.length) return "traffic.Journal.Owner response: the buffer is shorter than the arena"
      if (view.getUint32(28, true) > 3) return "traffic.Journal.Owner response: lights has unknown flags"
      return null
    },
  }
}
