// What a mutex does for whatever waits. For each implementation of `Waiter`.

import { expect, it } from 'vitest'
import { rcBusy, rcInvalidOperation, rcInvalidThreadState, rcOk, rcTimeout } from '@kos/retcode'
import { Mutex } from '@kos/sync'
import type { Waiter } from '@kos/thread'
import { forever, type SyncBench } from './bench.ts'
import type { TestWaiter } from '@kos/thread/conformance'

const lock =
  (mutex: Mutex, timeout = forever) =>
  (waiter: Waiter) =>
    mutex.lock(waiter, timeout)
const tryLock = (mutex: Mutex) => (waiter: Waiter) => mutex.tryLock(waiter)
const waitUnlocked =
  (mutex: Mutex, timeout = forever) =>
  (waiter: Waiter) =>
    mutex.waitUnlocked(waiter, timeout)
const unlock = (mutex: Mutex) => (waiter: Waiter) => mutex.unlock(waiter)

export function mutexConformance(makeBench: () => SyncBench): void {
  const setup = async (count: number, priority?: number) => {
    const bench = makeBench()
    return { bench, mutex: new Mutex(), testWaiters: await bench.testWaiters(count, priority) }
  }
  const isForgotten = ({ waiter }: TestWaiter): void =>
    expect([waiter.queue, waiter.waitOwner, waiter.owned]).toEqual([null, null, null])

  it('is free at first, and locked by one', async () => {
    const { mutex, testWaiters } = await setup(1)
    const [anna] = testWaiters as [TestWaiter]
    expect([
      mutex.isLocked,
      mutex.owner,
      mutex.depth,
      mutex.owners(),
      mutex.maxWaiterPriority,
    ]).toEqual([false, null, 0, [], -1])
    expect(await anna.call(lock(mutex))).toBe(rcOk)
    expect([mutex.isLocked, mutex.owner, mutex.depth, mutex.owners()]).toEqual([
      true,
      anna.waiter,
      1,
      [anna.waiter],
    ])
    expect(await anna.call(unlock(mutex))).toBe(rcOk)
    expect([mutex.isLocked, mutex.owner, mutex.depth]).toEqual([false, null, 0])
    isForgotten(anna)
  })

  it('keeps others waiting, and is handed over in their order', async () => {
    const { bench, mutex, testWaiters } = await setup(4)
    for (const testWaiter of testWaiters) await testWaiter.call(lock(mutex))
    expect(testWaiters.map(({ outcome }) => outcome)).toEqual([
      rcOk,
      'pending',
      'pending',
      'pending',
    ])
    expect(mutex.waiting).toBe(3)
    for (const [index, testWaiter] of testWaiters.entries()) {
      expect([testWaiter.outcome, mutex.owner]).toEqual([rcOk, testWaiter.waiter])
      await bench.act(() => mutex.unlock(testWaiter.waiter))
      expect(testWaiters.filter(({ outcome }) => outcome === 'pending')).toHaveLength(
        Math.max(0, 2 - index),
      )
    }
    expect([mutex.isLocked, mutex.waiting, bench.timers]).toEqual([false, 0, 0])
    testWaiters.forEach(isForgotten)
  })

  it('is handed over to a higher priority first', async () => {
    const { bench, mutex, testWaiters } = await setup(1)
    await testWaiters[0]!.call(lock(mutex))
    const rivals: TestWaiter[] = []
    for (const priority of [3, 9, 3, 30, 9]) rivals.push(await bench.testWaiter(priority))
    for (const rival of rivals) await rival.call(lock(mutex))
    const order: number[] = []
    for (let owner = mutex.owner; owner !== null; owner = mutex.owner) {
      order.push(rivals.findIndex(({ waiter }) => waiter === owner))
      const last = owner
      await bench.act(() => mutex.unlock(last))
    }
    expect(order).toEqual([-1, 3, 1, 4, 0, 2])
  })

  it('cannot be had by whoever comes between the one who unlocks and the one who waits', async () => {
    const { bench, mutex, testWaiters } = await setup(3)
    const [anna, ben, carl] = testWaiters as [TestWaiter, TestWaiter, TestWaiter]
    await anna.call(lock(mutex))
    await ben.call(lock(mutex))
    await bench.act(() => {
      mutex.unlock(anna.waiter)
      expect([mutex.owner, mutex.tryLock(carl.waiter), mutex.tryLock(anna.waiter)]).toEqual([
        ben.waiter,
        rcBusy,
        rcBusy,
      ])
    })
    expect(ben.outcome).toBe(rcOk)
  })

  it('is tried without waiting', async () => {
    const { mutex, testWaiters } = await setup(2)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    expect(await anna.call(tryLock(mutex))).toBe(rcOk)
    expect(await ben.call(tryLock(mutex))).toBe(rcBusy)
    expect(await anna.call(tryLock(mutex))).toBe(rcBusy)
    expect(mutex.waiting).toBe(0)
  })

  it('times out for who waits too long, at once for a time-out of 0', async () => {
    const { bench, mutex, testWaiters } = await setup(2)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    await anna.call(lock(mutex))
    expect(await ben.call(lock(mutex, 0))).toBe(rcTimeout)
    expect(await ben.call(lock(mutex, 10))).toBe('pending')
    await bench.elapse(9)
    expect(ben.outcome).toBe('pending')
    await bench.elapse(1)
    expect([ben.outcome, mutex.waiting, bench.timers]).toEqual([rcTimeout, 0, 0])
    isForgotten(ben)
    expect(anna.waiter.owned).toBeNull()
    await bench.act(() => mutex.unlock(anna.waiter))
    expect(mutex.isLocked).toBe(false)
  })

  it('is had in time: no timer is left', async () => {
    const { bench, mutex, testWaiters } = await setup(2)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    await anna.call(lock(mutex))
    await ben.call(lock(mutex, 10))
    await bench.act(() => mutex.unlock(anna.waiter))
    expect([ben.outcome, bench.timers]).toEqual([rcOk, 0])
    await bench.elapse(20)
    expect(mutex.owner).toBe(ben.waiter)
  })

  it('forgets who is cancelled while it waits', async () => {
    const { bench, mutex, testWaiters } = await setup(3)
    const [anna, ben, carl] = testWaiters as [TestWaiter, TestWaiter, TestWaiter]
    await anna.call(lock(mutex))
    await ben.call(lock(mutex, 100))
    await carl.call(lock(mutex))
    await ben.cancel()
    expect([ben.outcome, mutex.waiting, bench.timers]).toEqual(['cancelled', 1, 0])
    isForgotten(ben)
    await bench.act(() => mutex.unlock(anna.waiter))
    expect([carl.outcome, mutex.owner]).toEqual([rcOk, carl.waiter])
  })

  it('is unlocked by its owner alone', async () => {
    const { mutex, testWaiters } = await setup(2)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    expect(await ben.call(unlock(mutex))).toBe(rcInvalidOperation)
    await anna.call(lock(mutex))
    expect(await ben.call(unlock(mutex))).toBe(rcInvalidOperation)
    expect([mutex.owner, mutex.depth]).toEqual([anna.waiter, 1])
    expect(await anna.call(unlock(mutex))).toBe(rcOk)
    expect(await anna.call(unlock(mutex))).toBe(rcInvalidOperation)
  })

  it('that is plain makes its owner wait for itself', async () => {
    const { bench, mutex, testWaiters } = await setup(1)
    const [anna] = testWaiters as [TestWaiter]
    await anna.call(lock(mutex))
    expect(await anna.call(lock(mutex, 10))).toBe('pending')
    expect(anna.waiter.waitOwner).toBe(mutex)
    await bench.elapse(10)
    expect([anna.outcome, mutex.owner, mutex.depth]).toEqual([rcTimeout, anna.waiter, 1])
    expect(anna.waiter.owned).toBeNull()
  })

  it('that is recursive is unlocked as often as it was locked', async () => {
    const { bench, testWaiters } = await setup(2)
    const mutex = new Mutex({ recursive: true })
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    expect(await anna.call(lock(mutex))).toBe(rcOk)
    expect(await anna.call(lock(mutex, 0))).toBe(rcOk)
    expect(await anna.call(tryLock(mutex))).toBe(rcOk)
    expect(await ben.call(tryLock(mutex))).toBe(rcBusy)
    await ben.call(lock(mutex))
    for (const depth of [2, 1]) {
      await bench.act(() => expect(mutex.unlock(anna.waiter)).toBe(rcOk))
      expect([mutex.owner, mutex.depth]).toEqual([anna.waiter, depth])
    }
    await bench.act(() => mutex.unlock(anna.waiter))
    expect([ben.outcome, mutex.owner, mutex.depth]).toEqual([rcOk, ben.waiter, 1])
  })

  it('tells who waits for it to be free, and gives it to nobody for that', async () => {
    const { bench, mutex, testWaiters } = await setup(4)
    const [anna, ben, carl, dora] = testWaiters as [TestWaiter, TestWaiter, TestWaiter, TestWaiter]
    expect(await anna.call(waitUnlocked(mutex, 0))).toBe(rcOk)
    await anna.call(lock(mutex))
    expect(await carl.call(waitUnlocked(mutex))).toBe('pending')
    expect(carl.waiter.waitOwner).toBe(mutex)
    expect(await dora.call(waitUnlocked(mutex, 10))).toBe('pending')
    await ben.call(lock(mutex))
    expect([mutex.waiting, mutex.tryLock(carl.waiter)]).toEqual([1, rcBusy])
    await bench.act(() => mutex.unlock(anna.waiter))
    expect([ben.outcome, carl.outcome, dora.outcome]).toEqual([rcOk, 'pending', 'pending'])
    await bench.elapse(10)
    expect([dora.outcome, bench.timers]).toEqual([rcTimeout, 0])
    await bench.act(() => mutex.unlock(ben.waiter))
    expect([carl.outcome, mutex.isLocked]).toEqual([rcOk, false])
    testWaiters.forEach(isForgotten)
  })

  it('forgets who is cancelled while it waits for it to be free', async () => {
    const { bench, mutex, testWaiters } = await setup(2)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    await anna.call(lock(mutex))
    expect(await ben.call(waitUnlocked(mutex, 0))).toBe(rcTimeout)
    await ben.call(waitUnlocked(mutex, 10))
    await bench.act(() => expect(mutex.waitUnlocked(ben.waiter, 5)).toBe(rcInvalidThreadState))
    await ben.cancel()
    expect([ben.outcome, bench.timers]).toEqual(['cancelled', 0])
    await bench.act(() => mutex.unlock(anna.waiter))
    testWaiters.forEach(isForgotten)
  })

  it('does not care what another mechanism noted of an earlier wait', async () => {
    const { bench, mutex, testWaiters } = await setup(2)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    await anna.call(lock(mutex))
    await ben.call((waiter) => {
      waiter.detail = { of: 'something else' }
      return mutex.lock(waiter, 10)
    })
    await bench.elapse(10)
    expect([ben.outcome, mutex.waiting]).toEqual([rcTimeout, 0])
    await ben.call((waiter) => {
      waiter.detail = { of: 'something else' }
      return mutex.lock(waiter, forever)
    })
    await bench.act(() => mutex.unlock(anna.waiter))
    expect([ben.outcome, mutex.owner, mutex.depth]).toEqual([rcOk, ben.waiter, 1])
  })

  it('refuses a waiter that waits already, and changes nothing for it', async () => {
    const { bench, mutex, testWaiters } = await setup(2)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    const other = new Mutex()
    for (const taken of [mutex, other]) expect(await anna.call(lock(taken))).toBe(rcOk)
    await ben.call(lock(mutex))
    await bench.act(() => expect(other.lock(ben.waiter, forever)).toBe(rcInvalidThreadState))
    expect([other.waiting, ben.waiter.waitOwner, ben.waiter.queue === null]).toEqual([
      0,
      mutex,
      false,
    ])
    await bench.act(() => mutex.unlock(anna.waiter))
    expect(ben.outcome).toBe(rcOk)
  })
}
