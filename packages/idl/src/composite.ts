// Types made of others: struct, union, array and sequence.
//
// Structs, unions and arrays lie where the value is declared; the elements of a sequence lie in a
// segment of the arena, aligned as they need it. Handles can be in structs and arrays only, since
// the header of a message says where they lie.

import { growthOfAll, growthOfAny, growthOfSegment, growthTimes } from './growth.ts'
import { maxLimit } from './limits.ts'
import type { Received, Sent } from './method.ts'
import { isIdentifier } from './names.ts'
import { alignUp, type Field, handleOffsets, layoutFields } from './field-layout.ts'
import { describe, isDescriptor, reference, type Type } from './type.ts'

/** Members of a struct or a union by name, in declaration order. */
export interface Members {
  readonly [name: string]: Type<unknown>
}

/** A value of a union: which member it is, and the value of that member. */
export type Variant<Values> = {
  readonly [K in keyof Values]: { readonly tag: K; readonly value: Values[K] }
}[keyof Values]

/** Bytes of the tag of a union: the index of the member, from 0. */
export const unionTagSize = 4

/**
 * struct: its members one after the other, each with its natural alignment. Values are objects.
 * Throws TypeError without members, for a name IDL does not allow, and beyond the largest message.
 */
export function struct<const M extends Members>(members: M): Type<Received<M>, Sent<M>> {
  const list = checkMembers('struct', members)
  const alignment = Math.max(...list.map(([, type]) => type.alignment))
  const { fields, gaps, size } = layoutFields(list, 0, alignment)
  checkSize('struct', size)
  return describe<Received<M>, Sent<M>>({
    kind: 'struct',
    size,
    alignment,
    fields,
    gaps,
    growth: growthOfAll(list.map(([, type]) => type.growth)),
  })
}

/**
 * union: one of its members, and a tag that says which. Values are `{ tag: 'name', value }`. Throws
 * TypeError without members, for a name IDL does not allow, for a member with handles, and beyond
 * the largest message.
 */
export function union<const M extends Members>(
  members: M,
): Type<Variant<Received<M>>, Variant<Sent<M>>> {
  const list = checkMembers('union', members)
  const holder = list.find(([, type]) => hasHandles(type))
  if (holder !== undefined)
    throw new TypeError(`union: ${holder[0]} holds handles, ${whereHandlesAre}`)
  const alignment = Math.max(unionTagSize, ...list.map(([, type]) => type.alignment))
  const offset = alignUp(unionTagSize, alignment)
  const size = alignUp(offset + Math.max(...list.map(([, type]) => type.size)), alignment)
  checkSize('union', size)
  const fields: readonly Field[] = Object.freeze(
    list.map(([name, type]) => Object.freeze({ name, type, offset })),
  )
  return describe<Variant<Received<M>>, Variant<Sent<M>>>({
    kind: 'union',
    size,
    alignment,
    fields,
    growth: growthOfAny(list.map(([, type]) => type.growth)),
  })
}

/**
 * array<element, count>: exactly `count` elements, where it is declared.
 * Throws TypeError unless `count` is an integer from 1, and beyond the largest message.
 */
export function array<Receive, Send>(
  element: Type<Receive, Send>,
  count: number,
): Type<readonly Receive[], readonly Send[]> {
  checkElements('array', element, count)
  return describe<readonly Receive[], readonly Send[]>({
    kind: 'array',
    size: element.size * count,
    alignment: element.alignment,
    limit: count,
    element,
    growth: growthTimes(element.growth, count),
  })
}

/**
 * sequence<element, limit>: at most `limit` elements, in the arena. Throws TypeError unless `limit`
 * is an integer from 1, for elements with handles, and beyond the largest message.
 */
export function sequence<Receive, Send>(
  element: Type<Receive, Send>,
  limit: number,
): Type<readonly Receive[], readonly Send[]> {
  checkElements('sequence', element, limit)
  if (hasHandles(element))
    throw new TypeError(`sequence: its elements hold handles, ${whereHandlesAre}`)
  const growth = growthOfSegment(element.alignment, element.size, limit, element.growth)
  return reference<readonly Receive[], readonly Send[]>('sequence', limit, growth, element)
}

/** Whether values of `type` hold handles. */
export function hasHandles(type: Type<unknown>): boolean {
  if (type.kind === 'array') return type.element !== null && hasHandles(type.element)
  return handleOffsets(type, 0).length > 0
}

const whereHandlesAre =
  'which can be in structs and arrays only: the header of a message says where they lie; ' +
  'make it a parameter of its own'

function checkMembers(
  kind: string,
  members: Members,
): readonly (readonly [string, Type<unknown>])[] {
  const isObject = typeof members === 'object' && members !== null
  const list = isObject ? Object.entries(members) : []
  if (list.length === 0)
    throw new TypeError(`${kind}: it has no members; write for example ${kind}({ id: uint32 })`)
  for (const [name, type] of list) {
    if (!isIdentifier(name)) {
      throw new TypeError(
        `${kind}: ${JSON.stringify(name)} cannot name a member; ` +
          'a name is a Latin letter, then letters, digits or underscores, as in IDL',
      )
    }
    if (!isDescriptor(type)) throw new TypeError(`${kind}: member ${name} has no type of @kos/idl`)
  }
  return list
}

function checkElements(kind: string, element: unknown, count: unknown): void {
  if (!isDescriptor(element)) throw new TypeError(`${kind}: its elements have no type of @kos/idl`)
  if (!Number.isInteger(count) || (count as number) < 1) {
    const given = typeof count === 'number' ? count : `a ${typeof count}`
    throw new TypeError(`${kind}(..., ${given}): the number of elements is an integer from 1`)
  }
  checkSize(kind, element.size * (count as number))
}

function checkSize(kind: string, size: number): void {
  if (size <= maxLimit) return
  throw new TypeError(
    `${kind}: it takes ${size} bytes, more than the largest message holds (${maxLimit})`,
  )
}
