// Mutexes and their attributes.

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
  pthread_mutex_t,
  pthread_mutexattr_destroy,
  pthread_mutexattr_getprioceiling,
  pthread_mutexattr_getprotocol,
  pthread_mutexattr_getpshared,
  pthread_mutexattr_gettype,
  pthread_mutexattr_init,
  pthread_mutexattr_setprioceiling,
  pthread_mutexattr_setprotocol,
  pthread_mutexattr_setpshared,
  pthread_mutexattr_settype,
  pthread_mutexattr_t,
  PTHREAD_MUTEX_DEFAULT,
  PTHREAD_MUTEX_ERRORCHECK,
  PTHREAD_MUTEX_NORMAL,
  PTHREAD_MUTEX_RECURSIVE,
  PTHREAD_PRIO_INHERIT,
  PTHREAD_PRIO_NONE,
  PTHREAD_PRIO_PROTECT,
  PTHREAD_PROCESS_PRIVATE,
  PTHREAD_PROCESS_SHARED,
  type pthread_t,
  sem_t,
} from '@kos/posix'
import { describe, expect, test } from 'vitest'
import { inProcess } from '../posix-world.ts'
import { garbage, joined, later, settle, spawn, withPriority } from '../pthread-threads.ts'

function made(
  posix: Posix,
  type: number = PTHREAD_MUTEX_NORMAL,
  protocol: number = PTHREAD_PRIO_NONE,
  ceiling = 31,
): pthread_mutex_t {
  const attr = new pthread_mutexattr_t()
  const mutex = new pthread_mutex_t()
  expect(pthread_mutexattr_init(attr)).toBe(0)
  expect(pthread_mutexattr_settype(attr, type)).toBe(0)
  expect(pthread_mutexattr_setprotocol(attr, protocol)).toBe(0)
  expect(pthread_mutexattr_setprioceiling(attr, ceiling)).toBe(0)
  expect(posix.pthread_mutex_init(mutex, attr)).toBe(0)
  return mutex
}

const kinds = [PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_RECURSIVE, PTHREAD_MUTEX_ERRORCHECK]

