// ThreadCancellation: requests, states and types, cancellation points, cleanup handlers.

import {
  EFAULT,
  EINVAL,
  ESRCH,
  Out,
  type Posix,
  PTHREAD_CANCEL_ASYNCHRONOUS,
  PTHREAD_CANCEL_DEFERRED,
  PTHREAD_CANCEL_DISABLE,
  PTHREAD_CANCEL_ENABLE,
  PTHREAD_CANCELED,
  pthread_barrier_t,
  pthread_cond_t,
  pthread_mutex_t,
  pthread_rwlock_t,
  pthread_spinlock_t,
  pthread_t,
  posixMain,
  sem_t,
  ThreadExit,
} from '@kos/posix'
import { rcIpcInterrupt } from '@kos/libkos'
import { describe, expect, test } from 'vitest'
import { PosixFunctions } from '../../src/runtime/family.ts'
import type { PosixThread } from '../../src/runtime/posix-thread.ts'
import { WaitQueue } from '@kos/thread'
import { inProcess, PosixWorld } from '../posix-world.ts'
import { garbage, joined, later, settle, spawn } from '../pthread-threads.ts'

const threadOf = (posix: Posix): PosixThread => PosixFunctions.threadOf(posix) as PosixThread

/** A semaphore of value 0. */
function closed(posix: Posix): sem_t {
  const sem = new sem_t()
  expect(posix.sem_init(sem, 0, 0)).toBe(0)
  return sem
}

/** Cancels a thread that waits in `wait`, and says how it ended. */
async function cancelledIn(
  posix: Posix,
  wait: (own: Posix) => Promise<unknown>,
): Promise<{ value: unknown; log: string[] }> {
  const log: string[] = []
  const id = spawn(posix, async (own) => {
    own.pthread_cleanup_push(() => log.push('handler'), null)
    try {
      await wait(own)
      log.push('went on')
    } finally {
      log.push('finally')
    }
  })
  await settle(posix)
  expect(posix.pthread_cancel(id)).toBe(0)
  return { value: await joined(posix, id), log }
}

const unwound = { value: PTHREAD_CANCELED, log: ['finally', 'handler'] }

