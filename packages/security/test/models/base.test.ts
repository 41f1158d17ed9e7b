import { describe, expect, test } from 'vitest'
import { baseModel, EvaluationError } from '../../src/models/index.ts'
import { environment, objectOf } from './fixture.ts'

const base = objectOf(baseModel)

describe('Base', () => {
  test('grant () grants', () => expect(base.apply('grant')).toBe(true))

  test('assert grants if its argument is true', () => {
    expect(base.apply('assert', true)).toBe(true)
    expect(base.apply('assert', false)).toBe(false)
  })

  test('deny () denies', () => expect(base.apply('deny')).toBe(false))

  test('deny denies if its argument is true, and grants otherwise', () => {
    expect(base.apply('deny', true)).toBe(false)
    expect(base.apply('deny', false)).toBe(true)
  })

  test('assert and deny of what is no boolean can not be evaluated', () => {
    for (const bad of [0, 1, 'true', null, []]) {
      expect(() => base.apply('assert', bad)).toThrow(EvaluationError)
      expect(() => base.apply('deny', bad)).toThrow(EvaluationError)
    }
    expect(() => base.apply('assert')).toThrow(EvaluationError)
  })
})

describe('Base: set_level', () => {
  test('changes the level of the audit at once, and back by rollback', () => {
    const given = environment()
    const base = objectOf(baseModel, undefined, {}, given)
    const first = base.apply('set_level', 3)
    const second = base.apply('set_level', 255n)
    expect(given.audit.level).toBe(255)
    for (const outcome of [second, first]) {
      if (typeof outcome === 'boolean') throw new Error('no outcome')
      expect(outcome.granted).toBe(true)
      outcome.rollback?.()
    }
    expect(given.audit.level).toBe(0)
  })

  test('is the level of the monitor, whichever object changes it', () => {
    const given = environment()
    objectOf(baseModel, undefined, {}, given).grants('set_level', 1)
    expect(given.audit.level).toBe(1)
    objectOf(baseModel, undefined, {}, given).grants('set_level', 2)
    expect(given.audit.level).toBe(2)
  })

  test('takes 0 to 255, and changes nothing for others', () => {
    const given = environment()
    const base = objectOf(baseModel, undefined, {}, given)
    for (const bad of [256, -1, 1.5, '1', undefined])
      expect(() => base.apply('set_level', bad)).toThrow(EvaluationError)
    expect(given.audit.level).toBe(0)
  })
})