describe('a mutex of any type', () => {
  test.for(kinds)('type %i: has one owner; others wait, or are refused', async (type) => {
    await inProcess(async (posix, kos) => {
      const mutex = made(posix, type)
      expect(await posix.pthread_mutex_lock(mutex)).toBe(0)
      const soon = later(kos, 10)
      const log: unknown[] = []
      const id = spawn(posix, async (own) => {
        log.push(own.pthread_mutex_trylock(mutex), own.pthread_mutex_unlock(mutex))
        log.push(await own.pthread_mutex_timedlock(mutex, soon))
        log.push(await own.pthread_mutex_lock(mutex))
        log.push(own.pthread_mutex_unlock(mutex))
      })
      await settle(posix)
      expect(log).toEqual([EBUSY, EPERM])
      expect(await kos.KnSleep(20)).toBe(0)
      expect(log).toEqual([EBUSY, EPERM, ETIMEDOUT])
      expect(posix.pthread_mutex_unlock(mutex)).toBe(0)
      await joined(posix, id)
      expect(log).toEqual([EBUSY, EPERM, ETIMEDOUT, 0, 0])
      expect(posix.pthread_mutex_unlock(mutex)).toBe(EPERM)
    })
  })

  test.for(kinds)('type %i: a timed lock of a free one does not look at the time', async (type) => {
    await inProcess(async (posix, kos) => {
      const mutex = made(posix, type)
      expect(await posix.pthread_mutex_timedlock(mutex, null as never)).toBe(0)
      expect(posix.pthread_mutex_unlock(mutex)).toBe(0)
      expect(await posix.pthread_mutex_timedlock(mutex, later(kos, -100))).toBe(0)
      expect(posix.pthread_mutex_unlock(mutex)).toBe(0)
    })
  })

  test('a timed lock that would wait needs a time', async () => {
    await inProcess(async (posix) => {
      const mutex = new pthread_mutex_t()
      await posix.pthread_mutex_lock(mutex)
      const id = spawn(posix, async (own) => {
        for (const tv_nsec of [-1, 1e9, 0.5, Number.NaN])
          expect(await own.pthread_mutex_timedlock(mutex, { tv_sec: 1, tv_nsec })).toBe(EINVAL)
        for (const bad of garbage)
          expect(await own.pthread_mutex_timedlock(mutex, bad as never)).toBe(EFAULT)
        return own.pthread_mutex_timedlock(mutex, later(own.kos, -1))
      })
      expect(await joined(posix, id)).toBe(ETIMEDOUT)
      expect(posix.pthread_mutex_unlock(mutex)).toBe(0)
    })
  })

  test('destroy and init are EBUSY while it is locked or waited for', async () => {
    await inProcess(async (posix) => {
      const mutex = new pthread_mutex_t()
      await posix.pthread_mutex_lock(mutex)
      expect(posix.pthread_mutex_destroy(mutex)).toBe(EBUSY)
      expect(posix.pthread_mutex_init(mutex, null)).toBe(EBUSY)
      const id = spawn(posix, (own) => own.pthread_mutex_lock(mutex))
      await settle(posix)
      posix.pthread_mutex_unlock(mutex)
      expect(posix.pthread_mutex_destroy(mutex)).toBe(EBUSY)
      expect(await joined(posix, id)).toBe(0)
      // Its owner has ended: nobody can unlock it, so it may go.
      expect(posix.pthread_mutex_trylock(mutex)).toBe(EBUSY)
      expect(posix.pthread_mutex_destroy(mutex)).toBe(0)
    })
  })

  test('a destroyed one is EINVAL everywhere, until it is initialised again', async () => {
    await inProcess(async (posix, kos) => {
      const mutex = new pthread_mutex_t()
      expect(posix.pthread_mutex_destroy(mutex)).toBe(0)
      for (const bad of [...garbage, mutex, new Out()]) {
        const value = bad as pthread_mutex_t
        expect(await posix.pthread_mutex_lock(value)).toBe(EINVAL)
        expect(await posix.pthread_mutex_timedlock(value, later(kos, 1))).toBe(EINVAL)
        expect(posix.pthread_mutex_trylock(value)).toBe(EINVAL)
        expect(posix.pthread_mutex_unlock(value)).toBe(EINVAL)
        expect(posix.pthread_mutex_destroy(value)).toBe(EINVAL)
        expect(posix.pthread_mutex_getprioceiling(value, new Out())).toBe(EINVAL)
        expect(await posix.pthread_mutex_setprioceiling(value, 1, null)).toBe(EINVAL)
        if (bad !== mutex) expect(posix.pthread_mutex_init(value, null)).toBe(EFAULT)
      }
      expect(posix.pthread_mutex_init(mutex, null)).toBe(0)
      expect(posix.pthread_mutex_trylock(mutex)).toBe(0)
      expect(posix.pthread_mutex_unlock(mutex)).toBe(0)
      expect(posix.pthread_mutex_init(mutex, new pthread_mutexattr_t())).toBe(EINVAL)
      expect(posix.pthread_mutex_init(mutex, {} as never)).toBe(EINVAL)
    })
  })

  test('its owner inherits, and it goes to the waiter of the highest priority', async () => {
    await inProcess(async (posix) => {
      const mutex = made(posix, PTHREAD_MUTEX_NORMAL, PTHREAD_PRIO_INHERIT)
      const go = new sem_t()
      posix.sem_init(go, 0, 0)
      const log: string[] = []
      const low = spawn(
        posix,
        async (own) => {
          await own.pthread_mutex_lock(mutex)
          await own.sem_wait(go)
          await own.sched_yield()
          log.push('low')
          own.pthread_mutex_unlock(mutex)
        },
        null,
        withPriority(2),
      )
      await posix.pthread_join(
        spawn(posix, () => {}, null, withPriority(1)),
        null,
      )
      const wait = (priority: number): pthread_t =>
        spawn(
          posix,
          async (own) => {
            await own.pthread_mutex_lock(mutex)
            log.push(`got it ${priority}`)
            own.pthread_mutex_unlock(mutex)
          },
          null,
          withPriority(priority),
        )
      const ids = [wait(17), wait(20)]
      await posix.sched_yield()
      posix.sem_post(go)
      // It runs before this one only with the priority that it inherited.
      ids.push(spawn(posix, () => void log.push('beside'), null, withPriority(18)))
      await posix.sched_yield()
      log.push('main')
      for (const id of [low, ...ids]) await joined(posix, id)
      expect(log).toEqual(['low', 'got it 20', 'beside', 'got it 17', 'main'])
    })
  })
})

