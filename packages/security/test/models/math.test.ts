import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EvaluationError, mathModel, type IntegerType } from '../../src/models/index.ts'
import type { ValueType } from '../../src/models/index.ts'
import { objectOf } from './fixture.ts'

const math = objectOf(mathModel)
const widths = [8, 16, 32, 64] as const
const integerTypes = widths.flatMap((bits) =>
  [false, true].map((isSigned): IntegerType => ({ kind: 'integer', bits, isSigned })),
)

function limitsOf({ bits, isSigned }: IntegerType): [bigint, bigint] {
  const size = 2n ** BigInt(bits)
  return isSigned ? [-size / 2n, size / 2n - 1n] : [0n, size - 1n]
}

function pairOf(type: ValueType, other = type): ValueType {
  return { kind: 'tuple', types: [type, other] }
}

const operations: Readonly<Record<string, (left: bigint, right: bigint) => bigint>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '|': (left, right) => left | right,
  '&': (left, right) => left & right,
}

/** The value or, where there is none, nothing. */
function evaluated(name: string, argument: unknown, type: ValueType): bigint | null {
  try {
    return BigInt(math.evaluate(name, argument, type) as number)
  } catch (error) {
    if (error instanceof EvaluationError) return null
    throw error
  }
}

function valueOf(type: IntegerType): fc.Arbitrary<bigint> {
  const [min, max] = limitsOf(type)
  return fc.oneof(fc.bigInt({ min, max }), fc.constantFrom(min, max, max / 2n))
}

function formsOf(value: bigint): readonly (number | bigint)[] {
  return Number.isSafeInteger(Number(value)) ? [value, Number(value)] : [value]
}

