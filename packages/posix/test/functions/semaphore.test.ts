// semaphore.h.

import {
  EAGAIN,
  EBUSY,
  EEXIST,
  EFAULT,
  EINVAL,
  EMFILE,
  ENAMETOOLONG,
  ENOENT,
  ENOTSUP,
  EOVERFLOW,
  ETIMEDOUT,
  NAME_MAX,
  O_CREAT,
  O_EXCL,
  Out,
  type Posix,
  SEM_FAILED,
  SEM_NSEMS_MAX,
  sem_t,
  SEM_VALUE_MAX,
} from '@kos/posix'
import { describe, expect, test } from 'vitest'
import { inProcess, PosixWorld } from '../posix-world.ts'
import { garbage, joined, later, settle, spawn } from '../pthread-threads.ts'

function made(posix: Posix, value: number): sem_t {
  const sem = new sem_t()
  expect(posix.sem_init(sem, 0, value)).toBe(0)
  return sem
}

function valueOf(posix: Posix, sem: sem_t): number {
  const out = new Out()
  expect(posix.sem_getvalue(sem, out)).toBe(0)
  return out.value
}

/** An answer of -1 with this errno. */
function fails(posix: Posix, answer: unknown, errno: number): void {
  expect([answer, posix.errno]).toEqual([answer === SEM_FAILED ? SEM_FAILED : -1, errno])
  posix.errno = 0
}

describe('a semaphore', () => {
  test('lets as many pass as its value; then they wait, first come, first served', async () => {
    await inProcess(async (posix) => {
      const sem = made(posix, 2)
      expect(await posix.sem_wait(sem)).toBe(0)
      expect(valueOf(posix, sem)).toBe(1)
      expect(posix.sem_trywait(sem)).toBe(0)
      fails(posix, posix.sem_trywait(sem), EAGAIN)
      const log: number[] = []
      const ids = [1, 2].map((number) =>
        spawn(posix, async (own) => {
          log.push((await own.sem_wait(sem)) + number)
        }),
      )
      await settle(posix)
      expect(valueOf(posix, sem)).toBe(0)
      expect(posix.sem_post(sem)).toBe(0)
      fails(posix, posix.sem_trywait(sem), EAGAIN)
      await settle(posix)
      expect(log).toEqual([1])
      expect(posix.sem_post(sem)).toBe(0)
      for (const id of ids) await joined(posix, id)
      expect(log).toEqual([1, 2])
      expect(valueOf(posix, sem)).toBe(0)
    })
  })

  test('a timed wait ends at its time; one that need not wait does not look at it', async () => {
    await inProcess(async (posix, kos) => {
      const sem = made(posix, 1)
      expect(await posix.sem_timedwait(sem, null as never)).toBe(0)
      const before = kos.KnGetUpTime()
      fails(posix, await posix.sem_timedwait(sem, later(kos, 30)), ETIMEDOUT)
      expect(before.rc === 0 && later(kos, -30, true)).toEqual(
        before.rc === 0 && { tv_sec: before.time.sec, tv_nsec: before.time.nsec },
      )
      fails(posix, await posix.sem_timedwait(sem, later(kos, -30)), ETIMEDOUT)
      for (const tv_nsec of [-1, 1e9, 0.5, Number.NaN])
        fails(posix, await posix.sem_timedwait(sem, { tv_sec: 1, tv_nsec }), EINVAL)
      for (const bad of garbage) fails(posix, await posix.sem_timedwait(sem, bad as never), EFAULT)
      const id = spawn(posix, (own) => own.sem_timedwait(sem, later(own.kos, 1000)))
      await settle(posix)
      posix.sem_post(sem)
      expect(await joined(posix, id)).toBe(0)
    })
  })

  test('has a value up to SEM_VALUE_MAX: EINVAL beyond at first, EOVERFLOW later', async () => {
    await inProcess((posix) => {
      const sem = made(posix, SEM_VALUE_MAX)
      fails(posix, posix.sem_post(sem), EOVERFLOW)
      expect(valueOf(posix, sem)).toBe(SEM_VALUE_MAX)
      for (const bad of [SEM_VALUE_MAX + 1, -1, 0.5, Number.NaN, '1'])
        fails(posix, posix.sem_init(sem, 0, bad as number), EINVAL)
    })
  })

  test('is not shared between processes: ENOTSUP', async () => {
    await inProcess((posix) => {
      for (const shared of [1, -1, 2]) fails(posix, posix.sem_init(new sem_t(), shared, 1), ENOTSUP)
    })
  })

  test('is EBUSY while threads wait, and EINVAL when it is destroyed', async () => {
    await inProcess(async (posix, kos) => {
      const sem = made(posix, 0)
      const id = spawn(posix, (own) => own.sem_wait(sem))
      await settle(posix)
      fails(posix, posix.sem_destroy(sem), EBUSY)
      fails(posix, posix.sem_init(sem, 0, 1), EBUSY)
      posix.sem_post(sem)
      await joined(posix, id)
      expect(posix.sem_destroy(sem)).toBe(0)
      for (const bad of [...garbage, sem, new sem_t(), new Out()]) {
        const value = bad as sem_t
        fails(posix, await posix.sem_wait(value), EINVAL)
        fails(posix, await posix.sem_timedwait(value, later(kos, 1)), EINVAL)
        fails(posix, posix.sem_trywait(value), EINVAL)
        fails(posix, posix.sem_post(value), EINVAL)
        fails(posix, posix.sem_getvalue(value, new Out()), EINVAL)
        fails(posix, posix.sem_destroy(value), EINVAL)
        fails(posix, posix.sem_close(value), EINVAL)
        if (!(bad instanceof sem_t)) fails(posix, posix.sem_init(value, 0, 1), EFAULT)
      }
      fails(posix, posix.sem_getvalue(made(posix, 1), {} as Out), EFAULT)
    })
  })
})

