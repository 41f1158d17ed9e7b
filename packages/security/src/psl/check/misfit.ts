// Why a value does not fit where it stands, in words, and what to do about it.

import { nearest } from '@kos/idl-compiler/text'
import type { IntegerType, ValueType } from '../../models/type.ts'
import { fits, formatType, handleType, textsOfType } from '../types.ts'

/** What is wrong. */
export interface Misfit {
  readonly message: string
  readonly hint?: string
}

/** Why a value of type `found` does not fit where `expected` is. `text` is the value as written. */
export function misfitOf(found: ValueType, expected: ValueType, text: string): Misfit {
  return (
    handleMisfit(found, expected, text) ??
    literalMisfit(found, expected) ??
    integerMisfit(found, expected) ?? {
      message: `expected ${formatType(expected)}, found ${formatType(found)}`,
    }
  )
}

function handleMisfit(found: ValueType, expected: ValueType, text: string): Misfit | null {
  if (found !== handleType || !fits({ kind: 'sid' }, expected)) return null
  return {
    message: `expected ${formatType(expected)}, and ${text} is a Handle`,
    hint: `write ${text}.handle, the SID of its resource`,
  }
}

function literalMisfit(found: ValueType, expected: ValueType): Misfit | null {
  if (found.kind !== 'literal') return null
  const { value } = found
  if (typeof value === 'string') return textMisfit(value, expected)
  if (typeof value !== 'bigint') return null
  if (expected.kind === 'integer')
    return {
      message: `${value} does not fit in ${formatType(expected)}`,
      hint: rangeHint(expected),
    }
  return expected.kind === 'sid' ? { message: `${value} is no SID: they begin with 1` } : null
}

/** A text that is none of those that are expected; null if others may be. */
export function textMisfit(value: string, expected: ValueType): Misfit | null {
  const texts = textsOfType(expected)
  if (texts === null || texts.includes(value)) return null
  const best = nearest(value, texts)
  const quoted = texts.map((text) => JSON.stringify(text))
  return {
    message: `${JSON.stringify(value)} is none of ${quoted.join(', ')}`,
    ...(best === null ? {} : { hint: `did you mean ${JSON.stringify(best)}?` }),
  }
}

function integerMisfit(found: ValueType, expected: ValueType): Misfit | null {
  if (found.kind !== 'integer' || expected.kind !== 'integer') return null
  const cast = formatType(expected).toLowerCase()
  return {
    message: `${formatType(found)} does not fit in ${formatType(expected)}`,
    hint: `${cast} (...) converts it; what does not fit is denied`,
  }
}

/** The values of an integer type. */
export function rangeHint(type: IntegerType): string {
  const bits = BigInt(type.bits)
  const [low, high] = type.isSigned
    ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n]
    : [0n, (1n << bits) - 1n]
  return `${formatType(type)} has the values from ${low} to ${high}`
}
