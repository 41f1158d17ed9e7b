// Arbitrary methods and values for them, and a message written with a codec.

import * as fc from 'fast-check'
import { bytes, type Codec, type Fields, handle, sint16, sint32, sint64, sint8, string, type Type } from '../src/index.ts'
import { uint16, uint32, uint64, uint8 } from '../src/index.ts'

const integers = [sint8, sint16, sint32, sint64, uint8, uint16, uint32, uint64]

const type: fc.Arbitrary<Type<unknown>> = fc.oneof(
  fc.constantFrom<Type<unknown>>(...integers),
  fc.integer({ min: 1, max: 150 }).map((limit) => string(limit)),
  fc.integer({ min: 1, max: 150 }).map((limit) => bytes(limit)),
  fc.constant(handle),
)

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,6}$/)

/** Parameters of one direction: any names and types, at most seven handles. */
export const fields: fc.Arbitrary<Fields> = fc
  .array(fc.tuple(name, type), { maxLength: 10 })
  .map((list) => Object.fromEntries<Type<unknown>>(list))
  .filter((fields: Fields) => Object.values(fields).filter((type) => type.kind === 'handle').length <= 7)

/** A value of the type that may be sent. */
export function valueOf(type: Type<unknown>): fc.Arbitrary<unknown> {
  const { kind, limit } = type
  if (kind === 'string') return text(limit)
  if (kind === 'bytes') return fc.uint8Array({ maxLength: limit })
  if (kind === 'handle') return handleLike
  const bits = Number(kind.slice(4))
  const min = kind.startsWith('s') ? -(2n ** BigInt(bits - 1)) : 0n
  const integer = fc.bigInt({ min, max: min + 2n ** BigInt(bits) - 1n })
  return bits === 64 ? integer : integer.map(Number)
}

/** Fields and a value for each, both directions of time: what may be sent. */
export const fieldsAndValue: fc.Arbitrary<readonly [Fields, Record<string, unknown>]> = fields.chain((fields) =>
  fc.tuple(
    fc.constant(fields),
    fc.record(Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, valueOf(type)]))),
  ),
)

const uint = fc.integer({ min: 0, max: 0xffff_ffff })
const handleLike = fc.oneof(uint, fc.record({ handle: uint, rights: uint, badge: uint }, { requiredKeys: ['handle'] }))

function text(limit: number): fc.Arbitrary<string> {
  const any = fc.string({ unit: 'binary', maxLength: limit })
  const ascii = fc.string({ unit: 'grapheme-ascii', maxLength: limit })
  return fc.oneof(ascii, any).filter((text) => !text.includes('\0') && Buffer.byteLength(text) <= limit)
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

/** The handle that arrives when `sent` is sent and nobody moves it. */
export function arrived(sent: unknown): unknown {
  const {
    handle,
    rights = 0,
    badge = 0,
  } = typeof sent === 'number' ? { handle: sent } : (sent as { handle: number; rights?: number; badge?: number })
  return { handle, rights, badge, dereferenced: false }
}
