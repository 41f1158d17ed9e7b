// Semaphores in plain async code: guards of several permits, the maximum, resizing, and waits that
// take nothing.

import { describe, expect, it } from 'vitest'
import { rcInvalidArgument, rcTimeout } from '@kos/retcode'
import { KOS_SEMAPHORE_VALUE_MAX, Mutex, Semaphore } from '@kos/sync'
import { FakeHost, settle } from './fake-host.ts'
import { Signal, watch } from './signal.ts'

describe('several permits', () => {
  it('are taken together, and released together, once', async () => {
    const semaphore = new Semaphore(4)
    const guard = await semaphore.acquire({ permits: 3 })
    const all = watch(semaphore.acquire({ permits: 4 }))
    const one = watch(semaphore.acquire())
    await settle()
    expect([all.outcome, one.outcome, semaphore.count]).toEqual(['pending', 'pending', 1])
    expect([semaphore.tryAcquire(), semaphore.tryAcquire({ permits: 1 })]).toEqual([
      undefined,
      undefined,
    ])
    for (let times = 0; times < 3; times++) guard.release()
    await settle()
    expect([guard.isReleased, all.outcome, one.outcome]).toEqual([true, 'resolved', 'pending'])
    {
      using both = all.value!
      expect(both.isReleased).toBe(false)
    }
    await settle()
    expect([one.outcome, semaphore.count]).toEqual(['resolved', 3])
    expect(semaphore.tryAcquire({ permits: 4 })).toBeUndefined()
    semaphore.tryAcquire({ permits: 3 })!.release()
    expect(semaphore.count).toBe(3)
  })

  it('are tried past waiters of a lower priority alone', async () => {
    const semaphore = new Semaphore(1)
    void semaphore.acquire({ permits: 2, priority: 3 })
    expect(semaphore.tryAcquire({ priority: 3 })).toBeUndefined()
    expect(semaphore.tryAcquire({ priority: 4 })).toBeDefined()
  })

  it('that can never be had together are refused in words', async () => {
    const semaphore = new Semaphore(2, { max: 2 })
    for (const permits of [3, 0, -1, 1.5, '1'] as number[]) {
      await expect(semaphore.acquire({ permits })).rejects.toThrow(/gives 1 to 2 permits together/)
      await expect(semaphore.run(() => {}, { permits })).rejects.toThrow(RangeError)
      await expect(semaphore.whenUnlocked({ permits })).rejects.toThrow(RangeError)
    }
    expect([semaphore.count, semaphore.waiting]).toEqual([2, 0])
  })

  it('are had by `run`, and leave nothing when they time out or are aborted', async () => {
    const host = new FakeHost()
    const semaphore = new Semaphore(3, { host })
    expect(await semaphore.run(() => semaphore.count, { permits: 2 })).toBe(1)
    const guard = await semaphore.acquire({ permits: 2 })
    const signal = new Signal()
    const waits = [
      watch(semaphore.acquire({ permits: 3, timeout: 10 })),
      watch(semaphore.acquire({ permits: 2, signal })),
    ]
    await host.elapse(10)
    signal.abort('enough')
    await settle()
    expect([waits[0]?.rc, waits[1]?.reason, semaphore.waiting]).toEqual([rcTimeout, 'enough', 0])
    expect([host.timers, signal.listeners]).toEqual([0, 0])
    guard.release()
    expect(semaphore.count).toBe(3)
  })
})

