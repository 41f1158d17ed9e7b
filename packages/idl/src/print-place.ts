// What printed code has in common: where values lie, what its locals are called, how integers are
// read and written.

import { freeName, reservedWords } from './identifiers.ts'
import type { Field } from './place.ts'
import type { IntegerKind, Kind, Type } from './type.ts'

/**
 * Where a value lies: a DataView by name, and the expression for a byte `n` bytes into the value.
 */
export interface Place {
  readonly view: string
  readonly at: (n: number) => string
}

/** How what printed code refers to is called where it stands. */
export interface CodeNames {
  /**
   * The `ValueCodec` of a struct, union, array or sequence; where printed code stands in a module,
   * it is printed there or imported.
   */
  readonly codec: (type: Type<unknown>) => string
  /** A function that answers the interface that a handle is for. */
  readonly target: (type: Type<unknown>) => string
  /** What the types are called in TypeScript; null for JavaScript. */
  readonly types: TypeNames | null
}

/** What types are called in TypeScript. */
export interface TypeNames {
  readonly sent: (type: Type<unknown>) => string
  readonly received: (type: Type<unknown>) => string
}

/**
 * Setter and getter suffix, and the test that `$` is not a value of the kind. The test stands in
 * place: as a function that answers yes or no it costs the engine a branch more for each parameter.
 */
export const integers: { readonly [K in IntegerKind]: readonly [access: string, misfit: string] } =
  {
    sint8: ['Int8', `typeof $ !== 'number' || ($ << 24) >> 24 !== $`],
    sint16: ['Int16', `typeof $ !== 'number' || ($ << 16) >> 16 !== $`],
    sint32: ['Int32', `typeof $ !== 'number' || ($ | 0) !== $`],
    sint64: ['BigInt64', `typeof $ !== 'bigint' || BigInt.asIntN(64, $) !== $`],
    uint8: ['Uint8', `typeof $ !== 'number' || ($ & 0xff) !== $`],
    uint16: ['Uint16', `typeof $ !== 'number' || ($ & 0xffff) !== $`],
    uint32: ['Uint32', `typeof $ !== 'number' || $ >>> 0 !== $`],
    uint64: ['BigUint64', `typeof $ !== 'bigint' || BigInt.asUintN(64, $) !== $`],
  }

/** Whether values of the kind are one integer. */
export function isInteger(kind: Kind): kind is IntegerKind {
  return Object.hasOwn(integers, kind)
}

/** Whether values of the type have a structure of their own. */
export function isComposite(type: Type<unknown>): boolean {
  return type.fields.length > 0 || type.element !== null
}

/** The expression for a byte past a place. */
export function sum(base: string, n: number): string {
  return n === 0 ? base : `${base} + ${n}`
}

/** The value of a field of something that lies at `base`, a local name or nothing. */
export function placeOf(field: Field, base: string): Place {
  return {
    view: 'view',
    at: (n) => (base === '' ? String(field.offset + n) : sum(base, field.offset + n)),
  }
}

/** Names that printed functions give to what they work with. */
const ownNames: ReadonlySet<string> = /* @__PURE__ */ new Set(
  'value riid view arena writer handles bytes size arenaSize layout used data at taken given segments list start end count element fault misfit isInOrder targets'.split(
    ' ',
  ),
)

/** Locals for the values of fields: called as the fields are, unless that means something else. */
export function localsOf(fields: readonly Field[]): readonly string[] {
  const names = new Set<string>()
  for (const { name } of fields)
    names.add(freeName(localName(name), (each) => names.has(each) || isForeign(each)))
  return [...names]
}

/** Locals for the sizes of what fields refer to, beside those for their values. */
export function sizesOf(locals: readonly string[]): readonly string[] {
  const names = new Set(locals)
  return locals.map((local) => {
    const size = freeName(`${local}Size`, (each) => names.has(each) || isForeign(each))
    names.add(size)
    return size
  })
}

// What is imported or declared around a function begins with an upper-case letter, or is a tool, or
// a function for an interface.
function localName(name: string): string {
  return name.startsWith('interfaceOf')
    ? `the_${name}`
    : name.slice(0, 1).toLowerCase() + name.slice(1)
}

function isForeign(name: string): boolean {
  return reservedWords.has(name) || ownNames.has(name) || toolNames.has(name)
}

/** Functions and classes that printed code works with: what `printed.ts` exports. */
export const toolNames: ReadonlySet<string> = /* @__PURE__ */ new Set(
  (
    'alignArena Arena arenaView bytesFault clear faultOf follows getBytes getHandle getText handleFault isClear isObject ' +
    'messageFault overlapFault overlaps putHandle putHeader putReference reservedFault takeHandle textFault viewBytes writeBytes writeText'
  ).split(' '),
)

/** The tools that code uses. */
export function toolsIn(code: string): string[] {
  return [...toolNames]
    .filter((name) => new RegExp(`(?<![.\\w"'])${name}\\b`).test(code))
    .toSorted()
}

/**
 * Locals that take the values of fields from `from`, each read once and in order; `take` answers
 * the expression of one that is not taken as it is.
 */
export function printTakes(
  fields: readonly Field[],
  locals: readonly string[],
  from: string,
  take: (field: Field) => string | null,
): string[] {
  const lines: string[] = []
  let plain: string[] = []
  const flush = (): void => {
    if (plain.length > 0) lines.push(`const { ${plain.join(', ')} } = ${from}`)
    plain = []
  }
  fields.forEach((field, i) => {
    const expression = take(field)
    const local = locals[i]!
    if (expression === null) plain.push(local === field.name ? local : `${field.name}: ${local}`)
    else {
      flush()
      lines.push(`const ${local} = ${expression}`)
    }
  })
  flush()
  return lines
}

/**
 * A function of an object. Parameters that it does not use get an underscore, or go if they are
 * last.
 */
export function printMethod(
  name: string,
  parameters: readonly string[],
  body: readonly string[],
): string[] {
  const text = body.join('\n')
  const uses = parameters.map((parameter) => new RegExp(`(?<![.\\w])${parameter}\\b`).test(text))
  const list = parameters
    .slice(0, uses.lastIndexOf(true) + 1)
    .map((parameter, i) => (uses[i] ? parameter : `_${parameter}`))
  return [`${name}(${list.join(', ')}) {`, ...body, '},']
}
