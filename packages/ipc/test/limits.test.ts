// The caches of verdicts: as many pairs of classes as there may be, and one more.

import { expect, test } from 'vitest'
import { maxVerdictCaches } from '../src/limits.ts'
import { VerdictCaches } from '../src/verdict-cache.ts'

test('verdicts are cached for so many pairs of classes, and then anew', () => {
  const caches = new VerdictCaches()
  const of = (className: string) => ({ className, sid: 1, space: null, endpoints: [] })
  const between = (client: number): unknown => caches.between(of(`Client${client}`), of('Server'))
  const first = between(0)
  for (let client = 1; client < maxVerdictCaches; client++) between(client)
  expect(between(0)).toBe(first)
  between(maxVerdictCaches)
  expect(between(0)).not.toBe(first)
})
