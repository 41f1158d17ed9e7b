// What a latch does for whatever waits.

import { expect, it } from 'vitest'
import {
  rcBusy,
  rcFail,
  rcInvalidArgument,
  rcInvalidThreadState,
  rcOk,
  rcTimeout,
} from '@kos/retcode'
import { Latch } from '@kos/sync'
import type { Waiter } from '@kos/thread'
import { forever, type SyncBench } from './bench.ts'
import type { TestWaiter } from '@kos/thread/conformance'

export function latchConformance(makeBench: () => SyncBench): void {
  const setup = async (start: number, count: number) => {
    const bench = makeBench()
    return { bench, latch: new Latch(start), testWaiters: await bench.testWaiters(count) }
  }
  const wait =
    (latch: Latch, timeout = forever) =>
    (waiter: Waiter) =>
      latch.wait(waiter, timeout)

  it('lets all go on when it comes to 0, and stays there', async () => {
    const { bench, latch, testWaiters } = await setup(3, 3)
    const [anna, ben, carl] = testWaiters as [TestWaiter, TestWaiter, TestWaiter]
    for (const each of [anna, ben]) expect(await each.call(wait(latch))).toBe('pending')
    await bench.act(() => expect(latch.countDown()).toBe(rcOk))
    expect([latch.count, latch.waiting, latch.tryWait()]).toEqual([2, 2, rcBusy])
    await bench.act(() => expect(latch.countDown(2)).toBe(rcOk))
    expect([anna.outcome, ben.outcome, latch.waiting]).toEqual([rcOk, rcOk, 0])
    expect(await carl.call(wait(latch, 0))).toBe(rcOk)
    expect([latch.tryWait(), latch.countDown(), latch.count]).toEqual([rcOk, rcFail, 0])
  })

  it('refuses to count down by what is no number of times, or too many', async () => {
    const { latch } = await setup(2, 0)
    for (const times of [0, -1, 1.5, NaN]) expect(latch.countDown(times)).toBe(rcInvalidArgument)
    expect([latch.countDown(3), latch.count]).toEqual([rcFail, 2])
  })

  it('times out, at once for a time-out of 0, and forgets who is cancelled', async () => {
    const { bench, latch, testWaiters } = await setup(1, 2)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    expect(await anna.call(wait(latch, 0))).toBe(rcTimeout)
    await anna.call(wait(latch, 10))
    await ben.call(wait(latch, 20))
    await bench.elapse(10)
    await ben.cancel()
    expect([anna.outcome, ben.outcome, latch.waiting, bench.timers]).toEqual([
      rcTimeout,
      'cancelled',
      0,
      0,
    ])
  })

  it('refuses a waiter that waits already', async () => {
    const { bench, latch, testWaiters } = await setup(1, 1)
    await testWaiters[0]!.call(wait(latch))
    await bench.act(() =>
      expect(latch.wait(testWaiters[0]!.waiter, forever)).toBe(rcInvalidThreadState),
    )
    await bench.act(() => latch.countDown())
    expect([testWaiters[0]!.outcome, latch.waiting]).toEqual([rcOk, 0])
  })
}
