// The formats of `printf`: every conversion of the standard, with flags, width, precision, length
// and positions (`%2$*1$d`). Here a format and arguments become a text; where it goes is the
// business of the functions.
//
// Arguments are integers as numbers or bigints, which wrap as the C type that the length says,
// numbers for floating point, strings or buffers for %s. What cannot be formatted stands in the text
// as `%!d(string)`: the conversion, and what it was given; and `errno` tells it.

import { EFAULT, EILSEQ, EINVAL, ENOMEM } from '../errno.ts'
import { maxTextBytes } from '../limits.ts'
import { byteCharacter, byteLength, cutBytes, fromBytes } from '../text/byte-string.ts'
import { store } from '../text/pointer.ts'
import { formatDouble } from './format-double.ts'
import { integerLength, lengthEnd, wrapSigned, wrapUnsigned } from './integer-length.ts'

// Flags.
const left = 1
const plus = 2
const space = 4
const alternate = 8
const zero = 16

const percent = 0x25
const asterisk = 0x2a
const dollar = 0x24
const point = 0x2e

/** The bit of a flag; 0: it is none. An apostrophe groups nothing in the C locale. */
function flagOf(unit: number): number {
  if (unit === 0x2d) return left
  if (unit === 0x2b) return plus
  if (unit === 0x20) return space
  if (unit === 0x23) return alternate
  if (unit === 0x30) return zero
  return unit === 0x27 ? grouping : 0
}
const grouping = 32

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39
}

/** Formats one text. */
export class Formatter {
  /** One lives on, so that the engine keeps what it learned of their shape (posix/printf). */
  static readonly kept: Formatter = new Formatter('', [])
  /** The first thing that was wrong: 0, EINVAL, EILSEQ, ENOMEM, EFAULT. */
  errno = 0
  readonly #format: string
  readonly #args: readonly unknown[]
  #at = 0
  #next = 0
  /** Whether arguments are named by position: undecided, yes, or no. */
  #isPositional: boolean | null = null
  #text = ''
  // The conversion that is being read, and where it began.
  #start = 0
  #flags = 0
  #width = 0
  #precision = -1
  #size = 0
  #position = 0

  constructor(format: string, args: readonly unknown[]) {
    this.#format = format
    this.#args = args
  }

