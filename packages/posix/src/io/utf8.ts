// Text as bytes in UTF-8, and back. Bytes that are no UTF-8 become U+FFFD, one for each sequence
// that is cut or broken; so does half of a surrogate pair.

/** The bytes of a text. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0) as number
    const point = code >= 0xd800 && code <= 0xdfff ? 0xfffd : code
    if (point < 0x80) bytes.push(point)
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), tail(point))
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), tail(point >> 6), tail(point))
    else bytes.push(0xf0 | (point >> 18), tail(point >> 12), tail(point >> 6), tail(point))
  }
  return Uint8Array.from(bytes)
}

function tail(bits: number): number {
  return 0x80 | (bits & 0x3f)
}

/** The text of the bytes from `at` up to `end`. */
export function decodeUtf8(bytes: Uint8Array, at: number = 0, end: number = bytes.length): string {
  let text = ''
  for (let next = at; next < end;) {
    const size = sequenceLength(bytes, next, end)
    text += size < 0 ? '\ufffd' : String.fromCodePoint(pointAt(bytes, next, size))
    next += Math.abs(size)
  }
  return text
}

function pointAt(bytes: Uint8Array, at: number, size: number): number {
  const first = bytes[at] as number
  if (size === 1) return first
  let point = first & (0x7f >> size)
  for (let i = 1; i < size; i++) point = (point << 6) | ((bytes[at + i] as number) & 0x3f)
  return point
}

// Bytes of the character at `at`; negated if so many bytes are the beginning of none.
function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] as number
  if (first < 0x80) return 1
  if (first < 0xc2 || first > 0xf4) return -1
  const size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  for (let i = 1; i < size; i++) {
    const byte = at + i < end ? (bytes[at + i] as number) : 0
    if (byte < lowest(first, i) || byte > highest(first, i)) return -i
  }
  return size
}

// The second byte of some sequences has less room: no overlong forms, no surrogates, no code point
// beyond U+10FFFF.
function lowest(first: number, index: number): number {
  if (index > 1) return 0x80
  return first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
}

function highest(first: number, index: number): number {
  if (index > 1) return 0xbf
  return first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
}
