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
    (semaphore: Semaphore, timeout = forever, permits = 1) =>
    (waiter: Waiter) =>
      semaphore.wait(waiter, timeout, permits)
  const waitUnlocked =
    (semaphore: Semaphore, permits: number, timeout = forever) =>
    (waiter: Waiter) =>
      semaphore.waitUnlocked(waiter, timeout, permits)

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

  it('gives several permits together, in order, and nothing past who wants more', async () => {
    const { bench, semaphore, testWaiters } = await setup(3, 2)
    const [anna, ben, carl] = testWaiters as [TestWaiter, TestWaiter, TestWaiter]
    expect(await anna.call(wait(semaphore, forever, 3))).toBe('pending')
    expect(await ben.call(wait(semaphore, forever, 1))).toBe('pending')
    expect(await carl.call(wait(semaphore, forever, 2))).toBe('pending')
    expect([semaphore.count, semaphore.tryWait(), semaphore.waiting]).toEqual([2, rcBusy, 3])
    await bench.act(() => semaphore.signal())
    expect([anna.outcome, ben.outcome, semaphore.count]).toEqual([rcOk, 'pending', 0])
    await bench.act(() => semaphore.signal(2))
    expect([ben.outcome, carl.outcome, semaphore.count]).toEqual([rcOk, 'pending', 1])
    await bench.act(() => semaphore.signal(2))
    expect([carl.outcome, semaphore.count, semaphore.tryWait(2)]).toEqual([rcOk, 1, rcBusy])
    expect([semaphore.tryWait(1), semaphore.count]).toEqual([rcOk, 0])
  })

  it('goes on with those behind when who wants much leaves, and serves priorities first', async () => {
    for (const leave of ['times out', 'is cancelled']) {
      const { bench, semaphore, testWaiters } = await setup(2, 2)
      const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
      const high = await bench.testWaiter(20)
      await anna.call(wait(semaphore, 10, 3))
      await ben.call(wait(semaphore))
      expect(await high.call(wait(semaphore))).toBe(rcOk)
      expect([ben.outcome, semaphore.count]).toEqual(['pending', 1])
      if (leave === 'times out') await bench.elapse(10)
      else await anna.cancel()
      expect([ben.outcome, semaphore.count, semaphore.waiting, bench.timers]).toEqual([
        rcOk,
        0,
        0,
        0,
      ])
      expect([anna, ben].map(({ waiter }) => waiter.detail)).toEqual([null, null])
    }
  })

  it('has a maximum, and refuses what could never be', async () => {
    const { testWaiters } = await setup(1)
    const semaphore = new Semaphore(2, { max: 3 })
    for (const permits of [0, -1, 1.5, NaN, 4]) {
      expect(await testWaiters[0]!.call(wait(semaphore, forever, permits))).toBe(rcInvalidArgument)
      expect(semaphore.tryWait(permits)).toBe(rcInvalidArgument)
      expect(await testWaiters[0]!.call(waitUnlocked(semaphore, permits))).toBe(rcInvalidArgument)
    }
    expect([semaphore.signal(2), semaphore.count, semaphore.max]).toEqual([rcFail, 2, 3])
    expect([semaphore.signal(), semaphore.signal(), semaphore.count]).toEqual([rcOk, rcFail, 3])
    expect([semaphore.init(4), semaphore.init(3)]).toEqual([rcFail, rcOk])
  })

  it('is resized: more is given at once, less is withdrawn when it comes back', async () => {
    const { bench, testWaiters } = await setup(3)
    const [anna, ben, carl] = testWaiters as [TestWaiter, TestWaiter, TestWaiter]
    const semaphore = new Semaphore(2, { max: 2 })
    await anna.call(wait(semaphore, forever, 2))
    await ben.call(wait(semaphore, forever, 2))
    await bench.act(() => semaphore.resize(4))
    expect([ben.outcome, semaphore.count, semaphore.max]).toEqual([rcOk, 0, 4])
    await bench.act(() => semaphore.resize(1))
    expect([semaphore.count, semaphore.tryWait()]).toEqual([0, rcBusy])
    await carl.call(wait(semaphore))
    await bench.act(() => expect([semaphore.signal(2), semaphore.signal()]).toEqual([rcOk, rcOk]))
    expect([carl.outcome, semaphore.count]).toEqual(['pending', 0])
    await bench.act(() => expect(semaphore.signal()).toBe(rcOk))
    expect([carl.outcome, semaphore.count]).toEqual([rcOk, 0])
    await bench.act(() => expect([semaphore.signal(), semaphore.signal()]).toEqual([rcOk, rcFail]))
  })

  it('that is resized refuses waiters that want more than there is now', async () => {
    const { bench, testWaiters } = await setup(3)
    const [anna, ben, carl] = testWaiters as [TestWaiter, TestWaiter, TestWaiter]
    const semaphore = new Semaphore(0, { max: 3 })
    await anna.call(wait(semaphore, forever, 3))
    await ben.call(wait(semaphore, forever, 2))
    await carl.call(waitUnlocked(semaphore, 3))
    await bench.act(() => semaphore.resize(2))
    expect([anna.outcome, ben.outcome, carl.outcome]).toEqual([
      rcInvalidArgument,
      'pending',
      rcInvalidArgument,
    ])
    expect([semaphore.count, semaphore.waiting]).toEqual([0, 1])
  })

  it('tells who waits for permits to be left, and takes none for that', async () => {
    const { bench, semaphore, testWaiters } = await setup(4)
    const [anna, ben, carl, dora] = testWaiters as [TestWaiter, TestWaiter, TestWaiter, TestWaiter]
    expect(await anna.call(waitUnlocked(semaphore, 2, 0))).toBe(rcTimeout)
    await anna.call(waitUnlocked(semaphore, 2))
    await ben.call(waitUnlocked(semaphore, 1, 10))
    await carl.call(wait(semaphore, forever, 2))
    expect([semaphore.waiting, semaphore.deinit(), semaphore.init(1)]).toEqual([1, rcFail, rcFail])
    await bench.act(() => semaphore.signal())
    expect([ben.outcome, semaphore.count]).toEqual(['pending', 1])
    await bench.act(() => semaphore.signal(2))
    expect([carl.outcome, ben.outcome, anna.outcome, semaphore.count]).toEqual([
      rcOk,
      rcOk,
      'pending',
      1,
    ])
    expect([semaphore.deinit(), bench.timers]).toEqual([rcFail, 0])
    await bench.act(() => semaphore.signal())
    expect([anna.outcome, semaphore.count]).toEqual([rcOk, 2])
    expect(await dora.call(waitUnlocked(semaphore, 2, 0))).toBe(rcOk)
    expect(semaphore.deinit()).toBe(rcOk)
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
