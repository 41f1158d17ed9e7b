// Threads under many schedules: other threads run after any operation that could have waited.
// Whatever is cancelled when, no lock is left, no permit and no signal is lost.

import {
  O_CREAT,
  O_RDWR,
  Out,
  type Posix,
  PTHREAD_CANCELED,
  pthread_barrier_t,
  pthread_cond_t,
  pthread_mutex_t,
  pthread_rwlock_t,
  pthread_spinlock_t,
  type pthread_t,
  sem_t,
} from '@kos/posix'
import { seededExploration, seededRandom } from '@kos/thread'
import { expect, test } from 'vitest'
import { PosixWorld } from './posix-world.ts'
import { joined, later, spawn } from './pthread-threads.ts'

/** Runs a routine in so many schedules. */
async function explored(
  runs: number,
  routine: (posix: Posix, random: () => number) => Promise<void>,
): Promise<void> {
  for (let seed = 1; seed <= runs; seed++) {
    await using world = new PosixWorld({ choice: seededExploration(seed, 2) })
    world.client('Program')
    const random = seededRandom(seed)
    await world.act('Program', (posix) => routine(posix, random))
  }
}

async function yields(posix: Posix, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await posix.sched_yield()
}

interface Lock {
  readonly lock: (own: Posix) => Promise<number>
  readonly unlock: (own: Posix) => number
  readonly destroy: () => number
}

const locks: Readonly<Record<string, (posix: Posix) => Lock>> = {
  mutex: (posix) => {
    const mutex = new pthread_mutex_t()
    return {
      lock: (own) => own.pthread_mutex_lock(mutex),
      unlock: (own) => own.pthread_mutex_unlock(mutex),
      destroy: () => posix.pthread_mutex_destroy(mutex),
    }
  },
  spin: (posix) => {
    const spin = new pthread_spinlock_t()
    posix.pthread_spin_init(spin, 0)
    return {
      lock: (own) => own.pthread_spin_lock(spin),
      unlock: (own) => own.pthread_spin_unlock(spin),
      destroy: () => posix.pthread_spin_destroy(spin),
    }
  },
  rwlock: (posix) => {
    const rwlock = new pthread_rwlock_t()
    return {
      lock: (own) => own.pthread_rwlock_wrlock(rwlock),
      unlock: (own) => own.pthread_rwlock_unlock(rwlock),
      destroy: () => posix.pthread_rwlock_destroy(rwlock),
    }
  },
  semaphore: (posix) => {
    const sem = new sem_t()
    posix.sem_init(sem, 0, 1)
    return {
      lock: (own) => own.sem_wait(sem),
      unlock: (own) => own.sem_post(sem),
      destroy: () => {
        expect(posix.sem_trywait(sem)).toBe(0)
        return posix.sem_destroy(sem)
      },
    }
  },
}

test.for(Object.keys(locks))(
  '%s: one thread is inside, also if others are cancelled',
  async (kind) => {
    await explored(12, async (posix, random) => {
      const { lock, unlock, destroy } = (locks[kind] as (of: Posix) => Lock)(posix)
      let inside = 0
      let most = 0
      const ids = Array.from({ length: 4 }, () =>
        spawn(posix, async (own) => {
          for (let round = 0; round < 3; round++) {
            expect(await lock(own)).toBe(0)
            try {
              most = Math.max(most, ++inside)
              await own.sched_yield()
              await own.pthread_testcancel()
            } finally {
              inside--
              unlock(own)
            }
          }
          return 'done'
        }),
      )
      for (const id of ids.slice(0, 2)) {
        await yields(posix, random() % 6)
        posix.pthread_cancel(id)
      }
      for (const id of ids) expect(['done', PTHREAD_CANCELED]).toContain(await joined(posix, id))
      expect([most, inside]).toEqual([1, 0])
      expect(destroy()).toBe(0)
    })
  },
)

