// Prepared decisions: what a monitor says of one head, kept by whoever asks about many events.
import { describe, expect, test } from 'vitest'
import {
  any,
  createMonitor,
  deny,
  type EventHead,
  failSafe,
  granted,
  type PreparedDecision,
  prepareDecision,
  request,
  type RuleContext,
  type SecurityMonitor,
} from '../src/index.ts'
import { event, Mode } from './fixture.ts'

describe('the prepared decision of a policy', () => {
  test('has the verdict, and decides as the monitor does', () => {
    const monitor = createMonitor([
      request('Client', any, Mode.FMode, ({ message }) => message.value < 8),
      request('Client', any, Mode.Name),
    ])
    const prepared = monitor.prepare(event())
    expect(prepared.verdict).toBe('ask')
    for (const value of [7, 8]) {
      const asked = event({ message: { value } })
      expect(prepared.decide(asked)).toEqual(monitor.decide(asked))
    }
    const always = monitor.prepare(event({ method: 'Name' }))
    expect([always.verdict, always.decide(event({ method: 'Name' }))]).toEqual(['granted', granted])
    const never = monitor.prepare(event({ source: 'Other' }))
    expect([never.verdict, never.decide(event({ source: 'Other' })).granted]).toEqual([
      'denied',
      false,
    ])
  })

  test('shares the state of the monitor, and asks the caller before it is changed', () => {
    let [count, committed] = [0, 0]
    const counting = { granted: true, commit: () => count++ }
    const monitor = createMonitor([request(any, any, () => counting)])
    const prepared = monitor.prepare(event())
    prepared.decide(event(), () => ++committed > 1)
    expect([count, committed]).toEqual([0, 1])
    prepared.decide(event(), () => ++committed > 1)
    monitor.decide(event())
    expect([count, committed]).toEqual([2, 2])
  })
})

describe('the context of a condition', () => {
  const seen: RuleContext[] = []
  const look = (context: RuleContext): boolean => seen.push(context) > 0

  test('is used again for the next event, and keeps nothing of the last', () => {
    const monitor = createMonitor([request(any, any, look)])
    for (const sourceSid of [1, 2]) {
      monitor.decide(event({ sourceSid }))
      expect(seen.at(-1)).toMatchObject({ message: undefined, event: { source: '' } })
    }
    expect(seen[0]).toBe(seen[1])
  })

  test('is another one for a decision inside a decision', () => {
    const log: unknown[] = []
    const inner = event({ source: 'Inner', message: 'inner' })
    const monitor = createMonitor([
      request('Inner', any, ({ source, message }) => log.push(source, message) > 0),
      request('Client', any, (context) => {
        log.push(monitor.decide(inner).granted, monitor.decide(inner).granted)
        return log.push(context.source, context.message) > 0
      }),
    ])
    expect(monitor.decide(event({ message: 'outer' })).granted).toBe(true)
    const asked = ['Inner', 'inner', 'Inner', 'inner', true, true]
    expect(log).toEqual([...asked, 'Client', 'outer'])
  })

  test('is free again when the caller throws in the middle', () => {
    const monitor = createMonitor([request(any, any, () => ({ granted: true }))])
    const raise = (): never => {
      throw new RangeError('no')
    }
    expect(() => monitor.decide(event(), raise)).toThrow(RangeError)
    expect(monitor.decide(event()).granted).toBe(true)
  })

  test('outcomes of a decision inside a decision are its own', () => {
    const log: string[] = []
    const outcome = (name: string, isGranted: boolean) => ({
      granted: isGranted,
      commit: () => log.push(`commit ${name}`),
      rollback: () => log.push(`roll back ${name}`),
    })
    const monitor = createMonitor([
      request('Inner', any, () => outcome('inner', false)),
      request('Client', any, () => outcome('first', true)),
      request('Client', any, () => {
        monitor.decide(event({ source: 'Inner' }))
        return outcome('second', true)
      }),
    ])
    expect(monitor.decide(event()).granted).toBe(true)
    expect(log).toEqual(['roll back inner', 'commit first', 'commit second'])
  })
})

describe('a monitor written by hand', () => {
  const log: string[] = []
  const byHand: SecurityMonitor = {
    classify: ({ source }) => {
      log.push('classify')
      return source === 'Client' ? 'ask' : 'denied'
    },
    decide: (_event, mayCommit) => {
      log.push('decide')
      return mayCommit?.() === false
        ? { granted: false, reason: 'denied-by-rule', message: 'no' }
        : granted
    },
  }

  test('needs no prepare', () => {
    for (const monitor of [byHand, failSafe(byHand)]) {
      log.length = 0
      const prepared = prepareDecision(monitor, event())
      expect([prepared.verdict, prepared.decide(event()).granted]).toEqual(['ask', true])
      expect(prepared.decide(event(), () => false)).toMatchObject({ message: 'no' })
      expect(log).toEqual(['classify', 'decide', 'decide'])
    }
  })

  test('may have one, which is called instead', () => {
    const prepared: PreparedDecision = { verdict: 'granted', decide: () => granted }
    const monitor = { ...byHand, prepare: (_head: EventHead) => prepared }
    expect(prepareDecision(monitor, event())).toBe(prepared)
    log.length = 0
    expect(failSafe(monitor).prepare(event()).verdict).toBe('granted')
    expect(failSafe(monitor).classify(event())).toBe('granted')
    expect(log).toEqual([])
  })

  test.each([
    ['throws', () => raise()],
    ['answers nothing', () => undefined],
    ['answers another verdict', () => ({ verdict: 'maybe', decide: () => granted })],
  ])('whose prepare %s is asked about each event', (_what, prepare) => {
    const failures: unknown[] = []
    const monitor = { ...byHand, prepare } as unknown as SecurityMonitor
    const safe = failSafe(monitor, { onFailure: (error) => failures.push(error) })
    const prepared = safe.prepare(event())
    expect([prepared.verdict, failures.length]).toEqual(['ask', 1])
    expect(prepared.decide(event()).granted).toBe(true)
  })

  test.each([
    ['throws', () => raise()],
    ['answers nothing', () => undefined],
    ['answers true', () => true],
  ])('whose prepared decision %s is one that denies', (_what, decide) => {
    const failures: unknown[] = []
    const prepare = (): PreparedDecision => ({ verdict: 'ask', decide: decide as never })
    const safe = failSafe({ ...byHand, prepare }, { onFailure: (error) => failures.push(error) })
    expect(safe.prepare(event()).decide(event())).toMatchObject({ reason: 'monitor-failed' })
    expect(failures).toHaveLength(1)
  })
})

function raise(): never {
  throw new Error('the monitor is broken')
}

test('a denial that is always the same is prepared once', () => {
  const prepared = createMonitor([deny(request(any, any))]).prepare(event())
  expect(prepared.decide(event())).toBe(prepared.decide(event({ sourceSid: 9 })))
})