  /** The text; `errno` tells whether all went well. */
  run(): string {
    const format = this.#format
    if (typeof format !== 'string' || !Array.isArray(this.#args)) {
      this.errno = EFAULT
      return ''
    }
    let start = 0
    for (let at = format.indexOf('%'); at >= 0; at = format.indexOf('%', start)) {
      if (at > start) this.#text += format.slice(start, at)
      if (format.charCodeAt(at + 1) === percent) {
        this.#text += '%'
        start = at + 2
        continue
      }
      this.#at = at + 1
      this.#start = at + 1
      const text = this.#conversion()
      this.#text += text
      if (this.#text.length > maxTextBytes) {
        this.errno = ENOMEM
        return ''
      }
      start = this.#at
    }
    return start === 0
      ? format
      : start < format.length
        ? this.#text + format.slice(start)
        : this.#text
  }

  // Reads a conversion, behind its percent sign, and formats it.
  #conversion(): string {
    const format = this.#format
    this.#flags = 0
    this.#width = 0
    this.#precision = -1
    this.#position = this.#readPosition()
    for (let flag = 0; (flag = flagOf(format.charCodeAt(this.#at))) !== 0; this.#at++)
      this.#flags |= flag
    if (!this.#readWidth() || !this.#readPrecision()) return this.#fault('width')
    const end = lengthEnd(format, this.#at)
    this.#size = end === this.#at ? 32 : integerLength(format, this.#at, end)
    this.#at = end + 1
    if (this.#width > maxTextBytes || this.#precision > maxTextBytes)
      return this.#fault('size', ENOMEM)
    return this.#convert(format.charAt(end))
  }

  #convert(conversion: string): string {
    switch (conversion) {
      case 'd':
      case 'i':
        return this.#signed()
      case 's':
      case 'S':
        return this.#string()
      case 'f':
      case 'F':
      case 'e':
      case 'E':
      case 'g':
      case 'G':
      case 'a':
      case 'A':
        return this.#double(conversion)
      case 'u':
      case 'x':
      case 'X':
      case 'o':
        return this.#unsigned(conversion)
      case 'c':
        return this.#character(this.#size !== 64)
      case 'C':
        return this.#character(false)
      case 'p':
        return this.#pointer()
      case 'n':
        return this.#count()
      default:
        return this.#fault('conversion')
    }
  }

  // ---- What precedes the conversion itself.

  #readNumber(): number {
    const format = this.#format
    let value = 0
    for (let unit = 0; isDigit((unit = format.charCodeAt(this.#at))); this.#at++)
      value = Math.min(value * 10 + unit - 0x30, Number.MAX_SAFE_INTEGER / 16)
    return value
  }

  // `n$`, or 0: the next argument. Anything else stays unread.
  #readPosition(): number {
    const first = this.#format.charCodeAt(this.#at)
    if (first < 0x31 || first > 0x39) return 0
    const start = this.#at
    const position = this.#readNumber()
    if (this.#format.charCodeAt(this.#at) === dollar) {
      this.#at++
      return position
    }
    this.#at = start
    return 0
  }

  // An asterisk was read: the integer that stands for it; null if there is none.
  #readArgument(): number | null {
    const value = this.#take(this.#readPosition())
    return typeof value === 'number' && (value | 0) === value ? value : null
  }

  #readWidth(): boolean {
    if (this.#format.charCodeAt(this.#at) !== asterisk) {
      this.#width = this.#readNumber()
      return true
    }
    this.#at++
    const width = this.#readArgument()
    if (width === null) return false
    if (width < 0) this.#flags |= left
    this.#width = Math.abs(width)
    return true
  }

  #readPrecision(): boolean {
    if (this.#format.charCodeAt(this.#at) !== point) return true
    this.#at++
    if (this.#format.charCodeAt(this.#at) !== asterisk) {
      this.#precision = this.#readNumber()
      return true
    }
    this.#at++
    const precision = this.#readArgument()
    if (precision === null) return false
    this.#precision = precision < 0 ? -1 : precision
    return true
  }

  // ---- Arguments.

  // The argument at a position, or the next one; both ways cannot be mixed.
  #take(position: number): unknown {
    const isPositional = position > 0
    if (this.#isPositional === null) this.#isPositional = isPositional
    else if (this.#isPositional !== isPositional) return undefined
    return this.#args[isPositional ? position - 1 : this.#next++]
  }

  #argument(): unknown {
    return this.#take(this.#position)
  }

  // The argument as an integer; null if it is none.
  #integer(): number | bigint | null {
    const value = this.#argument()
    if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value)))
      return value
    this.#mismatch(value)
    return null
  }

  #found = ''

  #mismatch(value: unknown): void {
    this.#found = value === undefined ? 'missing' : value === null ? 'null' : typeof value
    if (typeof value === 'number') this.#found = String(value)
  }

  // The conversion up to where it was read, and what is wrong with it.
  #fault(what: string, errno: number = EINVAL): string {
    if (this.errno === 0) this.errno = errno
    const at = Math.min(this.#at, this.#format.length)
    this.#at = at
    return `%!${this.#format.slice(this.#start, at)}(${what})`
  }

  // ---- Conversions.

  #signed(): string {
    const value = this.#integer()
    if (value === null) return this.#fault(this.#found)
    const wrapped = wrapSigned(value, this.#size)
    const text = String(wrapped)
    const isNegative = wrapped < 0
    return this.#number(isNegative ? '-' : this.#plusSign(), isNegative ? text.slice(1) : text)
  }

  #plusSign(): string {
    const flags = this.#flags
    if ((flags & plus) !== 0) return '+'
    return (flags & space) !== 0 ? ' ' : ''
  }

  #unsigned(conversion: string): string {
    const value = this.#integer()
    if (value === null) return this.#fault(this.#found)
    const wrapped = wrapUnsigned(value, this.#size)
    const isAlternate = (this.#flags & alternate) !== 0
    if (conversion === 'u') return this.#number('', String(wrapped))
    if (conversion === 'o') return this.#octal(wrapped.toString(8), isAlternate)
    const prefix = isAlternate && Number(wrapped) !== 0 ? '0x' : ''
    const text = this.#number(prefix, wrapped.toString(16))
    return conversion === 'X' ? text.toUpperCase() : text
  }

  // The flag # raises the precision, until the first digit is a zero.
  #octal(digits: string, isAlternate: boolean): string {
    if (isAlternate && digits !== '0' && this.#precision <= digits.length)
      return this.#zeroLed(digits)
    if (isAlternate && digits === '0' && this.#precision === 0) this.#precision = 1
    return this.#number('', digits)
  }

  #zeroLed(digits: string): string {
    return this.#number('', `0${digits}`)
  }

  // An integer: its digits up to the precision, its sign or prefix, its field.
  #number(prefix: string, digits: string): string {
    const precision = this.#precision
    if (precision < 0) return this.#field(prefix, digits, (this.#flags & zero) !== 0)
    const shown = precision === 0 && digits === '0' ? '' : digits
    return this.#field(prefix, shown.padStart(precision, '0'), false)
  }

