import { describe, expect, test } from 'vitest'
import {
  any,
  createMonitor,
  deny,
  granted,
  failSafe,
  request,
  type Condition,
  type SecurityMonitor,
} from '../src/index.ts'
import { event } from './fixture.ts'

function decideWith(...conditions: readonly unknown[]) {
  const failures: unknown[] = []
  const rules = conditions.map((condition) => request(any, any, condition as Condition))
  const monitor = createMonitor(rules, { onFailure: (error) => failures.push(error) })
  return { decision: monitor.decide(event()), failures }
}

function raise(error: unknown): () => never {
  return () => {
    throw error
  }
}

describe('a condition that cannot be evaluated', () => {
  test('denies the event and is reported', () => {
    const failure = new RangeError('no such table')
    const { decision, failures } = decideWith(() => true, raise(failure))
    expect(decision).toMatchObject({
      granted: false,
      reason: 'monitor-failed',
      rule: { number: 2 },
    })
    expect(failures).toEqual([failure])
  })

  test('denies also in a deny, where false would grant', () => {
    const monitor = createMonitor([request(any, any), deny(request(any, any, raise('no')))])
    expect(monitor.decide(event())).toMatchObject({ granted: false, reason: 'monitor-failed' })
  })

  test('is one that returns anything but a boolean or an outcome', () => {
    const answers = [
      undefined,
      null,
      1,
      'true',
      {},
      [],
      Promise.resolve(true),
      { granted: 1 },
      { granted: true, commit: 1 },
    ]
    for (const answer of answers) {
      const { decision, failures } = decideWith(() => answer)
      expect(decision).toMatchObject({ granted: false, reason: 'monitor-failed' })
      expect(failures).toEqual([expect.any(TypeError)])
    }
    expect(decideWith(() => Promise.resolve(true)).failures).toMatchInlineSnapshot(`
      [
        [TypeError: the condition answered a promise, and conditions are synchronous; it must answer true, false or { granted, commit, rollback }],
      ]
    `)
  })

  test('may throw a value without a text', () => {
    const { decision } = decideWith(raise(Object.create(null)))
    expect(decision).toMatchObject({ granted: false, reason: 'monitor-failed' })
  })

  test('each one is reported; the first in the policy is named', () => {
    const { decision, failures } = decideWith(() => false, raise('second'), raise('third'))
    expect(decision).toMatchObject({ reason: 'denied-by-rule', rule: { number: 1 } })
    expect(failures).toEqual(['second', 'third'])
  })

  test('a deny answers a boolean, not an outcome', () => {
    const monitor = createMonitor([
      request(any, any),
      deny(request(any, any, () => ({ granted: false }))),
    ])
    expect(monitor.decide(event())).toMatchObject({ granted: false, reason: 'monitor-failed' })
  })

  test('a message that throws when it is decoded fails the rule, not the caller', () => {
    const broken = Object.defineProperty({ ...event() }, 'message', {
      get: raise(new Error('decoded too late')),
    })
    const monitor = createMonitor([request(any, any, () => true)])
    expect(monitor.decide(broken)).toMatchObject({ granted: false, reason: 'monitor-failed' })
  })

  test('a listener that throws does not change the decision', () => {
    const monitor = createMonitor([request(any, any, raise('no'))], { onFailure: raise('neither') })
    expect(monitor.decide(event())).toMatchObject({ granted: false, reason: 'monitor-failed' })
  })
})

describe('failSafe', () => {
  function guarded(monitor: Partial<Record<keyof SecurityMonitor, () => unknown>>) {
    const failures: unknown[] = []
    const whole = { classify: () => 'ask', decide: () => granted, ...monitor } as SecurityMonitor
    return { monitor: failSafe(whole, { onFailure: (error) => failures.push(error) }), failures }
  }

  test('returns the decision of the monitor', () => {
    const denial = { granted: false, reason: 'denied-by-rule', message: 'not today' }
    expect(guarded({}).monitor.decide(event())).toEqual({ granted: true })
    expect(guarded({ decide: () => denial }).monitor.decide(event())).toEqual(denial)
    expect(guarded({ classify: () => 'granted' }).monitor.classify(event())).toBe('granted')
  })

  test('denies when decide throws, and reports it', () => {
    const { monitor, failures } = guarded({ decide: raise(new Error('broken')) })
    expect(monitor.decide(event())).toMatchInlineSnapshot(`
      {
        "granted": false,
        "message": "request Client -> Server demo.Mode.FMode (endpoint mode): denied, the monitor failed: Error: broken",
        "reason": "monitor-failed",
      }
    `)
    expect(failures).toEqual([new Error('broken')])
  })

  test('denies when decide returns no decision', () => {
    for (const answer of [
      undefined,
      null,
      true,
      'granted',
      {},
      { granted: 'yes' },
      Promise.resolve(granted),
    ]) {
      const { monitor, failures } = guarded({ decide: () => answer })
      expect(monitor.decide(event())).toMatchObject({ granted: false, reason: 'monitor-failed' })
      expect(failures).toEqual([expect.any(TypeError)])
    }
  })

  test('adds a message to a denial without one', () => {
    expect(guarded({ decide: () => ({ granted: false }) }).monitor.decide(event()))
      .toMatchInlineSnapshot(`
      {
        "granted": false,
        "message": "request Client -> Server demo.Mode.FMode (endpoint mode): denied by the monitor, which does not say why",
        "reason": "denied-by-rule",
      }
    `)
  })

  test('returns ask when classify fails, so that decide is called', () => {
    for (const classify of [raise('no'), () => 'allowed', () => undefined]) {
      const { monitor, failures } = guarded({ classify })
      expect(monitor.classify(event())).toBe('ask')
      expect(failures).toHaveLength(1)
    }
  })
})
