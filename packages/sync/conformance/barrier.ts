// What a barrier does for whatever waits.

import { expect, it } from 'vitest'
import { rcInvalidThreadState, rcOk, rcTimeout } from '@kos/retcode'
import { Barrier } from '@kos/sync'
import type { Waiter } from '@kos/thread'
import { forever, type SyncBench } from './bench.ts'
import type { TestWaiter } from '@kos/thread/conformance'

export function barrierConformance(makeBench: () => SyncBench): void {
  const setup = async (parties: number, count: number) => {
    const bench = makeBench()
    return { bench, barrier: new Barrier(parties), testWaiters: await bench.testWaiters(count) }
  }
  const wait =
    (barrier: Barrier, timeout = forever) =>
    (waiter: Waiter) =>
      barrier.wait(waiter, timeout)
  const outcomes = (testWaiters: readonly TestWaiter[]) => testWaiters.map(({ outcome }) => outcome)

  it('keeps all waiting until the last one arrives, phase after phase', async () => {
    const { barrier, testWaiters } = await setup(3, 3)
    for (let phase = 0; phase < 3; phase++) {
      for (const early of testWaiters.slice(0, 2))
        expect(await early.call(wait(barrier))).toBe('pending')
      expect([barrier.waiting, barrier.parties]).toEqual([2, 3])
      // The last one does not wait.
      expect(await testWaiters[2]!.call(wait(barrier, 0))).toBe(rcOk)
      expect([outcomes(testWaiters), barrier.waiting]).toEqual([[rcOk, rcOk, rcOk], 0])
    }
  })

  it('of one party keeps nobody waiting', async () => {
    const { barrier, testWaiters } = await setup(1, 1)
    expect(await testWaiters[0]!.call(wait(barrier, 0))).toBe(rcOk)
  })

  it('does not count who times out or is cancelled', async () => {
    const { bench, barrier, testWaiters } = await setup(3, 5)
    const [anna, ben, carl, dora, emil] = testWaiters as [
      TestWaiter,
      TestWaiter,
      TestWaiter,
      TestWaiter,
      TestWaiter,
    ]
    expect(await anna.call(wait(barrier, 0))).toBe(rcTimeout)
    await anna.call(wait(barrier, 10))
    await ben.call(wait(barrier, 100))
    await bench.elapse(10)
    await ben.cancel()
    expect([anna.outcome, ben.outcome, barrier.waiting, bench.timers]).toEqual([
      rcTimeout,
      'cancelled',
      0,
      0,
    ])
    for (const each of [carl, dora]) expect(await each.call(wait(barrier))).toBe('pending')
    await emil.call(wait(barrier))
    expect(outcomes([carl, dora, emil])).toEqual([rcOk, rcOk, rcOk])
  })

  it('refuses a waiter that waits already, and does not count it', async () => {
    const { bench, barrier, testWaiters } = await setup(2, 2)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    await anna.call(wait(barrier))
    await bench.act(() => expect(barrier.wait(anna.waiter, forever)).toBe(rcInvalidThreadState))
    expect([anna.outcome, barrier.waiting]).toEqual(['pending', 1])
    await ben.call(wait(barrier))
    expect(outcomes([anna, ben])).toEqual([rcOk, rcOk])
  })
}
