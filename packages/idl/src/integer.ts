// Integers of the wire: their kinds, the range of each, and the methods of DataView that read and
// write it.

/** The kinds that are one integer in the constant part. */
export type IntegerKind =
  | 'sint8'
  | 'sint16'
  | 'sint32'
  | 'sint64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'

/** How DataView names an integer: `getUint8` and `setUint8` are the accessors of `Uint8`. */
export type IntegerAccess =
  | 'Int8'
  | 'Int16'
  | 'Int32'
  | 'BigInt64'
  | 'Uint8'
  | 'Uint16'
  | 'Uint32'
  | 'BigUint64'

/** What follows `get` and `set` in the name of the accessor of each kind. */
export const integerAccess: { readonly [K in IntegerKind]: IntegerAccess } = {
  sint8: 'Int8',
  sint16: 'Int16',
  sint32: 'Int32',
  sint64: 'BigInt64',
  uint8: 'Uint8',
  uint16: 'Uint16',
  uint32: 'Uint32',
  uint64: 'BigUint64',
}

/** Whether values of the kind are one integer. */
export function isInteger(kind: string): kind is IntegerKind {
  return Object.hasOwn(integerAccess, kind)
}

/** The smallest and the largest integer of a kind. */
export function integerRange(kind: IntegerKind): readonly [min: bigint, max: bigint] {
  const bits = BigInt(kind.slice(4))
  if (kind.startsWith('u')) return [0n, (1n << bits) - 1n]
  return [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n]
}
