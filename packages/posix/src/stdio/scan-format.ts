// The formats of `scanf`, taken apart before anything is read: a format that is wrong, or that has
// no pointer for a conversion, reads nothing.

import { EFAULT, EINVAL, ENOMEM } from '../errno.ts'
import { maxTextBytes } from '../limits.ts'
import { digitValue } from '../stdlib/integer-text.ts'
import { isSpace } from '../text/white-space.ts'
import { integerLength, lengthEnd } from './integer-length.ts'

/** Reads white space, as much as there is. */
export interface SpaceDirective {
  readonly kind: 'space'
}

/** Matches one byte. After a percent sign, white space may come before it. */
export interface LiteralDirective {
  readonly kind: 'literal'
  readonly byte: number
  readonly skipsSpace: boolean
}

/** Converts what is read. */
export interface ConversionDirective {
  readonly kind: 'conversion'
  readonly conversion: string
  /** Most bytes of the item; Infinity: any. */
  readonly width: number
  readonly hasWidth: boolean
  /** Bits of an integer; 64 with any modifier of floating point or characters, too. */
  readonly size: number
  /** The modifier of a `double` or `long double`. */
  readonly isWide: boolean
  /** Which pointer gets the value; -1: none. */
  readonly target: number
  /** For `[`: which bytes are in the set. */
  readonly set: Uint8Array | null
}

/** A part of a format. */
export type ScanDirective = SpaceDirective | LiteralDirective | ConversionDirective

const percent = 0x25
const circumflex = 0x5e
const bracket = 0x5d
const dash = 0x2d
const dollar = 0x24
const asterisk = 0x2a
const letterM = 0x6d
const conversions = 'diouxXaAeEfFgGcCsS[pn'

/** The directives of a format, whose bytes are the units of `format`; or a negated error number. */
export function scanDirectives(
  format: string,
  pointers: readonly unknown[],
): readonly ScanDirective[] | number {
  const reader = new ScanFormat(format, pointers)
  const directives: ScanDirective[] = []
  while (!reader.isAtEnd) {
    const directive = reader.next()
    if (typeof directive === 'number') return directive
    directives.push(directive)
  }
  return directives
}

class ScanFormat {
  readonly #format: string
  readonly #pointers: readonly unknown[]
  #at = 0
  #next = 0
  #isPositional: boolean | null = null

  constructor(format: string, pointers: readonly unknown[]) {
    this.#format = format
    this.#pointers = pointers
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#format.length
  }

  next(): ScanDirective | number {
    const byte = this.#format.charCodeAt(this.#at)
    if (isSpace(byte)) {
      while (isSpace(this.#format.charCodeAt(this.#at))) this.#at++
      return { kind: 'space' }
    }
    this.#at++
    if (byte !== percent) return { kind: 'literal', byte, skipsSpace: false }
    if (this.#format.charCodeAt(this.#at) !== percent) return this.#conversion()
    this.#at++
    return { kind: 'literal', byte: percent, skipsSpace: true }
  }

  #conversion(): ConversionDirective | number {
    const format = this.#format
    let width = this.#number()
    let position = 0
    if (width > 0 && format.charCodeAt(this.#at) === dollar) {
      position = width
      width = -1
      this.#at++
    }
    const isSuppressed = width < 0 && format.charCodeAt(this.#at) === asterisk
    if (isSuppressed) this.#at++
    if (width < 0) width = this.#number()
    const allocates = format.charCodeAt(this.#at) === letterM
    if (allocates) this.#at++
    const end = lengthEnd(format, this.#at)
    const size = end === this.#at ? 32 : integerLength(format, this.#at, end)
    const conversion = format.charAt(end)
    this.#at = end + 1
    if (conversion === '' || !conversions.includes(conversion) || width === 0) return -EINVAL
    if (width > maxTextBytes && 'cC'.includes(conversion)) return -ENOMEM
    if (allocates && !'cCsS['.includes(conversion)) return -EINVAL
    const set = conversion === '[' ? this.#set() : null
    if (conversion === '[' && set === null) return -EINVAL
    const target = this.#target(position, isSuppressed, conversion)
    if (target < -1) return target + 1
    return {
      kind: 'conversion',
      conversion,
      width: width < 0 ? Number.POSITIVE_INFINITY : width,
      hasWidth: width >= 0,
      size: conversion === 'p' ? 64 : size,
      isWide: size === 64,
      target,
      set,
    }
  }

  // A number in the format; -1: there is none.
  #number(): number {
    const format = this.#format
    let value = -1
    for (let digit = 0; ; this.#at++) {
      digit = digitValue(format.charCodeAt(this.#at))
      if (digit > 9) return value
      value = Math.min(Math.max(value, 0) * 10 + digit, 2 ** 40)
    }
  }

  // Which pointer a conversion has: -1 if none, or an error number, negated and less by one.
  #target(position: number, isSuppressed: boolean, conversion: string): number {
    if (isSuppressed) return position === 0 && conversion !== 'n' ? -1 : -EINVAL - 1
    const isPositional = position > 0
    if (this.#isPositional === null) this.#isPositional = isPositional
    else if (this.#isPositional !== isPositional) return -EINVAL - 1
    const index = isPositional ? position - 1 : this.#next++
    const pointer = this.#pointers[index]
    if (pointer === undefined) return -EINVAL - 1
    return typeof pointer === 'object' && pointer !== null ? index : -EFAULT - 1
  }

  // The bytes between brackets; null: there is no end.
  #set(): Uint8Array | null {
    const format = this.#format
    const set = new Uint8Array(256)
    const isNegated = format.charCodeAt(this.#at) === circumflex
    if (isNegated) this.#at++
    const start = this.#at
    const end = format.indexOf(']', format.charCodeAt(start) === bracket ? start + 1 : start)
    if (end < 0) return null
    for (let at = start; at < end; at++) {
      const first = format.charCodeAt(at)
      const isRange = at + 2 < end && format.charCodeAt(at + 1) === dash
      const last = isRange ? format.charCodeAt(at + 2) : first
      if (isRange) at += 2
      for (let byte = first; byte <= last; byte++) set[byte] = 1
    }
    this.#at = end + 1
    return isNegated ? set.map((each) => 1 - each) : set
  }
}
