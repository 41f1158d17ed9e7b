// What `scanf` does: reads items and converts them. It looks one byte ahead and never further, so of
// an item that turns out to be none, all but that byte is consumed, as the standard has it.
//
// It is a generator, which yields where it lacks a byte: a text never lacks one, a stream is filled
// meanwhile. So there is one scanner for both.

import { EILSEQ, EFAULT } from '../errno.ts'
import { magnitudeOf, toLong, toUnsignedLong, digitValue } from '../stdlib/integer-text.ts'
import { strtod, strtof } from '../stdlib/float-text.ts'
import { isCharacter, textOfUnits, unitsOf } from '../text/byte-string.ts'
import { store } from '../text/pointer.ts'
import { sizeOf } from '../text/utf8.ts'
import { isSpace } from '../text/white-space.ts'
import { EOF } from './buffering.ts'
import { wrapSigned, wrapUnsigned } from './integer-length.ts'
import { type ConversionDirective, scanDirectives } from './scan-format.ts'
import { maxTextBytes } from '../limits.ts'

/** Nothing is known of the next byte: more must be read first. */
export const LACKS: -2 = -2

/** Where a scanner reads. */
export interface ScanSource {
  /** The next byte, which stays; EOF; or LACKS. */
  peek(): number
  /** Takes that byte. */
  skip(): void
}

/** What a scan yields when the next byte must be read first, and answers in the end. */
export type Scan = Generator<undefined, number, undefined>
type Step<T> = Generator<undefined, T, undefined>

// How a conversion ended.
const converted = 0
const mismatch = 1
const inputFailure = 2

const plus = 0x2b
const minus = 0x2d
const zero = 0x30
const letterX = 0x78

/** Reads by one format. */
export class Scanner {
  /** What was wrong: 0, EINVAL, EFAULT, EILSEQ. */
  errno = 0
  readonly #source: ScanSource
  readonly #pointers: readonly unknown[]
  /** Bytes that were read so far. */
  #count = 0
  /** Bytes of the item that is being read, as units. */
  #item = ''

  constructor(source: ScanSource, pointers: readonly unknown[]) {
    this.#source = source
    this.#pointers = pointers
  }

  /**
   * Reads: how many pointers got a value. EOF: the input ended before the first conversion, or
   * `errno` tells why.
   */
  *scan(format: string): Scan {
    if (typeof format !== 'string' || !Array.isArray(this.#pointers)) return this.#fail(EFAULT)
    const directives = scanDirectives(unitsOf(format), this.#pointers)
    if (typeof directives === 'number') return this.#fail(-directives)
    let assigned = 0
    let conversions = 0
    for (const directive of directives) {
      if (directive.kind === 'space') {
        while (!this.#skipSpace()) yield
        continue
      }
      if (directive.kind === 'literal') {
        while (directive.skipsSpace && !this.#skipSpace()) yield
        const next = yield* this.#peek()
        if (next === EOF) return conversions === 0 ? EOF : assigned
        if (next !== directive.byte) return assigned
        this.#skip()
        continue
      }
      const end = yield* this.#convert(directive)
      if (this.errno !== 0) return EOF
      if (end === inputFailure) return conversions === 0 ? EOF : assigned
      if (end === mismatch) return assigned
      if (directive.conversion === 'n') continue
      conversions++
      if (directive.target >= 0) assigned++
    }
    return assigned
  }

  #fail(errno: number): number {
    this.errno = errno
    return EOF
  }

  // ---- Bytes.

  // A generator for each byte, or each part of an item, costs too much. So methods that
  // are none go as far as they can, and are called again once there is more: `while (!…) yield`.

  *#peek(): Step<number> {
    for (;;) {
      const byte = this.#source.peek()
      if (byte !== LACKS) return byte
      yield
    }
  }

  #skip(): void {
    this.#source.skip()
    this.#count++
  }

  // True: all white space that was next is skipped; false: more must be read first.
  #skipSpace(): boolean {
    let byte = this.#source.peek()
    for (; isSpace(byte); byte = this.#source.peek()) this.#skip()
    return byte !== LACKS
  }

  // The next byte if the item has room for it; else -1, as at the end.
  #peekItem(width: number): number {
    return this.#item.length < width ? this.#source.peek() : -1
  }

  #takeByte(byte: number): void {
    this.#item += String.fromCharCode(byte)
    this.#skip()
  }

