// What a condition variable does for whatever waits.

import { expect, it } from 'vitest'
import { rcInvalidOperation, rcInvalidThreadState, rcOk, rcTimeout } from '@kos/retcode'
import { Condvar, Mutex } from '@kos/sync'
import type { Waiter } from '@kos/thread'
import { forever, type SyncBench } from './bench.ts'
import type { TestWaiter } from '@kos/thread/conformance'

export function condvarConformance(makeBench: () => SyncBench): void {
  const setup = async (count: number, recursive = false) => {
    const bench = makeBench()
    const testWaiters = await bench.testWaiters(count)
    return { bench, testWaiters, mutex: new Mutex({ recursive }), condvar: new Condvar() }
  }
  const lock =
    (mutex: Mutex, timeout = forever) =>
    (waiter: Waiter) =>
      mutex.lock(waiter, timeout)
  const wait =
    (condvar: Condvar, mutex: Mutex, timeout = forever) =>
    (waiter: Waiter) =>
      condvar.wait(waiter, mutex, timeout)
  const letWait = async (
    condvar: Condvar,
    mutex: Mutex,
    testWaiters: readonly TestWaiter[],
    timeout = forever,
  ) => {
    for (const testWaiter of testWaiters) {
      expect(await testWaiter.call(lock(mutex))).toBe(rcOk)
      expect(await testWaiter.call(wait(condvar, mutex, timeout))).toBe('pending')
    }
  }

  it('gives up the mutex while its waiter waits, and gives it back', async () => {
    const { bench, testWaiters, mutex, condvar } = await setup(1)
    const [anna] = testWaiters as [TestWaiter]
    await letWait(condvar, mutex, [anna])
    expect([mutex.owner, condvar.waiting]).toEqual([null, 1])
    await bench.act(() => condvar.signal())
    expect([anna.outcome, mutex.owner, mutex.depth, condvar.waiting]).toEqual([
      rcOk,
      anna.waiter,
      1,
      0,
    ])
    expect(anna.waiter.detail).toBeNull()
  })

  it('hands the mutex on to who waits for it while its waiter waits', async () => {
    const { testWaiters, mutex, condvar } = await setup(2)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    await anna.call(lock(mutex))
    await ben.call(lock(mutex))
    await anna.call(wait(condvar, mutex))
    expect([ben.outcome, mutex.owner]).toEqual([rcOk, ben.waiter])
  })

  it('lets a signalled waiter wait for the mutex without waking it', async () => {
    const { bench, testWaiters, mutex, condvar } = await setup(2)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    await letWait(condvar, mutex, [anna])
    await ben.call(lock(mutex))
    await bench.act(() => condvar.signal())
    expect([anna.outcome, condvar.waiting, mutex.waiting, mutex.owner]).toEqual([
      'pending',
      0,
      1,
      ben.waiter,
    ])
    expect([anna.waiter.waitOwner, ben.waiter.owned]).toEqual([mutex, mutex])
    await bench.act(() => mutex.unlock(ben.waiter))
    expect([anna.outcome, mutex.owner]).toEqual([rcOk, anna.waiter])
    expect([anna.waiter.waitOwner, ben.waiter.owned]).toEqual([null, null])
  })

  it('signals one, in order, and broadcasts to all who wait', async () => {
    const { bench, testWaiters, mutex, condvar } = await setup(4)
    await letWait(condvar, mutex, testWaiters)
    await bench.act(() => condvar.signal())
    expect(testWaiters.map(({ outcome }) => outcome)).toEqual([
      rcOk,
      'pending',
      'pending',
      'pending',
    ])
    await bench.act(() => condvar.broadcast())
    expect([condvar.waiting, mutex.waiting]).toEqual([0, 3])
    for (const testWaiter of testWaiters) {
      expect([testWaiter.outcome, mutex.owner]).toEqual([rcOk, testWaiter.waiter])
      await bench.act(() => mutex.unlock(testWaiter.waiter))
    }
    expect(mutex.isLocked).toBe(false)
  })

  it('forgets a signal that nobody waits for', async () => {
    const { bench, testWaiters, mutex, condvar } = await setup(1)
    await bench.act(() => {
      condvar.signal()
      condvar.broadcast()
    })
    await letWait(condvar, mutex, testWaiters)
    expect(testWaiters[0]!.outcome).toBe('pending')
  })

  it('gives the signal to who waits first by priority', async () => {
    const { bench, testWaiters, mutex, condvar } = await setup(1)
    const high = await bench.testWaiter(20)
    await letWait(condvar, mutex, [...testWaiters, high])
    await bench.act(() => condvar.signal())
    expect([testWaiters[0]!.outcome, high.outcome]).toEqual(['pending', rcOk])
  })

  it('times out with the mutex, free or not', async () => {
    const { bench, testWaiters, mutex, condvar } = await setup(3)
    const [anna, ben, carl] = testWaiters as [TestWaiter, TestWaiter, TestWaiter]
    await letWait(condvar, mutex, [anna, ben], 10)
    await bench.elapse(10)
    expect([anna.outcome, mutex.owner, ben.outcome, mutex.waiting]).toEqual([
      rcTimeout,
      anna.waiter,
      'pending',
      1,
    ])
    await carl.call(lock(mutex))
    await bench.elapse(1_000)
    expect(ben.outcome).toBe('pending')
    await bench.act(() => mutex.unlock(anna.waiter))
    expect([ben.outcome, mutex.owner, carl.outcome, bench.timers]).toEqual([
      rcTimeout,
      ben.waiter,
      'pending',
      0,
    ])
    await bench.act(() => mutex.unlock(ben.waiter))
    expect(carl.outcome).toBe(rcOk)
  })

  it('waits for the mutex without time-out once it was signalled', async () => {
    const { bench, testWaiters, mutex, condvar } = await setup(3)
    const [anna, ben, carl] = testWaiters as [TestWaiter, TestWaiter, TestWaiter]
    await letWait(condvar, mutex, [anna], 10)
    await ben.call(lock(mutex))
    await bench.act(() => condvar.signal())
    await carl.call(lock(mutex))
    await bench.elapse(50)
    expect([anna.outcome, mutex.waiting]).toEqual(['pending', 2])
    await bench.act(() => mutex.unlock(ben.waiter))
    expect([anna.outcome, mutex.owner, bench.timers]).toEqual([rcOk, anna.waiter, 0])
  })

  it('does not wait for a time-out of 0, and keeps the mutex', async () => {
    const { testWaiters, mutex, condvar } = await setup(1)
    const [anna] = testWaiters as [TestWaiter]
    await anna.call(lock(mutex))
    expect(await anna.call(wait(condvar, mutex, 0))).toBe(rcTimeout)
    expect([mutex.owner, condvar.waiting]).toEqual([anna.waiter, 0])
  })

  it('is for the owner of the mutex alone', async () => {
    const { testWaiters, mutex, condvar } = await setup(2)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    expect(await anna.call(wait(condvar, mutex))).toBe(rcInvalidOperation)
    await anna.call(lock(mutex))
    expect(await ben.call(wait(condvar, mutex))).toBe(rcInvalidOperation)
    expect([mutex.owner, condvar.waiting]).toEqual([anna.waiter, 0])
  })

  it('gives up a recursive mutex altogether, and gives it back as deep', async () => {
    const { bench, testWaiters, mutex, condvar } = await setup(2, true)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    for (let depth = 0; depth < 3; depth++) await anna.call(lock(mutex))
    await anna.call(wait(condvar, mutex))
    expect(await ben.call(lock(mutex))).toBe(rcOk)
    await bench.act(() => condvar.signal())
    await bench.act(() => mutex.unlock(ben.waiter))
    expect([anna.outcome, mutex.owner, mutex.depth]).toEqual([rcOk, anna.waiter, 3])
    await anna.call(wait(condvar, mutex, 10))
    await bench.elapse(10)
    expect([anna.outcome, mutex.owner, mutex.depth]).toEqual([rcTimeout, anna.waiter, 3])
  })

  it('has the mutex when its wait is cancelled, unless its waiter is over', async () => {
    const { bench, testWaiters, mutex, condvar } = await setup(3)
    const [anna, ben, carl] = testWaiters as [TestWaiter, TestWaiter, TestWaiter]
    await letWait(condvar, mutex, [anna, ben])
    await anna.cancel()
    expect([anna.outcome, mutex.owner]).toEqual([
      'cancelled',
      bench.endsByCancel ? null : anna.waiter,
    ])
    if (!bench.endsByCancel) await bench.act(() => mutex.unlock(anna.waiter))
    await carl.call(lock(mutex))
    await ben.cancel()
    expect([ben.outcome, mutex.waiting]).toEqual(
      bench.endsByCancel ? ['cancelled', 0] : ['pending', 1],
    )
    await bench.act(() => mutex.unlock(carl.waiter))
    expect([ben.outcome, mutex.owner]).toEqual([
      'cancelled',
      bench.endsByCancel ? null : ben.waiter,
    ])
    expect([condvar.waiting, bench.timers]).toEqual([0, 0])
  })

  it('passes a signal to nobody else when its waiter is cancelled too late', async () => {
    const { bench, testWaiters, mutex, condvar } = await setup(3)
    const [anna, ben, carl] = testWaiters as [TestWaiter, TestWaiter, TestWaiter]
    await letWait(condvar, mutex, [anna, ben])
    await carl.call(lock(mutex))
    await bench.act(() => condvar.signal())
    await anna.cancel()
    await bench.act(() => mutex.unlock(carl.waiter))
    expect(anna.outcome).toBe(bench.endsByCancel ? 'cancelled' : rcOk)
    expect([ben.outcome, condvar.waiting]).toEqual(['pending', 1])
    expect(mutex.owner).toBe(bench.endsByCancel ? null : anna.waiter)
  })

  it('refuses a waiter that waits already: the mutex stays with it', async () => {
    const { bench, testWaiters, mutex, condvar } = await setup(2)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    const other = new Mutex()
    await anna.call(lock(mutex))
    await ben.call(lock(other))
    await ben.call(lock(mutex))
    await bench.act(() =>
      expect(condvar.wait(ben.waiter, other, forever)).toBe(rcInvalidThreadState),
    )
    expect([other.owner, condvar.waiting, mutex.waiting]).toEqual([ben.waiter, 0, 1])
  })
}
