// Floating-point numbers in text, as stdlib.h reads them: decimal, hexadecimal, infinities, NaN. The
// value is always the nearest there is, half to even. `long double` is a `double` here.

import { EFAULT, EINVAL, ERANGE } from '../errno.ts'
import { skipSpace } from '../text/white-space.ts'
import {
  type Binary,
  binary32,
  binary64,
  type BinaryFormat,
  binaryOf,
  nearest,
} from './binary-float.ts'
import type { NumberText } from './integer-text.ts'

const decimal = /^(\d+\.?\d*|\.\d+)(?:e([+-]?\d+))?/i
const hexadecimal = /^0x([\da-f]+\.?[\da-f]*|\.[\da-f]+)(?:p([+-]?\d+))?/i
const special = /^(?:inf(?:inity)?|nan(?:\(\w*\))?)/i

const noNumber: NumberText<number> = { value: 0, end: 0, errno: EINVAL }

/** An exponent of text, cut to what decides the same. */
function exponentOf(text: string | undefined): number {
  return text === undefined ? 0 : Math.max(-1e9, Math.min(1e9, Number(text)))
}

/** Digits with a point, as one integer and how many digits are behind the point. */
function wholeOf(digits: string): { readonly whole: string; readonly behind: number } {
  const point = digits.indexOf('.')
  if (point < 0) return { whole: digits, behind: 0 }
  return { whole: digits.replace('.', ''), behind: digits.length - point - 1 }
}

/** Hexadecimal digits that decide: of more, only whether any is not zero. */
const decidingDigits = 64

function hexBinary(digits: string, exponent: string | undefined): Binary {
  const { whole, behind } = wholeOf(digits)
  const significant = whole.replace(/^0+/, '')
  const dropped = Math.max(0, significant.length - decidingDigits)
  const kept = significant.slice(0, decidingDigits)
  const sticky = /[^0]/.test(significant.slice(decidingDigits)) ? '1' : '0'
  return {
    mantissa: BigInt(`0x0${kept}${sticky}`),
    exponent: exponentOf(exponent) + 4 * (dropped - 1 - behind),
  }
}

/** How a decimal text compares with a `double` that is not negative: exactly. */
function compareDecimal(digits: string, exponent: string | undefined, value: number): number {
  const { whole, behind } = wholeOf(digits)
  const trimmed = whole.replace(/0+$/, '')
  const power = exponentOf(exponent) - behind + (whole.length - trimmed.length)
  const binary = binaryOf(value)
  let left = BigInt(`0${trimmed}`)
  let right = binary.mantissa
  if (power >= 0) left *= 10n ** BigInt(power)
  else right *= 10n ** BigInt(-power)
  if (binary.exponent >= 0) right <<= BigInt(binary.exponent)
  else left <<= BigInt(-binary.exponent)
  return left === right ? 0 : left < right ? -1 : 1
}

function isZero(digits: string): boolean {
  return !/[1-9a-f]/i.test(digits)
}

/** Whether a decimal number that is not zero lost something because it is so small. */
function underflows(match: RegExpExecArray, value: number, format: BinaryFormat): boolean {
  const [, digits = '', exponent] = match
  if (isZero(digits)) return false
  if (value === 0) return true
  if (value >= 2 ** (format.smallest + format.bits - 1)) return false
  return compareDecimal(digits, exponent, value) !== 0
}

function decimalNumber(match: RegExpExecArray, format: BinaryFormat): NumberText<number> {
  const [text] = match
  const end = text.length
  const wide = Number(text)
  const value = format === binary64 ? wide : narrowed(match, wide)
  const isRange = value === Infinity || underflows(match, value, format)
  return { value, end, errno: isRange ? ERANGE : 0 }
}

/**
 * The nearest `float` of a decimal text whose nearest `double` is known. Only where that lies half
 * way between two floats, the text itself decides.
 */
function narrowed(match: RegExpExecArray, wide: number): number {
  const near = Math.fround(wide)
  if (near === wide || wide === Infinity || wide === 0) return near
  const step = 2 ** floatStep(wide)
  const below = Math.floor(wide / step) * step
  if (wide - below !== below + step - wide) return near
  const [, digits = '', exponent] = match
  const order = compareDecimal(digits, exponent, wide)
  return order === 0 ? near : Math.fround(order < 0 ? below : below + step)
}

/** The exponent of the distance of floats at a value. */
function floatStep(value: number): number {
  const { mantissa, exponent } = binaryOf(value)
  const length = mantissa.toString(2).length + exponent
  return Math.max(length - binary32.bits, binary32.smallest)
}

function hexNumber(match: RegExpExecArray, format: BinaryFormat): NumberText<number> {
  const [{ length: end }, digits = '', exponent] = match
  const { value, isInexact } = nearest(hexBinary(digits, exponent), format)
  const isTiny = isInexact && value < 2 ** (format.smallest + format.bits - 1)
  return { value, end, errno: value === Infinity || isTiny ? ERANGE : 0 }
}

function magnitude(text: string, format: BinaryFormat): NumberText<number> {
  const hex = hexadecimal.exec(text)
  if (hex !== null) return hexNumber(hex, format)
  const number = decimal.exec(text)
  if (number !== null) return decimalNumber(number, format)
  const name = special.exec(text)
  if (name === null) return noNumber
  const value = /^i/i.test(name[0]) ? Infinity : Number.NaN
  return { value, end: name[0].length, errno: 0 }
}

function parse(text: unknown, format: BinaryFormat): NumberText<number> {
  if (typeof text !== 'string') return { value: 0, end: 0, errno: EFAULT }
  let at = skipSpace(text)
  const sign = text.charCodeAt(at)
  if (sign === 0x2b || sign === 0x2d) at++
  const { value, end, errno } = magnitude(text.slice(at), format)
  if (end === 0) return noNumber
  return { value: sign === 0x2d ? -value : value, end: at + end, errno }
}

/**
 * The `double` that a text begins with. ERANGE: it is too large, and the value an infinity, or too
 * small to be exact. EINVAL: no number. EFAULT: no text.
 */
export function strtod(text: string): NumberText<number> {
  return parse(text, binary64)
}

/** The same for a `float`. */
export function strtof(text: string): NumberText<number> {
  return parse(text, binary32)
}

/** The same for a `long double`, which is a `double` here. */
export function strtold(text: string): NumberText<number> {
  return parse(text, binary64)
}

/** The `double` that a text begins with; 0 if there is none. */
export function atof(text: string): number {
  return strtod(text).value
}