  // ---- Conversions.

  *#convert(directive: ConversionDirective): Step<number> {
    const { conversion } = directive
    this.#item = ''
    if (conversion === 'n') return this.#store(directive, this.#sized(directive, this.#count))
    if (!'cC['.includes(conversion)) while (!this.#skipSpace()) yield
    if ((yield* this.#peek()) === EOF) return inputFailure
    switch (conversion) {
      case 'c':
        return yield* directive.isWide ? this.#characters(directive) : this.#bytes(directive)
      case 'C':
        return yield* this.#characters(directive)
      case 's':
      case 'S':
      case '[':
        return yield* this.#text(directive)
      case 'p':
        return yield* this.#pointer(directive)
      case 'd':
      case 'u':
        return yield* this.#integer(directive, 10)
      case 'o':
        return yield* this.#integer(directive, 8)
      case 'x':
      case 'X':
        return yield* this.#integer(directive, 16)
      case 'i':
        return yield* this.#integer(directive, 0)
      default:
        return yield* this.#float(directive)
    }
  }

  #store({ target }: ConversionDirective, value: unknown): number {
    if (target >= 0 && !store(this.#pointers[target], value)) this.errno = EFAULT
    return converted
  }

  // A count as the type that the length says: a `long` is a bigint.
  #sized({ size }: ConversionDirective, value: number): number | bigint {
    return size === 64 ? BigInt(value) : wrapSigned(value, size)
  }

  // Exactly as many bytes as the width says.
  *#bytes(directive: ConversionDirective): Step<number> {
    const count = directive.hasWidth ? directive.width : 1
    while (this.#item.length < count) {
      const byte = yield* this.#peek()
      if (byte === EOF) return inputFailure
      this.#takeByte(byte)
    }
    return this.#store(directive, this.#itemText())
  }

  // The same in characters of UTF-8.
  *#characters(directive: ConversionDirective): Step<number> {
    let left = directive.hasWidth ? directive.width : 1
    for (; left > 0; left--) {
      const start = this.#item.length
      let size = 1
      for (let i = 0; i < size; i++) {
        const byte = yield* this.#peek()
        if (byte === EOF) return inputFailure
        this.#takeByte(byte)
        if (i === 0 && byte >= 0x80) size = sizeOf(byte)
      }
      if (size === 0 || !isCharacter(this.#item.slice(start))) {
        this.errno = EILSEQ
        return mismatch
      }
    }
    return this.#store(directive, this.#itemText())
  }

  #takeText({ set, width }: ConversionDirective): boolean {
    const most = Math.min(width, maxTextBytes)
    let byte = this.#peekItem(most)
    for (; byte >= 0; byte = this.#peekItem(most)) {
      if (set === null ? isSpace(byte) : set[byte] === 0) return true
      this.#takeByte(byte)
    }
    return byte !== LACKS
  }

  // Bytes of a set, or up to white space.
  *#text(directive: ConversionDirective): Step<number> {
    while (!this.#takeText(directive)) yield
    if (this.#item === '') return mismatch
    return this.#store(directive, this.#itemText())
  }

  #itemText(): string {
    return textOfUnits(this.#item)
  }

  // Takes one of two bytes if it is next: yes, no, or LACKS.
  #tryByte(width: number, one: number, other: number): boolean | typeof LACKS {
    const byte = this.#peekItem(width)
    if (byte === LACKS) return LACKS
    if (byte !== one && byte !== other) return false
    this.#takeByte(byte)
    return true
  }

