// Exploration finds the mistake of every program of the corpus, shows it in few steps, and repeats
// it; in the corrected program it finds no failure.

import { explore, exploreAll, formatFailure, replay } from '@kos/testing'
import { describe, expect, test } from 'vitest'
import { corpus } from './corpus/index.ts'

declare const process: { readonly env: Readonly<Record<string, string | undefined>> }
/**
 * Schedules within which each mistake is found, and within which none is found in a twin: at
 * random, and in order.
 */
const runs = Number(process.env['KOS_MODEL_RUNS'] ?? 100)

describe.each(corpus)('$name', ({ finds, faulty, mended, shows = [], options }) => {
  test('is found, and repeated exactly', async () => {
    const { failure } = await explore(faulty, { runs, seed: 1, ...options })
    expect(failure?.violation.kind).toBe(finds)
    if (failure === null) return
    expect(failure.isRepeatable).toBe(true)
    for (const text of shows) expect(formatFailure(failure)).toContain(text)
    const again = await replay(faulty, { ...options, schedule: failure.schedule })
    expect(again.failure).toEqual({
      ...failure,
      found: failure.schedule.decisions,
      run: 1,
      shrinkRuns: 0,
    })
  })

  test('is not found in the mended twin', async () => {
    const { failure } = await explore(mended, { runs, seed: 1, ...options })
    expect(failure === null ? null : formatFailure(failure)).toBe(null)
    const all = await exploreAll(mended, { maxRuns: runs, ...options })
    expect(all.failure === null ? null : formatFailure(all.failure)).toBe(null)
  })
})

describe('the search of all schedules', () => {
  test.each(corpus.filter(({ isLarge }) => isLarge !== true))(
    'finds $name',
    async ({ finds, faulty, options }) => {
      const { failure } = await exploreAll(faulty, { maxRuns: 250, ...options })
      expect(failure?.violation.kind).toBe(finds)
    },
  )
})
