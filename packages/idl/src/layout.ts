// Where the parameters of one message lie: the header, then each parameter in declaration order
// with natural alignment.
//
// Both forms of codecs are made from a layout alone. It is computed and checked when an interface
// is defined, so that mistakes show there and not at the first call. Values are read and written by
// codecs, not here.

import { endOfAll } from './growth.ts'
import { type HeaderWords, headerWords } from './header.ts'
import { maxMessageSize } from './limits.ts'
import {
  handleDescriptorSize,
  maxHandlePosition,
  maxMessageHandles,
  messageFlagError,
  messageHeaderSize,
  messageUnit,
} from './message.ts'
import { isIdentifier } from './names.ts'
import { type Field, type Gap, handleOffsets, layoutFields } from './field-layout.ts'
import { isDescriptor, type Type } from './type.ts'

/** Parameters by name, in declaration order. */
export interface Fields {
  readonly [name: string]: Type<unknown>
}

/** The layout of one message. */
export interface Layout {
  /** For messages to people: interface, method and direction. */
  readonly name: string
  readonly mid: number
  /** Header flags of every message of this layout. */
  readonly flags: number
  /** What the header of every such message holds. */
  readonly header: HeaderWords
  /** Bytes of the constant part, header included: a multiple of 8. */
  readonly size: number
  /**
   * Most bytes of arena: the sum of the parameters' maxima, and the padding between them.
   */
  readonly arenaSize: number
  /** Byte offsets of the handle descriptors. */
  readonly handles: readonly number[]
  readonly fields: readonly Field[]
  /** Reserved bytes between the parameters; those inside structs are with their types. */
  readonly gaps: readonly Gap[]
}

/** Directions of parameters; a response carries either `out` or `error` parameters. */
export type Direction = 'in' | 'out' | 'error'

const messageNames = { in: 'request', out: 'response', error: 'error response' } as const

/**
 * Lays out the message of one direction of a method; `method` is its full name. Throws TypeError
 * when a name is not an IDL name, a type is not of this package, there are more than 7 handles, a
 * handle is past `maxHandlePosition`, or the message may become larger than `maxMessageSize`.
 */
export function layoutMessage(
  method: string,
  mid: number,
  direction: Direction,
  parameters: Fields,
): Layout {
  const members = Object.entries(parameters)
  for (const [name, type] of members) checkParameter(method, direction, name, type)
  const { fields, gaps, size } = layoutFields(members, messageHeaderSize, messageUnit)
  const handles: number[] = []
  for (const { type, offset } of fields)
    if (isHolder(type)) handles.push(...handleOffsets(type, offset))
  const arenaSize = endOfAll(
    fields.map(({ type }) => type.growth),
    0,
  )
  const fault = handlesFault(direction, handles) ?? sizeFault(direction, size + arenaSize)
  if (fault !== null) throw new TypeError(`${method} ${fault}`)
  const flags = direction === 'error' ? messageFlagError : 0
  const name = `${method} ${messageNames[direction]}`
  const header = Object.freeze(headerWords(mid, handles, flags))
  return Object.freeze({
    name,
    mid,
    flags,
    header,
    size,
    arenaSize,
    handles: Object.freeze(handles),
    fields,
    gaps,
  })
}

// Most parameters are numbers and references, and hold no handles.
function isHolder({ kind }: Type<unknown>): boolean {
  return kind === 'handle' || kind === 'struct' || kind === 'array'
}

function checkParameter(method: string, direction: Direction, name: string, given: unknown): void {
  if (!isIdentifier(name)) {
    throw new TypeError(
      `${method}: ${JSON.stringify(name)} cannot name an ${direction} parameter; ` +
        'a name is a Latin letter, then letters, digits or underscores, as in IDL',
    )
  }
  if (isDescriptor(given)) return
  throw new TypeError(
    `${method}: ${direction} parameter ${name} has no type of @kos/idl; ` +
      'use sint8 .. uint64, string(n), bytes(n), handle, struct, union, array or sequence, ' +
      'not copies of them',
  )
}

function handlesFault(direction: Direction, handles: readonly number[]): string | null {
  if (handles.length > maxMessageHandles) {
    return (
      `has ${handles.length} ${direction} handles; ` +
      `a message carries at most ${maxMessageHandles}; split the method in two`
    )
  }
  const last = handles.at(-1) ?? 0
  if (last <= maxHandlePosition) return null
  return (
    `has an ${direction} handle at byte ${last}, past what a header can point to ` +
    `(${maxHandlePosition + handleDescriptorSize} bytes); declare the handles first`
  )
}

function sizeFault(direction: Direction, size: number): string | null {
  if (size <= maxMessageSize) return null
  return (
    `may have ${size} bytes of ${direction} parameters; ` +
    `a message has at most ${maxMessageSize}; lower the limits`
  )
}
