// `sprintf` and its kin: formats into strings. They need no thread.

import { EINVAL } from '../errno.ts'
import { Formatter } from './formatter.ts'
import { byteLength, cutBytes } from '../text/byte-string.ts'

/** A text that was formatted, and how much there would have been of it. */
export interface FormattedText {
  /** As much of the text as there was room for; no character is cut. */
  readonly text: string
  /** Bytes of the whole text in UTF-8; -1 if it could not be formatted: see `errno`. */
  readonly length: number
  /**
   * 0; EINVAL: a wrong format, an argument that is missing or of the wrong kind, or no size; EILSEQ: no
   * character; ENOMEM: more than 64 MiB; EFAULT: no format, no pointer for %n.
   */
  readonly errno: number
}

/**
 * The text of a format. Integers are numbers or bigints, and wrap as the type that the length says;
 * %s takes strings and buffers; widths and precisions of text count bytes of UTF-8. What cannot be
 * formatted stands as `%!d(string)` in the text: the conversion, and what it was given (`missing`:
 * nothing).
 */
export function sprintf(format: string, ...args: readonly unknown[]): string {
  return new Formatter(format, args).run()
}

/** The same with the arguments as an array. */
export function vsprintf(format: string, args: readonly unknown[]): string {
  return new Formatter(format, args).run()
}

/** The text of a format, as much as fits into `n` bytes with a null byte at its end. */
export function snprintf(n: number, format: string, ...args: readonly unknown[]): FormattedText {
  return vsnprintf(n, format, args)
}

/** The same with the arguments as an array. */
export function vsnprintf(n: number, format: string, args: readonly unknown[]): FormattedText {
  if (!Number.isSafeInteger(n) || n < 0) return { text: '', length: -1, errno: EINVAL }
  const formatter = new Formatter(format, args)
  const text = formatter.run()
  const { errno } = formatter
  return { text: cutBytes(text, n - 1), length: errno === 0 ? byteLength(text) : -1, errno }
}
