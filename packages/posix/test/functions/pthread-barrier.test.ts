// Barriers, with their attributes, and spin locks.

import {
  EBUSY,
  EDEADLK,
  EFAULT,
  EINVAL,
  ENOSYS,
  EPERM,
  Out,
  PTHREAD_BARRIER_SERIAL_THREAD,
  pthread_barrier_t,
  pthread_barrierattr_destroy,
  pthread_barrierattr_getpshared,
  pthread_barrierattr_init,
  pthread_barrierattr_setpshared,
  pthread_barrierattr_t,
  PTHREAD_PROCESS_PRIVATE,
  PTHREAD_PROCESS_SHARED,
  pthread_spinlock_t,
} from '@kos/posix'
import { describe, expect, test } from 'vitest'
import { inProcess } from '../posix-world.ts'
import { garbage, joined, settle, spawn } from '../pthread-threads.ts'

describe('a barrier', () => {
  test('lets all go on when the last has arrived, which is told so; then it begins anew', async () => {
    await inProcess(async (posix) => {
      const barrier = new pthread_barrier_t()
      expect(posix.pthread_barrier_init(barrier, null, 3)).toBe(0)
      const log: string[] = []
      const ids = ['a', 'b', 'c'].map((name) =>
        spawn(posix, async (own) => {
          const answers: number[] = []
          for (let phase = 0; phase < 3; phase++) {
            log.push(`${phase}`)
            answers.push(await own.pthread_barrier_wait(barrier))
          }
          return [name, ...answers]
        }),
      )
      const answers: unknown[][] = []
      for (const id of ids) answers.push((await joined(posix, id)) as unknown[])
      expect(log.join('')).toBe('000111222')
      for (const phase of [1, 2, 3]) {
        const column = answers.map((row) => row[phase])
        expect(column.filter((each) => each === PTHREAD_BARRIER_SERIAL_THREAD)).toHaveLength(1)
        expect(column.filter((each) => each === 0)).toHaveLength(2)
      }
      expect(posix.pthread_barrier_destroy(barrier)).toBe(0)
    })
  })

  test('for one thread nobody waits', async () => {
    await inProcess(async (posix) => {
      const barrier = new pthread_barrier_t()
      posix.pthread_barrier_init(barrier, null, 1)
      expect(await posix.pthread_barrier_wait(barrier)).toBe(PTHREAD_BARRIER_SERIAL_THREAD)
      expect(await posix.pthread_barrier_wait(barrier)).toBe(PTHREAD_BARRIER_SERIAL_THREAD)
    })
  })

  test('is EBUSY while threads wait, EINVAL if it is none or the count is none', async () => {
    await inProcess(async (posix) => {
      const barrier = new pthread_barrier_t()
      const attr = new pthread_barrierattr_t()
      expect(posix.pthread_barrier_init(barrier, attr, 2)).toBe(EINVAL)
      expect(pthread_barrierattr_init(attr)).toBe(0)
      for (const bad of [0, -1, 0.5, Number.NaN, 2 ** 31, '2'])
        expect(posix.pthread_barrier_init(barrier, attr, bad as number)).toBe(EINVAL)
      for (const bad of [...garbage, barrier]) {
        expect(await posix.pthread_barrier_wait(bad as never)).toBe(EINVAL)
        expect(posix.pthread_barrier_destroy(bad as never)).toBe(EINVAL)
        if (bad !== barrier) expect(posix.pthread_barrier_init(bad as never, null, 1)).toBe(EFAULT)
      }
      expect(posix.pthread_barrier_init(barrier, attr, 2)).toBe(0)
      const id = spawn(posix, (own) => own.pthread_barrier_wait(barrier))
      await settle(posix)
      expect(posix.pthread_barrier_destroy(barrier)).toBe(EBUSY)
      expect(posix.pthread_barrier_init(barrier, null, 2)).toBe(EBUSY)
      expect(await posix.pthread_barrier_wait(barrier)).toBe(PTHREAD_BARRIER_SERIAL_THREAD)
      expect(await joined(posix, id)).toBe(0)
      expect(posix.pthread_barrier_destroy(barrier)).toBe(0)
      expect(await posix.pthread_barrier_wait(barrier)).toBe(EINVAL)
    })
  })

  test('attributes: never shared between processes', () => {
    const attr = new pthread_barrierattr_t()
    const out = new Out()
    expect(pthread_barrierattr_getpshared(attr, out)).toBe(EINVAL)
    expect(pthread_barrierattr_setpshared(attr, 0)).toBe(EINVAL)
    expect(pthread_barrierattr_init(attr)).toBe(0)
    expect(pthread_barrierattr_setpshared(attr, PTHREAD_PROCESS_SHARED)).toBe(ENOSYS)
    expect(pthread_barrierattr_setpshared(attr, PTHREAD_PROCESS_PRIVATE)).toBe(0)
    expect(pthread_barrierattr_setpshared(attr, -1)).toBe(EINVAL)
    expect(pthread_barrierattr_getpshared(attr, out)).toBe(0)
    expect(out.value).toBe(PTHREAD_PROCESS_PRIVATE)
    expect(pthread_barrierattr_getpshared(attr, {} as Out)).toBe(EFAULT)
    expect(pthread_barrierattr_destroy(attr)).toBe(0)
    expect(pthread_barrierattr_destroy(attr)).toBe(EINVAL)
    for (const bad of garbage) expect(pthread_barrierattr_init(bad as never)).toBe(EFAULT)
  })
})

