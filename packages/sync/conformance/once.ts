// What `Once` does for whatever waits.

import { expect, it } from 'vitest'
import {
  rcInvalidOperation,
  rcInvalidThreadState,
  rcNotReady,
  rcOk,
  rcRestart,
  rcTimeout,
} from '@kos/retcode'
import { Once } from '@kos/sync'
import type { Waiter } from '@kos/thread'
import { forever, type SyncBench } from './bench.ts'
import type { TestWaiter } from '@kos/thread/conformance'

export function onceConformance(makeBench: () => SyncBench): void {
  const setup = async (count: number) => {
    const bench = makeBench()
    return { bench, once: new Once(), testWaiters: await bench.testWaiters(count) }
  }
  const enter =
    (once: Once, timeout = forever) =>
    (waiter: Waiter) =>
      once.enter(waiter, timeout)

  it('is done by the first who comes; others wait until it is done', async () => {
    const { bench, once, testWaiters } = await setup(3)
    const [anna, ben, carl] = testWaiters as [TestWaiter, TestWaiter, TestWaiter]
    expect([await anna.call(enter(once)), await ben.call(enter(once))]).toEqual([
      rcNotReady,
      'pending',
    ])
    expect([once.isDone, once.waiting, once.owners(), ben.waiter.waitOwner]).toEqual([
      false,
      1,
      [anna.waiter],
      once,
    ])
    await bench.act(() => expect(once.done(anna.waiter)).toBe(rcOk))
    expect([ben.outcome, once.isDone, once.owners(), once.waiting]).toEqual([rcOk, true, [], 0])
    expect(await carl.call(enter(once, 0))).toBe(rcOk)
    expect([anna.waiter.owned, ben.waiter.waitOwner]).toEqual([null, null])
  })

  it('is done by the next who comes if it failed; those who wait are told to come', async () => {
    const { bench, once, testWaiters } = await setup(3)
    const [anna, ben, carl] = testWaiters as [TestWaiter, TestWaiter, TestWaiter]
    await anna.call(enter(once))
    for (const other of [ben, carl]) await other.call(enter(once))
    await bench.act(() => expect(once.failed(anna.waiter)).toBe(rcOk))
    expect([ben.outcome, carl.outcome, once.isDone]).toEqual([rcRestart, rcRestart, false])
    expect([await ben.call(enter(once)), await carl.call(enter(once))]).toEqual([
      rcNotReady,
      'pending',
    ])
    await bench.act(() => once.done(ben.waiter))
    expect(carl.outcome).toBe(rcOk)
  })

  it('is left to others when the one who does it ends', async () => {
    const { bench, once, testWaiters } = await setup(4)
    if (!bench.endsByCancel) return
    const [anna, ben, carl, dora] = testWaiters as [TestWaiter, TestWaiter, TestWaiter, TestWaiter]
    await anna.call(enter(once))
    await anna.cancel()
    expect([await ben.call(enter(once)), await carl.call(enter(once))]).toEqual([
      rcNotReady,
      'pending',
    ])
    await ben.cancel()
    expect([carl.outcome, await dora.call(enter(once)), await carl.call(enter(once))]).toEqual([
      rcRestart,
      rcNotReady,
      'pending',
    ])
    await bench.act(() => once.done(dora.waiter))
    expect(carl.outcome).toBe(rcOk)
  })

  it('is settled by the one who does it alone', async () => {
    const { once, testWaiters } = await setup(2)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    expect([once.done(anna.waiter), once.failed(anna.waiter)]).toEqual([
      rcInvalidOperation,
      rcInvalidOperation,
    ])
    await anna.call(enter(once))
    expect([once.done(ben.waiter), once.failed(ben.waiter), once.isDone]).toEqual([
      rcInvalidOperation,
      rcInvalidOperation,
      false,
    ])
    once.done(anna.waiter)
    expect([once.done(anna.waiter), once.failed(anna.waiter), once.isDone]).toEqual([
      rcInvalidOperation,
      rcInvalidOperation,
      true,
    ])
  })

  it('times out, forgets who is cancelled, and refuses who waits already', async () => {
    const { bench, once, testWaiters } = await setup(4)
    const [anna, ben, carl, dora] = testWaiters as [TestWaiter, TestWaiter, TestWaiter, TestWaiter]
    await anna.call(enter(once))
    expect(await ben.call(enter(once, 0))).toBe(rcTimeout)
    await ben.call(enter(once, 10))
    await carl.call(enter(once))
    await dora.call(enter(once))
    await bench.act(() => expect(once.enter(carl.waiter, forever)).toBe(rcInvalidThreadState))
    await carl.cancel()
    await bench.elapse(10)
    expect([ben.outcome, carl.outcome, dora.outcome]).toEqual([rcTimeout, 'cancelled', 'pending'])
    expect([once.waiting, bench.timers, anna.waiter.owned]).toEqual([1, 0, once])
    await dora.cancel()
    expect([once.waiting, anna.waiter.owned]).toEqual([0, null])
  })

  it('makes the one who does it wait for itself if it comes again', async () => {
    const { bench, once, testWaiters } = await setup(1)
    const [anna] = testWaiters as [TestWaiter]
    await anna.call(enter(once))
    expect(await anna.call(enter(once, 10))).toBe('pending')
    await bench.elapse(10)
    expect([anna.outcome, once.done(anna.waiter)]).toEqual([rcTimeout, rcOk])
  })

  it('lends the one who does it the priority of those who wait', async () => {
    const { bench, once, testWaiters } = await setup(1)
    const [anna] = testWaiters as [TestWaiter]
    const [low, high] = [await bench.testWaiter(9), await bench.testWaiter(20)]
    await anna.call(enter(once))
    await low.call(enter(once))
    expect(anna.waiter.priority).toBe(9)
    await high.call(enter(once, 10))
    expect([anna.waiter.priority, once.maxWaiterPriority]).toEqual([20, 20])
    await bench.elapse(10)
    expect([anna.waiter.priority, once.maxWaiterPriority]).toEqual([9, 9])
    await bench.act(() => once.done(anna.waiter))
    expect([anna.waiter.priority, once.maxWaiterPriority]).toEqual([5, -1])
  })
}