describe('what an owner gets that locks again', () => {
  test('EDEADLK if it checks errors', async () => {
    await inProcess(async (posix, kos) => {
      const mutex = made(posix, PTHREAD_MUTEX_ERRORCHECK)
      expect(await posix.pthread_mutex_lock(mutex)).toBe(0)
      expect(await posix.pthread_mutex_lock(mutex)).toBe(EDEADLK)
      expect(await posix.pthread_mutex_timedlock(mutex, later(kos, 1))).toBe(EDEADLK)
      expect(posix.pthread_mutex_trylock(mutex)).toBe(EBUSY)
      expect(posix.pthread_mutex_unlock(mutex)).toBe(0)
    })
  })

  test('one more lock if it is recursive, up to 255; it is free after as many unlocks', async () => {
    await inProcess(async (posix, kos) => {
      const mutex = made(posix, PTHREAD_MUTEX_RECURSIVE)
      for (let i = 0; i < 253; i++) expect(await posix.pthread_mutex_lock(mutex)).toBe(0)
      expect(posix.pthread_mutex_trylock(mutex)).toBe(0)
      expect(await posix.pthread_mutex_timedlock(mutex, later(kos, 1))).toBe(0)
      expect(await posix.pthread_mutex_lock(mutex)).toBe(EAGAIN)
      expect(posix.pthread_mutex_trylock(mutex)).toBe(EAGAIN)
      for (let i = 0; i < 255; i++) expect(posix.pthread_mutex_unlock(mutex)).toBe(0)
      expect(posix.pthread_mutex_unlock(mutex)).toBe(EPERM)
    })
  })

  test('a wait for itself if it is normal: until the time is up', async () => {
    await inProcess(async (posix, kos) => {
      const mutex = made(posix, PTHREAD_MUTEX_DEFAULT)
      expect(await posix.pthread_mutex_lock(mutex)).toBe(0)
      expect(posix.pthread_mutex_trylock(mutex)).toBe(EBUSY)
      expect(await posix.pthread_mutex_timedlock(mutex, later(kos, 5))).toBe(ETIMEDOUT)
      expect(posix.pthread_mutex_unlock(mutex)).toBe(0)
    })
  })
})

describe('a mutex with a ceiling', () => {
  test('raises its owner, up to its highest ceiling, and only while it is owned', async () => {
    await inProcess(async (posix) => {
      const high = made(posix, PTHREAD_MUTEX_RECURSIVE, PTHREAD_PRIO_PROTECT, 25)
      const low = made(posix, PTHREAD_MUTEX_NORMAL, PTHREAD_PRIO_PROTECT, 18)
      const log: string[] = []
      const start = async (priority: number): Promise<void> => {
        const text = `${priority}`
        spawn(posix, () => void log.push(text), null, withPriority(priority))
        await posix.sched_yield()
        log.push('main')
      }
      expect(await posix.pthread_mutex_lock(low)).toBe(0)
      await start(17)
      expect(await posix.pthread_mutex_lock(high)).toBe(0)
      expect(await posix.pthread_mutex_lock(high)).toBe(0)
      await start(24)
      await start(26)
      expect(posix.pthread_mutex_unlock(high)).toBe(0)
      await start(23)
      expect(posix.pthread_mutex_unlock(high)).toBe(0)
      expect(posix.pthread_mutex_unlock(low)).toBe(0)
      await posix.sched_yield()
      log.push('end')
      expect(log).toEqual(['main', 'main', '26', 'main', 'main', '24', '23', '17', 'end'])
    })
  })

  test('is EINVAL for a thread above it', async () => {
    await inProcess(async (posix) => {
      const mutex = made(posix, PTHREAD_MUTEX_NORMAL, PTHREAD_PRIO_PROTECT, 14)
      expect(await posix.pthread_mutex_lock(mutex)).toBe(EINVAL)
      expect(posix.pthread_mutex_trylock(mutex)).toBe(EINVAL)
      const id = spawn(
        posix,
        async (own) => [await own.pthread_mutex_lock(mutex), own.pthread_mutex_unlock(mutex)],
        null,
        withPriority(14),
      )
      expect(await joined(posix, id)).toEqual([0, 0])
    })
  })

  test('tells its ceiling, and changes it while the thread has it', async () => {
    await inProcess(async (posix) => {
      const mutex = made(posix, PTHREAD_MUTEX_ERRORCHECK, PTHREAD_PRIO_PROTECT, 20)
      const out = new Out()
      expect(posix.pthread_mutex_getprioceiling(mutex, out)).toBe(0)
      expect(out.value).toBe(20)
      expect(await posix.pthread_mutex_setprioceiling(mutex, 22, out)).toBe(0)
      expect(out.value).toBe(20)
      expect(await posix.pthread_mutex_setprioceiling(mutex, 21, null)).toBe(0)
      expect(posix.pthread_mutex_getprioceiling(mutex, out)).toBe(0)
      expect(out.value).toBe(21)
      expect(posix.pthread_mutex_trylock(mutex)).toBe(0)
      expect(await posix.pthread_mutex_setprioceiling(mutex, 20, null)).toBe(EDEADLK)
      expect(posix.pthread_mutex_unlock(mutex)).toBe(0)
      for (const bad of [-1, 32, 1.5, Number.NaN, '1'])
        expect(await posix.pthread_mutex_setprioceiling(mutex, bad as number, out)).toBe(EINVAL)
      expect(await posix.pthread_mutex_setprioceiling(mutex, 20, {} as Out)).toBe(EFAULT)
      expect(posix.pthread_mutex_getprioceiling(mutex, {} as Out)).toBe(EFAULT)
      expect(posix.pthread_mutex_getprioceiling(new pthread_mutex_t(), out)).toBe(EINVAL)
      expect(await posix.pthread_mutex_setprioceiling(new pthread_mutex_t(), 1, out)).toBe(EINVAL)
    })
  })

  test('that its owner changes while it has it counts at once', async () => {
    await inProcess(async (posix) => {
      const mutex = made(posix, PTHREAD_MUTEX_RECURSIVE, PTHREAD_PRIO_PROTECT, 20)
      expect(await posix.pthread_mutex_lock(mutex)).toBe(0)
      expect(await posix.pthread_mutex_setprioceiling(mutex, 16, null)).toBe(0)
      const log: string[] = []
      spawn(posix, () => void log.push('17'), null, withPriority(17))
      spawn(posix, () => void log.push('15'), null, withPriority(15))
      await posix.sched_yield()
      log.push('main')
      expect(posix.pthread_mutex_unlock(mutex)).toBe(0)
      await posix.sched_yield()
      expect(log).toEqual(['17', 'main', '15'])
    })
  })
})

