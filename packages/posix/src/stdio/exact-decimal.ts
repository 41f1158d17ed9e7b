// Decimal digits of a `double`, rounded half to even on its exact binary value.
//
// `toFixed` and `toExponential` give the nearest decimal too, but round ties up. A tie is told
// exactly in floating point: x has one at digit p behind the point if x * 2^(p+1) is an odd integer,
// since 5^p is odd. Products with powers of two are exact. Ties and what the two don't take go the
// long way, through integers without limit.

import { binaryOf, divideToEven } from '../stdlib/binary-float.ts'

/** From here on `toFixed` answers another notation. */
const largestFixed = 1e21
/** Most digits that `toFixed` and `toExponential` take. */
const mostDigits = 100
/** No `double` has more digits behind the point that are not zero. */
const mostFraction = 1074
/** No `double` has more digits, from the first one that is not zero. */
const mostSignificant = 1100

/** The digits of a finite x >= 0 with `precision` of them behind the point. */
export function fixedDigits(x: number, precision: number): string {
  if (x < largestFixed && precision <= mostDigits && !isOdd(x * 2 ** (precision + 1)))
    return x.toFixed(precision)
  return longFixed(x, precision)
}

function isOdd(x: number): boolean {
  return x % 2 === 1
}

function longFixed(x: number, precision: number): string {
  const fraction = Math.min(precision, mostFraction)
  const { mantissa, exponent } = binaryOf(x)
  const scaled = mantissa * 10n ** BigInt(fraction)
  const rounded =
    exponent >= 0 ? scaled << BigInt(exponent) : divideToEven(scaled, 1n << BigInt(-exponent))
  if (precision === 0) return rounded.toString()
  const digits = rounded.toString().padStart(fraction + 1, '0')
  const point = digits.length - fraction
  return `${digits.slice(0, point)}.${digits.slice(point)}${'0'.repeat(precision - fraction)}`
}

/**
 * A finite x > 0 as one digit, a point, `precision` digits and an exponent: `1.25e+1`. Zero is
 * `0.00e+0`.
 */
export function exponentialDigits(x: number, precision: number): string {
  if (precision > mostDigits) return longExponential(x, precision)
  const text = x.toExponential(precision)
  const exponent = Number(text.slice(text.lastIndexOf('e') + 1))
  // A tie below a power of ten goes up to it by both rules: what is below it ends with a nine.
  return isTieAt(x, precision - exponent) ? longExponential(x, precision) : text
}

/** Whether x is half way between two decimals with so many digits behind the point. */
function isTieAt(x: number, digits: number): boolean {
  if (digits >= 0) return isOdd(x * 2 ** (digits + 1))
  // Half of a power of ten, times an odd integer.
  if (x <= Number.MAX_SAFE_INTEGER) return isOdd((x * 2) / 10 ** -digits)
  return true
}

function longExponential(x: number, precision: number): string {
  const behind = Math.min(precision, mostSignificant)
  const { digits, exponent } = x === 0 ? zero(behind) : significant(x, behind)
  const zeros = '0'.repeat(precision - behind)
  const fraction = precision === 0 ? '' : `.${digits.slice(1)}${zeros}`
  return `${digits[0]}${fraction}e${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`
}

interface Significant {
  readonly digits: string
  readonly exponent: number
}

function zero(behind: number): Significant {
  return { digits: '0'.repeat(behind + 1), exponent: 0 }
}

function significant(x: number, behind: number): Significant {
  const { mantissa, exponent: power } = binaryOf(x)
  // At most one too large, as the shortest notation may be the next power of ten.
  let exponent = Number(/e(.*)$/.exec(x.toExponential())?.[1])
  const numerator = power >= 0 ? mantissa << BigInt(power) : mantissa
  const denominator = power >= 0 ? 1n : 1n << BigInt(-power)
  if (isBelowPower(numerator, denominator, exponent)) exponent--
  const shift = behind - exponent
  const rounded =
    shift >= 0
      ? divideToEven(numerator * 10n ** BigInt(shift), denominator)
      : divideToEven(numerator, denominator * 10n ** BigInt(-shift))
  const digits = rounded.toString()
  if (digits.length === behind + 1) return { digits, exponent }
  return { digits: digits.slice(0, -1), exponent: exponent + 1 }
}

function isBelowPower(numerator: bigint, denominator: bigint, exponent: number): boolean {
  return exponent >= 0
    ? numerator < denominator * 10n ** BigInt(exponent)
    : numerator * 10n ** BigInt(-exponent) < denominator
}
