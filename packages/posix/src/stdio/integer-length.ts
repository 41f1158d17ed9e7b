// Length modifiers of `printf` and `scanf`: how many bits an integer has, and how a value wraps into
// them. As on Linux for x86-64, `long`, `intmax_t`, `size_t` and `ptrdiff_t` have 64.

/** Where the length modifier of a conversion ends. */
export function lengthEnd(format: string, start: number): number {
  switch (format.charCodeAt(start)) {
    case 0x68: // h
      return format.charCodeAt(start + 1) === 0x68 ? start + 2 : start + 1
    case 0x6c: // l
      return format.charCodeAt(start + 1) === 0x6c ? start + 2 : start + 1
    case 0x6a: // j
    case 0x7a: // z
    case 0x74: // t
    case 0x4c: // L
      return start + 1
    default:
      return start
  }
}

/** Bits of an integer with the length modifier from `start` to `end`. */
export function integerLength(format: string, start: number, end: number): number {
  if (end === start) return 32
  if (format.charCodeAt(start) !== 0x68) return 64
  return end === start + 1 ? 16 : 8
}

/** The lower bits of an integer, with a sign. Of 64 bits it may be a bigint. */
export function wrapSigned(value: number | bigint, bits: number): number | bigint {
  if (typeof value === 'bigint') {
    const wrapped = BigInt.asIntN(bits, value)
    return bits === 64 ? wrapped : Number(wrapped)
  }
  if (bits === 64) return Number.isSafeInteger(value) ? value : BigInt.asIntN(64, BigInt(value))
  const low = value | 0
  return bits === 32 ? low : (low << (32 - bits)) >> (32 - bits)
}

/** The lower bits of an integer, without a sign. */
export function wrapUnsigned(value: number | bigint, bits: number): number | bigint {
  if (typeof value === 'bigint') {
    const wrapped = BigInt.asUintN(bits, value)
    return bits === 64 ? wrapped : Number(wrapped)
  }
  if (bits === 64)
    return value >= 0 && Number.isSafeInteger(value) ? value : BigInt.asUintN(64, BigInt(value))
  const low = value >>> 0
  return bits === 32 ? low : (low << (32 - bits)) >>> (32 - bits)
}
