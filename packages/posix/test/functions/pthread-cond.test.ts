// Condition variables and their attributes.

import {
  EBUSY,
  EFAULT,
  EINVAL,
  ENOSYS,
  EPERM,
  ETIMEDOUT,
  Out,
  type Posix,
  pthread_cond_t,
  pthread_condattr_destroy,
  pthread_condattr_getclock,
  pthread_condattr_getpshared,
  pthread_condattr_init,
  pthread_condattr_setclock,
  pthread_condattr_setpshared,
  pthread_condattr_t,
  pthread_mutex_t,
  pthread_mutexattr_init,
  pthread_mutexattr_setprioceiling,
  pthread_mutexattr_setprotocol,
  pthread_mutexattr_settype,
  pthread_mutexattr_t,
  PTHREAD_MUTEX_RECURSIVE,
  PTHREAD_PRIO_PROTECT,
  PTHREAD_PROCESS_PRIVATE,
  PTHREAD_PROCESS_SHARED,
  type pthread_t,
} from '@kos/posix'
import { describe, expect, test } from 'vitest'
import { inProcess } from '../posix-world.ts'
import { garbage, joined, later, settle, spawn, withPriority } from '../pthread-threads.ts'

const CLOCK_REALTIME = 0
const CLOCK_MONOTONIC = 1

function withClock(posix: Posix, clock: number): pthread_cond_t {
  const attr = new pthread_condattr_t()
  const cond = new pthread_cond_t()
  expect(pthread_condattr_init(attr)).toBe(0)
  expect(pthread_condattr_setclock(attr, clock)).toBe(0)
  expect(posix.pthread_cond_init(cond, attr)).toBe(0)
  return cond
}

/** A thread that waits, and writes what it got and whether it had the mutex. */
function waiting(
  posix: Posix,
  cond: pthread_cond_t,
  mutex: pthread_mutex_t,
  log: unknown[],
  priority = 15,
): pthread_t {
  return spawn(
    posix,
    async (own) => {
      await own.pthread_mutex_lock(mutex)
      const error = await own.pthread_cond_wait(cond, mutex)
      log.push([priority, error, own.pthread_mutex_unlock(mutex)])
    },
    null,
    withPriority(priority),
  )
}

describe('pthread_cond_wait', () => {
  test('gives up the mutex and has it again; a signal wakes one, by priority', async () => {
    await inProcess(async (posix) => {
      const mutex = new pthread_mutex_t()
      const cond = new pthread_cond_t()
      const log: unknown[] = []
      const ids = [12, 14, 13].map((priority) => waiting(posix, cond, mutex, log, priority))
      await posix.pthread_join(
        spawn(posix, () => {}, null, withPriority(1)),
        null,
      )
      expect(await posix.pthread_mutex_lock(mutex)).toBe(0)
      expect(posix.pthread_cond_signal(cond)).toBe(0)
      expect(posix.pthread_mutex_unlock(mutex)).toBe(0)
      await posix.pthread_join(
        spawn(posix, () => {}, null, withPriority(1)),
        null,
      )
      expect(log).toEqual([[14, 0, 0]])
      expect(posix.pthread_cond_broadcast(cond)).toBe(0)
      for (const id of ids) await joined(posix, id)
      expect(log).toEqual([
        [14, 0, 0],
        [13, 0, 0],
        [12, 0, 0],
      ])
    })
  })

  test('a signal without a waiter is lost', async () => {
    await inProcess(async (posix, kos) => {
      const mutex = new pthread_mutex_t()
      const cond = new pthread_cond_t()
      expect(posix.pthread_cond_signal(cond)).toBe(0)
      expect(posix.pthread_cond_broadcast(cond)).toBe(0)
      await posix.pthread_mutex_lock(mutex)
      expect(await posix.pthread_cond_timedwait(cond, mutex, later(kos, 5))).toBe(ETIMEDOUT)
      expect(posix.pthread_mutex_unlock(mutex)).toBe(0)
    })
  })

  test('EPERM without the mutex; EINVAL with another mutex than others', async () => {
    await inProcess(async (posix, kos) => {
      const mutex = new pthread_mutex_t()
      const other = new pthread_mutex_t()
      const cond = new pthread_cond_t()
      expect(await posix.pthread_cond_wait(cond, mutex)).toBe(EPERM)
      expect(await posix.pthread_cond_timedwait(cond, mutex, later(kos, 1))).toBe(EPERM)
      const log: unknown[] = []
      const id = waiting(posix, cond, mutex, log)
      await settle(posix)
      await posix.pthread_mutex_lock(other)
      expect(await posix.pthread_cond_wait(cond, other)).toBe(EINVAL)
      posix.pthread_cond_signal(cond)
      await joined(posix, id)
      expect(await posix.pthread_cond_timedwait(cond, other, later(kos, 1))).toBe(ETIMEDOUT)
      expect(posix.pthread_mutex_unlock(other)).toBe(0)
    })
  })

  test('a recursive mutex is given up fully, and locked as often again', async () => {
    await inProcess(async (posix, kos) => {
      const attr = new pthread_mutexattr_t()
      const mutex = new pthread_mutex_t()
      const cond = new pthread_cond_t()
      pthread_mutexattr_init(attr)
      pthread_mutexattr_settype(attr, PTHREAD_MUTEX_RECURSIVE)
      posix.pthread_mutex_init(mutex, attr)
      for (let i = 0; i < 3; i++) await posix.pthread_mutex_lock(mutex)
      const id = spawn(posix, (own) => [
        own.pthread_mutex_trylock(mutex),
        own.pthread_mutex_unlock(mutex),
      ])
      expect(await posix.pthread_cond_timedwait(cond, mutex, later(kos, 5))).toBe(ETIMEDOUT)
      expect(await joined(posix, id)).toEqual([0, 0])
      for (let i = 0; i < 3; i++) expect(posix.pthread_mutex_unlock(mutex)).toBe(0)
      expect(posix.pthread_mutex_unlock(mutex)).toBe(EPERM)
    })
  })

  test('a ceiling does not count while the thread waits', async () => {
    await inProcess(async (posix, kos) => {
      const attr = new pthread_mutexattr_t()
      const mutex = new pthread_mutex_t()
      const cond = new pthread_cond_t()
      pthread_mutexattr_init(attr)
      pthread_mutexattr_setprotocol(attr, PTHREAD_PRIO_PROTECT)
      pthread_mutexattr_setprioceiling(attr, 30)
      posix.pthread_mutex_init(mutex, attr)
      expect(await posix.pthread_mutex_lock(mutex)).toBe(0)
      expect(await posix.pthread_cond_timedwait(cond, mutex, later(kos, 5))).toBe(ETIMEDOUT)
      const log: string[] = []
      spawn(posix, () => void log.push('20'), null, withPriority(20))
      await posix.sched_yield()
      log.push('main')
      expect(posix.pthread_mutex_unlock(mutex)).toBe(0)
      await posix.sched_yield()
      expect(log).toEqual(['main', '20'])
    })
  })
})