describe('pthread_cancel', () => {
  test('ends a wait at a semaphore', async () => {
    await inProcess(async (posix, kos) => {
      const sem = closed(posix)
      expect(await cancelledIn(posix, (own) => own.sem_wait(sem))).toEqual(unwound)
      const never = later(kos, 1e9)
      expect(await cancelledIn(posix, (own) => own.sem_timedwait(sem, never))).toEqual(unwound)
      expect(posix.sem_destroy(sem)).toBe(0)
    })
  })

  test('ends pthread_join, and the thread stays joinable', async () => {
    await inProcess(async (posix) => {
      const sem = closed(posix)
      const target = spawn(posix, (own) => own.sem_wait(sem))
      expect(await cancelledIn(posix, (own) => own.pthread_join(target, null))).toEqual(unwound)
      posix.sem_post(sem)
      expect(await joined(posix, target)).toBe(0)
    })
  })

  test('ends pthread_cond_wait, and the thread has the mutex when its handlers run', async () => {
    await inProcess(async (posix, kos) => {
      const mutex = new pthread_mutex_t()
      const cond = new pthread_cond_t()
      const unlocked: number[] = []
      for (const time of [null, later(kos, 1e9)]) {
        const id = spawn(posix, async (own) => {
          expect(await own.pthread_mutex_lock(mutex)).toBe(0)
          own.pthread_cleanup_push(() => unlocked.push(own.pthread_mutex_unlock(mutex)), null)
          if (time === null) await own.pthread_cond_wait(cond, mutex)
          else await own.pthread_cond_timedwait(cond, mutex, time)
        })
        await settle(posix)
        expect(await posix.pthread_mutex_lock(mutex)).toBe(0)
        expect(posix.pthread_cancel(id)).toBe(0)
        await settle(posix)
        expect(posix.pthread_kill(id, 0)).toBe(0)
        expect(posix.pthread_mutex_unlock(mutex)).toBe(0)
        expect(await joined(posix, id)).toBe(PTHREAD_CANCELED)
      }
      expect(unlocked).toEqual([0, 0])
      expect(posix.pthread_mutex_destroy(mutex)).toBe(0)
      expect(posix.pthread_cond_destroy(cond)).toBe(0)
    })
  })

  test('a signal that a cancelled waiter took is not lost: it returns, and ends at the next point', async () => {
    await inProcess(async (posix) => {
      const mutex = new pthread_mutex_t()
      const cond = new pthread_cond_t()
      const log: unknown[] = []
      const id = spawn(posix, async (own) => {
        await own.pthread_mutex_lock(mutex)
        log.push(await own.pthread_cond_wait(cond, mutex))
        log.push(own.pthread_mutex_unlock(mutex))
        await own.pthread_testcancel()
        log.push('not reached')
      })
      await settle(posix)
      await posix.pthread_mutex_lock(mutex)
      expect(posix.pthread_cond_signal(cond)).toBe(0)
      expect(posix.pthread_cancel(id)).toBe(0)
      posix.pthread_mutex_unlock(mutex)
      expect(await joined(posix, id)).toBe(PTHREAD_CANCELED)
      expect(log).toEqual([0, 0])
    })
  })

  test('a permit that was given to a waiter before the request stays with it', async () => {
    await inProcess(async (posix) => {
      const sem = closed(posix)
      const log: unknown[] = []
      const id = spawn(posix, async (own) => {
        log.push(await own.sem_wait(sem))
        await own.pthread_testcancel()
      })
      await settle(posix)
      posix.sem_post(sem)
      expect(posix.pthread_cancel(id)).toBe(0)
      expect(await joined(posix, id)).toBe(PTHREAD_CANCELED)
      expect(log).toEqual([0])
    })
  })

  test('the permit of a waiter that was cancelled goes to the next', async () => {
    await inProcess(async (posix) => {
      const sem = closed(posix)
      const first = spawn(posix, (own) => own.sem_wait(sem))
      const second = spawn(posix, (own) => own.sem_wait(sem))
      await settle(posix)
      expect(posix.pthread_cancel(first)).toBe(0)
      posix.sem_post(sem)
      expect(await joined(posix, first)).toBe(PTHREAD_CANCELED)
      expect(await joined(posix, second)).toBe(0)
    })
  })

  test('a request before a point ends the thread there, and nothing was done', async () => {
    await inProcess(async (posix) => {
      const sem = closed(posix)
      const fd = await posix.open('/tmp/file', 0o102, 0o600)
      const id = spawn(posix, async (own) => {
        await own.sched_yield()
        await own.sched_yield()
        await own.write(fd, Uint8Array.of(1, 2, 3))
      })
      await posix.sched_yield()
      expect(posix.pthread_cancel(id)).toBe(0)
      expect(await joined(posix, id)).toBe(PTHREAD_CANCELED)
      expect(await posix.read(fd, new Uint8Array(3))).toBe(0)
      const early = spawn(posix, (own) => own.sem_wait(sem))
      expect(posix.pthread_cancel(early)).toBe(0)
      expect(await joined(posix, early)).toBe(PTHREAD_CANCELED)
      await posix.close(fd)
    })
  })

  test('a thread can cancel itself: it goes on until its next point', async () => {
    await inProcess(async (posix) => {
      const log: string[] = []
      const id = spawn(posix, async (own) => {
        expect(own.pthread_cancel(own.pthread_self())).toBe(0)
        log.push('goes on')
        await own.pthread_testcancel()
        log.push('not reached')
      })
      expect(await joined(posix, id)).toBe(PTHREAD_CANCELED)
      expect(log).toEqual(['goes on'])
    })
  })

  test('a thread that is over, and what is none, is ESRCH', async () => {
    await inProcess(async (posix) => {
      const id = spawn(posix, () => {})
      await settle(posix)
      expect(posix.pthread_cancel(id)).toBe(ESRCH)
      await joined(posix, id)
      for (const bad of [...garbage, new pthread_t(), id])
        expect(posix.pthread_cancel(bad as pthread_t)).toBe(ESRCH)
    })
  })

  test('clean-up is not cancelled: finally and handlers wait as they like', async () => {
    await inProcess(async (posix) => {
      const sem = closed(posix)
      const log: unknown[] = []
      const id = spawn(posix, async (own) => {
        own.pthread_cleanup_push(async () => log.push(await own.sem_wait(sem)), null)
        try {
          await own.sem_wait(sem)
        } finally {
          log.push(await own.sem_wait(sem))
        }
      })
      await settle(posix)
      posix.pthread_cancel(id)
      await settle(posix)
      posix.pthread_cancel(id)
      posix.sem_post(sem)
      await settle(posix)
      posix.sem_post(sem)
      expect(await joined(posix, id)).toBe(PTHREAD_CANCELED)
      expect(log).toEqual([0, 0])
    })
  })

  test('a handler that exits ends itself only', async () => {
    await inProcess(async (posix) => {
      const log: string[] = []
      const id = spawn(posix, async (own) => {
        own.pthread_cleanup_push(() => log.push('first'), null)
        own.pthread_cleanup_push(() => own.pthread_exit(1), null)
        await own.pthread_exit(2)
      })
      await joined(posix, id)
      expect(log).toEqual(['first'])
    })
  })

  test('main can be cancelled, too', async () => {
    await using world = new PosixWorld()
    const log: unknown[] = []
    world.start(
      posixMain(async (_argc, _argv, posix) => {
        const main = posix.pthread_self()
        spawn(posix, async (own) => {
          expect(own.pthread_cancel(main)).toBe(0)
          log.push(await joined(own, main))
        })
        return posix.sem_wait(closed(posix))
      }),
      'Program',
    )
    expect(await world.kernel.run({ until: world.kernel.task('Program') })).toEqual({ code: 0 })
    expect(log).toEqual([PTHREAD_CANCELED])
  })
})

