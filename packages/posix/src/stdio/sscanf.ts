// `sscanf` and `vsscanf`: scan a string. They need no thread.

import { unitsOf } from '../text/byte-string.ts'
import type { Pointer } from '../text/pointer.ts'
import { EOF } from './buffering.ts'
import { Scanner, type ScanSource } from './scanner.ts'

/**
 * Where a conversion of `scanf` writes: an `int` or a shorter integer, and a floating-point number,
 * is a number, a `long` or longer one a bigint, and a text a string.
 */
export type ScanPointer = Pointer<number> | Pointer<bigint> | Pointer<string>

class TextSource implements ScanSource {
  /** A unit for each byte. */
  readonly #units: string
  #at = 0

  constructor(text: string) {
    this.#units = unitsOf(text)
  }

  peek(): number {
    return this.#at < this.#units.length ? this.#units.charCodeAt(this.#at) : EOF
  }

  skip(): void {
    this.#at++
  }
}

/**
 * Reads a text by a format: `sscanf('7 apples', '%d %s', count, what)` with `count = { value: 0 }`
 * and `what = { value: '' }`. Answers how many pointers got a value; -1 if the text ended before the
 * first conversion, or if the format is wrong or lacks a pointer: then nothing is written.
 */
export function sscanf(text: string, format: string, ...pointers: readonly ScanPointer[]): number {
  return vsscanf(text, format, pointers)
}

/** The same with the pointers as an array. */
export function vsscanf(text: string, format: string, pointers: readonly ScanPointer[]): number {
  if (typeof text !== 'string') return EOF
  const step = new Scanner(new TextSource(text), pointers).scan(format).next()
  return step.done === true ? step.value : EOF
}
