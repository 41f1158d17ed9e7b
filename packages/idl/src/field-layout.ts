// Where fields lie: in declaration order with natural alignment, in messages and in structs alike.
//
// The gaps between fields are kept too, since reserved bytes are zero on the wire. What the bytes
// of a field mean is in the codecs.

import type { Type } from './type.ts'

/** A parameter or a member, and its offset. */
export interface Field {
  readonly name: string
  readonly type: Type<unknown>
  /** Bytes from the start of the constant part, or of the struct or union. */
  readonly offset: number
}

/**
 * Reserved bytes between fields, in naturally aligned pieces of 1, 2 or 4 bytes. They are zero on
 * the wire.
 */
export interface Gap {
  readonly offset: number
  readonly size: number
}

/** Fields with their offsets, and the gaps between them. */
export interface FieldLayout {
  readonly fields: readonly Field[]
  readonly gaps: readonly Gap[]
  /** Bytes up to the end, a multiple of the alignment that was asked for. */
  readonly size: number
}

/**
 * Lays out `members` one after the other from byte `start` on; the size becomes a multiple of
 * `alignment`.
 */
export function layoutFields(
  members: readonly (readonly [string, Type<unknown>])[],
  start: number,
  alignment: number,
): FieldLayout {
  const fields: Field[] = []
  const gaps: Gap[] = []
  let end = start
  for (const [name, type] of members) {
    const offset = alignUp(end, type.alignment)
    addGap(gaps, end, offset)
    fields.push(Object.freeze({ name, type, offset }))
    end = offset + type.size
  }
  const size = alignUp(end, alignment)
  addGap(gaps, end, size)
  return { fields: Object.freeze(fields), gaps: Object.freeze(gaps), size }
}

/** The next multiple of `alignment` from `offset` on. */
export function alignUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment
}

/** Byte offsets of the handle descriptors in a value of `type` that lies at `offset`. */
export function handleOffsets(type: Type<unknown>, offset: number): number[] {
  if (type.kind === 'handle') return [offset]
  if (type.kind === 'struct')
    return type.fields.flatMap((field) => handleOffsets(field.type, offset + field.offset))
  if (type.kind !== 'array' || type.element === null) return []
  const inElement = handleOffsets(type.element, 0)
  if (inElement.length === 0) return []
  const { size } = type.element
  return Array.from({ length: type.limit }, (_, i) =>
    inElement.map((at) => offset + i * size + at),
  ).flat()
}

function addGap(gaps: Gap[], from: number, to: number): void {
  let offset = from
  while (offset < to) {
    const size = [4, 2, 1].find((piece) => offset % piece === 0 && offset + piece <= to) ?? 1
    gaps.push(Object.freeze({ offset, size }))
    offset += size
  }
}