describe('attributes of mutexes', () => {
  const attributes = [
    {
      get: pthread_mutexattr_gettype,
      set: pthread_mutexattr_settype,
      first: PTHREAD_MUTEX_DEFAULT,
      values: [PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_RECURSIVE, PTHREAD_MUTEX_ERRORCHECK],
      others: [-1, 3, 0.5, Number.NaN, '1', null],
    },
    {
      get: pthread_mutexattr_getprotocol,
      set: pthread_mutexattr_setprotocol,
      first: PTHREAD_PRIO_NONE,
      values: [PTHREAD_PRIO_INHERIT, PTHREAD_PRIO_PROTECT, PTHREAD_PRIO_NONE],
      others: [-1, 3, 0.5, Number.NaN, '1', null],
    },
    {
      get: pthread_mutexattr_getprioceiling,
      set: pthread_mutexattr_setprioceiling,
      first: 31,
      values: [0, 31, 7],
      others: [-1, 32, 0.5, Number.NaN, '1', null],
    },
    {
      get: pthread_mutexattr_getpshared,
      set: pthread_mutexattr_setpshared,
      first: PTHREAD_PROCESS_PRIVATE,
      values: [PTHREAD_PROCESS_PRIVATE],
      others: [-1, 2, 0.5, Number.NaN, '1', null],
    },
  ]

  test.for(attributes)('$set.name takes its values and refuses others', (each) => {
    const attr = new pthread_mutexattr_t()
    const out = new Out()
    expect(each.get(attr, out)).toBe(EINVAL)
    expect(each.set(attr, each.first)).toBe(EINVAL)
    expect(pthread_mutexattr_init(attr)).toBe(0)
    expect(each.get(attr, out)).toBe(0)
    expect(out.value).toBe(each.first)
    for (const value of each.values) {
      expect(each.set(attr, value)).toBe(0)
      for (const other of each.others) expect(each.set(attr, other as number)).toBe(EINVAL)
      expect(each.get(attr, out)).toBe(0)
      expect(out.value).toBe(value)
      expect(each.get(attr, {} as Out)).toBe(EFAULT)
    }
    expect(pthread_mutexattr_destroy(attr)).toBe(0)
    expect(pthread_mutexattr_destroy(attr)).toBe(EINVAL)
    expect(each.get(attr, out)).toBe(EINVAL)
    for (const bad of garbage) {
      expect(each.set(bad as pthread_mutexattr_t, each.first)).toBe(EINVAL)
      expect(pthread_mutexattr_init(bad as pthread_mutexattr_t)).toBe(EFAULT)
    }
  })

  test('a mutex is never shared between processes: ENOSYS', () => {
    const attr = new pthread_mutexattr_t()
    pthread_mutexattr_init(attr)
    expect(pthread_mutexattr_setpshared(attr, PTHREAD_PROCESS_SHARED)).toBe(ENOSYS)
  })
})
