// What the pictures of graphs share: places as the layout says them, numbers and texts as SVG has
// them.

import { printable } from '../terminal.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

/** A box by its middle. */
export interface Box extends Point {
  readonly width: number
  readonly height: number
}

/** A size of a whole picture, which an empty graph does not have. */
export function pixels(size = 0): number {
  return Number.isFinite(size) ? Math.ceil(size) : 0
}

/** A length in pixels, to a tenth. */
export function rounded(value: number): string {
  return String(Math.round(value * 10) / 10)
}

/**
 * A text that may stand between tags, and in an attribute. XML has no control characters but tabs
 * and ends of lines, not even as references.
 */
export function escaped(text: string): string {
  const signs: Readonly<Record<string, string>> = {
    '<': '&lt;',
    '>': '&gt;',
    '&': '&amp;',
    '"': '&quot;',
  }
  return printable(text).replaceAll(/[<>&"]/g, (sign) => signs[sign] ?? '')
}
