// Each limit at its value and one past it.

import { expect, it } from 'vitest'
import { rcBufferTooSmall, rcFail, rcInvalidArgument, rcOk, rcQuotaExceeded } from '@kos/retcode'
import {
  Barrier,
  KOS_SEMAPHORE_VALUE_MAX,
  Latch,
  maxBarrierParties,
  maxLatchCount,
  maxMutexDepth,
  maxObjectSize,
  maxQueueObjects,
  Mutex,
  ObjectQueue,
  RWLock,
  Semaphore,
} from '@kos/sync'
import { INFINITE_TIMEOUT, PromiseWaiter } from '@kos/thread'
import { maxListedReaders } from '../src/limits.ts'

it('KOS_SEMAPHORE_VALUE_MAX: a semaphore holds so many permits', () => {
  expect(KOS_SEMAPHORE_VALUE_MAX).toBe(2_147_483_647)
  const semaphore = new Semaphore(KOS_SEMAPHORE_VALUE_MAX)
  expect([semaphore.count, semaphore.signal()]).toEqual([KOS_SEMAPHORE_VALUE_MAX, rcFail])
  expect([
    semaphore.init(KOS_SEMAPHORE_VALUE_MAX),
    semaphore.init(KOS_SEMAPHORE_VALUE_MAX + 1),
  ]).toEqual([rcOk, rcFail])
  for (const count of [KOS_SEMAPHORE_VALUE_MAX + 1, -1, 0.5])
    expect(() => new Semaphore(count)).toThrow(RangeError)
})

it('maxBarrierParties, maxLatchCount: barriers and latches count so far', () => {
  expect(new Barrier(maxBarrierParties).parties).toBe(2_147_483_647)
  expect([new Latch(maxLatchCount).count, new Latch(0).count]).toEqual([2_147_483_647, 0])
  for (const count of [maxBarrierParties + 1, 0, -1, 0.5, '1'] as number[])
    expect(() => new Barrier(count)).toThrow(/^a barrier has 1 to/)
  for (const count of [maxLatchCount + 1, -1, 0.5, '1'] as number[])
    expect(() => new Latch(count)).toThrow(/^the count of a latch/)
})

it('maxMutexDepth: a recursive mutex is locked so often', () => {
  const mutex = new Mutex({ recursive: true })
  const waiter = new PromiseWaiter()
  for (let depth = 0; depth < maxMutexDepth; depth++)
    expect(mutex.lock(waiter, INFINITE_TIMEOUT)).toBe(rcOk)
  expect([mutex.lock(waiter, INFINITE_TIMEOUT), mutex.tryLock(waiter), mutex.depth]).toEqual([
    rcQuotaExceeded,
    rcQuotaExceeded,
    maxMutexDepth,
  ])
  for (let depth = 0; depth < maxMutexDepth; depth++) expect(mutex.unlock(waiter)).toBe(rcOk)
  expect(mutex.isLocked).toBe(false)
})

it('maxQueueObjects: a queue has so many slots', () => {
  const { queue } = ObjectQueue.create({ count: maxQueueObjects, size: 1 })
  expect(queue?.count).toBe(maxQueueObjects)
  expect(ObjectQueue.create({ count: maxQueueObjects + 1, size: 1 }).rc).toBe(rcInvalidArgument)
})

it('maxObjectSize: objects and their alignment are so large', () => {
  const buffer = new Uint8Array(8)
  expect(ObjectQueue.create({ count: 1, size: maxObjectSize, buffer }).rc).toBe(rcBufferTooSmall)
  expect(ObjectQueue.create({ count: 1, size: maxObjectSize + 1, buffer }).rc).toBe(
    rcInvalidArgument,
  )
  expect(ObjectQueue.create({ count: 1, size: 1, align: maxObjectSize, buffer }).rc).toBe(
    rcBufferTooSmall,
  )
  expect(ObjectQueue.create({ count: 1, size: 1, align: maxObjectSize * 2, buffer }).rc).toBe(
    rcInvalidArgument,
  )
})

it('maxListedReaders: more readers are counted another way, which nobody notices', () => {
  for (const count of [maxListedReaders, maxListedReaders + 1]) {
    const rwlock = new RWLock()
    const waiters = Array.from({ length: count }, () => new PromiseWaiter())
    for (const waiter of waiters) rwlock.read(waiter, INFINITE_TIMEOUT)
    expect([rwlock.readers, rwlock.owners().length]).toEqual([count, count])
    for (const waiter of waiters) expect(rwlock.unlock(waiter)).toBe(rcOk)
    expect(rwlock.readers).toBe(0)
  }
})
