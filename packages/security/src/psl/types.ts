// Types of values: how they are written, and which fits where.
//
// A value fits if its type is known to fit, or if it may fit and is looked at again when a rule is
// evaluated: an integer of an unknown range, a text where one of several is expected.

import { hasInteger, integerTypeName } from '../models/integer-range.ts'
import type { IntegerType, RecordType, ValueType } from '../models/type.ts'
import { sidType } from '../models/type.ts'
import { nameOf } from '../models/value.ts'

/** The value of a union of IDL: a field that is not the one in the message has no value. */
export interface UnionValueType extends RecordType {
  readonly isUnion: true
}

/** What `message.<parameter>` is for a parameter of type Handle. */
export const handleType: RecordType = {
  kind: 'record',
  fields: { handle: sidType, rights: { kind: 'integer', bits: 32, isSigned: false } },
}

/** Whether a record is a value of a union. */
export function isUnion(type: RecordType): type is UnionValueType {
  return 'isUnion' in type
}

/** The type of one value: a text, an integer or a boolean. */
export function literalType(value: string | number | bigint | boolean): ValueType {
  return { kind: 'literal', value: typeof value === 'number' ? BigInt(value) : value }
}

/** A type as policies write it. */
export function formatType(type: ValueType): string {
  switch (type.kind) {
    case 'integer':
      return integerTypeName(type)
    case 'text':
      return 'Text'
    case 'boolean':
      return 'Boolean'
    case 'unit':
      return '()'
    case 'bytes':
      return 'Bytes'
    case 'sid':
      return 'Sid'
    case 'any':
      return 'Any'
    case 'group':
      return type.group
    case 'literal':
      return nameOf(type.value)
    case 'variant':
      return type.types.map(formatType).join(' | ')
    case 'tuple':
      return `[${type.types.map(formatType).join(', ')}]`
    case 'list':
      return `List<${formatType(type.element)}>`
    case 'set':
      return `Set<${formatType(type.element)}>`
    case 'map':
      return `Map<${formatType(type.key)}, ${formatType(type.value)}>`
    case 'record':
    default:
      return type === handleType ? 'Handle' : formatRecord(type)
  }
}