describe('a spin lock', () => {
  test('has one owner; others wait in its queue, so that the owner can run', async () => {
    await inProcess(async (posix) => {
      const lock = new pthread_spinlock_t()
      expect(posix.pthread_spin_init(lock, PTHREAD_PROCESS_PRIVATE)).toBe(0)
      expect(await posix.pthread_spin_lock(lock)).toBe(0)
      const log: unknown[] = []
      const id = spawn(posix, async (own) => {
        log.push(own.pthread_spin_trylock(lock), own.pthread_spin_unlock(lock))
        log.push(await own.pthread_spin_lock(lock))
        log.push(own.pthread_spin_unlock(lock))
      })
      await settle(posix)
      expect(log).toEqual([EBUSY, EPERM])
      expect(posix.pthread_spin_unlock(lock)).toBe(0)
      await joined(posix, id)
      expect(log.slice(2)).toEqual([0, 0])
    })
  })

  test('EDEADLK for its owner, which pthread_spin_trylock tells EBUSY', async () => {
    await inProcess(async (posix) => {
      const lock = new pthread_spinlock_t()
      posix.pthread_spin_init(lock, 0)
      expect(posix.pthread_spin_trylock(lock)).toBe(0)
      expect(await posix.pthread_spin_lock(lock)).toBe(EDEADLK)
      expect(posix.pthread_spin_trylock(lock)).toBe(EBUSY)
      expect(posix.pthread_spin_destroy(lock)).toBe(EBUSY)
      expect(posix.pthread_spin_init(lock, 0)).toBe(EBUSY)
      expect(posix.pthread_spin_unlock(lock)).toBe(0)
      expect(posix.pthread_spin_destroy(lock)).toBe(0)
      expect(posix.pthread_spin_destroy(lock)).toBe(EINVAL)
    })
  })

  test('PTHREAD_PROCESS_SHARED is ignored; what is none is refused', async () => {
    await inProcess(async (posix) => {
      const lock = new pthread_spinlock_t()
      for (const bad of [2, -1, 0.5, Number.NaN, '0', null])
        expect(posix.pthread_spin_init(lock, bad as number)).toBe(EINVAL)
      for (const bad of [...garbage, lock]) {
        expect(await posix.pthread_spin_lock(bad as never)).toBe(EINVAL)
        expect(posix.pthread_spin_trylock(bad as never)).toBe(EINVAL)
        expect(posix.pthread_spin_unlock(bad as never)).toBe(EINVAL)
        expect(posix.pthread_spin_destroy(bad as never)).toBe(EINVAL)
        if (bad !== lock) expect(posix.pthread_spin_init(bad as never, 0)).toBe(EFAULT)
      }
      expect(posix.pthread_spin_init(lock, PTHREAD_PROCESS_SHARED)).toBe(0)
      expect(posix.pthread_spin_trylock(lock)).toBe(0)
      expect(posix.pthread_spin_unlock(lock)).toBe(0)
    })
  })
})
