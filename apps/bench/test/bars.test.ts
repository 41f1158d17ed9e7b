// Which bars count as met, and what --check says about the others.
import { describe, expect, it } from 'vitest'
import type { Bar } from '../src/bars.ts'
import { readBars, shown, unmetBars } from '../src/bars.ts'
import { filterOf } from '../src/filter.ts'
import { verdictOf } from '../src/report.ts'
import type { Result } from '../src/result.ts'
import { ratioResult } from './results.ts'

const everything = filterOf([])
const bar: Bar = { case: 'ipc/round-trip', against: 'ping-pong', atMost: 2 }
const reasons = (bars: Bar[], results: Result[]): string[] =>
  unmetBars(bars, results, everything).map(({ reason }) => reason)

describe('a bar', () => {
  it('is met by a median up to and at it, however far the spread reaches', () => {
    expect(
      reasons([bar], [ratioResult('ipc/round-trip', 'ping-pong', 2, { low: 1, high: 9 })]),
    ).toEqual([])
  })

  it('is not met by a median over it', () => {
    expect(
      reasons([bar], [ratioResult('ipc/round-trip', 'ping-pong', 2.5, { low: 1, high: 9 })]),
    ).toEqual(['2.5 is over 2'])
  })

  it('is reported with all digits when it is missed by less than is usually shown', () => {
    expect(reasons([bar], [ratioResult('ipc/round-trip', 'ping-pong', 2.0004)])).toEqual([
      '2.0004 is over 2',
    ])
  })

  it('is judged against its own reference only', () => {
    const comlink: Bar = { case: 'ipc/typed-call', against: 'comlink', atMost: 0.04 }
    const results = [
      ratioResult('ipc/typed-call', 'ping-pong', 3.5),
      ratioResult('ipc/typed-call', 'comlink', 0.03),
    ]
    expect(reasons([comlink], results)).toEqual([])
  })

  it('is not met when nothing measured it', () => {
    expect(reasons([bar], [])).toEqual(['not measured'])
    expect(reasons([bar], [ratioResult('ipc/round-trip', 'comlink', 1)])).toEqual(['not measured'])
  })

  it('is not met when its case failed', () => {
    expect(
      reasons(
        [bar],
        [{ kind: 'failed', name: 'ipc/round-trip', against: 'ping-pong', reason: 'it crashed' }],
      ),
    ).toEqual(['failed'])
  })

  it('is never judged when it is a guide, measured or not', () => {
    const guide: Bar = { case: 'kos/memory', against: 'thread', atMost: 200, guide: true }
    const spread = { median: 5000, low: 5000, high: 5000 }
    expect(
      reasons([guide], [{ kind: 'memory', name: 'kos/memory', against: 'thread', spread }]),
    ).toEqual([])
    expect(reasons([guide], [])).toEqual([])
  })

  it('is left alone when the filter does not ask for its case', () => {
    expect(unmetBars([bar], [], filterOf(['thread']))).toEqual([])
    expect(unmetBars([bar], [], filterOf(['ipc/*']))).toHaveLength(1)
  })
})

describe('the verdict', () => {
  it('names each bar that is not met', () => {
    const unmet = unmetBars(
      [bar, { case: 'thread/yield', against: 'half a ping-pong', atMost: 1.5 }],
      [],
      everything,
    )
    expect(verdictOf(unmet)).toBe(
      'Bars not met:\n  ipc/round-trip against ping-pong: not measured\n  thread/yield against half a ping-pong: not measured',
    )
  })

  it('says so when all are met', () => {
    expect(verdictOf([])).toBe('Every bar is met.')
  })
})

describe('our file of bars', () => {
  const bars = readBars(new URL('../bars.json', import.meta.url))

  it('can be read', () => {
    expect(bars).toContainEqual({ case: 'ipc/typed-call', against: 'comlink', atMost: 0.035 })
  })

  it('has one bar for a case and a reference', () => {
    expect(new Set(bars.map((bar) => `${bar.case} ${bar.against}`)).size).toBe(bars.length)
  })
})

describe('a number', () => {
  it('is shown with three digits that count, and whole from a thousand on', () => {
    expect([0.04, 1, 1.456, 12.34, 3072, 123456.7, 0.000123].map(shown)).toEqual([
      '0.04',
      '1',
      '1.46',
      '12.3',
      '3072',
      '123457',
      '0.000123',
    ])
  })
})
