// Numbers and texts as SVG has them.

import { printable } from './terminal.ts'

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