describe('named semaphores', () => {
  test('have one semaphore by name, for all threads of the process', async () => {
    await inProcess(async (posix) => {
      const sem = posix.sem_open('/name', O_CREAT, 0o600, 1) as sem_t
      expect(posix.sem_open('/name', 0)).toBe(sem)
      expect(posix.sem_open('/name', O_CREAT, 0o600, 5)).toBe(sem)
      expect(valueOf(posix, sem)).toBe(1)
      const id = spawn(posix, (own) => own.sem_wait(own.sem_open('/name', 0) as sem_t))
      expect(await joined(posix, id)).toBe(0)
      fails(posix, posix.sem_trywait(sem), EAGAIN)
      fails(posix, posix.sem_destroy(sem), EINVAL)
    })
  })

  test('keep their value while nobody has them open, until the name goes', async () => {
    await inProcess((posix) => {
      const sem = posix.sem_open('/kept', O_CREAT, 0o600, 3) as sem_t
      expect(posix.sem_close(sem)).toBe(0)
      fails(posix, posix.sem_close(sem), EINVAL)
      const again = posix.sem_open('/kept', 0) as sem_t
      expect(valueOf(posix, again)).toBe(3)
      expect(posix.sem_unlink('/kept')).toBe(0)
      fails(posix, posix.sem_open('/kept', 0), ENOENT)
      fails(posix, posix.sem_unlink('/kept'), ENOENT)
      expect(posix.sem_post(again)).toBe(0)
      const other = posix.sem_open('/kept', O_CREAT | O_EXCL, 0o600, 0) as sem_t
      expect(valueOf(posix, other)).toBe(0)
      expect(posix.sem_close(again)).toBe(0)
      fails(posix, posix.sem_post(again), EINVAL)
      expect(posix.sem_post(other)).toBe(0)
    })
  })

  test('EEXIST, ENOENT and EINVAL as files have them', async () => {
    await inProcess((posix) => {
      fails(posix, posix.sem_open('/none', 0), ENOENT)
      posix.sem_open('/one', O_CREAT, 0o600, 0)
      fails(posix, posix.sem_open('/one', O_CREAT | O_EXCL, 0o600, 0), EEXIST)
      for (const bad of [undefined, -1, SEM_VALUE_MAX + 1, 0.5, '1'])
        fails(posix, posix.sem_open('/two', O_CREAT, 0o600, bad as number), EINVAL)
      fails(posix, posix.sem_open('/two', 0.5, 0o600, 0), EINVAL)
      fails(posix, posix.sem_open('/two', 0), ENOENT)
    })
  })

  test('a name is a slash and up to NAME_MAX bytes', async () => {
    await inProcess((posix) => {
      const longest = `/${'n'.repeat(NAME_MAX)}`
      expect(posix.sem_open(longest, O_CREAT, 0o600, 0)).toBeInstanceOf(sem_t)
      expect(posix.sem_unlink(longest)).toBe(0)
      for (const long of [`${longest}n`, `/${'é'.repeat(NAME_MAX / 2 + 1)}`]) {
        fails(posix, posix.sem_open(long, O_CREAT, 0o600, 0), ENAMETOOLONG)
        fails(posix, posix.sem_unlink(long), ENAMETOOLONG)
      }
      for (const bad of ['', '/', 'name', '/a/b', '/a\0']) {
        fails(posix, posix.sem_open(bad, O_CREAT, 0o600, 0), EINVAL)
        fails(posix, posix.sem_unlink(bad), ENOENT)
      }
      for (const bad of garbage.filter((each) => typeof each !== 'string')) {
        fails(posix, posix.sem_open(bad as string, O_CREAT, 0o600, 0), EFAULT)
        fails(posix, posix.sem_unlink(bad as string), EFAULT)
      }
    })
  })

  test('there are SEM_NSEMS_MAX: one more is EMFILE, and a closed and unlinked one makes room', async () => {
    await inProcess((posix) => {
      const sems = Array.from({ length: SEM_NSEMS_MAX }, (_, index) =>
        posix.sem_open(`/${index}`, O_CREAT, 0o600, 0),
      )
      expect(sems).not.toContain(SEM_FAILED)
      fails(posix, posix.sem_open('/more', O_CREAT, 0o600, 0), EMFILE)
      expect(posix.sem_unlink('/7')).toBe(0)
      fails(posix, posix.sem_open('/more', O_CREAT, 0o600, 0), EMFILE)
      expect(posix.sem_close(sems[7] as sem_t)).toBe(0)
      expect(posix.sem_open('/more', O_CREAT, 0o600, 0)).toBeInstanceOf(sem_t)
    })
  })

  test('are of one process: another one does not see them', async () => {
    await using world = new PosixWorld()
    world.client('One')
    world.client('Two')
    await world.act('One', (posix) => {
      expect(posix.sem_open('/mine', O_CREAT, 0o600, 1)).toBeInstanceOf(sem_t)
    })
    await world.act('Two', (posix) => {
      fails(posix, posix.sem_open('/mine', 0), ENOENT)
    })
  })
})
