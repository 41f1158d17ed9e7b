// Text as UTF-8: what C has as `char *`. The library needs no host, and so has its own codec.

/** The bytes of a text. Half of a surrogate pair becomes U+FFFD. */
export function utf8Of(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3)
  return bytes.slice(0, writeUtf8(text, bytes, 0))
}

/** Writes a text from byte `at` on; answers where it ends. A unit takes at most three bytes. */
export function writeUtf8(text: string, into: Uint8Array, at: number): number {
  const { length } = text
  let end = at
  for (let unit = 0; unit < length; unit++) {
    let code = text.charCodeAt(unit)
    if (code < 0x80) {
      into[end++] = code
      continue
    }
    if (code < 0x800) into[end++] = 0xc0 | (code >> 6)
    else {
      if (code >= 0xd800 && code <= 0xdfff) {
        code = text.codePointAt(unit) as number
        if (code <= 0xffff) code = 0xfffd
        else unit++
      }
      if (code > 0xffff) {
        into[end++] = 0xf0 | (code >> 18)
        into[end++] = 0x80 | ((code >> 12) & 0x3f)
      } else into[end++] = 0xe0 | (code >> 12)
      into[end++] = 0x80 | ((code >> 6) & 0x3f)
    }
    into[end++] = 0x80 | (code & 0x3f)
  }
  return end
}

const replacement = 0xfffd

/** The text in bytes. Each byte that is no part of a character becomes U+FFFD. */
export function textOfUtf8(bytes: Uint8Array, begin = 0, end: number = bytes.length): string {
  const units: number[] = []
  let text = ''
  for (let at = begin; at < end;) {
    const first = bytes[at] as number
    if (first < 0x80) {
      units.push(first)
      at++
    } else {
      const size = sizeOf(first)
      const code = size === 0 ? -1 : codeAt(bytes, at, size, end)
      at += code < 0 ? 1 : size
      if (code > 0xffff) units.push(0xd7c0 + (code >> 10), 0xdc00 | (code & 0x3ff))
      else units.push(code < 0 ? replacement : code)
    }
    if (units.length < 4096) continue
    text += String.fromCharCode(...units)
    units.length = 0
  }
  return text + String.fromCharCode(...units)
}

/** The bytes of the character that a byte beyond ASCII begins: 2 to 4; 0 if it begins none. */
export function sizeOf(first: number): number {
  if (first < 0xc2 || first > 0xf4) return 0
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
}

/** A character of `size` bytes; -1 if they are none: too few, overlong, a surrogate, too large. */
export function codeAt(bytes: Uint8Array, at: number, size: number, end: number): number {
  if (at + size > end) return -1
  let code = (bytes[at] as number) & (0xff >> (size + 1))
  for (let index = 1; index < size; index++) {
    const byte = bytes[at + index] as number
    if ((byte & 0xc0) !== 0x80) return -1
    code = (code << 6) | (byte & 0x3f)
  }
  const isShortEnough = size === 2 || code >= (size === 3 ? 0x800 : 0x10000)
  const isSurrogate = code >= 0xd800 && code <= 0xdfff
  return isShortEnough && !isSurrogate && code <= 0x10ffff ? code : -1
}
