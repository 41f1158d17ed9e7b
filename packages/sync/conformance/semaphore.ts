// What a semaphore does for whatever waits.

import { expect, it } from 'vitest'
import {
  rcBusy,
  rcFail,
  rcInvalidArgument,
  rcInvalidThreadState,
  rcOk,
  rcTimeout,
} from '@kos/retcode'
import { KOS_SEMAPHORE_VALUE_MAX, Semaphore } from '@kos/sync'
import type { Waiter } from '@kos/thread'
import { forever, type SyncBench } from './bench.ts'
import type { TestWaiter } from '@kos/thread/conformance'

export function semaphoreConformance(makeBench: () => SyncBench): void {
  const setup = async (count: number, permits = 0) => {
    const bench = makeBench()
    return { bench, semaphore: new Semaphore(permits), testWaiters: await bench.testWaiters(count) }
  }
  const wait =
    (semaphore: Semaphore, timeout = forever) =>
    (waiter: Waiter) =>
      semaphore.wait(waiter, timeout)

  it('gives so many permits, and then keeps waiting', async () => {
    const { bench, semaphore, testWaiters } = await setup(4, 2)
    for (const testWaiter of testWaiters) await testWaiter.call(wait(semaphore))
    expect(testWaiters.map(({ outcome }) => outcome)).toEqual([rcOk, rcOk, 'pending', 'pending'])
    expect([semaphore.count, semaphore.waiting]).toEqual([0, 2])
    await bench.act(() => expect(semaphore.signal()).toBe(rcOk))
    expect(testWaiters.map(({ outcome }) => outcome)).toEqual([rcOk, rcOk, rcOk, 'pending'])
    await bench.act(() => expect(semaphore.signal(3)).toBe(rcOk))
    expect([testWaiters[3]!.outcome, semaphore.count, semaphore.waiting]).toEqual([rcOk, 2, 0])
  })

  it('gives a permit to a higher priority first, and to nobody who comes between', async () => {
    const { bench, semaphore, testWaiters } = await setup(1)
    const high = await bench.testWaiter(20)
    await testWaiters[0]!.call(wait(semaphore))
    await high.call(wait(semaphore))
    await bench.act(() => {
      semaphore.signal()
      expect(semaphore.tryWait()).toBe(rcBusy)
    })
    expect([high.outcome, testWaiters[0]!.outcome]).toEqual([rcOk, 'pending'])
  })

  it('is tried without waiting', async () => {
    const { semaphore } = await setup(0, 1)
    expect([semaphore.tryWait(), semaphore.tryWait(), semaphore.count]).toEqual([rcOk, rcBusy, 0])
  })

  it('times out, at once for a time-out of 0, and forgets who is cancelled', async () => {
    const { bench, semaphore, testWaiters } = await setup(2)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    expect(await anna.call(wait(semaphore, 0))).toBe(rcTimeout)
    await anna.call(wait(semaphore, 10))
    await ben.call(wait(semaphore, 20))
    await bench.elapse(10)
    await ben.cancel()
    expect([anna.outcome, ben.outcome, semaphore.waiting, bench.timers]).toEqual([
      rcTimeout,
      'cancelled',
      0,
      0,
    ])
    await bench.act(() => semaphore.signal())
    expect(semaphore.count).toBe(1)
  })

  it('refuses what is no number of permits, and more than it can hold: nothing has changed', async () => {
    const { semaphore } = await setup(0, 1)
    for (const count of [0, -1, 1.5, NaN, KOS_SEMAPHORE_VALUE_MAX + 1])
      expect(semaphore.signal(count)).toBe(rcInvalidArgument)
    expect(semaphore.signal(KOS_SEMAPHORE_VALUE_MAX)).toBe(rcFail)
    expect(semaphore.count).toBe(1)
    expect(semaphore.signal(KOS_SEMAPHORE_VALUE_MAX - 1)).toBe(rcOk)
    expect(semaphore.signal()).toBe(rcFail)
    expect(semaphore.count).toBe(KOS_SEMAPHORE_VALUE_MAX)
  })

  it('ends only while nobody waits, and begins anew', async () => {
    const { bench, semaphore, testWaiters } = await setup(1)
    const [anna] = testWaiters as [TestWaiter]
    await anna.call(wait(semaphore))
    expect([semaphore.deinit(), semaphore.init(3), semaphore.count]).toEqual([rcFail, rcFail, 0])
    await bench.act(() => semaphore.signal(2))
    expect([anna.outcome, semaphore.count, semaphore.deinit()]).toEqual([rcOk, 1, rcOk])
    expect([semaphore.deinit(), semaphore.signal(), semaphore.tryWait()]).toEqual(
      Array(3).fill(rcInvalidArgument),
    )
    expect(await anna.call(wait(semaphore))).toBe(rcInvalidArgument)
    expect([semaphore.init(-1), semaphore.init(0.5)]).toEqual([
      rcInvalidArgument,
      rcInvalidArgument,
    ])
    expect(semaphore.init(KOS_SEMAPHORE_VALUE_MAX + 1)).toBe(rcFail)
    expect(semaphore.tryWait()).toBe(rcInvalidArgument)
    expect([semaphore.init(1), semaphore.tryWait()]).toEqual([rcOk, rcOk])
  })

  it('refuses a waiter that waits already', async () => {
    const { bench, semaphore, testWaiters } = await setup(1)
    await testWaiters[0]!.call(wait(semaphore))
    await bench.act(() =>
      expect(semaphore.wait(testWaiters[0]!.waiter, forever)).toBe(rcInvalidThreadState),
    )
    expect(semaphore.waiting).toBe(1)
    await bench.act(() => semaphore.signal())
    expect([testWaiters[0]!.outcome, semaphore.count]).toEqual([rcOk, 0])
  })
}
