// What printed code has in common: where values lie, and how integers are read and written.

import type { IntegerKind, Kind, Type } from './type.ts'

/** Where a value lies: a DataView by name, and the expression for a byte `n` bytes into the value. */
export interface Place {
  readonly view: string
  readonly at: (n: number) => string
}

/** Setter and getter suffix, and the test that `$` is not a value of the kind. */
export const integers: { readonly [K in IntegerKind]: readonly [access: string, misfit: string] } = {
  sint8: ['Int8', `typeof $ !== 'number' || $ << 24 >> 24 !== $`],
  sint16: ['Int16', `typeof $ !== 'number' || $ << 16 >> 16 !== $`],
  sint32: ['Int32', `typeof $ !== 'number' || ($ | 0) !== $`],
  sint64: ['BigInt64', `typeof $ !== 'bigint' || BigInt.asIntN(64, $) !== $`],
  uint8: ['Uint8', `typeof $ !== 'number' || ($ & 0xff) !== $`],
  uint16: ['Uint16', `typeof $ !== 'number' || ($ & 0xffff) !== $`],
  uint32: ['Uint32', `typeof $ !== 'number' || $ >>> 0 !== $`],
  uint64: ['BigUint64', `typeof $ !== 'bigint' || BigInt.asUintN(64, $) !== $`],
}

/** Whether values of the kind are one integer. */
export function isInteger(kind: Kind): kind is IntegerKind {
  return Object.hasOwn(integers, kind)
}

/** Whether values of the type have a structure of their own. */
export function isComposite(type: Type<unknown>): boolean {
  return type.fields.length > 0 || type.element !== null
}

/** The expression for a byte past a place. */
export function sum(base: string, n: number): string {
  return n === 0 ? base : `${base} + ${n}`
}
