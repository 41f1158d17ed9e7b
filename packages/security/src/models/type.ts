// The types of values in policies (topic `ssp_descr_psl_syntax_data_types`), as data.
//
// Values at run time: integers are numbers or, beyond 2^53 - 1 and for 64-bit types, bigints; texts
// are strings (bytes of messages are Uint8Arrays); unit is undefined; dictionaries are objects by
// field; tuples, lists and sets are arrays; maps are Maps. A handle in a message is
// `{ handle, rights }`, whose `handle` is a SID.

/** A type. */
export type ValueType =
  | IntegerType
  | { readonly kind: 'text' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'unit' }
  | { readonly kind: 'bytes' }
  /** A security id: what `src_sid`, `dst_sid` and `message.<parameter>.handle` are. */
  | { readonly kind: 'sid' }
  | { readonly kind: 'literal'; readonly value: string | bigint | boolean }
  | { readonly kind: 'variant'; readonly types: readonly ValueType[] }
  | RecordType
  | { readonly kind: 'tuple'; readonly types: readonly ValueType[] }
  | { readonly kind: 'list' | 'set'; readonly element: ValueType }
  | { readonly kind: 'map'; readonly key: ValueType; readonly value: ValueType }
  /** `Number`, `Signed`, `Unsigned`, `ScalarLiteral`: parameters that take several types. */
  | { readonly kind: 'group'; readonly group: 'Number' | 'Signed' | 'Unsigned' | 'ScalarLiteral' }
  /** What of which nothing is known fits everything, and everything fits it. */
  | { readonly kind: 'any' }

/** UInt8 to UInt64, SInt8 to SInt64. */
export interface IntegerType {
  readonly kind: 'integer'
  readonly bits: 8 | 16 | 32 | 64
  readonly isSigned: boolean
}

/** A dictionary: its fields by name. */
export interface RecordType {
  readonly kind: 'record'
  readonly fields: Readonly<Record<string, ValueType>>
  /** Fields that may be left out. */
  readonly optional?: readonly string[]
}

/** The types that parameters of models are made of. */
export const sidType: ValueType = { kind: 'sid' }
export const textType: ValueType = { kind: 'text' }
export const booleanType: ValueType = { kind: 'boolean' }
export const unitType: ValueType = { kind: 'unit' }
export const anyType: ValueType = { kind: 'any' }
export const numberType: ValueType = { kind: 'group', group: 'Number' }
export const signedType: ValueType = { kind: 'group', group: 'Signed' }
export const scalarType: ValueType = { kind: 'group', group: 'ScalarLiteral' }
