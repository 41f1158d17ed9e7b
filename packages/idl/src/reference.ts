// One reference into the arena: u32 offset, u32 size in bytes. Text and bytes are read and checked
// through it.
//
// The bytes themselves are written before, by `writeText` and `writeBytes`. Codecs keep count of
// the arena themselves, since the engine makes better code of that than of a function that does all
// of it (bench case `idl/codec`). Whether references overlap is in `overlap.ts`.

import { copyBytes } from './parameter.ts'
import { isBadText, part, readText } from './text.ts'

/** Writes the reference at `at` to `size` bytes from `start` on. */
export function putReference(view: DataView, at: number, start: number, size: number): void {
  view.setUint32(at, start, true)
  view.setUint32(at + 4, size, true)
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

/**
 * The fault of a reference to text of at most `limit` bytes, or null; the message has
 * `arenaSize` bytes of the arena.
 */
export function textFault(
  view: DataView,
  at: number,
  limit: number,
  arena: Uint8Array,
  arenaSize: number,
): string | null {
  const start = view.getUint32(at, true)
  const size = view.getUint32(at + 4, true)
  if (size > limit + 1) return ' is over its limit'
  if (start + size > arenaSize) return ' lies outside the arena'
  return isBadText(arena, start, size) ? badText : null
}

/** The fault of a reference to at most `limit` bytes, or null. */
export function bytesFault(
  view: DataView,
  at: number,
  limit: number,
  arenaSize: number,
): string | null {
  const size = view.getUint32(at + 4, true)
  if (size > limit) return ' is over its limit'
  return view.getUint32(at, true) + size > arenaSize ? ' lies outside the arena' : null
}

/**
 * Whether the reference at `at` begins where the one at `before` ends, or later. Codecs write
 * references in this order.
 */
export function follows(view: DataView, at: number, before: number): boolean {
  return view.getUint32(at, true) >= view.getUint32(before, true) + view.getUint32(before + 4, true)
}

/** The fault of bytes that are no text. */
export const badText = ' is not UTF-8 text with one zero at its end'
