// Prints the steps of a codec for one value: take it from its sender, put it, get it, check it.
//
// Simple values are a statement or two in place. Composite values have a `ValueCodec`, printed by
// `print-value-codec.ts`, which is called.

import type { Field } from './field-layout.ts'
import { integerAccess, type IntegerKind } from './integer.ts'
import type { FunctionScope } from './print-scope.ts'
import { isComposite, type Type } from './type.ts'
import { isChecked } from './value-codec.ts'

/** Where a value lies: expressions for a DataView, and for the byte offset in it. */
export interface Location {
  readonly view: string
  readonly at: string
}

/**
 * The test that `$` is no value of a kind. It stands in place: as a function that answers yes or no
 * it costs the engine a branch more for each parameter (bench case `idl/codec`).
 */
const misfits: { readonly [K in IntegerKind]: string } = {
  sint8: `typeof $ !== 'number' || ($ << 24) >> 24 !== $`,
  sint16: `typeof $ !== 'number' || ($ << 16) >> 16 !== $`,
  sint32: `typeof $ !== 'number' || ($ | 0) !== $`,
  sint64: `typeof $ !== 'bigint' || BigInt.asIntN(64, $) !== $`,
  uint8: `typeof $ !== 'number' || ($ & 0xff) !== $`,
  uint16: `typeof $ !== 'number' || ($ & 0xffff) !== $`,
  uint32: `typeof $ !== 'number' || $ >>> 0 !== $`,
  uint64: `typeof $ !== 'bigint' || BigInt.asUintN(64, $) !== $`,
}

/** The location of a field in a message. */
export function inMessage({ offset }: Pick<Field, 'offset'>, scope: FunctionScope): Location {
  return { view: scope.use('view'), at: String(offset) }
}

/** The location of a field in a struct or union. */
export function inValue({ offset }: Pick<Field, 'offset'>, scope: FunctionScope): Location {
  return { view: scope.use('view'), at: sum(scope.use('at'), offset) }
}

/** The expression for a sum. */
export function sum(base: string, offset: number): string {
  return offset === 0 ? base : `${base} + ${offset}`
}

/** An expression that reads what a sender passed; null if it is taken as it is. */
export function printTake(type: Type<unknown>, given: string, scope: FunctionScope): string | null {
  if (isComposite(type)) return `${scope.code.codec(type)}.take(${given}, ${scope.use('writer')})`
  if (type.kind !== 'handle') return null
  const takeHandle = scope.helper('takeHandle')
  return type.target === null
    ? `${takeHandle}(${given})`
    : `${takeHandle}(${given}, ${scope.use('writer')}, ${scope.code.target(type)})`
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
 * Statements that write `taken`, an expression; they return -1 if it does not fit. `size` is a name
 * for a local.
 */
export function printPut(
  type: Type<unknown>,
  { view, at }: Location,
  taken: string,
  size: string,
  scope: FunctionScope,
): string[] {
  const { kind } = type
  if (isComposite(type)) {
    const used = scope.use('used')
    const rest = `${view}, ${at}, ${scope.use('arena')}, ${scope.use('data')}, ${used}`
    return [
      `${used} = ${scope.code.codec(type)}.put(${taken}, ${rest})`,
      `if (${used} < 0) return -1`,
    ]
  }
  if (kind === 'handle')
    return [`if (!${scope.helper('putHandle')}(${taken}, ${view}, ${at})) return -1`]
  if (kind === 'bytes' || kind === 'string')
    return printPutSegment(type, `${view}, ${at}`, taken, size, scope)
  const access = integerAccess[kind as IntegerKind]
  return [
    `if (${misfits[kind as IntegerKind].replaceAll('$', taken)}) return -1`,
    `${view}.set${access}(${at}, ${taken}${endianness(access)})`,
  ]
}

function printPutSegment(
  { kind, limit }: Type<unknown>,
  location: string,
  taken: string,
  size: string,
  scope: FunctionScope,
): string[] {
  const write = scope.helper(kind === 'bytes' ? 'writeBytes' : 'writeText')
  const used = scope.use('used')
  return [
    `const ${size} = ${write}(${taken}, ${scope.use('arena')}, ${used}, ${limit})`,
    `if (${size} < 0) return -1`,
    `${scope.helper('putReference')}(${location}, ${used}, ${size})`,
    `${used} += ${size}`,
  ]
}

/** An expression that reads a checked value. */
export function printGet(
  type: Type<unknown>,
  { view, at }: Location,
  scope: FunctionScope,
): string {
  const { kind } = type
  if (isComposite(type)) {
    const context = `${scope.use('arena')}, ${scope.use('data')}, ${scope.use('handles')}`
    return `${scope.code.codec(type)}.get(${view}, ${at}, ${context}, ${scope.use('bytes')})`
  }
  if (kind === 'string') return `${scope.helper('getText')}(${view}, ${at}, ${scope.use('arena')})`
  if (kind === 'bytes') return `${scope.use('bytes')}(${view}, ${at}, ${scope.use('arena')})`
  if (kind === 'handle') {
    const target = type.target === null ? '' : `, ${scope.code.target(type)}`
    return `${scope.helper('getHandle')}(${view}, ${at}, ${scope.use('handles')}${target})`
  }
  const access = integerAccess[kind as IntegerKind]
  return `${view}.get${access}(${at}${endianness(access)})`
}

/**
 * Statements that check a value inside another one, and return its fault; `path` is the
 * way to it, `local` a name for the answer.
 */
export function printCheck(
  type: Type<unknown>,
  { view, at }: Location,
  path: string,
  local: string,
  scope: FunctionScope,
): string[] {
  if (!isChecked(type)) return []
  return [
    `const ${local} = ${printFault(type, `${view}, ${at}`, scope)}`,
    `if (${local} !== null) return '${path}' + ${local}`,
  ]
}

function printFault(type: Type<unknown>, location: string, scope: FunctionScope): string {
  if (isComposite(type))
    return `${scope.code.codec(type)}.check(${location}, ${scope.use('segments')})`
  if (type.kind === 'handle') return `${scope.helper('handleFault')}(${location})`
  const fault = type.kind === 'string' ? 'textFault' : 'bytesFault'
  return `${scope.use('segments')}.${fault}(${location}, ${type.limit})`
}

/** The statement that makes a gap zero; gaps have the size of an integer. */
export function printClearGap({ view, at }: Location, size: number): string {
  return `${view}.setUint${size * 8}(${at}, 0${size > 1 ? ', true' : ''})`
}

/** The test that a gap is not zero. */
export function printGapTest({ view, at }: Location, size: number): string {
  return `${view}.getUint${size * 8}(${at}${size > 1 ? ', true' : ''}) !== 0`
}

function endianness(access: string): string {
  return access.endsWith('t8') ? '' : ', true'
}
