import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { any, createMonitor, deny, request, type Condition } from '../src/index.ts'
import { event } from './fixture.ts'

/** A condition that writes down what happens to its outcome. */
function step(log: string[], name: string, granted = true): Condition {
  return () => ({
    granted,
    commit: () => log.push(`commit ${name}`),
    rollback: () => log.push(`rollback ${name}`),
  })
}

function decideWith(...conditions: readonly Condition[]): boolean {
  return createMonitor(conditions.map((condition) => request(any, any, condition))).decide(event())
    .granted
}

describe('the outcomes of one event are a transaction', () => {
  test('all are committed, in the order of the rules, when all rules grant', () => {
    const log: string[] = []
    expect(decideWith(step(log, 'a'), () => true, step(log, 'b'))).toBe(true)
    expect(log).toEqual(['commit a', 'commit b'])
  })

  test('all are rolled back, last first, when one rule does not grant', () => {
    for (const refusal of [() => false, () => ({ granted: false })] satisfies Condition[]) {
      const log: string[] = []
      expect(decideWith(step(log, 'a'), refusal, step(log, 'b'))).toBe(false)
      expect(log).toEqual(['rollback b', 'rollback a'])
    }
  })

  test('also the outcome that itself denies, and when a rule fails', () => {
    const log: string[] = []
    expect(decideWith(step(log, 'a', false))).toBe(false)
    const fail: Condition = () => {
      throw new Error('broken')
    }
    expect(decideWith(step(log, 'b'), fail)).toBe(false)
    expect(log).toEqual(['rollback a', 'rollback b'])
  })

  test('a denial that needs no condition calls none, so no state changes', () => {
    const log: string[] = []
    const monitor = createMonitor([request(any, any, step(log, 'a')), deny(request(any, any))])
    expect(monitor.decide(event()).granted).toBe(false)
    expect(log).toEqual([])
  })

  test('all are rolled back if the caller fails', () => {
    const log: string[] = []
    const monitor = createMonitor(['a', 'b'].map((name) => request(any, any, step(log, name))))
    const fail = (): boolean => {
      throw new Error('broken')
    }
    expect(() => monitor.decide(event(), fail)).toThrow('broken')
    expect(log).toEqual(['rollback b', 'rollback a'])
  })

  test('all are rolled back if the caller can not go through with it, and the decision stands', () => {
    const log: string[] = []
    const monitor = createMonitor(['a', 'b'].map((name) => request(any, any, step(log, name))))
    const asked = (answer: boolean) => () => {
      log.push('may commit?')
      return answer
    }
    expect(monitor.decide(event(), asked(false)).granted).toBe(true)
    expect(monitor.decide(event(), asked(true)).granted).toBe(true)
    expect(log).toEqual([
      'may commit?',
      'rollback b',
      'rollback a',
      'may commit?',
      'commit a',
      'commit b',
    ])
  })

  test('the caller is not asked about an event that is denied, nor where there is no state', () => {
    const never = (): boolean => {
      throw new Error('asked')
    }
    const stateless = createMonitor([request(any, any, () => true)])
    expect(stateless.decide(event(), never).granted).toBe(true)
    const log: string[] = []
    const denying = createMonitor([request(any, any, step(log, 'a', false))])
    expect(denying.decide(event(), never).granted).toBe(false)
    expect(log).toEqual(['rollback a'])
  })

  test('changes made at once are seen by later rules of the same event, and undone if it is denied', () => {
    let entries = 0
    const add: Condition = () => {
      if (entries === 2) return false
      entries++
      return { granted: true, rollback: () => entries-- }
    }
    expect(decideWith(add, add, add)).toBe(false)
    expect(entries).toBe(0)
    expect(decideWith(add, add)).toBe(true)
    expect(entries).toBe(2)
  })

  test('a commit that throws denies and is reported; a rollback that throws does not stop the others', () => {
    const log: string[] = []
    const failures: unknown[] = []
    const fail = () => {
      throw new Error('broken')
    }
    const decide = (...conditions: readonly Condition[]) => {
      const rules = conditions.map((condition) => request(any, any, condition))
      return createMonitor(rules, { onFailure: (error) => failures.push(error) }).decide(event())
    }
    expect(decide(() => ({ granted: true, commit: fail }))).toMatchObject({
      granted: false,
      reason: 'monitor-failed',
    })
    decide(
      step(log, 'a'),
      () => ({ granted: true, rollback: fail }),
      () => false,
    )
    expect(log).toEqual(['rollback a'])
    expect(failures).toEqual([new Error('broken'), new Error('broken')])
  })

  test('over random rules, exactly one of commit and rollback happens to every outcome', () => {
    const kinds = fc.constantFrom('grant', 'refuse', 'outcome', 'refusing outcome', 'throw')
    fc.assert(
      fc.property(fc.array(kinds, { minLength: 1, maxLength: 6 }), (verdict) => {
        const log: string[] = []
        const conditions = verdict.map((kind, i): Condition => {
          if (kind.endsWith('outcome')) return step(log, String(i), kind === 'outcome')
          return () => {
            if (kind === 'throw') throw new Error(kind)
            return kind === 'grant'
          }
        })
        const expected = verdict.every((kind) => kind === 'grant' || kind === 'outcome')
        expect(decideWith(...conditions)).toBe(expected)
        const outcomes = verdict.flatMap((kind, i) => (kind.endsWith('outcome') ? [i] : []))
        const happened = expected
          ? outcomes.map((i) => `commit ${i}`)
          : outcomes.toReversed().map((i) => `rollback ${i}`)
        expect(log).toEqual(happened)
      }),
    )
  })
})