describe('Math: operators', () => {
  test('+ - * | & are exact, and have no value if the type of the operands has not got it', () => {
    const operands = fc
      .constantFrom(...integerTypes)
      .chain((type) => fc.tuple(fc.constant(type), valueOf(type), valueOf(type)))
    fc.assert(
      fc.property(operands, ([type, left, right]) => {
        const [low, high] = limitsOf(type)
        for (const [name, operation] of Object.entries(operations)) {
          const exact = operation(left, right)
          const expected = exact >= low && exact <= high ? exact : null
          for (const one of formsOf(left)) {
            for (const other of formsOf(right))
              expect(evaluated(name, [one, other], pairOf(type))).toBe(expected)
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  test('the infix form is the same', () => {
    for (const [name, expected] of Object.entries({ '+': 8, '-': 4, '*': 12, '|': 6, '&': 2 }))
      expect(
        math.definition.expressions[name]?.infix?.(6 as never, 2 as never, { kind: 'any' }),
      ).toBe(expected)
  })

  test('a result is a number where that is safe', () => {
    expect(math.evaluate('+', [1n, 2n])).toBe(3)
    expect(math.evaluate('+', [2 ** 53 - 1, 1])).toBe(2n ** 53n)
    expect(math.evaluate('-', [2n ** 53n, 1])).toBe(2 ** 53 - 1)
    expect(math.evaluate('*', [0, -5])).toBe(0)
    expect(math.evaluate('|', [0xffff_ffff, 1])).toBe(0xffff_ffff)
    expect(math.evaluate('&', [0xffff_ffff, 0xffff_ff00n])).toBe(0xffff_ff00)
  })

  test('operands of two types have the smallest type that has both', () => {
    const uint8 = integerTypes[0] as IntegerType
    const sint8 = integerTypes[1] as IntegerType
    const uint64 = integerTypes[6] as IntegerType
    expect(evaluated('+', [255, 1], pairOf(uint8))).toBe(null)
    expect(evaluated('+', [255, 1], pairOf(uint8, sint8))).toBe(256n)
    expect(evaluated('-', [0, 1], pairOf(uint8, sint8))).toBe(-1n)
    expect(evaluated('+', [255, 1], pairOf(uint8, { kind: 'literal', value: 1n }))).toBe(null)
    expect(evaluated('-', [1, 2], pairOf(uint64, sint8))).toBe(-1n)
  })

  test('integers of types that are not known have 64 bits', () => {
    const any: ValueType = { kind: 'any' }
    expect(evaluated('+', [2n ** 64n - 1n, 0], any)).toBe(2n ** 64n - 1n)
    expect(evaluated('+', [2n ** 64n - 1n, 1], any)).toBe(null)
    expect(evaluated('-', [-(2n ** 63n), 1], any)).toBe(null)
    expect(evaluated('*', [2n ** 63n, 2], any)).toBe(null)
  })

  test('~ is the complement in the bits of the type', () => {
    for (const type of integerTypes) {
      const [low, high] = limitsOf(type)
      for (const value of [low, 0n, 1n, high]) {
        const complement = type.isSigned ? -value - 1n : high - value
        expect(evaluated('~', value, type)).toBe(complement)
      }
    }
    expect(() => math.evaluate('~', 5)).toThrow(EvaluationError)
  })

  test('what is no integer has no value', () => {
    for (const bad of ['1', 1.5, NaN, undefined, true, 2 ** 53]) {
      for (const name of Object.keys(operations)) {
        expect(() => math.evaluate(name, [bad, 1])).toThrow(EvaluationError)
        expect(() => math.evaluate(name, [1, bad])).toThrow(EvaluationError)
      }
      for (const name of ['~', 'neg', 'abs', 'uint8', 'sint64'])
        expect(() => math.evaluate(name, bad)).toThrow(EvaluationError)
      for (const name of ['sum', 'product'])
        expect(() => math.evaluate(name, [bad])).toThrow(EvaluationError)
    }
  })
})

describe('Math: neg and abs', () => {
  test('change the sign, and have no value where the type has not got it', () => {
    for (const type of integerTypes.filter(({ isSigned }) => isSigned)) {
      const [low, high] = limitsOf(type)
      for (const value of [high, 1n, 0n, -1n, -high]) {
        expect(evaluated('neg', value, type)).toBe(-value)
        expect(evaluated('abs', value, type)).toBe(value < 0n ? -value : value)
      }
      expect(evaluated('neg', low, type)).toBe(null)
      expect(evaluated('abs', low, type)).toBe(null)
    }
    expect(Object.is(math.evaluate('neg', 0), 0)).toBe(true)
  })
})

describe('Math: sum and product', () => {
  const listOf = (element: ValueType): ValueType => ({ kind: 'list', element })

  test('of an empty list are 0 and 1', () => {
    expect(math.evaluate('sum', [])).toBe(0)
    expect(math.evaluate('product', [])).toBe(1)
  })

  test('add and multiply, within the type of the elements', () => {
    const uint8 = integerTypes[0] as IntegerType
    expect(evaluated('sum', [1, 2n, 3], listOf(uint8))).toBe(6n)
    expect(evaluated('product', [4, 5n, 6], listOf(uint8))).toBe(120n)
    expect(evaluated('sum', [200, 100], listOf(uint8))).toBe(null)
    expect(evaluated('product', [16, 16], listOf(uint8))).toBe(null)
    expect(math.evaluate('sum', [2n ** 63n, 2n ** 63n - 1n])).toBe(2n ** 64n - 1n)
  })

  test('stop where 64 bits are too few, however long the list is', () => {
    const factors = Array.from({ length: 100_000 }, () => 2n ** 63n)
    expect(() => math.evaluate('product', factors)).toThrow(EvaluationError)
  })
})

describe('Math: casts', () => {
  test('to every type keep the value, or there is none', () => {
    for (const type of integerTypes) {
      const name = `${type.isSigned ? 'sint' : 'uint'}${type.bits}`
      const [low, high] = limitsOf(type)
      for (const value of [low, 0n, high])
        for (const form of formsOf(value))
          expect(evaluated(name, form, { kind: 'any' })).toBe(value)
      expect(evaluated(name, high + 1n, { kind: 'any' })).toBe(null)
      expect(evaluated(name, low - 1n, { kind: 'any' })).toBe(null)
      expect(math.definition.expressions[name]?.result).toEqual(type)
    }
  })
})
