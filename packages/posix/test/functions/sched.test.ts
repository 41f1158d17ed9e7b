// sched.h, and the scheduling functions of pthread.h.

import {
  EFAULT,
  EINVAL,
  ESRCH,
  Out,
  type Posix,
  pthread_t,
  SCHED_FIFO,
  SCHED_OTHER,
  sched_param,
  SCHED_RR,
} from '@kos/posix'
import { describe, expect, test } from 'vitest'
import { inProcess } from '../posix-world.ts'
import { garbage, joined, settle, spawn, withPriority } from '../pthread-threads.ts'

function param(priority: number): sched_param {
  const made = new sched_param()
  made.sched_priority = priority
  return made
}

function scheduleOf(posix: Posix, id: pthread_t): [policy: number, priority: number] {
  const policy = new Out()
  const into = param(-1)
  expect(posix.pthread_getschedparam(id, policy, into)).toBe(0)
  return [policy.value, into.sched_priority]
}

test('sched_yield lets the others of the same priority run first', async () => {
  await inProcess(async (posix) => {
    const log: string[] = []
    spawn(posix, () => void log.push('same'))
    spawn(posix, () => void log.push('lower'), null, withPriority(14))
    expect(await posix.sched_yield()).toBe(0)
    log.push('main')
    await settle(posix)
    expect(log).toEqual(['same', 'main'])
  })
})

test('policies have priorities 0 to 31, SCHED_OTHER has one; others are EINVAL', async () => {
  await inProcess((posix) => {
    for (const policy of [SCHED_FIFO, SCHED_RR]) {
      expect(posix.sched_get_priority_min(policy)).toBe(0)
      expect(posix.sched_get_priority_max(policy)).toBe(31)
    }
    expect(posix.sched_get_priority_min(SCHED_OTHER)).toBe(0)
    expect(posix.sched_get_priority_max(SCHED_OTHER)).toBe(0)
    for (const bad of [-1, 3, 0.5, Number.NaN, '1', null]) {
      for (const get of [posix.sched_get_priority_min, posix.sched_get_priority_max]) {
        posix.errno = 0
        expect([get(bad as number), posix.errno]).toEqual([-1, EINVAL])
      }
    }
  })
})

describe('policy and priority of the calling thread', () => {
  test('are SCHED_OTHER and 0 at first, and can be set', async () => {
    await inProcess(async (posix) => {
      const into = param(-1)
      expect(posix.sched_getscheduler(0)).toBe(SCHED_OTHER)
      expect(posix.sched_getparam(0, into)).toBe(0)
      expect(into.sched_priority).toBe(0)
      expect(posix.sched_setscheduler(0, SCHED_FIFO, param(20))).toBe(SCHED_OTHER)
      expect(posix.sched_getscheduler(0)).toBe(SCHED_FIFO)
      expect(posix.sched_setparam(0, param(12))).toBe(0)
      expect(posix.sched_getparam(0, into)).toBe(0)
      expect(into.sched_priority).toBe(12)
      const log: string[] = []
      spawn(posix, () => void log.push('13'), null, withPriority(13))
      spawn(posix, () => void log.push('11'), null, withPriority(11))
      await posix.sched_yield()
      log.push('main')
      expect(posix.sched_setscheduler(0, SCHED_OTHER, param(0))).toBe(SCHED_FIFO)
      expect(log).toEqual(['13', 'main'])
    })
  })

  test('EINVAL for what the policy does not have, ESRCH for another process, EFAULT', async () => {
    await inProcess((posix) => {
      const fails = (answer: number, errno: number): void => {
        expect([answer, posix.errno]).toEqual([-1, errno])
        posix.errno = 0
      }
      for (const bad of [-1, 32, 0.5, Number.NaN]) {
        fails(posix.sched_setscheduler(0, SCHED_FIFO, param(bad)), EINVAL)
        fails(posix.sched_setparam(0, param(bad)), EINVAL)
      }
      fails(posix.sched_setscheduler(0, SCHED_OTHER, param(1)), EINVAL)
      fails(posix.sched_setscheduler(0, 9, param(1)), EINVAL)
      expect(posix.sched_getscheduler(posix.getpid())).toBe(SCHED_OTHER)
      const other = posix.getpid() + 1
      for (const pid of [other, -1, Number.NaN, '0'] as number[]) {
        fails(posix.sched_getscheduler(pid), ESRCH)
        fails(posix.sched_setscheduler(pid, SCHED_FIFO, param(1)), ESRCH)
        fails(posix.sched_getparam(pid, param(1)), ESRCH)
        fails(posix.sched_setparam(pid, param(1)), ESRCH)
        fails(posix.sched_rr_get_interval(pid, { tv_sec: 1, tv_nsec: 1 }), ESRCH)
      }
      for (const bad of garbage as never[]) {
        fails(posix.sched_setscheduler(0, SCHED_FIFO, bad), EFAULT)
        fails(posix.sched_getparam(0, bad), EFAULT)
        fails(posix.sched_setparam(0, bad), EFAULT)
        if (typeof bad !== 'object' || bad === null)
          fails(posix.sched_rr_get_interval(0, bad), EFAULT)
      }
      fails(posix.sched_getparam(0, Object.freeze(param(1))), EFAULT)
      fails(posix.sched_rr_get_interval(0, Object.freeze({ tv_sec: 1, tv_nsec: 1 })), EFAULT)
      expect(posix.sched_getscheduler(0)).toBe(SCHED_OTHER)
    })
  })

  test('SCHED_RR has no time slice: threads run until they wait', async () => {
    await inProcess((posix) => {
      const interval = { tv_sec: 1, tv_nsec: 1 }
      expect(posix.sched_rr_get_interval(0, interval)).toBe(0)
      expect(interval).toEqual({ tv_sec: 0, tv_nsec: 0 })
    })
  })
})

