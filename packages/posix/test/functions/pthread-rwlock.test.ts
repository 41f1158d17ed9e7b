// Read-write locks and their attributes.

import {
  EAGAIN,
  EBUSY,
  EDEADLK,
  EFAULT,
  EINVAL,
  ENOSYS,
  EPERM,
  ETIMEDOUT,
  Out,
  type Posix,
  pthread_rwlock_t,
  pthread_rwlockattr_destroy,
  pthread_rwlockattr_getpshared,
  pthread_rwlockattr_init,
  pthread_rwlockattr_setpshared,
  pthread_rwlockattr_t,
  PTHREAD_PROCESS_PRIVATE,
  PTHREAD_PROCESS_SHARED,
} from '@kos/posix'
import { describe, expect, test } from 'vitest'
import { maxReadLocks } from '../../src/limits.ts'
import { inProcess } from '../posix-world.ts'
import { garbage, joined, later, settle, spawn } from '../pthread-threads.ts'

/** What another thread gets. */
function other<T>(posix: Posix, routine: (own: Posix) => T | Promise<T>): Promise<unknown> {
  return joined(posix, spawn(posix, routine))
}

describe('a read-write lock', () => {
  test('readers share it; a writer waits for all of them', async () => {
    await inProcess(async (posix) => {
      const lock = new pthread_rwlock_t()
      expect(await posix.pthread_rwlock_rdlock(lock)).toBe(0)
      expect(await other(posix, (own) => own.pthread_rwlock_tryrdlock(lock))).toBe(0)
      const log: unknown[] = []
      const reader = spawn(posix, async (own) => {
        log.push(await own.pthread_rwlock_rdlock(lock))
        await own.sched_yield()
        log.push(own.pthread_rwlock_unlock(lock))
      })
      await joined(posix, reader)
      expect(log).toEqual([0, 0])
      expect(await other(posix, (own) => own.pthread_rwlock_trywrlock(lock))).toBe(EBUSY)
      expect(posix.pthread_rwlock_unlock(lock)).toBe(0)
      expect(posix.pthread_rwlock_unlock(lock)).toBe(EPERM)
    })
  })

  test('a writer is alone; others wait, or are refused', async () => {
    await inProcess(async (posix, kos) => {
      const lock = new pthread_rwlock_t()
      expect(await posix.pthread_rwlock_wrlock(lock)).toBe(0)
      const log: unknown[] = []
      const id = spawn(posix, async (own) => {
        log.push(own.pthread_rwlock_tryrdlock(lock), own.pthread_rwlock_trywrlock(lock))
        log.push(own.pthread_rwlock_unlock(lock))
        log.push(await own.pthread_rwlock_timedrdlock(lock, later(own.kos, 5)))
        log.push(await own.pthread_rwlock_timedwrlock(lock, later(own.kos, 5)))
        log.push(await own.pthread_rwlock_wrlock(lock))
        log.push(own.pthread_rwlock_unlock(lock))
      })
      await kos.KnSleep(20)
      expect(log).toEqual([EBUSY, EBUSY, EPERM, ETIMEDOUT, ETIMEDOUT])
      expect(posix.pthread_rwlock_unlock(lock)).toBe(0)
      await joined(posix, id)
      expect(log.slice(5)).toEqual([0, 0])
    })
  })

  test('a thread that would wait for itself gets EDEADLK; a reader may read again', async () => {
    await inProcess(async (posix, kos) => {
      const lock = new pthread_rwlock_t()
      await posix.pthread_rwlock_wrlock(lock)
      expect(await posix.pthread_rwlock_rdlock(lock)).toBe(EDEADLK)
      expect(await posix.pthread_rwlock_wrlock(lock)).toBe(EDEADLK)
      expect(await posix.pthread_rwlock_timedrdlock(lock, later(kos, 5))).toBe(EDEADLK)
      expect(await posix.pthread_rwlock_timedwrlock(lock, later(kos, 5))).toBe(EDEADLK)
      expect(posix.pthread_rwlock_unlock(lock)).toBe(0)
      expect(await posix.pthread_rwlock_rdlock(lock)).toBe(0)
      expect(await posix.pthread_rwlock_timedrdlock(lock, later(kos, 5))).toBe(0)
      expect(await posix.pthread_rwlock_wrlock(lock)).toBe(EDEADLK)
      expect(posix.pthread_rwlock_unlock(lock)).toBe(0)
      expect(posix.pthread_rwlock_unlock(lock)).toBe(0)
      expect(posix.pthread_rwlock_trywrlock(lock)).toBe(0)
      expect(posix.pthread_rwlock_unlock(lock)).toBe(0)
    })
  })

  test('a writer that waits keeps later readers waiting; then all readers go on', async () => {
    await inProcess(async (posix) => {
      const lock = new pthread_rwlock_t()
      const log: string[] = []
      await posix.pthread_rwlock_rdlock(lock)
      const run = (name: string, mode: 'rdlock' | 'wrlock') =>
        spawn(posix, async (own) => {
          await own[`pthread_rwlock_${mode}`](lock)
          log.push(name)
          await own.sched_yield()
          log.push(`${name} ends`)
          own.pthread_rwlock_unlock(lock)
        })
      const ids = [run('writer', 'wrlock'), run('a', 'rdlock'), run('b', 'rdlock')]
      await settle(posix)
      expect(log).toEqual([])
      posix.pthread_rwlock_unlock(lock)
      for (const id of ids) await joined(posix, id)
      expect(log.slice(0, 4)).toEqual(['writer', 'writer ends', 'a', 'b'])
    })
  })

  test('there are so many read locks and no more: EAGAIN', async () => {
    await inProcess(async (posix, kos) => {
      const lock = new pthread_rwlock_t()
      for (let i = 0; i < maxReadLocks; i++) posix.pthread_rwlock_tryrdlock(lock)
      expect(posix.pthread_rwlock_tryrdlock(lock)).toBe(EAGAIN)
      expect(await posix.pthread_rwlock_rdlock(lock)).toBe(EAGAIN)
      expect(await posix.pthread_rwlock_timedrdlock(lock, later(kos, 1))).toBe(EAGAIN)
      for (let i = 0; i < maxReadLocks; i++) posix.pthread_rwlock_unlock(lock)
      expect(posix.pthread_rwlock_unlock(lock)).toBe(EPERM)
    })
  })

  test('a timed lock that would wait needs a time; a free one does not look at it', async () => {
    await inProcess(async (posix) => {
      const lock = new pthread_rwlock_t()
      await posix.pthread_rwlock_wrlock(lock)
      const id = spawn(posix, async (own) => {
        for (const timed of [own.pthread_rwlock_timedrdlock, own.pthread_rwlock_timedwrlock]) {
          for (const tv_nsec of [-1, 1e9, 0.5])
            expect(await timed(lock, { tv_sec: 1, tv_nsec })).toBe(EINVAL)
          for (const bad of garbage) expect(await timed(lock, bad as never)).toBe(EFAULT)
          expect(await timed(lock, later(own.kos, -1))).toBe(ETIMEDOUT)
        }
      })
      await joined(posix, id)
      posix.pthread_rwlock_unlock(lock)
      expect(await posix.pthread_rwlock_timedrdlock(lock, { tv_sec: 1, tv_nsec: -1 })).toBe(0)
      expect(posix.pthread_rwlock_unlock(lock)).toBe(0)
    })
  })
})

