// The types that IDL itself has, and those of other languages that people write in place of them.

import { sint16, sint32, sint64, sint8, type Type, uint16, uint32, uint64, uint8 } from '@kos/idl'

/** The types of IDL that are one integer. */
export const builtinTypes: Readonly<Record<string, Type<unknown>>> = /* @__PURE__ */ Object.freeze({
  SInt8: sint8,
  SInt16: sint16,
  SInt32: sint32,
  SInt64: sint64,
  UInt8: uint8,
  UInt16: uint16,
  UInt32: uint32,
  UInt64: uint64,
  // As on the supported machines, which have 64 bits.
  UIntSize: uint64,
  UIntPtr: uint64,
})

/** The names of all types of IDL. */
export const builtinNames: readonly string[] = [
  'SInt8',
  'SInt16',
  'SInt32',
  'SInt64',
  'UInt8',
  'UInt16',
  'UInt32',
  'UInt64',
  'UIntSize',
  'UIntPtr',
  'Handle',
  'bytes',
  'string',
  'sequence',
  'array',
  'handle',
]

/** Types of other languages, and what to write in place of each. */
export const foreignTypes: Readonly<Record<string, string>> = {
  bool: 'there are no booleans; use UInt8',
  boolean: 'there are no booleans; use UInt8',
  char: 'texts are string<n>, bytes bytes<n>',
  int: 'did you mean SInt32?',
  long: 'did you mean SInt64?',
  short: 'did you mean SInt16?',
  float: 'there are no fractions; use an integer',
  double: 'there are no fractions; use an integer',
  void: 'leave out what has no value',
  int8_t: 'did you mean SInt8?',
  int16_t: 'did you mean SInt16?',
  int32_t: 'did you mean SInt32?',
  int64_t: 'did you mean SInt64?',
  uint8_t: 'did you mean UInt8?',
  uint16_t: 'did you mean UInt16?',
  uint32_t: 'did you mean UInt32?',
  uint64_t: 'did you mean UInt64?',
  size_t: 'did you mean UIntSize?',
}
