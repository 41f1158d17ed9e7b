// The references of a whole message into its arena: whether any two share bytes, and where segments
// begin.
//
// Codecs write segments one after the other, and checking that order costs one comparison each.
// Only a message that has them in another order comes here.

import type { Layout } from './layout.ts'
import type { Type } from './type.ts'

/** A view of the whole arena, for what lies in it. */
export function arenaView(arena: Uint8Array): DataView {
  return new DataView(arena.buffer, arena.byteOffset, arena.length)
}

/**
 * Where a segment may begin from `at` on; the bytes skipped become zero, so that nothing old
 * travels.
 */
export function alignArena(arena: Uint8Array, at: number, alignment: number): number {
  const aligned = (at + alignment - 1) & -alignment
  for (let i = at; i < aligned && i < arena.length; i++) arena[i] = 0
  return aligned
}

/** Makes `size` bytes at `at` zero. */
export function clear(view: DataView, at: number, size: number): void {
  for (let i = 0; i < size; i++) view.setUint8(at + i, 0)
}

/** Whether the `size` bytes at `at` are zero. */
export function isClear(view: DataView, at: number, size: number): boolean {
  for (let i = 0; i < size; i++) if (view.getUint8(at + i) !== 0) return false
  return true
}

/** Whether two references share bytes of the arena. Each of them was checked by itself before. */
export function overlaps(layout: Layout, view: DataView, arena: Uint8Array): boolean {
  const segments: (readonly [start: number, end: number])[] = []
  const data = arenaView(arena)
  for (const { type, offset } of layout.fields) collect(type, view, offset, data, segments)
  segments.sort((a, b) => a[0] - b[0])
  return segments.some(([start], i) => i > 0 && start < segments[i - 1]![1])
}

function collect(
  type: Type<unknown>,
  view: DataView,
  at: number,
  data: DataView,
  into: (readonly [number, number])[],
): void {
  if (type.growth[0] === 0) return
  if (type.kind === 'struct') {
    for (const field of type.fields) collect(field.type, view, at + field.offset, data, into)
    return
  }
  if (type.kind === 'union') {
    const member = type.fields[view.getUint32(at, true)]!
    return collect(member.type, view, at + member.offset, data, into)
  }
  if (type.kind === 'array')
    return collectElements(type.element!, view, at, at + type.size, data, into)
  const start = view.getUint32(at, true)
  const size = view.getUint32(at + 4, true)
  if (size > 0) into.push([start, start + size])
  if (type.kind === 'sequence')
    collectElements(type.element!, data, start, start + size, data, into)
}

function collectElements(
  element: Type<unknown>,
  view: DataView,
  from: number,
  to: number,
  data: DataView,
  into: (readonly [number, number])[],
): void {
  if (element.growth[0] === 0) return
  for (let at = from; at < to; at += element.size) collect(element, view, at, data, into)
}
