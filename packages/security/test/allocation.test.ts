// A granted decision allocates only what its conditions return: millions of them collect no garbage.
import { PerformanceObserver } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { any, type Condition, createMonitor, request, type RuleContext } from '../src/index.ts'
import { event } from './fixture.ts'

/** How often garbage is collected while `work` runs. */
async function collectionsOf(work: () => void): Promise<number> {
  const observer = new PerformanceObserver(() => {})
  observer.observe({ entryTypes: ['gc'] })
  work()
  // Entries are queued in a later turn.
  await setImmediate()
  const { length } = observer.takeRecords()
  observer.disconnect()
  return length
}

/** Three million decisions, which are all granted. */
function decide(condition: Condition): () => void {
  const asked = event()
  const prepared = createMonitor([request(any, any, condition)]).prepare(asked)
  return () => {
    let denials = 0
    for (let i = 0; i < 3e6; i++) if (!prepared.decide(asked).granted) denials++
    expect(denials).toBe(0)
  }
}

const outcome = { granted: true, rollback: () => {} }

test.each([
  ['of a boolean', ({ sourceSid }: RuleContext) => sourceSid === 1],
  ['of an outcome that is kept', () => outcome],
] as const)('a decision %s allocates nothing', async (_what, condition) => {
  expect(await collectionsOf(decide(condition))).toBeLessThan(4)
})

test('what a condition allocates is seen', async () => {
  expect(await collectionsOf(decide(() => ({ ...outcome })))).toBeGreaterThan(8)
})
