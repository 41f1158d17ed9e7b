// The form of a codec where code generation is forbidden and none was printed: an object per parameter, looped over.
//
// It does what straight code does, in the same order, with the same answers; what a parameter means must be changed in both,
// and one test suite holds them together. What is done with one value is in `value-closures.ts`.

import { Arena, type Values } from './closure-values.ts'
import type { CodecFunctions, HandleReader } from './codec.ts'
import type { HandleWriter } from './handle-value.ts'
import type { Layout } from './layout.ts'
import { layoutFault } from './parameter.ts'
import type { Field } from './place.ts'
import { arenaView, overlaps } from './references.ts'
import { TextCoder } from './text.ts'
import { valueClosures } from './value-closures.ts'

/** One parameter at work. */
interface Parameter {
  readonly name: string
  readonly offset: number
  readonly values: Values
}

type Given = { readonly [name: string]: unknown } | null | undefined

/** Builds closures for `layout`. */
export function closureCodec(layout: Layout): CodecFunctions<unknown, unknown> {
  const closures = new Closures(layout)
  return {
    encode: (value, riid, view, arena, handles) => closures.encode(value as Given, riid, view, arena, handles),
    decode: (view, arena, handles) => closures.decode(view, arena, handles),
    lazy: (view, arena, handles) => closures.lazy(view, arena, handles),
    validate: (view, size, arena, arenaSize) => closures.validate(view, size, arena, arenaSize),
  }
}

class Closures {
  readonly #layout: Layout
  readonly #parameters: readonly Parameter[]
  readonly #words: readonly [ids: number, low: number, high: number]
  // A value with every name in order: copies of it have one shape, which is quicker than adding names one by one.
  readonly #shape: Record<string, unknown>
  readonly #Lazy: new (view: DataView, arena: Uint8Array, handles: HandleReader) => object
  readonly #hasReferences: boolean
  readonly #hasSegments: boolean

  constructor(layout: Layout) {
    const text = new TextCoder()
    this.#layout = layout
    this.#parameters = layout.fields.map(({ name, offset, type }) => ({ name, offset, values: valueClosures(type, text) }))
    this.#words = headerWords(layout)
    this.#shape = Object.fromEntries(layout.fields.map(({ name }) => [name, undefined]))
    this.#Lazy = lazyClass(this.#parameters)
    this.#hasReferences = layout.fields.some(({ type }) => type.growth[0] !== 0)
    this.#hasSegments = layout.fields.some(isComposite)
  }

  encode(value: Given, riid: number, view: DataView, arena: Uint8Array, handles: HandleWriter | undefined): number {
    const parameters = this.#parameters
    const count = parameters.length
    if (count > 0 && (typeof value !== 'object' || value === null)) return -1
    const taken: unknown[] = []
    for (let i = 0; i < count; i++) {
      const { name, values } = parameters[i]!
      const given = value![name]
      taken.push(values.take === null ? given : values.take(given, handles))
    }
    const data = this.#hasSegments ? arenaView(arena) : view
    let used = 0
    for (let i = 0; i < count; i++) {
      const { offset, values } = parameters[i]!
      used = values.put(taken[i], view, offset, arena, data, used)
      if (used < 0) return -1
    }
    this.#putHeader(riid, view)
    return used
  }

  #putHeader(riid: number, view: DataView): void {
    const [ids, low, high] = this.#words
    view.setUint32(0, riid, true)
    view.setUint32(4, ids, true)
    view.setUint32(8, low, true)
    view.setUint32(12, high, true)
    for (const { offset, size } of this.#layout.gaps) for (let i = 0; i < size; i++) view.setUint8(offset + i, 0)
  }

  decode(view: DataView, arena: Uint8Array, handles: HandleReader): unknown {
    const parameters = this.#parameters
    const value = { ...this.#shape }
    const data = this.#hasSegments ? arenaView(arena) : view
    for (let i = 0; i < parameters.length; i++) {
      const { name, offset, values } = parameters[i]!
      value[name] = values.get(view, offset, arena, data, handles, false)
    }
    return value
  }

  lazy(view: DataView, arena: Uint8Array, handles: HandleReader): unknown {
    return new this.#Lazy(view, arena, handles)
  }

  validate(view: DataView, size: number, arena: Uint8Array, arenaSize: number): string | null {
    const layout = this.#layout
    const fault = layoutFault(layout, view, size)
    if (fault !== null) return fault
    if (arenaSize > arena.length) return `${layout.name}: the buffer is shorter than the arena`
    for (const { offset, size } of layout.gaps) {
      for (let i = 0; i < size; i++) {
        if (view.getUint8(offset + i) !== 0) return `${layout.name}: reserved bytes at ${offset} are not zero`
      }
    }
    return this.#fault(view, new Arena(arena, arenaSize, this.#hasSegments ? arenaView(arena) : view))
  }

  #fault(view: DataView, arena: Arena): string | null {
    const { name } = this.#layout
    for (const parameter of this.#parameters) {
      const fault = parameter.values.fault?.(view, parameter.offset, arena, false) ?? null
      if (fault !== null) return `${name}: ${parameter.name}${fault}`
    }
    const isMixed = this.#hasReferences && arena.mixed && overlaps(this.#layout, view, arena.bytes)
    return isMixed ? `${name}: parameters overlap in the arena` : null
  }
}

function isComposite({ type }: Field): boolean {
  return type.fields.length > 0 || type.element !== null
}

function headerWords({ mid, flags, handles }: Layout): readonly [ids: number, low: number, high: number] {
  const bytes = new DataView(new ArrayBuffer(8))
  handles.forEach((at, i) => bytes.setUint8(i, at / 8))
  bytes.setUint8(7, flags)
  return [(mid | (handles.length << 16)) >>> 0, bytes.getUint32(0, true), bytes.getUint32(4, true)]
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
