// Where the parameters of one message lie: the header, then each parameter in declaration order with natural alignment.
//
// A layout is all a codec needs; both forms are made from it. It is worked out and checked when an interface is defined, so
// that mistakes show there and not at the first call. Reading and writing values is not here.

import { handleDescriptorSize, maxMessageHandles, messageFlagError, messageHeaderSize, messageUnit } from './message.ts'
import { isIdentifier } from './name.ts'
import { type Type, typeFrom } from './type.ts'

/** Parameters by name, in declaration order. */
export interface Fields {
  readonly [name: string]: Type<unknown>
}

/** A parameter and its place. */
export interface Field {
  readonly name: string
  readonly type: Type<unknown>
  /** Bytes from the start of the constant part. */
  readonly offset: number
}

/** Reserved bytes between parameters, in naturally aligned pieces of 1, 2 or 4 bytes. They are zero on the wire. */
export interface Gap {
  readonly offset: number
  readonly size: number
}

/** The layout of one message. */
export interface Layout {
  /** For messages to people: interface, method and direction. */
  readonly name: string
  readonly mid: number
  /** Header flags of every message of this layout. */
  readonly flags: number
  /** Bytes of the constant part, header included: a multiple of 8. */
  readonly size: number
  /** Most bytes of arena: the sum of the parameters' maxima. */
  readonly arenaSize: number
  /** Byte offsets of the handle descriptors. */
  readonly handles: readonly number[]
  readonly fields: readonly Field[]
  readonly gaps: readonly Gap[]
}

/** Directions of parameters; `error` ones travel in place of `out` ones. */
export type Direction = 'in' | 'out' | 'error'

const messageNames = { in: 'request', out: 'response', error: 'error response' } as const
const lastHandlePosition = 255 * messageUnit

/**
 * Lays out the message of one direction of a method; `method` is its full name. Throws TypeError when a name is not an IDL
 * name, a type is not of this package, or there are more than 7 handles or one out of reach of a header position.
 */
export function layoutMessage(method: string, mid: number, direction: Direction, parameters: Fields): Layout {
  const fields: Field[] = []
  const gaps: Gap[] = []
  let end = messageHeaderSize
  for (const [name, given] of Object.entries(parameters)) {
    const type = checkParameter(method, direction, name, given)
    const offset = alignUp(end, type.alignment)
    addGap(gaps, end, offset)
    fields.push(Object.freeze({ name, type, offset }))
    end = offset + type.size
  }
  const size = alignUp(end, messageUnit)
  addGap(gaps, end, size)
  const handles = fields.filter((field) => field.type.kind === 'handle').map((field) => field.offset)
  checkHandles(method, direction, handles)
  const arenaSize = fields.reduce((sum, field) => sum + field.type.arenaSize, 0)
  const flags = direction === 'error' ? messageFlagError : 0
  const lists = { handles: Object.freeze(handles), fields: Object.freeze(fields), gaps: Object.freeze(gaps) }
  return Object.freeze({ name: `${method} ${messageNames[direction]}`, mid, flags, size, arenaSize, ...lists })
}

function alignUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment
}

function addGap(gaps: Gap[], from: number, to: number): void {
  let offset = from
  while (offset < to) {
    const size = [4, 2, 1].find((piece) => offset % piece === 0 && offset + piece <= to) ?? 1
    gaps.push(Object.freeze({ offset, size }))
    offset += size
  }
}

function checkParameter(method: string, direction: Direction, name: string, given: unknown): Type<unknown> {
  if (!isIdentifier(name)) {
    throw new TypeError(
      `${method}: ${JSON.stringify(name)} cannot name an ${direction} parameter; ` +
        'a name is a Latin letter, then letters, digits or underscores, as in IDL',
    )
  }
  const type = typeFrom(given)
  if (type !== null) return type
  throw new TypeError(
    `${method}: ${direction} parameter ${name} has no type of @kos/idl; ` +
      'use sint8 .. uint64, string(n), bytes(n) or handle, not copies of them',
  )
}

function checkHandles(method: string, direction: Direction, handles: readonly number[]): void {
  if (handles.length > maxMessageHandles) {
    throw new TypeError(
      `${method} has ${handles.length} ${direction} handles; a message carries at most ${maxMessageHandles}; ` +
        'split the method in two',
    )
  }
  const last = handles.at(-1) ?? 0
  if (last <= lastHandlePosition) return
  throw new TypeError(
    `${method}: an ${direction} handle lies at byte ${last}, past what a header can point to ` +
      `(${lastHandlePosition + handleDescriptorSize} bytes); declare the handles first`,
  )
}
