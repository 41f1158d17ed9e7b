// Strings as the bytes that C functions read and write: UTF-8. A byte that is no UTF-8 is half of a
// surrogate pair in a string, U+DC80 to U+DCFF for the bytes 0x80 to 0xFF, and becomes that byte
// again. So all bytes that are read as strings are written back the same, also where a character was
// cut. Other halves of pairs are written as U+FFFD.

import { codeAt, sizeOf, writeUtf8 } from './utf8.ts'

/** Where the escapes of bytes begin: the byte is added. */
const escape = 0xdc00
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
  let start = 0
  for (let i = 0; i < text.length; i++) {
    if (!isEscape(text, i)) continue
    at = writeUtf8(text.slice(start, i), bytes, at)
    bytes[at++] = text.charCodeAt(i) - escape
    start = i + 1
  }
  writeUtf8(text.slice(start), bytes, at)
  return bytes
}

// Whether a unit stands for a byte; as the second half of a pair it does not.
function isEscape(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  if (unit < escape + 0x80 || unit > escape + 0xff) return false
  return at === 0 || (text.charCodeAt(at - 1) & 0xfc00) !== 0xd800
}

/** The text of the bytes from `start` up to `end`. */
export function fromBytes(
  bytes: Uint8Array,
  start: number = 0,
  end: number = bytes.length,
): string {
  let text = ''
  const units: number[] = []
  for (let at = start; at < end;) {
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

// The character that begins at `at`; -1 if these bytes are none.
function decodePoint(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at] as number
  if (lead < 0x80) return lead
  const size = sizeOf(lead)
  return size === 0 ? -1 : codeAt(bytes, at, size, end)
}

/** The longest beginning of a text that has at most `max` bytes. It cuts no character. */
export function cutBytes(text: string, max: number): string {
  if (text.length * 3 <= max) return text
  let bytes = 0
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i) as number
    bytes += point > escape + 0x7f && point <= escape + 0xff ? 1 : pointLength(point)
    if (bytes > max) return text.slice(0, i)
    if (point > 0xffff) i++
  }
  return text
}

/** The bytes of a text as a string, with a unit for each: what is easier to look through. */
export function unitsOf(text: string): string {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x80) return bytesAsUnits(text)
  return text
}

function bytesAsUnits(text: string): string {
  const bytes = toBytes(text)
  let units = ''
  for (let at = 0; at < bytes.length; at += chunk)
    units += String.fromCharCode(...bytes.subarray(at, at + chunk))
  return units
}

/** The text whose bytes are units of a string. */
export function textOfUnits(units: string): string {
  for (let i = 0; i < units.length; i++)
    if (units.charCodeAt(i) >= 0x80) return fromBytes(unitsAsBytes(units))
  return units
}

/** Whether the bytes of units are one character. */
export function isCharacter(units: string): boolean {
  const bytes = unitsAsBytes(units)
  const point = decodePoint(bytes, 0, bytes.length)
  return point >= 0 && pointLength(point) === bytes.length
}

function unitsAsBytes(units: string): Uint8Array {
  const bytes = new Uint8Array(units.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = units.charCodeAt(i)
  return bytes
}