describe('functions that are no cancellation point', () => {
  test('a wait for a mutex, a spin lock, a barrier or a rwlock goes on; the request stays', async () => {
    await inProcess(async (posix) => {
      const mutex = new pthread_mutex_t()
      const spin = new pthread_spinlock_t()
      const rwlock = new pthread_rwlock_t()
      const barrier = new pthread_barrier_t()
      posix.pthread_spin_init(spin, 0)
      posix.pthread_barrier_init(barrier, null, 2)
      await posix.pthread_mutex_lock(mutex)
      await posix.pthread_spin_lock(spin)
      await posix.pthread_rwlock_wrlock(rwlock)
      const waits: ((own: Posix) => Promise<number>)[] = [
        (own) => own.pthread_mutex_lock(mutex),
        (own) => own.pthread_spin_lock(spin),
        (own) => own.pthread_rwlock_rdlock(rwlock),
        (own) => own.pthread_barrier_wait(barrier),
      ]
      const log: number[] = []
      const ids = waits.map((wait) =>
        spawn(posix, async (own) => {
          log.push(await wait(own))
          await own.pthread_testcancel()
          log.push(-100)
        }),
      )
      await settle(posix)
      for (const id of ids) posix.pthread_cancel(id)
      await settle(posix)
      for (const id of ids) expect(posix.pthread_kill(id, 0)).toBe(0)
      posix.pthread_mutex_unlock(mutex)
      posix.pthread_spin_unlock(spin)
      posix.pthread_rwlock_unlock(rwlock)
      await posix.pthread_barrier_wait(barrier)
      for (const id of ids) expect(await joined(posix, id)).toBe(PTHREAD_CANCELED)
      expect(log).toEqual([0, 0, 0, 0])
    })
  })

  test('with asynchronous type these waits end, too', async () => {
    await inProcess(async (posix) => {
      const mutex = new pthread_mutex_t()
      await posix.pthread_mutex_lock(mutex)
      const end = await cancelledIn(posix, (own) => {
        expect(own.pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, null)).toBe(0)
        return own.pthread_mutex_lock(mutex)
      })
      expect(end).toEqual(unwound)
      const free = new pthread_mutex_t()
      const loop = await cancelledIn(posix, async (own) => {
        own.pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, null)
        for (;;) {
          await own.pthread_mutex_lock(free)
          own.pthread_mutex_unlock(free)
          await own.sched_yield()
        }
      })
      expect(loop).toEqual(unwound)
      expect(posix.pthread_mutex_unlock(mutex)).toBe(0)
      expect(posix.pthread_mutex_destroy(mutex)).toBe(0)
      expect(posix.pthread_mutex_destroy(free)).toBe(0)
    })
  })
})

describe('pthread_setcancelstate and pthread_setcanceltype', () => {
  test('answer what was set before', async () => {
    await inProcess(async (posix) => {
      const old = new Out()
      expect(posix.pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, old)).toBe(0)
      expect(old.value).toBe(PTHREAD_CANCEL_ENABLE)
      expect(posix.pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, old)).toBe(0)
      expect(old.value).toBe(PTHREAD_CANCEL_DISABLE)
      expect(posix.pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, old)).toBe(0)
      expect(old.value).toBe(PTHREAD_CANCEL_DEFERRED)
      expect(posix.pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, old)).toBe(0)
      expect(old.value).toBe(PTHREAD_CANCEL_ASYNCHRONOUS)
    })
  })

  test('what is none is EINVAL, what is no out-parameter EFAULT; nothing changes', async () => {
    await inProcess(async (posix) => {
      const old = new Out()
      for (const set of [posix.pthread_setcancelstate, posix.pthread_setcanceltype]) {
        for (const bad of [2, -1, 0.5, Number.NaN, '1', null, undefined])
          expect(set(bad as number, old)).toBe(EINVAL)
        expect(set(1, {} as Out)).toBe(EFAULT)
        expect(set(0, old)).toBe(0)
        expect(old.value).toBe(0)
      }
    })
  })

  test('while it is disabled a request waits', async () => {
    await inProcess(async (posix) => {
      const sem = closed(posix)
      const log: unknown[] = []
      const id = spawn(posix, async (own) => {
        own.pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, null)
        log.push(await own.sem_wait(sem))
        await own.pthread_testcancel()
        log.push('went on')
        own.pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, null)
        await own.pthread_testcancel()
        log.push('not reached')
      })
      await settle(posix)
      expect(posix.pthread_cancel(id)).toBe(0)
      await settle(posix)
      posix.sem_post(sem)
      expect(await joined(posix, id)).toBe(PTHREAD_CANCELED)
      expect(log).toEqual([0, 'went on'])
    })
  })
})

