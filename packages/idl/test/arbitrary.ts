// Arbitrary methods and values for them, and a message written with a codec.

import * as fc from 'fast-check'
import {
  array,
  bytes,
  type Codec,
  type Fields,
  handle,
  layoutMessage,
  sequence,
  sint16,
  sint32,
} from '../src/index.ts'
import {
  sint64,
  sint8,
  string,
  struct,
  type Type,
  uint16,
  uint32,
  uint64,
  uint8,
  union,
} from '../src/index.ts'
import { hasHandles } from '../src/composite.ts'

const integers = [sint8, sint16, sint32, sint64, uint8, uint16, uint32, uint64]

const simple: fc.Arbitrary<Type<unknown>> = fc.oneof(
  fc.constantFrom<Type<unknown>>(...integers),
  fc.integer({ min: 1, max: 150 }).map((limit) => string(limit)),
  fc.integer({ min: 1, max: 150 }).map((limit) => bytes(limit)),
  fc.constant(handle),
)

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,6}$/)
const few = fc.integer({ min: 1, max: 5 })

/** Any type, nested up to three deep. */
export const type: fc.Arbitrary<Type<unknown>> = fc.letrec<{
  type: Type<unknown>
  composite: Type<unknown>
}>((tie) => {
  const members = fc.dictionary(name, tie('type'), {
    minKeys: 1,
    maxKeys: 4,
    noNullPrototype: true,
  })
  const plain = tie('type').filter((type) => !hasHandles(type))
  return {
    type: fc.oneof({ maxDepth: 3, depthSize: 'medium' }, simple, simple, tie('composite')),
    composite: fc.oneof(
      members.map((members) => struct(members)),
      members
        .filter((members) => !Object.values(members).some(hasHandles))
        .map((members) => union(members)),
      fc.tuple(tie('type'), few).map(([element, count]) => array(element, count)),
      fc.tuple(plain, few).map(([element, limit]) => sequence(element, limit)),
    ),
  }
}).type

/**
 * Parameters of one direction: any names and types, at most seven handles within reach of the
 * header.
 */
export const fields: fc.Arbitrary<Fields> = fc
  .array(fc.tuple(name, type), { maxLength: 10 })
  .map((list) => Object.fromEntries<Type<unknown>>(list))
  .filter(canBeLaidOut)

function canBeLaidOut(fields: Fields): boolean {
  try {
    return layoutMessage('demo.Any.M', 0, 'in', fields).size > 0
  } catch {
    return false
  }
}

/** A value of the type that may be sent. */
export function valueOf(type: Type<unknown>): fc.Arbitrary<unknown> {
  const { kind, limit, element } = type
  if (kind === 'string') return text(limit)
  if (kind === 'bytes') return fc.uint8Array({ maxLength: limit })
  if (kind === 'handle') return handleLike
  if (kind === 'struct')
    return fc.record(Object.fromEntries(type.fields.map(({ name, type }) => [name, valueOf(type)])))
  if (kind === 'union')
    return fc.oneof(
      ...type.fields.map(({ name, type }) =>
        fc.record({ tag: fc.constant(name), value: valueOf(type) }),
      ),
    )
  if (element !== null)
    return fc.array(valueOf(element), { minLength: kind === 'array' ? limit : 0, maxLength: limit })
  const bits = Number(kind.slice(4))
  const min = kind.startsWith('s') ? -(2n ** BigInt(bits - 1)) : 0n
  const integer = fc.bigInt({ min, max: min + 2n ** BigInt(bits) - 1n })
  return bits === 64 ? integer : integer.map(Number)
}

/** Fields and a value for each, both directions of time: what may be sent. */
export const fieldsAndValue: fc.Arbitrary<readonly [Fields, Record<string, unknown>]> =
  fields.chain((fields) =>
    fc.tuple(
      fc.constant(fields),
      fc.record(
        Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, valueOf(type)])),
      ),
    ),
  )

const uint = fc.integer({ min: 0, max: 0xffff_ffff })
const handleLike = fc.oneof(
  uint,
  fc.record({ handle: uint, rights: uint, badge: uint }, { requiredKeys: ['handle'] }),
)

function text(limit: number): fc.Arbitrary<string> {
  const any = fc.string({ unit: 'binary', maxLength: limit })
  const ascii = fc.string({ unit: 'grapheme-ascii', maxLength: limit })
  return fc
    .oneof(ascii, any)
    .filter((text) => !text.includes('\0') && Buffer.byteLength(text) <= limit)
}

/** A message in buffers with a margin on every side, so that strays show. */
export interface Message {
  readonly view: DataView
  readonly arena: Uint8Array
  readonly size: number
  readonly arenaSize: number
}

/** Writes `value`, over buffers full of rubbish. */
export function write(codec: Codec<unknown>, value: unknown, riid = 3): Message {
  const view = new DataView(new Uint8Array(codec.size + 16).fill(0xaa).buffer, 8, codec.size)
  const arena = new Uint8Array(codec.arenaSize).fill(0xaa)
  const arenaSize = codec.encode(value, riid, view, arena)
  return { view, arena, size: codec.size, arenaSize }
}

/** What arrives when `sent` is sent as a value of `type` and nobody moves handles. */
export function arrived(type: Type<unknown>, sent: unknown): unknown {
  const { kind, fields, element } = type
  if (kind === 'handle') return arrivedHandle(sent)
  if (kind === 'struct') {
    return Object.fromEntries(
      fields.map(({ name, type }) => [
        name,
        arrived(type, (sent as Record<string, unknown>)[name]),
      ]),
    )
  }
  if (kind === 'union') {
    const { tag, value } = sent as { tag: string; value: unknown }
    return { tag, value: arrived(fields.find(({ name }) => name === tag)!.type, value) }
  }
  if (element !== null) return (sent as unknown[]).map((each) => arrived(element, each))
  return sent
}

function arrivedHandle(sent: unknown): unknown {
  const {
    handle,
    rights = 0,
    badge = 0,
  } = typeof sent === 'number'
    ? { handle: sent }
    : (sent as { handle: number; rights?: number; badge?: number })
  return { handle, rights, badge, dereferenced: false }
}