  // Pads ASCII to the width: with zeros behind the prefix, or with spaces.
  #field(prefix: string, digits: string, hasZeros: boolean): string {
    const width = this.#width
    const length = prefix.length + digits.length
    if (length >= width) return prefix + digits
    if ((this.#flags & left) !== 0) return (prefix + digits).padEnd(width)
    if (hasZeros) return prefix + digits.padStart(width - prefix.length, '0')
    return (prefix + digits).padStart(width)
  }

  #double(conversion: string): string {
    const value = this.#argument()
    if (typeof value !== 'number') {
      this.#mismatch(value)
      return this.#fault(this.#found)
    }
    const sign = value < 0 || Object.is(value, -0) ? '-' : this.#plusSign()
    const lower = conversion.toLowerCase()
    const text = Number.isFinite(value)
      ? this.#finite(sign, Math.abs(value), lower)
      : this.#field(sign, Number.isNaN(value) ? 'nan' : 'inf', false)
    return lower === conversion ? text : text.toUpperCase()
  }

  #finite(sign: string, magnitude: number, conversion: string): string {
    const hasZeros = (this.#flags & zero) !== 0
    const isAlternate = (this.#flags & alternate) !== 0
    const text = formatDouble(magnitude, conversion, this.#precision, isAlternate)
    // Zeros come behind the 0x.
    if (conversion === 'a') return this.#field(`${sign}0x`, text.slice(2), hasZeros)
    return this.#field(sign, text, hasZeros)
  }

  // Pads any text to a width in bytes, with spaces.
  #padded(text: string): string {
    if (this.#width === 0) return text
    const missing = this.#width - byteLength(text)
    if (missing <= 0) return text
    return (this.#flags & left) !== 0 ? text + ' '.repeat(missing) : ' '.repeat(missing) + text
  }

  #string(): string {
    const value = this.#argument()
    if (typeof value === 'string') {
      const text = this.#precision < 0 ? value : cutBytes(value, this.#precision)
      return this.#padded(text)
    }
    if (value instanceof Uint8Array) return this.#padded(this.#stringIn(value))
    // As on Linux: nothing of it, if it would not be whole.
    if (value === null)
      return this.#padded(this.#precision >= 0 && this.#precision < 6 ? '' : '(null)')
    this.#mismatch(value)
    return this.#fault(this.#found)
  }

  // The text in a buffer: up to a null byte, the precision, or its end.
  #stringIn(bytes: Uint8Array): string {
    const most = this.#precision < 0 ? bytes.length : Math.min(bytes.length, this.#precision)
    const end = bytes.indexOf(0)
    return fromBytes(bytes, 0, end < 0 ? most : Math.min(end, most))
  }

  // A byte or a code point by its number, or a string that is one.
  #character(isByte: boolean): string {
    const value = this.#argument()
    if (typeof value === 'string') {
      const { length } = value
      const isOne = length === 1 || (length === 2 && (value.codePointAt(0) as number) > 0xffff)
      return isOne ? this.#padded(value) : this.#fault('string')
    }
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      this.#mismatch(value)
      return this.#fault(this.#found)
    }
    if (isByte) return this.#padded(byteCharacter(value & 0xff))
    const isScalar = value >= 0 && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff)
    return isScalar ? this.#padded(String.fromCodePoint(value)) : this.#fault('character', EILSEQ)
  }

  #pointer(): string {
    if (this.#peekIsNull()) {
      this.#argument()
      return this.#padded('(nil)')
    }
    const value = this.#integer()
    if (value === null) return this.#fault(this.#found)
    return this.#number('0x', BigInt.asUintN(64, BigInt(value)).toString(16))
  }

  #peekIsNull(): boolean {
    return this.#args[this.#position > 0 ? this.#position - 1 : this.#next] === null
  }

  // %n: how many bytes there are so far. An `int` is a number, a `long` a bigint.
  #count(): string {
    const pointer = this.#argument()
    // The text before this conversion is complete when it is reached.
    const length = byteLength(this.#text)
    const value = this.#size === 64 ? BigInt(length) : wrapSigned(length, this.#size)
    if (store(pointer, value)) return ''
    this.#mismatch(pointer)
    return this.#fault(this.#found, pointer === undefined ? EINVAL : EFAULT)
  }
}
