// Whether any two references of a message share bytes of its arena.
//
// Codecs write segments one after the other, and checking that order costs one comparison for each.
// Only messages that have them in another order are checked here.

import { arenaView } from './arena.ts'
import type { Layout } from './layout.ts'
import type { Type } from './type.ts'

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
