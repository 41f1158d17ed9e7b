// Names that system calls answer: UTF-16, little endian, in an `out` buffer. The number of units is
// a result of the call.

import { maxNameLength } from './limits.ts'

/** Bytes of a name in a buffer. */
export function nameSize(name: string): number {
  return 2 * name.length
}

/** A buffer that takes any name. */
export function nameBuffer(): Uint8Array {
  return new Uint8Array(2 * maxNameLength)
}

/** Writes a name into a buffer of at least `nameSize` bytes. Returns the number of units. */
export function writeName(bytes: Uint8Array, name: string): number {
  for (let i = 0; i < name.length; i++) {
    const unit = name.charCodeAt(i)
    bytes[2 * i] = unit
    bytes[2 * i + 1] = unit >>> 8
  }
  return name.length
}

/** The name of `length` units in a buffer. */
export function readName(bytes: Uint8Array, length: number): string {
  let name = ''
  for (let i = 0; i < length; i++)
    name += String.fromCharCode((bytes[2 * i] ?? 0) | ((bytes[2 * i + 1] ?? 0) << 8))
  return name
}
