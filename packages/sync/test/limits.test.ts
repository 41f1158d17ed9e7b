// Each limit at its value and one past it.

import { expect, it } from 'vitest'
import { rcBufferTooSmall, rcFail, rcInvalidArgument, rcOk, rcQuotaExceeded } from '@kos/retcode'
import {
  KOS_SEMAPHORE_VALUE_MAX,
  MAX_MUTEX_DEPTH,
  MAX_OBJECT_SIZE,
  MAX_QUEUE_OBJECTS,
  Mutex,
  ObjectQueue,
  RWLock,
  Semaphore,
} from '@kos/sync'
import { INFINITE_TIMEOUT, PromiseWaiter } from '@kos/thread'
import { MAX_LISTED_READERS } from '../src/limits.ts'

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

it('MAX_MUTEX_DEPTH: a recursive mutex is locked so often', () => {
  const mutex = new Mutex({ recursive: true })
  const waiter = new PromiseWaiter()
  for (let depth = 0; depth < MAX_MUTEX_DEPTH; depth++)
    expect(mutex.lock(waiter, INFINITE_TIMEOUT)).toBe(rcOk)
  expect([mutex.lock(waiter, INFINITE_TIMEOUT), mutex.tryLock(waiter), mutex.depth]).toEqual([
    rcQuotaExceeded,
    rcQuotaExceeded,
    MAX_MUTEX_DEPTH,
  ])
  for (let depth = 0; depth < MAX_MUTEX_DEPTH; depth++) expect(mutex.unlock(waiter)).toBe(rcOk)
  expect(mutex.isLocked).toBe(false)
})

it('MAX_QUEUE_OBJECTS: a queue has so many slots', () => {
  const { queue } = ObjectQueue.create({ count: MAX_QUEUE_OBJECTS, size: 1 })
  expect(queue?.count).toBe(MAX_QUEUE_OBJECTS)
  expect(ObjectQueue.create({ count: MAX_QUEUE_OBJECTS + 1, size: 1 }).rc).toBe(rcInvalidArgument)
})

it('MAX_OBJECT_SIZE: objects and their alignment are so large', () => {
  const buffer = new Uint8Array(8)
  expect(ObjectQueue.create({ count: 1, size: MAX_OBJECT_SIZE, buffer }).rc).toBe(rcBufferTooSmall)
  expect(ObjectQueue.create({ count: 1, size: MAX_OBJECT_SIZE + 1, buffer }).rc).toBe(
    rcInvalidArgument,
  )
  expect(ObjectQueue.create({ count: 1, size: 1, align: MAX_OBJECT_SIZE, buffer }).rc).toBe(
    rcBufferTooSmall,
  )
  expect(ObjectQueue.create({ count: 1, size: 1, align: MAX_OBJECT_SIZE * 2, buffer }).rc).toBe(
    rcInvalidArgument,
  )
})

it('MAX_LISTED_READERS: more readers are counted another way, which nobody notices', () => {
  for (const count of [MAX_LISTED_READERS, MAX_LISTED_READERS + 1]) {
    const rwlock = new RWLock()
    const waiters = Array.from({ length: count }, () => new PromiseWaiter())
    for (const waiter of waiters) rwlock.read(waiter, INFINITE_TIMEOUT)
    expect([rwlock.readers, rwlock.owners().length]).toEqual([count, count])
    for (const waiter of waiters) expect(rwlock.unlock(waiter)).toBe(rcOk)
    expect(rwlock.readers).toBe(0)
  }
})
