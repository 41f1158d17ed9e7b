// Binary floating point, exactly: a value as integer times power of two, and the nearest `double` or
// `float` to such a product, half to even.

/** A magnitude: `mantissa` times 2 to the power of `exponent`. */
export interface Binary {
  readonly mantissa: bigint
  readonly exponent: number
}

/** How wide a format is: bits of the mantissa, and the exponent of its smallest step. */
export interface BinaryFormat {
  readonly bits: number
  readonly smallest: number
  readonly largest: number
}

/** `double`. */
export const binary64: BinaryFormat = { bits: 53, smallest: -1074, largest: 1024 }
/** `float`. */
export const binary32: BinaryFormat = { bits: 24, smallest: -149, largest: 128 }

/**
 * A finite `double` that is not negative, as mantissa (below 2^53) and exponent. By arithmetic, which
 * is exact with powers of two: a buffer for each call would be collected (posix/printf).
 */
export function binaryOf(value: number): Binary {
  if (value === 0) return { mantissa: 0n, exponent: binary64.smallest }
  // The logarithm may be one off, so begin a bit lower.
  let exponent = Math.max(Math.floor(Math.log2(value)) - binary64.bits, binary64.smallest)
  let mantissa = scale(value, -exponent)
  for (; mantissa >= 2 ** binary64.bits; exponent++) mantissa /= 2
  return { mantissa: BigInt(mantissa), exponent }
}

/** Divides, and rounds half to even. All are positive. */
export function divideToEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  const twice = (dividend % divisor) * 2n
  if (twice < divisor || (twice === divisor && (quotient & 1n) === 0n)) return quotient
  return quotient + 1n
}

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length
}

/** The nearest value of a format. `isInexact` tells whether it is another one. */
export function nearest(
  { mantissa, exponent }: Binary,
  format: BinaryFormat,
): { readonly value: number; readonly isInexact: boolean } {
  if (mantissa === 0n) return { value: 0, isInexact: false }
  const length = bitLength(mantissa)
  if (length + exponent > format.largest) return { value: Infinity, isInexact: true }
  if (length + exponent < format.smallest) return { value: 0, isInexact: true }
  const step = Math.max(length + exponent - format.bits, format.smallest)
  const drop = step - exponent
  const scaled = drop > 0 ? divideToEven(mantissa, 1n << BigInt(drop)) : mantissa
  const unit = Math.max(step, exponent)
  const isInexact = drop > 0 && scaled << BigInt(drop) !== mantissa
  const value = scale(Number(scaled), unit)
  return { value: value >= 2 ** format.largest ? Infinity : value, isInexact }
}

/** Multiplies by a power of two, which is exact here, in two steps: 2^-1074 is no normal number. */
function scale(value: number, exponent: number): number {
  const half = Math.trunc(exponent / 2)
  return value * 2 ** half * 2 ** (exponent - half)
}
