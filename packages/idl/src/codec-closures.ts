// The form of a codec where code generation is forbidden: an object per parameter, looped over.
//
// It does what `codec-code.ts` does, in the same order, with the same answers; what a parameter means must be changed in both,
// and one test suite holds them together.

import type { CodecFunctions, HandleReader } from './codec.ts'
import type { Field, Layout } from './layout.ts'
import { handleFlagAllRights } from './message.ts'
import { copyBytes, isMask, isUint32, layoutFault, overlaps, writeBytes } from './parameter.ts'
import { isBadText, part, TextCoder } from './text.ts'
import type { IntegerKind } from './type.ts'

type Values = { readonly [name: string]: unknown } | null | undefined

/** One parameter at work. */
interface Parameter {
  readonly name: string
  /** Reads what belongs to `given` before anything is written: the only step that may run foreign code. */
  take(given: unknown): unknown
  /** Writes what `take` returned; returns the bytes of arena used from `at`, or -1. */
  put(taken: unknown, view: DataView, arena: Uint8Array, at: number): number
  get(view: DataView, arena: Uint8Array, handles: HandleReader, lazy: boolean): unknown
  /** What is wrong with it, or null. References are inside the arena already. */
  fault(view: DataView, arena: Uint8Array): string | null
}

/** Builds closures for `layout`. */
export function closureCodec(layout: Layout): CodecFunctions<unknown, unknown> {
  const text = new TextCoder()
  const parameters = layout.fields.map((field) => parameter(field, text))
  const Lazy = lazyClass(parameters)
  const references = layout.fields.filter((field) => field.type.limit > 0).map((field) => field.offset)
  return {
    encode: (value, riid, view, arena) => encode(layout, parameters, value as Values, riid, view, arena),
    decode: (view, arena, handles) => decode(parameters, view, arena, handles),
    lazy: (view, arena, handles) => new Lazy(view, arena, handles),
    validate: (view, size, arena, arenaSize) => validate(layout, parameters, references, view, size, arena, arenaSize),
  }
}

function encode(
  layout: Layout,
  parameters: readonly Parameter[],
  value: Values,
  riid: number,
  view: DataView,
  arena: Uint8Array,
): number {
  if (parameters.length > 0 && (typeof value !== 'object' || value === null)) return -1
  const taken = parameters.map((parameter) => parameter.take(value?.[parameter.name]))
  let used = 0
  for (let i = 0; i < parameters.length; i++) {
    const size = parameters[i]!.put(taken[i], view, arena, used)
    if (size < 0) return -1
    used += size
  }
  putHeader(layout, riid, view)
  return used
}

function putHeader(layout: Layout, riid: number, view: DataView): void {
  view.setUint32(0, riid, true)
  view.setUint16(4, layout.mid, true)
  view.setUint16(6, layout.handles.length, true)
  for (let i = 0; i < 7; i++) view.setUint8(8 + i, (layout.handles[i] ?? 0) / 8)
  view.setUint8(15, layout.flags)
  for (const gap of layout.gaps) for (let i = 0; i < gap.size; i++) view.setUint8(gap.offset + i, 0)
}

function decode(parameters: readonly Parameter[], view: DataView, arena: Uint8Array, handles: HandleReader): unknown {
  const value: Record<string, unknown> = {}
  for (const parameter of parameters) value[parameter.name] = parameter.get(view, arena, handles, false)
  return value
}

function validate(
  layout: Layout,
  parameters: readonly Parameter[],
  references: readonly number[],
  view: DataView,
  size: number,
  arena: Uint8Array,
  arenaSize: number,
): string | null {
  const fault = layoutFault(layout, view, size)
  if (fault !== null) return fault
  if (arenaSize > arena.length) return `${layout.name}: the buffer is shorter than the arena`
  for (const { offset, size } of layout.gaps) {
    for (let i = 0; i < size; i++) {
      if (view.getUint8(offset + i) !== 0) return `${layout.name}: reserved bytes at ${offset} are not zero`
    }
  }
  for (let i = 0; i < parameters.length; i++) {
    const fault = rangeFault(layout.fields[i]!, view, arenaSize) ?? parameters[i]!.fault(view, arena)
    if (fault !== null) return `${layout.name}: ${fault}`
  }
  return overlaps(view, references) ? `${layout.name}: parameters overlap in the arena` : null
}

function rangeFault(field: Field, view: DataView, arenaSize: number): string | null {
  if (field.type.arenaSize === 0) return null
  const at = view.getUint32(field.offset, true)
  const size = view.getUint32(field.offset + 4, true)
  if (size > field.type.arenaSize) return `${field.name} is over its limit`
  return at + size > arenaSize ? `${field.name} lies outside the arena` : null
}

