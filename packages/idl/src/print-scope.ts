// Scopes of printed code: they give names, and note which of them the code uses while it is
// printed.
//
// A `CodeScope` is where whole codecs stand: the body of a function that is compiled at once, or a
// module. A `FunctionScope` is one function of a codec.

import * as helpers from './codec-runtime.ts'
import type { Field } from './field-layout.ts'
import { freeName, reservedWords } from './names.ts'
import type { Type } from './type.ts'

/** Functions and classes of the runtime (`codec-runtime.ts`). */
export type HelperName = keyof typeof helpers

/** Names of the scope that printed codecs stand in. Each name that is asked for is used. */
export interface CodeScope {
  /** The `ValueCodec` of a composite type. */
  codec(type: Type<unknown>): string
  /** A function that answers the interface that a handle is for. */
  target(type: Type<unknown>): string
  helper(name: HelperName): string
  /** What types are called in TypeScript; null for JavaScript. */
  readonly types: TypeScope | null
}

/** Names of types in TypeScript. */
export interface TypeScope {
  sent(type: Type<unknown>): string
  received(type: Type<unknown>): string
  /** A type of the runtime. */
  helperType(name: string): string
}

const variables = [
  'arena',
  'arenaSize',
  'at',
  'bytes',
  'count',
  'data',
  'element',
  'end',
  'fault',
  'given',
  'handles',
  'isInOrder',
  'layout',
  'list',
  'misfit',
  'riid',
  'segments',
  'size',
  'start',
  'taken',
  'targets',
  'used',
  'value',
  'view',
  'writer',
] as const

/** Parameters and variables of printed functions. */
export type Variable = (typeof variables)[number]

const variableNames: ReadonlySet<string> = /* @__PURE__ */ new Set(variables)
const helperNames: ReadonlySet<string> = /* @__PURE__ */ new Set(
  /* @__PURE__ */ Object.keys(helpers),
)

/** Whether a function or class of the runtime is called so. */
export function isHelper(name: string): boolean {
  return helperNames.has(name)
}

/** Expressions for variables that a function has in another form. */
export type Substitutes = { readonly [V in Variable]?: (scope: FunctionScope) => string }

/** One function of a printed codec. */
export class FunctionScope {
  readonly code: CodeScope
  readonly #prefix: string
  readonly #substitutes: Substitutes
  readonly #used: Set<Variable> = new Set()

  /** `prefix` stands before variables that are no substitutes: `this.#` in getters. */
  constructor(code: CodeScope, prefix: string = '', substitutes: Substitutes = {}) {
    this.code = code
    this.#prefix = prefix
    this.#substitutes = substitutes
  }

  /** The expression for a variable, which the function uses from now on. */
  use(name: Variable): string {
    const substitute = this.#substitutes[name]
    if (substitute !== undefined) return substitute(this)
    this.#used.add(name)
    return this.#prefix + name
  }

  isUsed(name: Variable): boolean {
    return this.#used.has(name)
  }

  helper(name: HelperName): string {
    return this.code.helper(name)
  }
}

/**
 * A function of an object. Parameters that it does not use get an underscore, or are left out if
 * they are last.
 */
export function printMethod(
  name: string,
  parameters: readonly Variable[],
  scope: FunctionScope,
  body: readonly string[],
): string[] {
  const last = parameters.findLastIndex((parameter) => scope.isUsed(parameter))
  const list = parameters
    .slice(0, last + 1)
    .map((parameter) => (scope.isUsed(parameter) ? parameter : `_${parameter}`))
  return [`${name}(${list.join(', ')}) {`, ...body, '},']
}

/** Locals for the values of fields: called as the fields are, unless that means something else. */
export function localsOf(fields: readonly Field[]): readonly string[] {
  const names = new Set<string>()
  for (const { name } of fields)
    names.add(freeName(localName(name), (each) => names.has(each) || isForeign(each)))
  return [...names]
}

/** Locals for the sizes of the segments of fields, beside those for their values. */
export function sizesOf(locals: readonly string[]): readonly string[] {
  const names = new Set(locals)
  return locals.map((local) => {
    const size = freeName(`${local}Size`, (each) => names.has(each) || isForeign(each))
    names.add(size)
    return size
  })
}

// Names that are imported or declared around a function begin with an upper-case letter, or are
// helpers, or are functions that answer an interface, or are codecs of types in lower case.
function localName(name: string): string {
  return /^interfaceOf|Codec_*$/.test(name)
    ? `the_${name}`
    : name.slice(0, 1).toLowerCase() + name.slice(1)
}

function isForeign(name: string): boolean {
  return reservedWords.has(name) || variableNames.has(name) || helperNames.has(name)
}