describe('pthread_cleanup_push and pthread_cleanup_pop', () => {
  test('handlers are taken away last first, and called if that is wanted', async () => {
    await inProcess(async (posix) => {
      const log: number[] = []
      for (const number of [1, 2, 3, 4])
        posix.pthread_cleanup_push((value: number) => log.push(value), number)
      await posix.pthread_cleanup_pop(1)
      await posix.pthread_cleanup_pop(0)
      const popped = posix.pthread_cleanup_pop(1)
      expect(log).toEqual([4, 2])
      await popped
      await posix.pthread_cleanup_pop(1)
      await posix.pthread_cleanup_pop(1)
      expect(log).toEqual([4, 2, 1])
    })
  })

  test('a handler that is popped in finally runs once', async () => {
    await inProcess(async (posix) => {
      let runs = 0
      const id = spawn(posix, async (own) => {
        own.pthread_cleanup_push(() => runs++, null)
        try {
          await own.pthread_exit(0)
        } finally {
          await own.pthread_cleanup_pop(1)
        }
      })
      await joined(posix, id)
      expect(runs).toBe(1)
    })
  })

  test('what is no function is not pushed', async () => {
    await inProcess(async (posix) => {
      for (const bad of garbage) posix.pthread_cleanup_push(bad as never, null)
      await posix.pthread_cleanup_pop(1)
    })
  })
})

describe('what other functions wait with', () => {
  test('PosixThread.wait is a cancellation point, and wakes otherwise', async () => {
    await inProcess(async (posix) => {
      const queue = new WaitQueue()
      const woken = spawn(posix, (own) => threadOf(own).wait(queue))
      await settle(posix)
      queue.wakeOne(0)
      expect(await joined(posix, woken)).toBe(0)
      expect(await cancelledIn(posix, (own) => threadOf(own).wait(queue))).toEqual(unwound)
      expect(queue.isEmpty).toBe(true)
      const due = spawn(posix, (own) => threadOf(own).wait(queue))
      posix.pthread_cancel(due)
      expect(await joined(posix, due)).toBe(PTHREAD_CANCELED)
    })
  })

  test('the signal is there only while somebody may cancel, and a request aborts it', async () => {
    await inProcess(async (posix) => {
      expect(threadOf(posix).signal).toBeUndefined()
      const log: unknown[] = []
      const sem = closed(posix)
      const id = spawn(posix, async (own) => {
        const { signal } = threadOf(own)
        signal?.addEventListener('abort', () => log.push('abort'))
        log.push(signal?.aborted)
        try {
          await own.sem_wait(sem)
        } finally {
          log.push(threadOf(own).signal)
        }
      })
      await settle(posix)
      expect(threadOf(posix).signal).toBeDefined()
      posix.pthread_cancel(id)
      await joined(posix, id)
      expect(log).toEqual([false, 'abort', undefined])
      expect(threadOf(posix).signal).toBeUndefined()
    })
  })

  test('a call that was interrupted is no EINTR of a cancelled thread, but its end', async () => {
    await inProcess(async (posix) => {
      const { EINTR } = await import('@kos/posix')
      const id = spawn(posix, async (own) => {
        const thread = threadOf(own)
        own.pthread_cancel(own.pthread_self())
        const interrupted = Promise.resolve(-EINTR)
        expect(rcIpcInterrupt).toBeLessThan(0)
        await expect(thread.promise(interrupted)).rejects.toBeInstanceOf(ThreadExit)
        return 0
      })
      expect(await joined(posix, id)).toBe(PTHREAD_CANCELED)
      const thread = threadOf(posix)
      expect(await thread.promise(Promise.resolve(-EINTR))).toBe(-1)
      expect(posix.errno).toBe(EINTR)
    })
  })
})
