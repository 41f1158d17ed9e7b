// Text in the arena: UTF-8 with a terminating zero, written, read and checked.
//
// Short text goes through plain loops, which beat a call into the platform; long text through
// TextEncoder and TextDecoder where the platform has them. Text that would not come back the same
// is refused: a lone surrogate, a zero character. Codecs write the reference that points here.

declare class TextEncoder {
  encodeInto(text: string, target: Uint8Array): { read: number; written: number }
}
declare class TextDecoder {
  constructor(label: string, options: { ignoreBOM: boolean })
  decode(source: Uint8Array): string
}

/** Lengths from which on a call into the platform is faster than a loop. */
const longToWrite = 96
const longToRead = 32

// Captured when loaded; they keep nothing between calls.
const encoder = typeof TextEncoder === 'function' ? /* @__PURE__ */ new TextEncoder() : null
const decoder =
  typeof TextDecoder === 'function'
    ? /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true })
    : null

/**
 * Writes `text` and a zero at `at`; returns the bytes taken, zero included, or -1 if it is no text,
 * does not fit or is not valid.
 */
export function writeText(text: unknown, arena: Uint8Array, at: number, limit: number): number {
  return typeof text === 'string' ? writeString(text, arena, at, limit) : -1
}

function writeString(text: string, arena: Uint8Array, at: number, limit: number): number {
  const length = text.length
  // Every UTF-16 unit takes at least one byte.
  if (length > limit || at + length >= arena.length) return -1
  if (length > longToWrite && encoder !== null) return writeLong(encoder, text, arena, at, limit)
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i)
    // Zero and everything past ASCII in one comparison.
    if ((unit - 1) >>> 0 > 126) return writeUtf8(text, i, arena, at, limit)
    arena[at + i] = unit
  }
  arena[at + length] = 0
  return length + 1
}

/** Reads `length` bytes at `at`, which are valid. */
export function readText(arena: Uint8Array, at: number, length: number): string {
  if (length > longToRead) {
    const source = part(arena, at, length)
    if (decoder !== null) return decoder.decode(source)
  }
  return readAscii(arena, at, length) ?? readUtf8(arena, at, length)
}

/**
 * A view of `length` bytes at `at`; throws RangeError past the arena. It is not made by `subarray`,
 * which a hostile subclass may override.
 */
export function part(arena: Uint8Array, at: number, length: number): Uint8Array {
  // The memory behind the arena may hold more than the arena.
  if (at + length > arena.length) throw new RangeError('the reference lies outside the arena')
  return new Uint8Array(arena.buffer, arena.byteOffset + at, length)
}

/** Whether the `size` bytes at `at` are not UTF-8 text without zeros followed by one zero. */
export function isBadText(arena: Uint8Array, at: number, size: number): boolean {
  const last = at + size - 1
  if (size < 1 || arena[last] !== 0) return true
  for (let i = at; i < last; i++) {
    if ((arena[i]! - 1) >>> 0 > 126) return !isUtf8(arena, i, last)
  }
  return false
}

function writeLong(
  encoder: TextEncoder,
  text: string,
  arena: Uint8Array,
  at: number,
  limit: number,
): number {
  const lone = !(text as unknown as { isWellFormed(): boolean }).isWellFormed()
  if (lone || text.includes('\0')) return -1
  const room = Math.min(limit, arena.length - at - 1)
  const { read, written } = encoder.encodeInto(text, part(arena, at, room))
  if (read < text.length) return -1
  arena[at + written] = 0
  return written + 1
}

function writeUtf8(
  text: string,
  from: number,
  arena: Uint8Array,
  at: number,
  limit: number,
): number {
  const end = Math.min(at + limit, arena.length - 1)
  let to = at + from
  for (let i = from; i < text.length; i++) {
    const point = text.codePointAt(i)!
    const size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
    if (point === 0 || (point >= 0xd800 && point < 0xe000) || to + size > end) return -1
    putPoint(point, size, arena, to)
    to += size
    if (size === 4) i++
  }
  arena[to] = 0
  return to - at + 1
}

function putPoint(point: number, size: number, arena: Uint8Array, at: number): void {
  if (size === 1) {
    arena[at] = point
    return
  }
  let rest = point
  for (let i = size - 1; i > 0; i--) {
    arena[at + i] = 0x80 | (rest & 0x3f)
    rest >>>= 6
  }
  arena[at] = (0xf00 >>> size) | rest
}

/** Null if there is more than ASCII, or more than 32 bytes. */
function readAscii(arena: Uint8Array, at: number, length: number): string | null {
  if (length > longToRead) return null
  const end = at + length
  let seen = 0
  for (let i = at; i < end; i++) seen |= arena[i]!
  return seen > 127 ? null : fromAscii(arena, at, length)
}

/**
 * The text of at most 32 ASCII bytes at `at`: eight characters a call, which takes half the time of
 * joining single ones (bench case `idl/codec`).
 */
function fromAscii(arena: Uint8Array, at: number, length: number): string {
  const end = at + length
  let text = ''
  let p = at
  for (; end - p >= 8; p += 8) {
    text += String.fromCharCode(
      arena[p]!,
      arena[p + 1]!,
      arena[p + 2]!,
      arena[p + 3]!,
      arena[p + 4]!,
      arena[p + 5]!,
      arena[p + 6]!,
      arena[p + 7]!,
    )
  }
  if (end - p >= 4) {
    text += String.fromCharCode(arena[p]!, arena[p + 1]!, arena[p + 2]!, arena[p + 3]!)
    p += 4
  }
  for (; p < end; p++) text += String.fromCharCode(arena[p]!)
  return text
}

function readUtf8(arena: Uint8Array, at: number, length: number): string {
  let text = ''
  const end = at + length
  for (let i = at; i < end;) {
    const lead = arena[i]!
    // Buffers that changed after they were checked may yield any text, but must end and must not
    // throw.
    const size = pointSize(lead) || 1
    let point = size === 1 ? lead : lead & (0x7f >>> size)
    for (let j = 1; j < size; j++) point = (point << 6) | (arena[i + j]! & 0x3f)
    text += String.fromCodePoint(point > 0x10ffff ? 0xfffd : point)
    i += size
  }
  return text
}

/** Bytes of the character that `lead` starts; 0 if none starts so. */
function pointSize(lead: number): number {
  if (lead < 0x80) return 1
  if (lead < 0xc2) return 0
  if (lead < 0xe0) return 2
  if (lead < 0xf0) return 3
  return lead < 0xf5 ? 4 : 0
}

function isUtf8(arena: Uint8Array, from: number, end: number): boolean {
  for (let i = from; i < end;) {
    const lead = arena[i]!
    const size = pointSize(lead)
    if (lead === 0 || size === 0 || i + size > end) return false
    // The second byte also rules out overlong forms, surrogates and points past U+10FFFF.
    const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
    const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
    if (size > 1 && (arena[i + 1]! < low || arena[i + 1]! > high)) return false
    for (let j = 2; j < size; j++) if ((arena[i + j]! & 0xc0) !== 0x80) return false
    i += size
  }
  return true
}
