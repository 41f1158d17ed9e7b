// What a mutex for each key does for whatever waits. What the mutex of one key does is in `mutex.ts`.

import { expect, it } from 'vitest'
import { rcBusy, rcInvalidOperation, rcOk, rcQuotaExceeded, rcTimeout } from '@kos/retcode'
import { KeyedMutex, maxMutexDepth } from '@kos/sync'
import type { Waiter } from '@kos/thread'
import { forever, type SyncBench } from './bench.ts'
import type { TestWaiter } from '@kos/thread/conformance'

export function keyedMutexConformance(makeBench: () => SyncBench): void {
  const setup = async (count: number) => {
    const bench = makeBench()
    const locks = new KeyedMutex<string>({ name: 'files' })
    return { bench, locks, testWaiters: await bench.testWaiters(count) }
  }
  const lock =
    (locks: KeyedMutex<string>, key: string, timeout = forever) =>
    (waiter: Waiter) =>
      locks.lock(waiter, key, timeout)
  const unlock = (locks: KeyedMutex<string>, key: string) => (waiter: Waiter) =>
    locks.unlock(waiter, key)

  it('keeps those waiting who want the same key', async () => {
    const { bench, locks, testWaiters } = await setup(3)
    const [anna, ben, carl] = testWaiters as [TestWaiter, TestWaiter, TestWaiter]
    expect(await anna.call(lock(locks, 'a'))).toBe(rcOk)
    expect(await ben.call(lock(locks, 'b'))).toBe(rcOk)
    expect(await carl.call(lock(locks, 'a'))).toBe('pending')
    expect([locks.size, locks.waiting('a'), locks.waiting('b'), locks.waiting('c')]).toEqual([
      2, 1, 0, 0,
    ])
    expect([locks.owner('a'), locks.owner('c'), locks.isLocked('c')]).toEqual([
      anna.waiter,
      null,
      false,
    ])
    expect(carl.waiter.waitOwner).toMatchObject({ name: 'files a' })
    await bench.act(() => expect(locks.unlock(anna.waiter, 'a')).toBe(rcOk))
    expect([carl.outcome, locks.owner('a'), locks.size]).toEqual([rcOk, carl.waiter, 2])
  })

  it('forgets a key that nobody has and nobody waits for', async () => {
    const { bench, locks, testWaiters } = await setup(3)
    const [anna, ben, carl] = testWaiters as [TestWaiter, TestWaiter, TestWaiter]
    await anna.call(lock(locks, 'a'))
    expect(await ben.call(lock(locks, 'a', 10))).toBe('pending')
    expect(await carl.call(lock(locks, 'a', 20))).toBe('pending')
    await bench.elapse(10)
    await carl.cancel()
    expect([ben.outcome, locks.waiting('a'), bench.timers]).toEqual([rcTimeout, 0, 0])
    expect(locks.size).toBe(1)
    expect(await anna.call(unlock(locks, 'a'))).toBe(rcOk)
    expect([locks.size, locks.isLocked('a')]).toEqual([0, false])
  })

  it('is unlocked by the owner of the key alone, and tried without waiting', async () => {
    const { locks, testWaiters } = await setup(2)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    expect(await anna.call(unlock(locks, 'a'))).toBe(rcInvalidOperation)
    expect(await anna.call((waiter) => locks.tryLock(waiter, 'a'))).toBe(rcOk)
    expect(await ben.call((waiter) => locks.tryLock(waiter, 'a'))).toBe(rcBusy)
    expect(await ben.call(unlock(locks, 'a'))).toBe(rcInvalidOperation)
    expect([locks.owner('a'), locks.size]).toEqual([anna.waiter, 1])
  })

  it('tells who waits for a key to be free', async () => {
    const { bench, locks, testWaiters } = await setup(2)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    const waitUnlocked = (waiter: Waiter): number => locks.waitUnlocked(waiter, 'a', forever)
    expect(await ben.call(waitUnlocked)).toBe(rcOk)
    await anna.call(lock(locks, 'a'))
    expect(await ben.call(waitUnlocked)).toBe('pending')
    await bench.act(() => locks.unlock(anna.waiter, 'a'))
    expect([ben.outcome, locks.size]).toEqual([rcOk, 0])
  })

  it('that is recursive has a key until it is unlocked as often as it was locked', async () => {
    const { testWaiters } = await setup(1)
    const locks = new KeyedMutex<string>({ recursive: true })
    const [anna] = testWaiters as [TestWaiter]
    for (let depth = 0; depth < maxMutexDepth; depth++)
      expect(await anna.call(lock(locks, 'a'))).toBe(rcOk)
    expect(await anna.call(lock(locks, 'a'))).toBe(rcQuotaExceeded)
    for (let depth = 0; depth < maxMutexDepth; depth++) {
      expect(locks.size).toBe(1)
      expect(await anna.call(unlock(locks, 'a'))).toBe(rcOk)
    }
    expect(locks.size).toBe(0)
  })
}
