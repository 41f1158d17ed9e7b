// How sides are run and things are weighed. No test here looks at how long anything took.
import { describe, expect, it } from 'vitest'
import { alternate } from '../src/alternate.ts'
import type { Batch, Comparison, Side } from '../src/case.ts'
import { limit } from '../src/case.ts'
import { measureComparison } from '../src/child.ts'
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

describe('weighing', () => {
  it('refuses to guess without a way to collect garbage', async () => {
    expect(globalThis.gc).toBeUndefined()
    await expect(weigh((count) => Array.from({ length: count }, () => ({})), 10, 1)).rejects.toThrow('--expose-gc')
  })
})