  *#accept(width: number, one: number, other: number): Step<boolean> {
    for (;;) {
      const isTaken = this.#tryByte(width, one, other)
      if (isTaken !== LACKS) return isTaken
      yield
    }
  }

  // Takes all digits that are next; false: more must be read first.
  #takeDigits(width: number, base: number): boolean {
    const most = Math.min(width, maxTextBytes)
    let byte = this.#peekItem(most)
    for (; digitValue(byte) < base; byte = this.#peekItem(most)) this.#takeByte(byte)
    return byte !== LACKS
  }

  *#digits(width: number, base: number): Step<number> {
    const start = this.#item.length
    while (!this.#takeDigits(width, base)) yield
    return this.#item.length - start
  }

  *#integer(directive: ConversionDirective, base: number): Step<number> {
    const { width, conversion, size } = directive
    let isTaken = this.#tryByte(width, plus, minus)
    for (; isTaken === LACKS; isTaken = this.#tryByte(width, plus, minus)) yield
    let radix = base === 0 ? 10 : base
    let start = this.#item.length
    if ((base === 0 || base === 16) && (yield* this.#accept(width, zero, zero))) {
      if (base === 0) radix = 8
      if (yield* this.#accept(width, letterX, letterX ^ 0x20)) {
        radix = 16
        start = this.#item.length
      }
    }
    while (!this.#takeDigits(width, radix)) yield
    const digits = this.#item.slice(start)
    if (digits === '') return mismatch
    const isSigned = conversion === 'd' || conversion === 'i'
    const value = integerOf(digits, radix, this.#item.charCodeAt(0) === minus, isSigned, size)
    return this.#store(directive, (isSigned ? wrapSigned : wrapUnsigned)(value, size))
  }

  // As %p prints it: hexadecimal, or (nil).
  *#pointer(directive: ConversionDirective): Step<number> {
    if ((yield* this.#peek()) !== 0x28) return yield* this.#integer(directive, 16)
    return (yield* this.#word(directive.width, '(nil)')) ? this.#store(directive, 0n) : mismatch
  }

  // Takes letters as long as they are those of a word, in either case; true if it was all of it.
  *#word(width: number, word: string): Step<boolean> {
    for (let i = 0; i < word.length; i++) {
      const unit = word.charCodeAt(i)
      if (!(yield* this.#accept(width, unit, unit >= 0x61 ? unit ^ 0x20 : unit))) return false
    }
    return true
  }

  *#float(directive: ConversionDirective): Step<number> {
    const { width } = directive
    yield* this.#accept(width, plus, minus)
    const next = (yield* this.#peek()) | 0x20
    let isNumber: boolean
    if (next === 0x69) isNumber = yield* this.#infinity(width)
    else if (next === 0x6e) isNumber = yield* this.#notANumber(width)
    else isNumber = yield* this.#number(width)
    if (!isNumber) return mismatch
    const parse = directive.isWide ? strtod : strtof
    return this.#store(directive, parse(this.#item).value)
  }

  *#infinity(width: number): Step<boolean> {
    if (!(yield* this.#word(width, 'inf'))) return false
    if (!(yield* this.#accept(width, 0x69, 0x49))) return true
    return yield* this.#word(width, 'nity')
  }

  *#notANumber(width: number): Step<boolean> {
    if (!(yield* this.#word(width, 'nan'))) return false
    if (!(yield* this.#accept(width, 0x28, 0x28))) return true
    do yield* this.#digits(width, 36)
    while (yield* this.#accept(width, 0x5f, 0x5f))
    return yield* this.#accept(width, 0x29, 0x29)
  }

  // Digits with a point and an exponent, all decimal or hexadecimal.
  *#number(width: number): Step<boolean> {
    let base = 10
    let count = 0
    if (yield* this.#accept(width, zero, zero)) {
      if (yield* this.#accept(width, letterX, letterX ^ 0x20)) base = 16
      else count = 1
    }
    count += yield* this.#digits(width, base)
    if (yield* this.#accept(width, 0x2e, 0x2e)) count += yield* this.#digits(width, base)
    if (count === 0) return false
    const letter = base === 16 ? 0x70 : 0x65
    if (!(yield* this.#accept(width, letter, letter ^ 0x20))) return true
    yield* this.#accept(width, plus, minus)
    return (yield* this.#digits(width, 10)) > 0
  }
}

/** So few digits of any base that is read are less than 2^53. */
const fewDigits = 10

// As `strtol` or `strtoul` reads it, but for what the wrapping that follows does anyway. A bigint of
// 64 bits, or a number if it is an `int` of few digits.
function integerOf(
  digits: string,
  radix: number,
  isNegative: boolean,
  isSigned: boolean,
  size: number,
): bigint | number {
  if (size < 64 && digits.length <= fewDigits) {
    const value = Number.parseInt(digits, radix)
    return isNegative ? -value : value
  }
  const magnitude = magnitudeOf(digits, radix)
  return isSigned ? toLong(magnitude, isNegative) : toUnsignedLong(magnitude, isNegative)
}
