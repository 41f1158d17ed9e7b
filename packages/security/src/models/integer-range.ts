// The ranges of integer types, and whether a value is in one.

import { EvaluationError } from './model.ts'
import type { IntegerType, ValueType } from './type.ts'
import { simplest, type Integer } from './value.ts'

/** An integer type; `integerType(8, false)` is UInt8. */
export function integerType(bits: IntegerType['bits'], isSigned: boolean): IntegerType {
  return { kind: 'integer', bits, isSigned }
}

/** The integer type as PSL names it: `UInt8`, `SInt64`. */
export function integerTypeName({ bits, isSigned }: IntegerType): string {
  return `${isSigned ? 'S' : 'U'}Int${bits}`
}

/** The integer type that PSL calls `UInt8` and IDL `uint8`. */
export function integerTypeNamed(name: string): IntegerType {
  const bits = Number(name.slice('uint'.length)) as IntegerType['bits']
  return integerType(bits, /^s/i.test(name))
}

/** Whether the type has the value. */
export function hasInteger({ bits, isSigned }: IntegerType, value: Integer): boolean {
  if (bits <= 32) {
    const [low, high] = isSigned ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1]
    return value >= low && value <= high
  }
  if (typeof value === 'number') return isSigned || value >= 0
  return (isSigned ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value)) === value
}

/**
 * The value in its simplest form, if the type has it; where the type is no integer type, UInt64 or
 * SInt64 must. Throws EvaluationError for others.
 */
export function inRange(type: ValueType, value: Integer): Integer {
  if (type.kind === 'integer' ? hasInteger(type, value) : isIn64Bits(value)) return simplest(value)
  const name = type.kind === 'integer' ? integerTypeName(type) : 'a type of 64 bits'
  throw new EvaluationError(`${value} does not fit in ${name}`)
}

function isIn64Bits(value: Integer): boolean {
  return typeof value === 'number' || (value >= -(2n ** 63n) && value < 2n ** 64n)
}

/**
 * The smallest integer type that has the values of all these types; `Number` where it is not known
 * or there is none.
 */
export function commonType(types: readonly ValueType[]): ValueType {
  let common: IntegerType | null = null
  for (const type of types) {
    if (type.kind === 'literal') continue
    if (type.kind !== 'integer') return { kind: 'group', group: 'Number' }
    common = common === null ? type : wider(common, type)
    if (common === null) break
  }
  return common ?? { kind: 'group', group: 'Number' }
}

function wider(one: IntegerType, other: IntegerType): IntegerType | null {
  if (one.isSigned === other.isSigned) return one.bits >= other.bits ? one : other
  const [signed, unsigned] = one.isSigned ? [one, other] : [other, one]
  if (signed.bits > unsigned.bits) return signed
  if (unsigned.bits === 64) return null
  return integerType((unsigned.bits * 2) as IntegerType['bits'], true)
}
