// Strings as the bytes that C functions read and write: UTF-8. A byte that is no UTF-8 is half of a
// surrogate pair in a string, U+DC80 to U+DCFF for the bytes 0x80 to 0xFF, and becomes that byte
// again. So all bytes that are read as strings are written back the same, also where a character was
// cut. Other halves of pairs are written as U+FFFD.

/** Where the escapes of bytes begin: the byte is added. */
const escape = 0xdc00
const replacement = 0xfffd
/** Units that `String.fromCharCode` is given at a time. */
const chunk = 4096

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff
}

/** The string for one byte by itself. */
export function byteCharacter(byte: number): string {
  return String.fromCharCode(byte < 0x80 ? byte : escape + byte)
}

/** How many bytes a text has. */
export function byteLength(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) continue
    if (unit < 0x800) bytes++
    else if (unit < 0xd800 || unit > 0xdfff) bytes += 2
    else if (unit < 0xdc00 && isLow(text.charCodeAt(i + 1))) {
      bytes += 2
      i++
    } else if (unit < 0xdc80 || unit > 0xdcff) bytes += 2
  }
  return bytes
}

/** The bytes of a text. */
export function toBytes(text: string): Uint8Array {
  const { length } = text
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0x80) return encode(text)
    bytes[i] = unit
  }
  return bytes
}

function encode(text: string): Uint8Array {
  const bytes = new Uint8Array(byteLength(text))
  let at = 0
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i) as number
    if (point > 0xffff) i++
    at = encodePoint(point, bytes, at)
  }
  return bytes
}

function encodePoint(point: number, into: Uint8Array, start: number): number {
  let at = start
  if (point < 0x80) into[at++] = point
  else if (point > escape + 0x7f && point <= escape + 0xff) into[at++] = point - escape
  else if (point < 0x800) {
    into[at++] = 0xc0 | (point >> 6)
    into[at++] = 0x80 | (point & 0x3f)
  } else if (point <= 0xffff) {
    const whole = point >= 0xd800 && point <= 0xdfff ? replacement : point
    into[at++] = 0xe0 | (whole >> 12)
    into[at++] = 0x80 | ((whole >> 6) & 0x3f)
    into[at++] = 0x80 | (whole & 0x3f)
  } else {
    into[at++] = 0xf0 | (point >> 18)
    into[at++] = 0x80 | ((point >> 12) & 0x3f)
    into[at++] = 0x80 | ((point >> 6) & 0x3f)
    into[at++] = 0x80 | (point & 0x3f)
  }
  return at
}

/** The text of the bytes from `start` up to `end`. */
export function fromBytes(
  bytes: Uint8Array,
  start: number = 0,
  end: number = bytes.length,
): string {
  let text = ''
  const units: number[] = []
  for (let at = start; at < end; ) {
    const lead = bytes[at] as number
    const point = lead < 0x80 ? lead : decodePoint(bytes, at, end)
    if (point < 0) units.push(escape + lead)
    else if (point > 0xffff) units.push(0xd7c0 + (point >> 10), 0xdc00 | (point & 0x3ff))
    else units.push(point)
    at += point < 0 ? 1 : pointLength(point)
    if (units.length >= chunk) text += String.fromCharCode(...units.splice(0))
  }
  return text + String.fromCharCode(...units)
}

function pointLength(point: number): number {
  if (point < 0x80) return 1
  if (point < 0x800) return 2
  return point > 0xffff ? 4 : 3
}

/** Bytes of the character that a byte begins: 1 to 4; 0 if it begins none. */
export function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1
  if (lead < 0xc2 || lead > 0xf4) return 0
  if (lead < 0xe0) return 2
  return lead < 0xf0 ? 3 : 4
}

/** The character that begins at `at`; -1 if these bytes are none. */
export function decodePoint(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at] as number
  const length = sequenceLength(lead)
  if (length === 1) return lead
  if (length === 0 || at + length > end) return -1
  let point = lead & (0x7f >> length)
  for (let i = 1; i < length; i++) {
    const next = bytes[at + i] as number
    if ((next & 0xc0) !== 0x80) return -1
    point = (point << 6) | (next & 0x3f)
  }
  if (pointLength(point) !== length || point > 0x10ffff) return -1
  return point >= 0xd800 && point <= 0xdfff ? -1 : point
}

/** The longest beginning of a text that has at most `max` bytes. It cuts no character. */
export function cutBytes(text: string, max: number): string {
  if (text.length * 3 <= max) return text
  let bytes = 0
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i) as number
    const isEscape = point > escape + 0x7f && point <= escape + 0xff
    bytes += isEscape ? 1 : pointLength(point)
    if (bytes > max) return text.slice(0, i)
    if (point > 0xffff) i++
  }
  return text
}
