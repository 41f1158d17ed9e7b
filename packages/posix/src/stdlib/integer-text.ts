// Integers in text, as stdlib.h reads them: white space, a sign, `0` or `0x` of the base, digits.
// `int` is 32 bits wide and a number here; `long` and `long long` are 64 bits wide and bigints.

import { EFAULT, EINVAL, ERANGE } from '../errno.ts'
import { skipSpace } from '../text/white-space.ts'

/** What a text begins with. */
export interface NumberText<T> {
  readonly value: T
  /** Where the number ends in the text, in units of the string; 0: there is none. */
  readonly end: number
  /** 0; ERANGE: `value` is the nearest that there is; EINVAL; EFAULT. */
  readonly errno: number
}

const smallestLong = -(2n ** 63n)
const largestLong: bigint = 2n ** 63n - 1n
const largestUnsignedLong: bigint = 2n ** 64n - 1n
/** No number of 64 bits has more digits. */
const mostDigits = 64

/** The value of a digit; 36 for anything else. */
export function digitValue(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30
  const letter = unit | 0x20
  return letter >= 0x61 && letter <= 0x7a ? letter - 0x57 : 36
}

function isHexPrefix(text: string, at: number): boolean {
  return (
    text.charCodeAt(at) === 0x30 &&
    (text.charCodeAt(at + 1) | 0x20) === 0x78 &&
    digitValue(text.charCodeAt(at + 2)) < 16
  )
}

/** The magnitude of digits in a base; null if it has more than 64 bits. */
export function magnitudeOf(digits: string, base: number): bigint | null {
  const significant = digits.replace(/^0+/, '')
  if (significant.length > mostDigits) return null
  let value = 0n
  for (const digit of significant) {
    value = value * BigInt(base) + BigInt(digitValue(digit.charCodeAt(0)))
  }
  return value > largestUnsignedLong ? null : value
}

/** Brings a magnitude with a sign into the range of a `long`, as `strtol` does. */
export function toLong(magnitude: bigint | null, isNegative: boolean): bigint {
  if (isNegative) return magnitude === null || -magnitude < smallestLong ? smallestLong : -magnitude
  return magnitude === null || magnitude > largestLong ? largestLong : magnitude
}

/** The same for an `unsigned long`: a minus sign counts modulo 2^64. */
export function toUnsignedLong(magnitude: bigint | null, isNegative: boolean): bigint {
  if (magnitude === null) return largestUnsignedLong
  return isNegative ? BigInt.asUintN(64, -magnitude) : magnitude
}

type ToRange = typeof toLong

function parse(text: unknown, base: unknown, toRange: ToRange): NumberText<bigint> {
  if (typeof text !== 'string') return { value: 0n, end: 0, errno: EFAULT }
  if (typeof base !== 'number' || !isBase(base)) return { value: 0n, end: 0, errno: EINVAL }
  let at = skipSpace(text)
  const sign = text.charCodeAt(at)
  if (sign === 0x2b || sign === 0x2d) at++
  let radix = base
  if ((base === 0 || base === 16) && isHexPrefix(text, at)) {
    radix = 16
    at += 2
  } else if (base === 0) radix = text.charCodeAt(at) === 0x30 ? 8 : 10
  let end = at
  while (digitValue(text.charCodeAt(end)) < radix) end++
  if (end === at) return { value: 0n, end: 0, errno: EINVAL }
  const magnitude = magnitudeOf(text.slice(at, end), radix)
  const value = toRange(magnitude, sign === 0x2d)
  // What fits is the same modulo 2^64.
  const exact = sign === 0x2d && magnitude !== null ? -magnitude : magnitude
  const isInRange = exact !== null && BigInt.asUintN(64, exact - value) === 0n
  return { value, end, errno: isInRange ? 0 : ERANGE }
}

function isBase(base: number): boolean {
  return Number.isInteger(base) && base >= 0 && base <= 36 && base !== 1
}

/**
 * The `long` that a text begins with, in a base of 2 to 36, or 0 for the base that its prefix says.
 * ERANGE: it has more than 64 bits, and the value is LONG_MIN or LONG_MAX. EINVAL: no number, or no
 * base. EFAULT: no text.
 */
export function strtol(text: string, base: number): NumberText<bigint> {
  return parse(text, base, toLong)
}

/** The same for a `long long`, which is as wide. */
export function strtoll(text: string, base: number): NumberText<bigint> {
  return parse(text, base, toLong)
}

/** The same for an `unsigned long`. A minus sign counts modulo 2^64; ERANGE: ULONG_MAX. */
export function strtoul(text: string, base: number): NumberText<bigint> {
  return parse(text, base, toUnsignedLong)
}

/** The same for an `unsigned long long`. */
export function strtoull(text: string, base: number): NumberText<bigint> {
  return parse(text, base, toUnsignedLong)
}

/** The `int` that a text begins with in decimal, 0 if there is none: the lower 32 bits of it. */
export function atoi(text: string): number {
  return Number(BigInt.asIntN(32, strtol(text, 10).value))
}

/** The `long` that a text begins with in decimal; 0 if there is none. */
export function atol(text: string): bigint {
  return strtol(text, 10).value
}

/** The `long long` that a text begins with in decimal; 0 if there is none. */
export function atoll(text: string): bigint {
  return strtol(text, 10).value
}
