import { expect, test } from 'vitest'
import { EvaluationError, structModel } from '../../src/models/index.ts'
import { objectOf } from './fixture.ts'

const struct = objectOf(structModel)

test('size is the number of elements of a sequence, list, set or map', () => {
  expect(struct.evaluate('size', [])).toBe(0)
  expect(struct.evaluate('size', [1, 2, 3])).toBe(3)
  expect(struct.evaluate('size', Uint8Array.of(1, 2))).toBe(2)
  expect(struct.evaluate('size', new Map([['a', 1]]))).toBe(1)
})

test('what has no elements has no size', () => {
  for (const value of [1, 'text', {}, { length: 3, size: 3 }, undefined, null])
    expect(() => struct.evaluate('size', value)).toThrow(EvaluationError)
})