describe('pthread_cond_timedwait', () => {
  test.for([CLOCK_REALTIME, CLOCK_MONOTONIC])('ends at a time of clock %i', async (clock) => {
    await inProcess(async (posix, kos) => {
      const mutex = new pthread_mutex_t()
      const cond = withClock(posix, clock)
      expect(kos.KnSetSystemTime({ sec: 1_000_000, nsec: 0 })).toBe(0)
      await posix.pthread_mutex_lock(mutex)
      const isMonotonic = clock === CLOCK_MONOTONIC
      const before = later(kos, 0, true)
      const end = later(kos, 50.5, isMonotonic)
      expect(await posix.pthread_cond_timedwait(cond, mutex, end)).toBe(ETIMEDOUT)
      const after = later(kos, 0, true)
      const waited = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1e6
      expect(waited).toBe(51)
      expect(await posix.pthread_cond_timedwait(cond, mutex, end)).toBe(ETIMEDOUT)
      expect(posix.pthread_mutex_unlock(mutex)).toBe(0)
    })
  })

  test('waits longer than a time-out of kos can be', async () => {
    await inProcess(async (posix, kos) => {
      const mutex = new pthread_mutex_t()
      const cond = withClock(posix, CLOCK_MONOTONIC)
      await posix.pthread_mutex_lock(mutex)
      const end = later(kos, 10_000_000_000, true)
      expect(await posix.pthread_cond_timedwait(cond, mutex, end)).toBe(ETIMEDOUT)
      expect(later(kos, 0, true)).toEqual(end)
      posix.pthread_mutex_unlock(mutex)
    })
  })

  test('a time that is none is EINVAL or EFAULT, and the mutex stays locked', async () => {
    await inProcess(async (posix) => {
      const mutex = new pthread_mutex_t()
      const cond = new pthread_cond_t()
      await posix.pthread_mutex_lock(mutex)
      for (const tv_nsec of [-1, 1e9, 0.5, Number.NaN])
        expect(await posix.pthread_cond_timedwait(cond, mutex, { tv_sec: 9, tv_nsec })).toBe(EINVAL)
      const tv_sec = 2 ** 53
      expect(await posix.pthread_cond_timedwait(cond, mutex, { tv_sec, tv_nsec: 0 })).toBe(EINVAL)
      for (const bad of garbage)
        expect(await posix.pthread_cond_timedwait(cond, mutex, bad as never)).toBe(EFAULT)
      expect(posix.pthread_mutex_unlock(mutex)).toBe(0)
    })
  })
})

