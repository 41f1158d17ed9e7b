// Interfaces: methods in order. The index of a method is its MID.
//
// Names and layouts are worked out and checked here at once; a codec is compiled when it is first
// used, since a program uses few of the methods it knows.

import type { Codec, CodecForm, PrintedCodec } from './codec.ts'
import { compileCodec } from './compile-codec.ts'
import { type Direction, type Fields, type Layout, layoutMessage } from './layout.ts'
import { maxMethods } from './limits.ts'
import type { Method, MethodCodecs, MethodSpec } from './method.ts'
import { checkInterfaceName, checkMethodName, checkOutNames } from './names.ts'
import { checkOptions } from './nearest.ts'

/** The methods of an interface in the order of their MIDs. */
export interface MethodSpecs {
  readonly [name: string]: MethodSpec
}

/** An interface of which only the run-time side is known. */
export interface AnyInterface {
  readonly $name: string
  /** The methods; the index is the MID. */
  readonly $methods: readonly Method[]
  /** The largest messages, for buffers that serve every method. */
  readonly $sizes: InterfaceSizes
}

/**
 * Maxima over the methods of an interface, in bytes. A response is a success or an error response.
 */
export interface InterfaceSizes {
  readonly request: number
  readonly requestArena: number
  readonly response: number
  readonly responseArena: number
}

/** An interface: each method under its name. */
export type Interface<M extends MethodSpecs> = AnyInterface & {
  readonly [K in keyof M]: Method<M[K]>
}

/** The names of the methods of an interface. */
export type MethodNames<I extends AnyInterface> = Exclude<keyof I, keyof AnyInterface>

/** Choices for `defineInterface`. */
export interface InterfaceOptions {
  /**
   * The form of the codecs. If absent: printed code, else compiled code where the platform allows
   * it, else closures.
   */
  readonly form?: CodecForm
  /**
   * Straight-line code of the codecs, as `kos gen` prints it: for platforms that forbid code
   * generation at run time.
   */
  readonly code?: InterfaceCode
}

/** The printed codecs of methods, by the names of the methods. */
export interface InterfaceCode {
  readonly [method: string]: MethodCode
}

/** The printed codecs of one method. */
export interface MethodCode {
  readonly request?: PrintedCodec<never, unknown>
  readonly response?: PrintedCodec<never, unknown>
  readonly error?: PrintedCodec<never, unknown>
}

const directions: readonly string[] = ['in', 'out', 'error'] satisfies Direction[]

/**
 * Defines an interface as IDL does: `defineInterface('demo.Mode', { Set: { in: { mode: uint32 },
 * out: { result: uint32 } } })`. The order of methods gives the MIDs, the order of parameters their
 * offsets. Throws TypeError on what IDL does not allow (topics `idl`, `ice_idl_data_types`).
 */
export function defineInterface<const M extends MethodSpecs>(
  name: string,
  methods: M,
  options: InterfaceOptions = {},
): Interface<M> {
  checkInterfaceName(name)
  if (typeof methods !== 'object' || methods === null)
    throw new TypeError(
      `defineInterface("${name}") has no methods; ` +
        `write for example defineInterface("${name}", { Set: { in: { mode: uint32 } } })`,
    )
  checkOptions(`defineInterface("${name}")`, options, ['form', 'code'])
  const entries = Object.entries(methods)
  if (entries.length > maxMethods) {
    throw new TypeError(
      `defineInterface("${name}") has ${entries.length} methods; ` +
        `a MID allows ${maxMethods}; split it`,
    )
  }
  const list = entries.map(([method, spec], mid) => defineMethod(name, method, mid, spec, options))
  const $methods: readonly Method[] = Object.freeze(list)
  const byName = Object.fromEntries(list.map((method) => [method.name, method]))
  const $sizes = Object.freeze(interfaceSizes(list))
  // A program holds methods, whose prototype others read.
  Object.freeze(InterfaceMethod.prototype)
  const made = Object.freeze({ ...byName, $name: name, $methods, $sizes })
  interfaces.add(made)
  return made as unknown as Interface<M>
}

const interfaces: WeakSet<object> = /* @__PURE__ */ new WeakSet()

/** Whether `defineInterface` made `value`: no other object can pass for an interface. */
export function isInterface(value: unknown): value is AnyInterface {
  return typeof value === 'object' && value !== null && interfaces.has(value)
}

/**
 * Throws TypeError for a value that is no interface. `what` says to people what its name is the
 * name of.
 */
export function checkInterfaces(what: string, byName: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(byName)) {
    if (isInterface(value)) continue
    const why =
      value === undefined
        ? 'is undefined; was its module imported, and does it export that name?'
        : 'has no interface that defineInterface made; a copy is none'
    throw new TypeError(`${what} "${name}" ${why}`)
  }
}

