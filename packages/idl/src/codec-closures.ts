// The form of a codec where code generation is forbidden and none was printed: it goes through the
// parameters of a layout one by one.
//
// It does what straight code does, in the same order, with the same answers; what a parameter means
// must be changed in both, and one test suite holds them together. Numbers, strings and bytes are
// done in place, chosen by a small number, because a call for each of them costs more than they do;
// what is done with other values is in `value-closures.ts`.

import { Arena } from './arena.ts'
import type { Values } from './closure-values.ts'
import type { CodecFunctions, HandleReader } from './codec.ts'
import { writeBytes } from './parameter.ts'
import { writeText } from './text.ts'
import { handleFault, type HandleWriter } from './handle-value.ts'
import type { Layout } from './layout.ts'
import { faultOf, messageFault, overlapFault, putHeader, reservedFault } from './header.ts'
import type { Field, Gap } from './place.ts'
import { arenaView, overlaps } from './references.ts'
import { bytesFault, getBytes, getText, putReference, textFault } from './reference.ts'
import type { Kind } from './type.ts'
import { valueClosures } from './value-closures.ts'

// What is done in place; everything else is 0.
const Place = {
  uint8: 1,
  uint16: 2,
  uint32: 3,
  sint8: 4,
  sint16: 5,
  sint32: 6,
  uint64: 7,
  sint64: 8,
  string: 9,
  bytes: 10,
} as const

/** One parameter at work. */
interface Parameter {
  readonly name: string
  readonly offset: number
  /** One of `Place`, or 0. */
  readonly place: number
  readonly limit: number
  readonly take: Values['take']
  readonly values: Values
}

type Given = { readonly [name: string]: unknown } | null | undefined

/** Builds closures for `layout`. */
export function closureCodec(layout: Layout): CodecFunctions<unknown, unknown> {
  const closures = new Closures(layout)
  return {
    encode: (value, riid, view, arena, handles) =>
      closures.encode(value as Given, riid, view, arena, handles),
    decode: (view, arena, handles) => closures.decode(view, arena, handles),
    lazy: (view, arena, handles) => closures.lazy(view, arena, handles),
    validate: (view, size, arena, arenaSize) => closures.validate(view, size, arena, arenaSize),
  }
}

class Closures {
  readonly #layout: Layout
  readonly #parameters: readonly Parameter[]
  /** Those in which a message can be malformed. */
  readonly #checked: readonly Parameter[]
  // A value with every name in order: copies of it have one shape, which is quicker than adding
  // names one by one.
  readonly #shape: Record<string, unknown>
  readonly #Lazy: new (view: DataView, arena: Uint8Array, handles: HandleReader) => object
  readonly #hasSegments: boolean
  readonly #gaps: readonly Gap[]
  // As long as there are parameters: a copy of it is quicker than an array that grows.
  readonly #blank: readonly unknown[]

  constructor(layout: Layout) {
    this.#layout = layout
    this.#parameters = layout.fields.map((field) => parameterOf(field))
    this.#checked = this.#parameters.filter(({ values }) => values.fault !== null)
    this.#shape = Object.fromEntries(layout.fields.map(({ name }) => [name, undefined]))
    this.#Lazy = lazyClass(this.#parameters)
    this.#hasSegments = layout.fields.some(isComposite)
    this.#gaps = [...layout.gaps]
    this.#blank = layout.fields.map(() => undefined)
  }

  encode(
    value: Given,
    riid: number,
    view: DataView,
    arena: Uint8Array,
    handles: HandleWriter | undefined,
  ): number {
    const parameters = this.#parameters
    const count = parameters.length
    if (count > 0 && (typeof value !== 'object' || value === null)) return -1
    const taken = this.#blank.slice()
    for (let i = 0; i < count; i++) {
      const { name, take } = parameters[i]!
      const given = value![name]
      taken[i] = take === null ? given : take(given, handles)
    }
    const used = this.#put(taken, view, arena)
    if (used < 0) return -1
    putHeader(this.#layout, view, riid)
    const gaps = this.#gaps
    for (let i = 0; i < gaps.length; i++) clearGap(gaps[i]!, view)
    return used
  }

  #put(taken: readonly unknown[], view: DataView, arena: Uint8Array): number {
    const parameters = this.#parameters
    const data = this.#hasSegments ? arenaView(arena) : view
    let used = 0
    for (let i = 0; i < parameters.length; i++) {
      const parameter = parameters[i]!
      const { offset, place, limit } = parameter
      const value = taken[i]
      if (place >= Place.string) {
        const size =
          place === Place.bytes
            ? writeBytes(value, arena, used, limit)
            : writeText(value, arena, used, limit)
        if (size < 0) return -1
        putReference(view, offset, used, size)
        used += size
      } else if (place > 0) {
        if (!putInteger(place, value, view, offset)) return -1
      } else {
        used = parameter.values.put(value, view, offset, arena, data, used)
        if (used < 0) return -1
      }
    }
    return used
  }

