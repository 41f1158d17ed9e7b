// Thread-specific data.

import {
  EAGAIN,
  EFAULT,
  EINVAL,
  PTHREAD_DESTRUCTOR_ITERATIONS,
  pthread_key_t,
  PTHREAD_KEYS_MAX,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { inProcess } from '../posix-world.ts'
import { garbage, joined, spawn } from '../pthread-threads.ts'

test('each thread has a value of its own, null at first', async () => {
  await inProcess(async (posix) => {
    const key = new pthread_key_t()
    expect(posix.pthread_key_create(key, null)).toBe(0)
    expect(posix.pthread_getspecific(key)).toBeNull()
    expect(posix.pthread_setspecific(key, 'main')).toBe(0)
    const id = spawn(posix, (own) => {
      const before = own.pthread_getspecific(key)
      own.pthread_setspecific(key, 'thread')
      return [before, own.pthread_getspecific(key)]
    })
    expect(await joined(posix, id)).toEqual([null, 'thread'])
    expect(posix.pthread_getspecific(key)).toBe('main')
    expect(posix.pthread_setspecific(key, null)).toBe(0)
    expect(posix.pthread_getspecific(key)).toBeNull()
  })
})

test('destructors get the values of a thread that ends, and its functions', async () => {
  await inProcess(async (posix) => {
    const log: unknown[] = []
    const key = new pthread_key_t()
    const other = new pthread_key_t()
    posix.pthread_key_create(key, async (value: string, own) => {
      await own.sched_yield()
      log.push(value, own === posix, own.pthread_getspecific(key))
    })
    posix.pthread_key_create(other, () => log.push('not called'))
    posix.pthread_setspecific(key, 'main')
    const id = spawn(posix, (own) => own.pthread_setspecific(key, 'value'))
    await joined(posix, id)
    expect(log).toEqual(['value', false, null])
  })
})

test('a destructor that sets a value again is called so often and no more', async () => {
  await inProcess(async (posix) => {
    const key = new pthread_key_t()
    let calls = 0
    posix.pthread_key_create(key, (value: number, own) => {
      calls++
      own.pthread_setspecific(key, value + 1)
    })
    const id = spawn(posix, (own) => own.pthread_setspecific(key, 1))
    await joined(posix, id)
    expect(calls).toBe(PTHREAD_DESTRUCTOR_ITERATIONS)
  })
})

test('a deleted key has no values, no destructor, and is EINVAL', async () => {
  await inProcess(async (posix) => {
    const key = new pthread_key_t()
    let calls = 0
    posix.pthread_key_create(key, () => calls++)
    const id = spawn(posix, async (own) => {
      own.pthread_setspecific(key, 1)
      await own.sched_yield()
      return own.pthread_getspecific(key)
    })
    await posix.sched_yield()
    expect(posix.pthread_key_delete(key)).toBe(0)
    expect(posix.pthread_key_delete(key)).toBe(EINVAL)
    expect(posix.pthread_setspecific(key, 1)).toBe(EINVAL)
    expect(await joined(posix, id)).toBeNull()
    expect(calls).toBe(0)
  })
})

test('there are PTHREAD_KEYS_MAX keys, one more is EAGAIN; a deleted one makes room', async () => {
  await inProcess((posix) => {
    const keys = Array.from({ length: PTHREAD_KEYS_MAX }, () => new pthread_key_t())
    for (const key of keys) expect(posix.pthread_key_create(key, null)).toBe(0)
    expect(posix.pthread_key_create(new pthread_key_t(), null)).toBe(EAGAIN)
    expect(posix.pthread_key_delete(keys[5] as pthread_key_t)).toBe(0)
    expect(posix.pthread_key_create(new pthread_key_t(), null)).toBe(0)
  })
})

test('what is no key is refused, and what is no destructor', async () => {
  await inProcess((posix) => {
    for (const bad of garbage) {
      expect(posix.pthread_key_create(bad as pthread_key_t, null)).toBe(EFAULT)
      expect(posix.pthread_key_delete(bad as pthread_key_t)).toBe(EINVAL)
      expect(posix.pthread_setspecific(bad as pthread_key_t, 1)).toBe(EINVAL)
      expect(posix.pthread_getspecific(bad as pthread_key_t)).toBeNull()
      if (bad !== null)
        expect(posix.pthread_key_create(new pthread_key_t(), bad as never)).toBe(EINVAL)
    }
  })
})