test('a buffer with condition variables loses nothing, though consumers are cancelled', async () => {
  await explored(20, async (posix, random) => {
    const mutex = new pthread_mutex_t()
    const changed = new pthread_cond_t()
    const items: number[] = []
    const taken: number[] = []
    const consumer = async (own: Posix): Promise<void> => {
      own.pthread_cleanup_push(() => own.pthread_mutex_unlock(mutex), null)
      for (;;) {
        await own.pthread_mutex_lock(mutex)
        while (items.length === 0) await own.pthread_cond_wait(changed, mutex)
        taken.push(items.shift() as number)
        own.pthread_mutex_unlock(mutex)
      }
    }
    const consumers = [1, 2, 3].map(() => spawn(posix, consumer))
    const producer = spawn(posix, async (own) => {
      for (let item = 0; item < 8; item++) {
        await own.pthread_mutex_lock(mutex)
        items.push(item)
        own.pthread_cond_signal(changed)
        own.pthread_mutex_unlock(mutex)
        if (item % 3 === 0) await own.sched_yield()
      }
    })
    for (const id of consumers.slice(0, 2)) {
      await yields(posix, random() % 5)
      posix.pthread_cancel(id)
      expect(await joined(posix, id)).toBe(PTHREAD_CANCELED)
    }
    await joined(posix, producer)
    for (let i = 0; i < 200 && taken.length < 8; i++) await posix.sched_yield()
    expect(taken.toSorted((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    posix.pthread_cancel(consumers[2] as pthread_t)
    expect(await joined(posix, consumers[2] as pthread_t)).toBe(PTHREAD_CANCELED)
    expect(posix.pthread_mutex_destroy(mutex)).toBe(0)
    expect(posix.pthread_cond_destroy(changed)).toBe(0)
  })
})

test('a thread can be cancelled at every point, and leaves everything as it was', async () => {
  await explored(40, async (posix, random) => {
    const mutex = new pthread_mutex_t()
    const cond = new pthread_cond_t()
    const sem = new sem_t()
    posix.sem_init(sem, 0, 1)
    const forever = new sem_t()
    posix.sem_init(forever, 0, 0)
    const other = spawn(posix, (own) => own.sem_wait(forever))
    const pipe: [number, number] = [0, 0]
    expect(await posix.pipe(pipe)).toBe(0)
    let has = 0
    const target = spawn(posix, async (own) => {
      const soon = (): { tv_sec: number; tv_nsec: number } => later(own.kos, 1)
      try {
        for (;;) {
          await own.sem_wait(sem)
          has = 1
          await own.sched_yield()
          own.sem_post(sem)
          has = 0
          await own.pthread_mutex_lock(mutex)
          try {
            await own.pthread_cond_timedwait(cond, mutex, soon())
          } finally {
            expect(own.pthread_mutex_unlock(mutex)).toBe(0)
          }
          const fd = await own.open('/tmp/file', O_CREAT | O_RDWR, 0o600)
          own.pthread_cleanup_push(() => own.close(fd), null)
          await own.write(fd, Uint8Array.of(1))
          await own.pthread_cleanup_pop(1)
          await own.sem_timedwait(forever, soon())
          if (random() % 2 === 0) await own.pthread_join(other, null)
          else await own.read(pipe[0], new Uint8Array(1))
        }
      } finally {
        if (has === 1) own.sem_post(sem)
      }
    })
    for (let i = random() % 40; i > 0; i--) await posix.sched_yield()
    if (random() % 2 === 0) await posix.kos.KnSleep(random() % 4)
    expect(posix.pthread_cancel(target)).toBe(0)
    expect(await joined(posix, target)).toBe(PTHREAD_CANCELED)
    const value = new Out()
    expect(posix.sem_getvalue(sem, value)).toBe(0)
    expect(value.value).toBe(1)
    expect(posix.pthread_mutex_destroy(mutex)).toBe(0)
    expect(posix.pthread_cond_destroy(cond)).toBe(0)
    posix.sem_post(forever)
    expect(await joined(posix, other)).toBe(0)
    expect(posix.sem_destroy(forever)).toBe(0)
    for (const fd of pipe) expect(await posix.close(fd)).toBe(0)
  })
})

test('of the threads at a barrier one is the serial one, in every phase', async () => {
  await explored(15, async (posix) => {
    const barrier = new pthread_barrier_t()
    posix.pthread_barrier_init(barrier, null, 3)
    const phases: number[] = [0, 0, 0, 0]
    const serial: number[] = [0, 0, 0, 0]
    const ids = [1, 2, 3].map(() =>
      spawn(posix, async (own) => {
        for (let phase = 0; phase < phases.length; phase++) {
          phases[phase] = (phases[phase] as number) + 1
          const answer = await own.pthread_barrier_wait(barrier)
          expect(phases[phase]).toBe(3)
          if (answer !== 0) serial[phase] = (serial[phase] as number) + 1
        }
      }),
    )
    for (const id of ids) await joined(posix, id)
    expect(serial).toEqual([1, 1, 1, 1])
    expect(posix.pthread_barrier_destroy(barrier)).toBe(0)
  })
})