function lazyClass(parameters: readonly Parameter[]): new (view: DataView, arena: Uint8Array, handles: HandleReader) => object {
  class Lazy {
    readonly #view: DataView
    readonly #arena: Uint8Array
    readonly #handles: HandleReader

    constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
      this.#view = view
      this.#arena = arena
      this.#handles = handles
    }

    static read(lazy: Lazy, parameter: Parameter): unknown {
      return parameter.get(lazy.#view, lazy.#arena, lazy.#handles, true)
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

function parameter(field: Field, text: TextCoder): Parameter {
  const { kind } = field.type
  if (kind === 'string') return stringParameter(field, text)
  if (kind === 'bytes') return bytesParameter(field)
  if (kind === 'handle') return handleParameter(field)
  return integerParameter(field, kind)
}

function stringParameter({ name, offset, type }: Field, text: TextCoder): Parameter {
  return {
    name,
    take: (given) => given,
    put: (taken, view, arena, at) =>
      putReference(view, offset, at, typeof taken === 'string' ? text.write(taken, arena, at, type.limit) : -1),
    get: (view, arena) => text.read(arena, view.getUint32(offset, true), view.getUint32(offset + 4, true) - 1),
    fault: (view, arena) =>
      isBadText(arena, view.getUint32(offset, true), view.getUint32(offset + 4, true))
        ? `${name} is not UTF-8 text with one zero at its end`
        : null,
  }
}

function bytesParameter({ name, offset, type }: Field): Parameter {
  return {
    name,
    take: (given) => given,
    put: (taken, view, arena, at) => putReference(view, offset, at, writeBytes(taken, arena, at, type.limit)),
    get: (view, arena, _handles, lazy) =>
      (lazy ? part : copyBytes)(arena, view.getUint32(offset, true), view.getUint32(offset + 4, true)),
    fault: () => null,
  }
}

function putReference(view: DataView, offset: number, at: number, size: number): number {
  if (size < 0) return -1
  view.setUint32(offset, at, true)
  view.setUint32(offset + 4, size, true)
  return size
}

function handleParameter({ name, offset }: Field): Parameter {
  return {
    name,
    take(given) {
      if (typeof given !== 'object' || given === null) return { handle: given, rights: undefined, badge: undefined }
      const { rights, badge, handle, dereferenced } = given as Readonly<Record<string, unknown>>
      // One that arrived is sent on as it is: its badge is the context of where it came from.
      return { handle, rights, badge: typeof dereferenced === 'boolean' ? undefined : badge }
    },
    put(taken, view) {
      const { handle, rights, badge = 0 } = taken as { handle: unknown; rights: unknown; badge: unknown }
      if (!isUint32(handle) || !isUint32(badge) || (rights !== undefined && !isMask(rights))) return -1
      view.setUint32(offset, handle, true)
      view.setUint32(offset + 4, rights ?? 0, true)
      view.setUint32(offset + 8, badge, true)
      view.setUint32(offset + 12, rights === undefined ? handleFlagAllRights : 0, true)
      return 0
    },
    get(view, _arena, handles) {
      const [handle, rights] = [view.getUint32(offset, true), view.getUint32(offset + 4, true)]
      return handles.read(handle, rights, view.getUint32(offset + 8, true), view.getUint32(offset + 12, true))
    },
    fault: (view) => (view.getUint32(offset + 12, true) > 3 ? `${name} has unknown flags` : null),
  }
}

function integerParameter({ name, offset }: Field, kind: IntegerKind): Parameter {
  const bits = Number(kind.slice(4))
  const signed = kind.startsWith('s')
  const [low, high] = signed ? [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n] : [0n, 2n ** BigInt(bits) - 1n]
  const [least, most] = [Number(low), Number(high)]
  const fits =
    bits === 64
      ? (value: unknown): boolean => typeof value === 'bigint' && value >= low && value <= high
      : (value: unknown): boolean => Number.isInteger(value) && (value as number) >= least && (value as number) <= most
  return {
    name,
    take: (given) => given,
    put(taken, view) {
      if (!fits(taken)) return -1
      putInteger(kind, view, offset, taken as number & bigint)
      return 0
    },
    get: (view) => getInteger(kind, view, offset),
    fault: () => null,
  }
}

function putInteger(kind: IntegerKind, view: DataView, at: number, value: number & bigint): void {
  switch (kind) {
    case 'sint8':
      return view.setInt8(at, value)
    case 'sint16':
      return view.setInt16(at, value, true)
    case 'sint32':
      return view.setInt32(at, value, true)
    case 'sint64':
      return view.setBigInt64(at, value, true)
    case 'uint8':
      return view.setUint8(at, value)
    case 'uint16':
      return view.setUint16(at, value, true)
    case 'uint32':
      return view.setUint32(at, value, true)
    case 'uint64':
      return view.setBigUint64(at, value, true)
  }
}

function getInteger(kind: IntegerKind, view: DataView, at: number): number | bigint {
  switch (kind) {
    case 'sint8':
      return view.getInt8(at)
    case 'sint16':
      return view.getInt16(at, true)
    case 'sint32':
      return view.getInt32(at, true)
    case 'sint64':
      return view.getBigInt64(at, true)
    case 'uint8':
      return view.getUint8(at)
    case 'uint16':
      return view.getUint16(at, true)
    case 'uint32':
      return view.getUint32(at, true)
    case 'uint64':
    default:
      return view.getBigUint64(at, true)
  }
}
