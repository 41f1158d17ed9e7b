// One reference into the arena: u32 offset, u32 size in bytes. Text and bytes are written, read and checked through it.
//
// What two references have to do with each other is in `references.ts`.

import { copyBytes, writeBytes } from './parameter.ts'
import { isBadText, part, readText, writeText } from './text.ts'

/** A function that bytes are read with: `getBytes` copies them, `viewBytes` shows them where they lie. */
export type ReadBytes = (view: DataView, at: number, arena: Uint8Array) => Uint8Array

/** Writes text to the arena from `used` on, and the reference to it at `at`; returns the new size of the arena, or -1 if it is no such text. */
export function putText(value: unknown, view: DataView, at: number, arena: Uint8Array, used: number, limit: number): number {
  return putReference(view, at, used, typeof value === 'string' ? writeText(value, arena, used, limit) : -1)
}

/** The same for bytes. */
export function putBytes(value: unknown, view: DataView, at: number, arena: Uint8Array, used: number, limit: number): number {
  return putReference(view, at, used, writeBytes(value, arena, used, limit))
}

/** Reads text that was checked. */
export function getText(view: DataView, at: number, arena: Uint8Array): string {
  return readText(arena, view.getUint32(at, true), view.getUint32(at + 4, true) - 1)
}

/** A copy of bytes that were checked. */
export function getBytes(view: DataView, at: number, arena: Uint8Array): Uint8Array {
  return copyBytes(arena, view.getUint32(at, true), view.getUint32(at + 4, true))
}

/** Bytes that were checked, where they lie. */
export function viewBytes(view: DataView, at: number, arena: Uint8Array): Uint8Array {
  return part(arena, view.getUint32(at, true), view.getUint32(at + 4, true))
}

/** What is wrong with a reference to at most `limit` characters, or null; `arenaSize` bytes are used of the arena. */
export function textFault(view: DataView, at: number, limit: number, arena: Uint8Array, arenaSize: number): string | null {
  const start = view.getUint32(at, true)
  const size = view.getUint32(at + 4, true)
  if (size > limit + 1) return ' is over its limit'
  if (start + size > arenaSize) return ' lies outside the arena'
  return isBadText(arena, start, size) ? badText : null
}

/** What is wrong with a reference to at most `limit` bytes, or null. */
export function bytesFault(view: DataView, at: number, limit: number, arenaSize: number): string | null {
  const size = view.getUint32(at + 4, true)
  if (size > limit) return ' is over its limit'
  return view.getUint32(at, true) + size > arenaSize ? ' lies outside the arena' : null
}

/** Whether the reference at `at` begins where the one at `before` ends, or later: so codecs write them. */
export function follows(view: DataView, at: number, before: number): boolean {
  return view.getUint32(at, true) >= view.getUint32(before, true) + view.getUint32(before + 4, true)
}

/** What is said of text that is none. */
export const badText = ' is not UTF-8 text with one zero at its end'

function putReference(view: DataView, at: number, used: number, size: number): number {
  if (size < 0) return -1
  view.setUint32(at, used, true)
  view.setUint32(at + 4, size, true)
  return used + size
}
