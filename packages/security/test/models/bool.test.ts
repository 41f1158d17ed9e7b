import { expect, test } from 'vitest'
import { boolModel, EvaluationError } from '../../src/models/index.ts'
import { objectOf } from './fixture.ts'

const bool = objectOf(boolModel)
const booleans = [false, true]

test('&&, || and ! are and, or and not', () => {
  for (const left of booleans) {
    expect(bool.evaluate('!', left)).toBe(!left)
    for (const right of booleans) {
      expect(bool.evaluate('&&', [left, right])).toBe(left && right)
      expect(bool.evaluate('||', [left, right])).toBe(left || right)
      for (const operator of ['&&', '||']) {
        const infix = bool.definition.expressions[operator]?.infix
        expect(infix?.(left as never, right as never, { kind: 'boolean' })).toBe(
          bool.evaluate(operator, [left, right]),
        )
      }
    }
  }
})

test('all is true if all are, any if one is', () => {
  for (const [values, all, any] of [
    [[], true, false],
    [[true], true, true],
    [[false], false, false],
    [[true, false], false, true],
    [[false, false], false, false],
    [[true, true], true, true],
  ] as const) {
    expect(bool.evaluate('all', values)).toBe(all)
    expect(bool.evaluate('any', values)).toBe(any)
  }
})

test('what is no boolean has no value, whatever the other side is', () => {
  for (const bad of [0, 1, 'true', undefined, null, []]) {
    expect(() => bool.evaluate('!', bad)).toThrow(EvaluationError)
    for (const good of booleans) {
      for (const operator of ['&&', '||']) {
        expect(() => bool.evaluate(operator, [good, bad])).toThrow(EvaluationError)
        expect(() => bool.evaluate(operator, [bad, good])).toThrow(EvaluationError)
      }
      expect(() => bool.evaluate('all', [good, bad])).toThrow(EvaluationError)
      expect(() => bool.evaluate('any', [good, bad])).toThrow(EvaluationError)
    }
  }
})
