// Made by `kos gen` from traffic/Journal.idl. Do not edit.
/* eslint-disable */

import { bytes, defineInterface, handleOf, sequence, uint64 } from '@kos/libkos'
import type { Capability, CapabilityLike, Implementation, Interface, Proxy, Type } from '@kos/libkos'
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
  takeHandle,
  textFault,
  viewBytes,
  writeBytes,
  writeText,
} from '@kos/libkos/codec'
import type { CodecFunctions, HandleReader, Layout, ValueCodec } from '@kos/libkos/codec'
import { Cause, CauseCodec, Name } from './Types.idl.js'
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
export const Journal: Journal = /* @__PURE__ */ defineInterface(
  'traffic.Journal',
  {
    Write: { in: { who: Name, what: bytes(256), causes: sequence(Cause, 4) }, out: { number: uint64 } },
    Owner: { out: { lights: /* @__PURE__ */ handleOf(() => Lights) } },
  },
  {
    code: {
      Write: { request: writeRequestCodec, response: writeResponseCodec },
      Owner: { request: emptyCodec, response: ownerResponseCodec },
    },
  },
)

/** What a client calls: `connect(kos, Journal, channel, endpoint)`. */
export type JournalProxy = Proxy<Journal>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type JournalImplementation = Implementation<Journal>

function interfaceOfLights(): Lights {
  return Lights
}

const WriteCausesCodec: ValueCodec<readonly Cause[]> = {
  take(given, writer) {
    if (!Array.isArray(given)) return null as never
    const count = given.length
    if (count > 4) return null as never
    const list: Cause[] = []
    for (let i = 0; i < count; i++) list.push(CauseCodec.take(given[i]!, writer))
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
      used = CauseCodec.put(element, data, p, arena, data, used)
      if (used < 0) return -1
    }
    view.setUint32(at, start, true)
    view.setUint32(at + 4, count * 12, true)
    return used
  },
  get(view, at, arena, data, handles, bytes) {
    const list: Cause[] = []
    const start = view.getUint32(at, true)
    const end = start + view.getUint32(at + 4, true)
    for (let p = start; p < end; p += 12) list.push(CauseCodec.get(data, p, arena, data, handles, bytes))
    return list
  },
  check(view, at, segments) {
    const misfit = segments.sequenceFault(view, at, 4, 12, 4)
    if (misfit !== null) return misfit
    const start = view.getUint32(at, true)
    const end = start + view.getUint32(at + 4, true)
    for (let p = start; p < end; p += 12) {
      const fault = CauseCodec.check(segments.data, p, segments)
      if (fault !== null) return '[]' + fault
    }
    return null
  },
}

class WriteRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get who(): Name {
    return getText(this.#view, 16, this.#arena)
  }

  get what(): Uint8Array {
    return viewBytes(this.#view, 24, this.#arena)
  }

  get causes(): readonly Cause[] {
    return WriteCausesCodec.get(this.#view, 32, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function writeRequestCodec(layout: Layout): CodecFunctions<WriteRequest, WriteRequest> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const { who, what } = value
      const causes = WriteCausesCodec.take(value.causes, writer)
      const data = arenaView(arena)
      let used = 0
      const whoSize = writeText(who, arena, used, 40)
      if (whoSize < 0) return -1
      putReference(view, 16, used, whoSize)
      used += whoSize
      const whatSize = writeBytes(what, arena, used, 256)
      if (whatSize < 0) return -1
      putReference(view, 24, used, whatSize)
      used += whatSize
      used = WriteCausesCodec.put(causes, view, 32, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        who: getText(view, 16, arena),
        what: getBytes(view, 24, arena),
        causes: WriteCausesCodec.get(view, 32, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new WriteRequestView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const segments = new Arena(arena, arenaSize)
      const who = textFault(view, 16, 40, arena, arenaSize)
      if (who !== null) return faultOf(layout, 'who', who)
      segments.pass(view, 16)
      const what = bytesFault(view, 24, 256, arenaSize)
      if (what !== null) return faultOf(layout, 'what', what)
      segments.pass(view, 24)
      const causes = WriteCausesCodec.check(view, 32, segments)
      if (causes !== null) return faultOf(layout, 'causes', causes)
      return segments.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
    },
  }
}

class WriteResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get number(): bigint {
    return this.#view.getBigUint64(16, true)
  }
}

function writeResponseCodec(layout: Layout): CodecFunctions<WriteResponse, WriteResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { number } = value
      if (typeof number !== 'bigint' || BigInt.asUintN(64, number) !== number) return -1
      view.setBigUint64(16, number, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view) {
      return {
        number: view.getBigUint64(16, true),
      }
    },
    lazy(view) {
      return new WriteResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      return messageFault(layout, view, size, arena, arenaSize)
    },
  }
}

class OwnerResponseView {
  readonly #view: DataView
  readonly #handles: HandleReader

  constructor(view: DataView, handles: HandleReader) {
    this.#view = view
    this.#handles = handles
  }

  get lights(): Capability<Lights> {
    return getHandle(this.#view, 16, this.#handles, interfaceOfLights)
  }
}

function ownerResponseCodec(layout: Layout): CodecFunctions<OwnerResponseInit, OwnerResponse> {
  return {
    encode(value, riid, view, _arena, writer) {
      if (!isObject(value)) return -1
      const lights = takeHandle(value.lights, writer, interfaceOfLights)
      if (!putHandle(lights, view, 16)) return -1
      putHeader(layout, view, riid)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        lights: getHandle(view, 16, handles, interfaceOfLights),
      }
    },
    lazy(view, _arena, handles) {
      return new OwnerResponseView(view, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const lights = handleFault(view, 16)
      if (lights !== null) return faultOf(layout, 'lights', lights)
      return null
    },
  }
}