function defineMethod(
  interfaceName: string,
  name: string,
  mid: number,
  spec: MethodSpec,
  options: InterfaceOptions,
) {
  checkMethodName(interfaceName, name)
  const fullName = `${interfaceName}.${name}`
  checkDirections(fullName, spec)
  // A copy: the caller's objects may change later, the layouts may not.
  const copy: { -readonly [K in keyof MethodSpec]: Fields } = {}
  for (const direction of ['in', 'out', 'error'] as const) {
    const given = spec[direction]
    if (given !== undefined) copy[direction] = Object.freeze({ ...given })
  }
  checkOutNames(fullName, Object.keys(copy.out ?? {}))
  return new InterfaceMethod(interfaceName, name, mid, Object.freeze(copy), options)
}

function checkDirections(method: string, spec: unknown): void {
  const isObject = typeof spec === 'object' && spec !== null
  const strange = isObject ? Object.keys(spec).find((key) => !directions.includes(key)) : undefined
  if (isObject && strange === undefined) return
  const found = isObject
    ? `has "${String(strange)}"`
    : `is ${spec === null ? 'null' : `a ${typeof spec}`}`
  throw new TypeError(
    `${method} ${found}; a method is an object with in, out and error, each optional: ` +
      '{ in: { value: uint32 } }',
  )
}

const noCode: MethodCode = /* @__PURE__ */ Object.freeze({})

class InterfaceMethod implements Method {
  readonly interfaceName: string
  readonly name: string
  readonly mid: number
  readonly spec: MethodSpec
  readonly requestLayout: Layout
  readonly responseLayout: Layout
  readonly errorLayout: Layout | null
  readonly #form: CodecForm | undefined
  readonly #code: MethodCode
  #request: Codec<unknown> | null = null
  #response: Codec<unknown> | null = null
  #error: Codec<unknown> | null = null
  #layoutCodecs: MethodCodecs | null = null

  constructor(
    interfaceName: string,
    name: string,
    mid: number,
    spec: MethodSpec,
    options: InterfaceOptions,
  ) {
    this.interfaceName = interfaceName
    this.name = name
    this.mid = mid
    this.spec = spec
    this.#form = options.form
    const code = options.code?.[name]
    this.#code = code === undefined ? noCode : Object.freeze({ ...code })
    const fullName = `${interfaceName}.${name}`
    this.requestLayout = layoutMessage(fullName, mid, 'in', spec.in ?? {})
    this.responseLayout = layoutMessage(fullName, mid, 'out', spec.out ?? {})
    this.errorLayout =
      spec.error === undefined ? null : layoutMessage(fullName, mid, 'error', spec.error)
    Object.freeze(this)
  }

  get layoutCodecs(): MethodCodecs {
    return (this.#layoutCodecs ??= this.#compileLayouts())
  }

  get isPrinted(): boolean {
    return this.#code !== noCode
  }

  // The same codecs as everybody's, unless those are printed, or may fail to be made.
  #compileLayouts(): MethodCodecs {
    if (!this.isPrinted && this.#form !== 'code') return this
    const form = this.#form === 'closures' ? 'closures' : undefined
    const compile = (layout: Layout): Codec<never, never> =>
      compileCodec(layout, form) as Codec<never, never>
    return {
      request: compile(this.requestLayout),
      response: compile(this.responseLayout),
      error: this.errorLayout === null ? null : compile(this.errorLayout),
    }
  }

  get request(): Codec<never, never> {
    this.#request ??= compileCodec(this.requestLayout, this.#form, this.#code.request)
    return this.#request as Codec<never, never>
  }

  get response(): Codec<never, never> {
    this.#response ??= compileCodec(this.responseLayout, this.#form, this.#code.response)
    return this.#response as Codec<never, never>
  }

  get error(): Codec<never, never> | null {
    if (this.errorLayout === null) return null
    this.#error ??= compileCodec(this.errorLayout, this.#form, this.#code.error)
    return this.#error as Codec<never, never>
  }
}

function interfaceSizes(methods: readonly InterfaceMethod[]): InterfaceSizes {
  const sizes = { request: 0, requestArena: 0, response: 0, responseArena: 0 }
  for (const { requestLayout, responseLayout, errorLayout } of methods) {
    sizes.request = Math.max(sizes.request, requestLayout.size)
    sizes.requestArena = Math.max(sizes.requestArena, requestLayout.arenaSize)
    sizes.response = Math.max(sizes.response, responseLayout.size, errorLayout?.size ?? 0)
    sizes.responseArena = Math.max(
      sizes.responseArena,
      responseLayout.arenaSize,
      errorLayout?.arenaSize ?? 0,
    )
  }
  return sizes
}
