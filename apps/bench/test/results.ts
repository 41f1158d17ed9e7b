// Results as a child process would send them, for tests of what is made of results.
import type { RatioResult } from '../src/result.ts'
import type { Spread } from '../src/statistics.ts'

/** A ratio result with this median; the quartiles are the median unless given. */
export function ratioResult(
  name: string,
  against: string,
  median: number,
  quartiles: Partial<Spread> = {},
): RatioResult {
  const spread = { low: median, high: median, ...quartiles, median }
  return {
    kind: 'ratio',
    name,
    against,
    reference: 'limit',
    spread,
    awaits: { ours: true, theirs: false },
    ns: { ours: 20, theirs: 10 },
  }
}
