import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EvaluationError, predModel } from '../../src/models/index.ts'
import { objectOf } from './fixture.ts'

const pred = objectOf(predModel)
const operators = ['==', '!=', '<', '<=', '>', '>='] as const

function compare(operator: string, left: unknown, right: unknown): unknown {
  const value = pred.evaluate(operator, [left, right])
  const infix = pred.definition.expressions[operator]?.infix
  expect(infix?.(left as never, right as never, { kind: 'boolean' })).toBe(value)
  return value
}

describe('Pred: comparisons', () => {
  test('== and != compare texts, booleans and integers', () => {
    for (const [left, right, same] of [
      ['a', 'a', true],
      ['a', 'b', false],
      ['', 'a', false],
      [true, true, true],
      [true, false, false],
      [5, 5, true],
      [5, 6, false],
      [-1, 1, false],
    ] as const) {
      expect(compare('==', left, right)).toBe(same)
      expect(compare('!=', left, right)).toBe(!same)
    }
  })

  test('an integer is the same as a number and as a bigint', () => {
    expect(compare('==', 5, 5n)).toBe(true)
    expect(compare('==', 5n, 5)).toBe(true)
    expect(compare('!=', 5n, 5)).toBe(false)
    expect(compare('<', 5, 6n)).toBe(true)
    expect(compare('<=', 2 ** 53 - 1, 2n ** 53n)).toBe(true)
    expect(compare('==', 2n ** 64n - 1n, 2n ** 64n - 1n)).toBe(true)
    expect(compare('==', 2n ** 64n - 1n, 2n ** 64n - 2n)).toBe(false)
  })

  test('order is that of the integers, in both forms of each', () => {
    const integer = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n })
    const near = fc.integer({ min: -2, max: 2 })
    const forms = (value: bigint) =>
      Number.isSafeInteger(Number(value)) ? [value, Number(value)] : [value]
    fc.assert(
      fc.property(integer, fc.oneof(integer, near), (one, distance) => {
        const other = typeof distance === 'number' ? one + BigInt(distance) : distance
        for (const left of forms(one)) {
          for (const right of forms(other)) {
            expect(compare('==', left, right)).toBe(one === other)
            expect(compare('!=', left, right)).toBe(one !== other)
            expect(compare('<', left, right)).toBe(one < other)
            expect(compare('<=', left, right)).toBe(one <= other)
            expect(compare('>', left, right)).toBe(one > other)
            expect(compare('>=', left, right)).toBe(one >= other)
          }
        }
      }),
    )
  })

  test('what has no order has no value', () => {
    for (const operator of ['<', '<=', '>', '>=']) {
      for (const [left, right] of [
        ['a', 'b'],
        [true, false],
        [1, '2'],
        [1, NaN],
        [1, undefined],
      ])
        expect(() => pred.evaluate(operator, [left, right])).toThrow(EvaluationError)
    }
  })

  test('what can not be compared has no value, and != is no exception', () => {
    for (const operator of operators) {
      for (const [left, right] of [
        [5, '5'],
        [1, true],
        ['a', undefined],
        [undefined, undefined],
        [NaN, NaN],
        [1.5, 1.5],
        [2 ** 53, 2 ** 53],
        [[], []],
        [null, null],
      ])
        expect(() => pred.evaluate(operator, [left, right])).toThrow(EvaluationError)
    }
  })
})

describe('Pred: empty', () => {
  test('is true of an empty text, list, set, map and of unit', () => {
    for (const value of ['', [], new Map(), new Uint8Array(), undefined])
      expect(pred.evaluate('empty', value)).toBe(true)
  })

  test('is false of what has parts', () => {
    for (const value of ['a', [0], [undefined], new Map([['a', 1]]), Uint8Array.of(0)])
      expect(pred.evaluate('empty', value)).toBe(false)
  })

  test('of what has no parts ever has no value', () => {
    for (const value of [0, 1n, false, null, {}, NaN])
      expect(() => pred.evaluate('empty', value)).toThrow(EvaluationError)
  })
})

test('an object has expressions only, and no state', () => {
  expect(pred.definition.rules).toEqual({})
  expect(pred.instance).toBeUndefined()
})
