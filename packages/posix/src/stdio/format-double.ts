// A finite `double` that is not negative, in the notations of `printf`: %f, %e, %g, %a. Sign, width
// and capitals are the business of formatter.ts.

import { binaryOf, divideToEven } from '../stdlib/binary-float.ts'
import { exponentialDigits, fixedDigits } from './exact-decimal.ts'

const defaultPrecision = 6
/** Hexadecimal digits behind the point of a `double`. */
const hexDigits = 13

/**
 * Formats by a lower-case conversion: `f`, `e`, `g` or `a`. Precision -1: that of the conversion if
 * nothing is said. `isAlternate`: the flag #.
 */
export function formatDouble(
  x: number,
  conversion: string,
  precision: number,
  isAlternate: boolean,
): string {
  if (conversion === 'a') return hexadecimal(x, precision, isAlternate)
  const digits = precision < 0 ? defaultPrecision : precision
  if (conversion === 'f') return fixed(x, digits, isAlternate)
  return conversion === 'e' ? exponential(x, digits, isAlternate) : general(x, digits, isAlternate)
}

function fixed(x: number, precision: number, isAlternate: boolean): string {
  const text = fixedDigits(x, precision)
  return isAlternate && precision === 0 ? `${text}.` : text
}

function exponential(x: number, precision: number, isAlternate: boolean): string {
  const text = exponentialDigits(x, precision)
  const at = text.lastIndexOf('e')
  const mantissa = isAlternate && precision === 0 ? `${text.slice(0, at)}.` : text.slice(0, at)
  return mantissa + exponentText(Number(text.slice(at + 1)))
}

/** An exponent of two digits at least. */
function exponentText(exponent: number): string {
  const magnitude = Math.abs(exponent)
  return `e${exponent < 0 ? '-' : '+'}${magnitude < 10 ? '0' : ''}${magnitude}`
}

/** The shorter of both notations, with `precision` significant digits in either. */
function general(x: number, precision: number, isAlternate: boolean): string {
  const count = precision === 0 ? 1 : precision
  const text = exponentialDigits(x, count - 1)
  const at = text.lastIndexOf('e')
  const exponent = Number(text.slice(at + 1))
  const digits = text.slice(0, 1) + text.slice(2, at)
  if (exponent < -4 || exponent >= count)
    return joined(digits.slice(0, 1), digits.slice(1), isAlternate) + exponentText(exponent)
  if (exponent < 0) return joined('0', '0'.repeat(-exponent - 1) + digits, isAlternate)
  return joined(digits.slice(0, exponent + 1), digits.slice(exponent + 1), isAlternate)
}

/** Puts a point between; zeros at the end go, and the point with them, unless #. */
function joined(whole: string, fraction: string, isAlternate: boolean): string {
  if (isAlternate) return `${whole}.${fraction}`
  let end = fraction.length
  while (end > 0 && fraction.charCodeAt(end - 1) === 0x30) end--
  return end === 0 ? whole : `${whole}.${fraction.slice(0, end)}`
}

function hexadecimal(x: number, precision: number, isAlternate: boolean): string {
  const { mantissa, exponent } = binaryOf(x)
  const power = mantissa === 0n ? 0 : exponent + 4 * hexDigits
  const isRounded = precision >= 0 && precision < hexDigits
  const behind = isRounded ? precision : hexDigits
  const shown = isRounded
    ? divideToEven(mantissa, 1n << BigInt(4 * (hexDigits - behind)))
    : mantissa
  const digits = shown.toString(16).padStart(behind + 1, '0')
  const lead = digits.slice(0, digits.length - behind)
  let fraction = digits.slice(digits.length - behind)
  if (precision < 0) fraction = fraction.replace(/0+$/, '')
  else fraction += '0'.repeat(precision - behind)
  const point = isAlternate || fraction !== '' ? '.' : ''
  return `0x${lead}${point}${fraction}p${power < 0 ? '-' : '+'}${Math.abs(power)}`
}