describe('pthread_rwlock_init and pthread_rwlock_destroy', () => {
  test('are EBUSY while it is used; not for threads that have ended', async () => {
    await inProcess(async (posix) => {
      const lock = new pthread_rwlock_t()
      await posix.pthread_rwlock_rdlock(lock)
      expect(posix.pthread_rwlock_destroy(lock)).toBe(EBUSY)
      expect(posix.pthread_rwlock_init(lock, null)).toBe(EBUSY)
      posix.pthread_rwlock_unlock(lock)
      await other(posix, (own) => own.pthread_rwlock_wrlock(lock))
      expect(posix.pthread_rwlock_tryrdlock(lock)).toBe(EBUSY)
      expect(posix.pthread_rwlock_destroy(lock)).toBe(0)
    })
  })

  test('what is no lock, or was destroyed, is EINVAL', async () => {
    await inProcess(async (posix, kos) => {
      const lock = new pthread_rwlock_t()
      posix.pthread_rwlock_destroy(lock)
      for (const bad of [...garbage, lock, new Out()]) {
        const value = bad as pthread_rwlock_t
        expect(await posix.pthread_rwlock_rdlock(value)).toBe(EINVAL)
        expect(await posix.pthread_rwlock_wrlock(value)).toBe(EINVAL)
        expect(await posix.pthread_rwlock_timedrdlock(value, later(kos, 1))).toBe(EINVAL)
        expect(await posix.pthread_rwlock_timedwrlock(value, later(kos, 1))).toBe(EINVAL)
        expect(posix.pthread_rwlock_tryrdlock(value)).toBe(EINVAL)
        expect(posix.pthread_rwlock_trywrlock(value)).toBe(EINVAL)
        expect(posix.pthread_rwlock_unlock(value)).toBe(EINVAL)
        expect(posix.pthread_rwlock_destroy(value)).toBe(EINVAL)
        if (bad !== lock) expect(posix.pthread_rwlock_init(value, null)).toBe(EFAULT)
      }
      expect(posix.pthread_rwlock_init(lock, new pthread_rwlockattr_t())).toBe(EINVAL)
      const attr = new pthread_rwlockattr_t()
      pthread_rwlockattr_init(attr)
      expect(posix.pthread_rwlock_init(lock, attr)).toBe(0)
      expect(posix.pthread_rwlock_trywrlock(lock)).toBe(0)
      expect(posix.pthread_rwlock_unlock(lock)).toBe(0)
    })
  })
})

test('attributes: never shared between processes', () => {
  const attr = new pthread_rwlockattr_t()
  const out = new Out()
  expect(pthread_rwlockattr_getpshared(attr, out)).toBe(EINVAL)
  expect(pthread_rwlockattr_setpshared(attr, 0)).toBe(EINVAL)
  expect(pthread_rwlockattr_init(attr)).toBe(0)
  expect(pthread_rwlockattr_setpshared(attr, PTHREAD_PROCESS_SHARED)).toBe(ENOSYS)
  expect(pthread_rwlockattr_setpshared(attr, PTHREAD_PROCESS_PRIVATE)).toBe(0)
  expect(pthread_rwlockattr_setpshared(attr, 7)).toBe(EINVAL)
  expect(pthread_rwlockattr_getpshared(attr, out)).toBe(0)
  expect(out.value).toBe(PTHREAD_PROCESS_PRIVATE)
  expect(pthread_rwlockattr_getpshared(attr, {} as Out)).toBe(EFAULT)
  expect(pthread_rwlockattr_destroy(attr)).toBe(0)
  expect(pthread_rwlockattr_destroy(attr)).toBe(EINVAL)
  for (const bad of garbage) expect(pthread_rwlockattr_init(bad as never)).toBe(EFAULT)
})