describe('the maximum of a semaphore', () => {
  it('is held, in words', () => {
    const named = new Semaphore(1, { max: 2, name: 'pool' })
    named.release()
    expect(() => named.release()).toThrow(
      new RangeError(
        'the semaphore pool refuses a release of 1: 2 of at most 2 permits are left, so more come back than were taken',
      ),
    )
    const plain = new Semaphore()
    plain.release(3)
    expect([named.count, plain.count]).toEqual([2, 3])
    expect(() => plain.release(0)).toThrow(/^a semaphore refuses a release of 0: rcInvalidArgument/)
  })

  it('is an integer from 1, and no less than the permits at first', () => {
    expect(new Semaphore(0).max).toBe(KOS_SEMAPHORE_VALUE_MAX)
    for (const max of [0, -1, 1.5, NaN, KOS_SEMAPHORE_VALUE_MAX + 1, '2'] as number[]) {
      expect(() => new Semaphore(0, { max })).toThrow(RangeError)
      expect(() => new Semaphore(0, { max: 2 }).resize(max)).toThrow(RangeError)
    }
    expect(() => new Semaphore(3, { max: 2 })).toThrow(/an integer from 0 to 2, not 3/)
  })

  it('is changed by resizing, of a semaphore that has one', async () => {
    const pool = new Semaphore(2, { max: 2 })
    const guards = [await pool.acquire(), await pool.acquire()]
    const third = watch(pool.acquire())
    pool.resize(3)
    await settle()
    expect([third.outcome, pool.max, pool.count]).toEqual(['resolved', 3, 0])
    pool.resize(1)
    const tooMany = watch(pool.acquire({ permits: 2 }))
    for (const guard of [...guards, third.value!]) guard.release()
    await settle()
    expect([pool.count, guards.every(({ isReleased }) => isReleased)]).toEqual([1, true])
    expect(tooMany.reason).toBeInstanceOf(RangeError)
  })

  it('refuses waiters that wait for more than it is now', async () => {
    const pool = new Semaphore(0, { max: 3 })
    const waits = [watch(pool.acquire({ permits: 3 })), watch(pool.whenUnlocked({ permits: 3 }))]
    pool.resize(2)
    await settle()
    expect(waits.map(({ rc }) => rc)).toEqual([rcInvalidArgument, rcInvalidArgument])
    expect(() => new Semaphore(2).resize(3)).toThrow(/made with the option max/)
    pool.deinit()
    expect(() => pool.resize(3)).toThrow('the semaphore has ended')
  })
})

describe('a wait until a lock is free', () => {
  it('takes nothing: others have it meanwhile', async () => {
    const mutex = new Mutex()
    await mutex.whenUnlocked()
    const guard = await mutex.acquire()
    const waits = [watch(mutex.whenUnlocked()), watch(mutex.whenUnlocked())]
    await settle()
    expect([waits.map(({ outcome }) => outcome), mutex.waiting]).toEqual([
      ['pending', 'pending'],
      0,
    ])
    guard.release()
    const other = mutex.tryAcquire()
    expect(other).toBeDefined()
    await settle()
    expect(waits.map(({ outcome }) => outcome)).toEqual(['resolved', 'resolved'])
    other?.release()
  })

  it('leaves nothing when it times out or is aborted', async () => {
    const host = new FakeHost()
    const mutex = new Mutex({ host })
    const semaphore = new Semaphore(0, { host })
    const guard = await mutex.acquire()
    for (const lock of [mutex, semaphore]) {
      const signal = new Signal()
      const waits = [
        watch(lock.whenUnlocked({ timeout: 10 })),
        watch(lock.whenUnlocked({ signal })),
        watch(lock.whenUnlocked({ timeout: 0 })),
      ]
      await host.elapse(10)
      signal.abort('enough')
      await settle()
      expect([waits[0]?.rc, waits[1]?.reason, waits[2]?.rc]).toEqual([
        rcTimeout,
        'enough',
        rcTimeout,
      ])
      expect([host.timers, signal.listeners]).toEqual([0, 0])
      await expect(lock.whenUnlocked({ signal })).rejects.toBe('enough')
    }
    guard.release()
    expect(mutex.isLocked).toBe(false)
  })

  it('is over when a permit is left, or as many as are asked for', async () => {
    const semaphore = new Semaphore(2)
    const guards = [await semaphore.acquire(), await semaphore.acquire()]
    const [one, two] = [
      watch(semaphore.whenUnlocked()),
      watch(semaphore.whenUnlocked({ permits: 2 })),
    ]
    guards[0]!.release()
    await settle()
    expect([one.outcome, two.outcome, semaphore.count]).toEqual(['resolved', 'pending', 1])
    guards[1]!.release()
    await settle()
    expect([two.outcome, semaphore.count]).toEqual(['resolved', 2])
  })
})
