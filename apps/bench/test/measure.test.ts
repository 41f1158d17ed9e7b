// How sides are run and things are weighed. No test here looks at how long anything took.
import { describe, expect, it } from 'vitest'
import { alternateAnew, fewestRounds } from '../src/alternate-anew.ts'
import { alternate } from '../src/alternate.ts'
import type { Batch, Comparison, Side } from '../src/case.ts'
import { limit } from '../src/case.ts'
import { measureComparison } from '../src/child.ts'
import { disturbances } from '../src/disturb.ts'
import { weigh } from '../src/weigh.ts'

const pace = { rounds: 4, roundMs: 0.3, warmUpMs: 1 }

function spin(iterations: number): void {
  for (let i = 0; i < iterations; i++) Math.hypot(i, i)
}

function noting(log: string[], letter: string, batch: Batch = spin): Side {
  return {
    awaits: false,
    start: () => {
      log.push(`start ${letter}`)
      return (iterations) => {
        log.push(letter)
        return batch(iterations)
      }
    },
  }
}

describe('rounds', () => {
  it('alternate between the sides after both have started', async () => {
    const log: string[] = []
    const rounds = await alternate(noting(log, 'A'), noting(log, 'B'), pace)
    expect(log.slice(0, 2)).toEqual(['start A', 'start B'])
    expect(log.slice(2).join('')).toMatch(/^A+B+(A{6}B{6}){4}$/)
    expect([rounds.ours.length, rounds.theirs.length]).toEqual([4, 4])
  })

  it('wait for a batch that awaits', async () => {
    let running = 0
    const slow: Batch = async (iterations) => {
      expect(running++).toBe(0)
      for (let i = 0; i < iterations; i++) await undefined
      running--
    }
    await alternate(noting([], 'A', slow), noting([], 'B', slow), pace)
    expect(running).toBe(0)
  })

  it('have batches of a size that one long batch at the start does not decide', async () => {
    const sizes: number[] = []
    const slowAtFirst: Batch = (iterations) => {
      const end = performance.now() + (sizes.length === 0 ? 20 : 0)
      sizes.push(iterations)
      while (performance.now() < end);
      spin(iterations)
    }
    await alternate(noting([], 'A', slowAtFirst), noting([], 'B'), pace)
    expect(sizes[0]).toBe(1)
    expect(sizes.at(-1)).toBeGreaterThan(1)
  })

  it('pass on what a side throws', async () => {
    const broken = noting([], 'A', () => {
      throw new Error('broken')
    })
    await expect(alternate(broken, noting([], 'B'), pace)).rejects.toThrow('broken')
  })

  it('give a ratio with its reference and who awaits', async () => {
    const theirs = limit('spinning', noting([], 'B'))
    const comparison: Comparison = {
      kind: 'ratio',
      name: 'a/b',
      against: 'spinning',
      ours: { ...noting([], 'A'), awaits: true },
      theirs,
      iterations: 0,
    }
    expect(await measureComparison(comparison, pace)).toMatchObject({
      kind: 'ratio',
      name: 'a/b',
      against: 'spinning',
      reference: 'limit',
      awaits: { ours: true, theirs: false },
    })
  })
})

describe('rounds of batches that use up what they work on', () => {
  function wearing(log: string[], letter: string): Side {
    return {
      awaits: false,
      start: (iterations) => {
        log.push(`${letter}${iterations}`)
        const things = Array.from({ length: iterations }, (_, index) => index)
        return async (count) => {
          expect(things).toHaveLength(count)
          for (let i = 0; i < count; i++) things.pop()
          await undefined
        }
      },
    }
  }

  it('start each batch anew with what it needs, and alternate', async () => {
    const log: string[] = []
    const rounds = await alternateAnew(wearing(log, 'A'), wearing(log, 'B'), 5, {
      ...pace,
      warmUpMs: 0.001,
    })
    expect(log.join(' ')).toMatch(/^A1 B1 (A5 )+(B5 )+(A5 B5 ){3}A5 B5$/)
    expect([rounds.ours.length, rounds.theirs.length]).toEqual([4, 4])
  })

  it('are few if they take long', async () => {
    const rounds = await alternateAnew(
      wearing([], 'A'),
      wearing([], 'B'),
      5,
      { ...pace, rounds: 1000 },
      0,
    )
    expect(rounds.ours).toHaveLength(fewestRounds)
  })

  it('are what a case with fixed iterations gets', async () => {
    const log: string[] = []
    const theirs = limit('pop', wearing(log, 'B'))
    const comparison: Comparison = {
      kind: 'ratio',
      name: 'a/b',
      against: 'pop',
      ours: wearing(log, 'A'),
      theirs,
      iterations: 9,
    }
    expect(await measureComparison(comparison, pace)).toMatchObject({ kind: 'ratio', name: 'a/b' })
    expect(new Set(log)).toEqual(new Set(['A1', 'B1', 'A9', 'B9']))
  })
})

describe('waits of others', () => {
  it('are counted from the second time on', async () => {
    let times = 0
    expect(await disturbances(() => Promise.resolve(++times), 3)).toEqual([2, 3, 4])
  })

  it('give a pause in ms', async () => {
    const comparison: Comparison = {
      kind: 'pause',
      name: 'a/b',
      against: 'someone',
      disturb: () => Promise.resolve(3),
    }
    const spread = { median: 3, low: 3, high: 3 }
    expect(await measureComparison(comparison, pace)).toEqual({
      kind: 'pause',
      name: 'a/b',
      against: 'someone',
      spread,
    })
  })
})

describe('weighing', () => {
  it('refuses to guess without a way to collect garbage', async () => {
    expect(globalThis.gc).toBeUndefined()
    await expect(
      weigh((count) => Array.from({ length: count }, () => ({})), 10, 1),
    ).rejects.toThrow('--expose-gc')
  })
})