  decode(view: DataView, arena: Uint8Array, handles: HandleReader): unknown {
    const parameters = this.#parameters
    const value = { ...this.#shape }
    const data = this.#hasSegments ? arenaView(arena) : view
    for (let i = 0; i < parameters.length; i++) {
      const { name, offset, place, values } = parameters[i]!
      if (place === Place.string) {
        value[name] = getText(view, offset, arena)
      } else if (place === Place.bytes) {
        value[name] = getBytes(view, offset, arena)
      } else {
        value[name] =
          place > 0
            ? getInteger(place, view, offset)
            : values.get(view, offset, arena, data, handles, false)
      }
    }
    return value
  }

  lazy(view: DataView, arena: Uint8Array, handles: HandleReader): unknown {
    return new this.#Lazy(view, arena, handles)
  }

  validate(view: DataView, size: number, arena: Uint8Array, arenaSize: number): string | null {
    const layout = this.#layout
    const fault = messageFault(layout, view, size, arena, arenaSize)
    if (fault !== null) return fault
    const gaps = this.#gaps
    for (let i = 0; i < gaps.length; i++) {
      if (!isClearGap(gaps[i]!, view)) return reservedFault(layout, gaps[i]!.offset)
    }
    return this.#hasSegments
      ? this.#fault(view, arena, arenaSize)
      : this.#simpleFault(view, arena, arenaSize)
  }

  #fault(view: DataView, arena: Uint8Array, arenaSize: number): string | null {
    const layout = this.#layout
    const state = new Arena(arena, arenaSize)
    for (const { name, offset, values } of this.#checked) {
      const fault = values.fault?.(view, offset, state, false) ?? null
      if (fault !== null) return faultOf(layout, name, fault)
    }
    return state.isMixed && overlaps(layout, view, arena) ? overlapFault(layout) : null
  }

  /** The same for messages without segments that have a structure of their own. */
  #simpleFault(view: DataView, arena: Uint8Array, arenaSize: number): string | null {
    const checked = this.#checked
    let end = 0
    let mixed = false
    for (let i = 0; i < checked.length; i++) {
      const { name, offset, place, limit } = checked[i]!
      const fault =
        place === 0
          ? handleFault(view, offset)
          : place === Place.string
            ? textFault(view, offset, limit, arena, arenaSize)
            : bytesFault(view, offset, limit, arenaSize)
      if (fault !== null) return faultOf(this.#layout, name, fault)
      if (place === 0) continue
      const start = view.getUint32(offset, true)
      if (start < end) mixed = true
      end = start + view.getUint32(offset + 4, true)
    }
    return mixed && overlaps(this.#layout, view, arena) ? overlapFault(this.#layout) : null
  }
}

function parameterOf({ name, offset, type }: Field): Parameter {
  const place = (Place as { readonly [K in Kind]?: number })[type.kind] ?? 0
  const values = valueClosures(type)
  return { name, offset, place, limit: type.limit, take: values.take, values }
}

function isComposite({ type }: Field): boolean {
  return type.fields.length > 0 || type.element !== null
}

function clearGap({ offset, size }: Gap, view: DataView): void {
  if (size === 4) view.setUint32(offset, 0, true)
  else if (size === 2) view.setUint16(offset, 0, true)
  else view.setUint8(offset, 0)
}

function isClearGap({ offset, size }: Gap, view: DataView): boolean {
  if (size === 4) return view.getUint32(offset, true) === 0
  return (size === 2 ? view.getUint16(offset, true) : view.getUint8(offset)) === 0
}

function putInteger(place: number, value: unknown, view: DataView, at: number): boolean {
  if (place >= Place.uint64) return putBigint(place, value, view, at)
  if (typeof value !== 'number') return false
  switch (place) {
    case Place.uint8:
      view.setUint8(at, value)
      return (value & 0xff) === value
    case Place.uint16:
      view.setUint16(at, value, true)
      return (value & 0xffff) === value
    case Place.uint32:
      view.setUint32(at, value, true)
      return value >>> 0 === value
    case Place.sint8:
      view.setInt8(at, value)
      return (value << 24) >> 24 === value
    case Place.sint16:
      view.setInt16(at, value, true)
      return (value << 16) >> 16 === value
    default:
      view.setInt32(at, value, true)
      return (value | 0) === value
  }
}

function putBigint(place: number, value: unknown, view: DataView, at: number): boolean {
  if (typeof value !== 'bigint') return false
  view.setBigUint64(at, value, true)
  return (place === Place.uint64 ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value)) === value
}

function getInteger(place: number, view: DataView, at: number): number | bigint {
  switch (place) {
    case Place.uint8:
      return view.getUint8(at)
    case Place.uint16:
      return view.getUint16(at, true)
    case Place.uint32:
      return view.getUint32(at, true)
    case Place.sint8:
      return view.getInt8(at)
    case Place.sint16:
      return view.getInt16(at, true)
    case Place.sint32:
      return view.getInt32(at, true)
    case Place.uint64:
      return view.getBigUint64(at, true)
    default:
      return view.getBigInt64(at, true)
  }
}

function lazyClass(
  parameters: readonly Parameter[],
): new (view: DataView, arena: Uint8Array, handles: HandleReader) => object {
  class Lazy {
    readonly #view: DataView
    readonly #arena: Uint8Array
    readonly #handles: HandleReader

    constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
      this.#view = view
      this.#arena = arena
      this.#handles = handles
    }

    static read(lazy: Lazy, { offset, values }: Parameter): unknown {
      const data = values.hasSegments ? arenaView(lazy.#arena) : lazy.#view
      return values.get(lazy.#view, offset, lazy.#arena, data, lazy.#handles, true)
    }
  }
  for (const parameter of parameters) {
    const get = function (this: Lazy): unknown {
      return Lazy.read(this, parameter)
    }
    Object.defineProperty(Lazy.prototype, parameter.name, { get, configurable: true })
  }
  return Lazy
}