describe('pthread_cond_init and pthread_cond_destroy', () => {
  test('are EBUSY while threads wait', async () => {
    await inProcess(async (posix) => {
      const mutex = new pthread_mutex_t()
      const cond = new pthread_cond_t()
      const id = waiting(posix, cond, mutex, [])
      await settle(posix)
      expect(posix.pthread_cond_destroy(cond)).toBe(EBUSY)
      expect(posix.pthread_cond_init(cond, null)).toBe(EBUSY)
      posix.pthread_cond_broadcast(cond)
      await joined(posix, id)
      expect(posix.pthread_cond_destroy(cond)).toBe(0)
    })
  })

  test('what is no condition variable, or was destroyed, is EINVAL', async () => {
    await inProcess(async (posix, kos) => {
      const mutex = new pthread_mutex_t()
      const cond = new pthread_cond_t()
      posix.pthread_cond_destroy(cond)
      await posix.pthread_mutex_lock(mutex)
      for (const bad of [...garbage, cond, mutex]) {
        const value = bad as pthread_cond_t
        expect(await posix.pthread_cond_wait(value, mutex)).toBe(EINVAL)
        expect(await posix.pthread_cond_timedwait(value, mutex, later(kos, 1))).toBe(EINVAL)
        expect(posix.pthread_cond_signal(value)).toBe(EINVAL)
        expect(posix.pthread_cond_broadcast(value)).toBe(EINVAL)
        expect(posix.pthread_cond_destroy(value)).toBe(EINVAL)
        if (bad !== cond) expect(posix.pthread_cond_init(value, null)).toBe(EFAULT)
        if (bad !== mutex)
          expect(await posix.pthread_cond_wait(new pthread_cond_t(), bad as never)).toBe(EINVAL)
      }
      expect(posix.pthread_cond_init(cond, new pthread_condattr_t())).toBe(EINVAL)
      expect(posix.pthread_cond_init(cond, {} as never)).toBe(EINVAL)
      expect(posix.pthread_cond_init(cond, null)).toBe(0)
      expect(posix.pthread_cond_signal(cond)).toBe(0)
      posix.pthread_mutex_unlock(mutex)
    })
  })
})

describe('attributes of condition variables', () => {
  test('the clock is CLOCK_REALTIME or CLOCK_MONOTONIC', () => {
    const attr = new pthread_condattr_t()
    const out = new Out()
    expect(pthread_condattr_getclock(attr, out)).toBe(EINVAL)
    expect(pthread_condattr_setclock(attr, CLOCK_MONOTONIC)).toBe(EINVAL)
    expect(pthread_condattr_init(attr)).toBe(0)
    expect(pthread_condattr_getclock(attr, out)).toBe(0)
    expect(out.value).toBe(CLOCK_REALTIME)
    expect(pthread_condattr_setclock(attr, CLOCK_MONOTONIC)).toBe(0)
    for (const bad of [2, 3, -1, Number.NaN, '0'])
      expect(pthread_condattr_setclock(attr, bad as number)).toBe(EINVAL)
    expect(pthread_condattr_getclock(attr, out)).toBe(0)
    expect(out.value).toBe(CLOCK_MONOTONIC)
    expect(pthread_condattr_getclock(attr, {} as Out)).toBe(EFAULT)
    expect(pthread_condattr_destroy(attr)).toBe(0)
    expect(pthread_condattr_destroy(attr)).toBe(EINVAL)
    for (const bad of garbage) expect(pthread_condattr_init(bad as never)).toBe(EFAULT)
  })

  test('they are never shared between processes: ENOSYS', () => {
    const attr = new pthread_condattr_t()
    const out = new Out()
    pthread_condattr_init(attr)
    expect(pthread_condattr_setpshared(attr, PTHREAD_PROCESS_SHARED)).toBe(ENOSYS)
    expect(pthread_condattr_setpshared(attr, PTHREAD_PROCESS_PRIVATE)).toBe(0)
    expect(pthread_condattr_setpshared(attr, 2)).toBe(EINVAL)
    expect(pthread_condattr_getpshared(attr, out)).toBe(0)
    expect(out.value).toBe(PTHREAD_PROCESS_PRIVATE)
    expect(pthread_condattr_getpshared(attr, {} as Out)).toBe(EFAULT)
    expect(pthread_condattr_getpshared(new pthread_condattr_t(), out)).toBe(EINVAL)
    expect(pthread_condattr_setpshared(new pthread_condattr_t(), 0)).toBe(EINVAL)
  })
})