function formatRecord({ fields, optional = [] }: RecordType): string {
  const parts = Object.entries(fields).map(
    ([name, type]) => `${name}${optional.includes(name) ? '?' : ''} : ${formatType(type)}`,
  )
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`
}

/** Whether a value of type `from` fits where `to` is expected. */
export function fits(from: ValueType, to: ValueType): boolean {
  if (from.kind === 'any' || to.kind === 'any') return true
  if (from.kind === 'variant') return from.types.every((type) => fits(type, to))
  if (to.kind === 'variant') return to.types.some((type) => fits(from, type))
  if (to.kind === 'group') return isIn(to.group, from)
  if (from.kind === 'group') return to.kind === 'integer' || to.kind === 'sid'
  if (from.kind === 'literal') return literalFits(from.value, to)
  switch (to.kind) {
    case 'integer':
      return from.kind === 'integer' && isAtMost(from, to)
    case 'sid':
      return from.kind === 'sid' || (from.kind === 'integer' && !from.isSigned)
    case 'literal':
      // A text or a boolean that is not known yet.
      return from.kind === (typeof to.value === 'string' ? 'text' : 'boolean')
    case 'record':
      return from.kind === 'record' && recordFits(from, to)
    case 'list':
    case 'set':
      return elementFits(from, to.element)
    case 'tuple':
      return (
        from.kind === 'tuple' &&
        from.types.length === to.types.length &&
        from.types.every((type, index) => fits(type, to.types[index] as ValueType))
      )
    case 'map':
      return from.kind === 'map' && fits(from.key, to.key) && fits(from.value, to.value)
    case 'text':
    case 'boolean':
    case 'unit':
    case 'bytes':
    default:
      return from.kind === to.kind
  }
}

/** Whether all values of an integer type are values of another. */
function isAtMost(from: IntegerType, to: IntegerType): boolean {
  if (from.isSigned === to.isSigned) return from.bits <= to.bits
  return to.isSigned && from.bits < to.bits
}

function literalFits(value: string | bigint | boolean, to: ValueType): boolean {
  if (to.kind === 'literal') return to.value === value
  if (typeof value === 'string') return to.kind === 'text'
  if (typeof value === 'boolean') return to.kind === 'boolean'
  if (to.kind === 'sid') return value > 0n
  return to.kind === 'integer' && hasInteger(to, value)
}

function elementFits(from: ValueType, element: ValueType): boolean {
  if (from.kind === 'list' || from.kind === 'set') return fits(from.element, element)
  if (from.kind === 'tuple') return from.types.every((type) => fits(type, element))
  return from.kind === 'bytes' && fits({ kind: 'integer', bits: 8, isSigned: false }, element)
}

function recordFits(from: RecordType, to: RecordType): boolean {
  if (isUnion(from) !== isUnion(to)) return false
  const names = Object.keys(from.fields)
  return (
    names.every((name) => Object.hasOwn(to.fields, name)) &&
    Object.entries(to.fields).every(([name, type]) => {
      const field = Object.hasOwn(from.fields, name) ? from.fields[name] : undefined
      return field === undefined ? to.optional?.includes(name) === true : fits(field, type)
    })
  )
}

type Group = Extract<ValueType, { readonly kind: 'group' }>['group']

function isIn(group: Group, type: ValueType): boolean {
  if (type.kind === 'group') return isSubgroup(type.group, group)
  const isInteger =
    type.kind === 'integer' || (type.kind === 'literal' && typeof type.value === 'bigint')
  switch (group) {
    case 'Number':
      return isInteger
    case 'Signed':
      return type.kind === 'integer' ? type.isSigned : isInteger
    case 'Unsigned':
      return type.kind === 'integer' ? !type.isSigned : isInteger && literalIsPositive(type)
    case 'ScalarLiteral':
    default:
      return isInteger || ['literal', 'text', 'boolean', 'sid'].includes(type.kind)
  }
}

// What is known to be a number only may be any number.
function isSubgroup(group: Group, of: Group): boolean {
  return group === of || of === 'ScalarLiteral' || group === 'Number'
}

function literalIsPositive(type: ValueType): boolean {
  return type.kind === 'literal' && typeof type.value === 'bigint' && type.value >= 0n
}

/** The kinds of values that can be compared with each other; null for what has no kind alone. */
export type ScalarKind = 'text' | 'number' | 'boolean'

/** What kind of scalar a type has; null if that is not known, or it has none. */
export function scalarKind(type: ValueType): ScalarKind | null {
  if (type.kind === 'text' || type.kind === 'boolean') return type.kind
  if (type.kind === 'integer' || type.kind === 'sid') return 'number'
  if (type.kind === 'group') return type.group === 'ScalarLiteral' ? null : 'number'
  if (type.kind === 'literal') return literalKind(type.value)
  if (type.kind !== 'variant') return null
  const kinds = new Set(type.types.map(scalarKind))
  return kinds.size === 1 ? ([...kinds][0] as ScalarKind | null) : null
}

function literalKind(value: string | bigint | boolean): ScalarKind {
  if (typeof value === 'string') return 'text'
  return typeof value === 'bigint' ? 'number' : 'boolean'
}

/** The texts of a type that is one of several texts; null for others. */
export function textsOfType(type: ValueType): readonly string[] | null {
  const types = type.kind === 'variant' ? type.types : [type]
  const texts = types.map((each) => (each.kind === 'literal' ? each.value : null))
  return texts.every((text): text is string => typeof text === 'string') ? texts : null
}

/** The type of what may be a value of any of these types. */
export function joined(types: readonly ValueType[]): ValueType {
  const distinct: ValueType[] = []
  for (const type of types) if (!distinct.some((each) => isSame(each, type))) distinct.push(type)
  const [only] = distinct
  if (only === undefined || distinct.some(({ kind }) => kind === 'any')) return { kind: 'any' }
  return distinct.length === 1 ? only : { kind: 'variant', types: distinct }
}

/** Whether two types are the same. */
export function isSame(one: ValueType, other: ValueType): boolean {
  return one === other || (one.kind === other.kind && formatType(one) === formatType(other))
}