describe('policy and priority of another thread', () => {
  test('are those it was made with, or those of its creator', async () => {
    await inProcess(async (posix) => {
      expect(scheduleOf(posix, posix.pthread_self())).toEqual([SCHED_OTHER, 0])
      expect(posix.sched_setscheduler(0, SCHED_RR, param(16))).toBe(SCHED_OTHER)
      const own = spawn(posix, () => {}, null, withPriority(3))
      const inherited = spawn(posix, () => {})
      expect(scheduleOf(posix, own)).toEqual([SCHED_FIFO, 3])
      expect(scheduleOf(posix, inherited)).toEqual([SCHED_RR, 16])
      for (const id of [own, inherited]) await joined(posix, id)
    })
  })

  test('can be set: before it begins, while it waits, while it is ready', async () => {
    await inProcess(async (posix) => {
      const log: string[] = []
      const run = (name: string): pthread_t =>
        spawn(posix, async (own) => {
          log.push(name)
          await own.sched_yield()
          log.push(`${name} ends`)
        })
      const ids = [run('a'), run('b'), run('c')]
      expect(posix.pthread_setschedparam(ids[2] as pthread_t, SCHED_FIFO, param(20))).toBe(0)
      expect(posix.pthread_setschedparam(ids[1] as pthread_t, SCHED_RR, param(3))).toBe(0)
      expect(scheduleOf(posix, ids[1] as pthread_t)).toEqual([SCHED_RR, 3])
      await posix.sched_yield()
      expect(log).toEqual(['c', 'c ends', 'a'])
      expect(posix.pthread_setschedprio(ids[1] as pthread_t, 25)).toBe(0)
      await posix.sched_yield()
      expect(log.slice(3)).toEqual(['b', 'b ends', 'a ends'])
      for (const id of ids) await joined(posix, id)
    })
  })

  test('the place of a thread in the queue of a lock follows its priority', async () => {
    await inProcess(async (posix) => {
      const { sem_t } = await import('@kos/posix')
      const sem = new sem_t()
      posix.sem_init(sem, 0, 0)
      const log: string[] = []
      const wait = (name: string): pthread_t =>
        spawn(posix, async (own) => {
          await own.sem_wait(sem)
          log.push(name)
        })
      const ids = [wait('a'), wait('b'), wait('c')]
      await settle(posix)
      expect(posix.pthread_setschedparam(ids[2] as pthread_t, SCHED_FIFO, param(16))).toBe(0)
      expect(posix.pthread_setschedparam(ids[0] as pthread_t, SCHED_FIFO, param(14))).toBe(0)
      for (let i = 0; i < 3; i++) {
        posix.sem_post(sem)
        await posix.sched_yield()
      }
      for (const id of ids) await joined(posix, id)
      expect(log).toEqual(['c', 'b', 'a'])
    })
  })

  test('ESRCH for what is no thread, EINVAL, EFAULT; nothing changes', async () => {
    await inProcess(async (posix) => {
      const id = spawn(posix, () => {})
      for (const bad of [-1, 32, 0.5, Number.NaN]) {
        expect(posix.pthread_setschedparam(id, SCHED_FIFO, param(bad))).toBe(EINVAL)
        expect(posix.pthread_setschedprio(id, bad)).toBe(EINVAL)
      }
      expect(posix.pthread_setschedprio(id, 1)).toBe(EINVAL)
      expect(posix.pthread_setschedparam(id, 9, param(1))).toBe(EINVAL)
      for (const bad of garbage as never[]) {
        expect(posix.pthread_setschedparam(id, SCHED_FIFO, bad)).toBe(EFAULT)
        expect(posix.pthread_getschedparam(id, bad, param(1))).toBe(EFAULT)
        expect(posix.pthread_getschedparam(id, new Out(), bad)).toBe(EFAULT)
        expect(posix.pthread_setschedparam(bad, SCHED_FIFO, param(1))).toBe(ESRCH)
        expect(posix.pthread_getschedparam(bad, new Out(), param(1))).toBe(ESRCH)
        expect(posix.pthread_setschedprio(bad, 0)).toBe(ESRCH)
      }
      expect(scheduleOf(posix, id)).toEqual([SCHED_OTHER, 0])
      await settle(posix)
      expect(posix.pthread_setschedparam(id, SCHED_FIFO, param(1))).toBe(ESRCH)
      expect(posix.pthread_getschedparam(id, new Out(), param(1))).toBe(ESRCH)
      expect(posix.pthread_setschedprio(id, 0)).toBe(ESRCH)
      expect(posix.pthread_setschedprio(new pthread_t(), 0)).toBe(ESRCH)
    })
  })
})
