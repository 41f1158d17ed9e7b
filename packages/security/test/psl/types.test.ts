// Types of values: which fits where, and how types are written.
import { describe, expect, test } from 'vitest'
import { integerType } from '../../src/models/integer-range.ts'
import type { ValueType } from '../../src/models/type.ts'
import { anyType, numberType, scalarType, sidType, textType } from '../../src/models/type.ts'
import { fits, formatType, handleType, joined, literalType } from '../../src/psl/types.ts'

const [u8, u16, u64] = [integerType(8, false), integerType(16, false), integerType(64, false)]
const [s8, s16] = [integerType(8, true), integerType(16, true)]
const bytes: ValueType = { kind: 'bytes' }
const open: ValueType = { kind: 'variant', types: [literalType('open'), literalType('shut')] }
const list = (element: ValueType): ValueType => ({ kind: 'list', element })
const record = (fields: Readonly<Record<string, ValueType>>): ValueType => ({
  kind: 'record',
  fields,
})
const signed: ValueType = { kind: 'group', group: 'Signed' }
const unsigned: ValueType = { kind: 'group', group: 'Unsigned' }

describe('what fits', () => {
  const rows: readonly (readonly [ValueType, ValueType])[] = [
    [u8, u8],
    [u8, u16],
    [u8, s16],
    [s8, s16],
    [u8, numberType],
    [u8, unsigned],
    [s8, signed],
    [literalType(255), u8],
    [literalType(-128), s8],
    [literalType(5), unsigned],
    [literalType('open'), open],
    [textType, open],
    [open, textType],
    [literalType(1), sidType],
    [u64, sidType],
    [sidType, scalarType],
    [textType, scalarType],
    [bytes, list(u8)],
    [list(u8), { kind: 'set', element: u16 }],
    [
      { kind: 'tuple', types: [u8, textType] },
      { kind: 'tuple', types: [u16, textType] },
    ],
    [record({ a: u8 }), record({ a: u16 })],
    [record({ a: u8 }), { kind: 'record', fields: { a: u8, b: u8 }, optional: ['b'] }],
    [numberType, u8],
    [anyType, handleType],
    [handleType, anyType],
  ]
  test.each(rows.map(([from, to]) => [formatType(from), formatType(to), from, to]))(
    '%s fits in %s',
    (_from, _to, from, to) => {
      expect(fits(from, to)).toBe(true)
    },
  )
})

describe('what does not', () => {
  const rows: readonly (readonly [ValueType, ValueType])[] = [
    [u16, u8],
    [u8, s8],
    [s8, u8],
    [s8, u16],
    [s8, unsigned],
    [u8, signed],
    [s8, sidType],
    [literalType(256), u8],
    [literalType(-1), u8],
    [literalType(-1), unsigned],
    [literalType(0), sidType],
    [literalType('door'), open],
    [literalType('5'), u8],
    [u8, textType],
    [bytes, textType],
    [bytes, scalarType],
    [handleType, sidType],
    [list(u16), list(u8)],
    [
      { kind: 'tuple', types: [u8] },
      { kind: 'tuple', types: [u8, u8] },
    ],
    [record({ a: u8 }), record({ a: u8, b: u8 })],
    [record({ a: u8, b: u8 }), record({ a: u8 })],
    [{ kind: 'variant', types: [u8, textType] }, u8],
    [sidType, numberType],
  ]
  test.each(rows.map(([from, to]) => [formatType(from), formatType(to), from, to]))(
    '%s does not fit in %s',
    (_from, _to, from, to) => {
      expect(fits(from, to)).toBe(false)
    },
  )
})

test('types are written as in PSL', () => {
  const map: ValueType = { kind: 'map', key: textType, value: list(u8) }
  expect(formatType(map)).toBe('Map<Text, List<UInt8>>')
  expect(formatType({ kind: 'record', fields: { a: u8, b: open }, optional: ['b'] })).toBe(
    '{ a : UInt8, b? : "open" | "shut" }',
  )
  expect(formatType(handleType)).toBe('Handle')
  expect(formatType({ kind: 'tuple', types: [s16, { kind: 'unit' }] })).toBe('[SInt16, ()]')
})

test('what may be of several types is one of them', () => {
  expect(joined([u8, integerType(8, false)])).toBe(u8)
  expect(joined([u8, textType])).toEqual({ kind: 'variant', types: [u8, textType] })
  expect(joined([u8, anyType])).toEqual(anyType)
  expect(joined([])).toEqual(anyType)
})
