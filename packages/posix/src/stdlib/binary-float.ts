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

/** A finite `double` that is not negative, as mantissa (below 2^53) and exponent. */
export function binaryOf(value: number): Binary {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, value)
  const word = bits.getBigUint64(0)
  const biased = Number((word >> 52n) & 0x7ffn)
  const fraction = word & 0xf_ffff_ffff_ffffn
  if (biased === 0) return { mantissa: fraction, exponent: -1074 }
  return { mantissa: fraction | (1n << 52n), exponent: biased - 1075 }
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
