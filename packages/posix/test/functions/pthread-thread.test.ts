// Threads of pthread.h, on the real kernel.

import {
  EAGAIN,
  EDEADLK,
  EFAULT,
  EINVAL,
  ENOENT,
  ENOSYS,
  ESRCH,
  Out,
  PTHREAD_CANCELED,
  pthread_attr_init,
  pthread_attr_setdetachstate,
  pthread_attr_t,
  PTHREAD_CREATE_DETACHED,
  pthread_equal,
  pthread_once_t,
  pthread_t,
  posixMain,
  type Posix,
  sem_t,
  ThreadExit,
} from '@kos/posix'
import { rcOk, type Tid } from '@kos/libkos'
import { describe, expect, test } from 'vitest'
import { PosixFunctions } from '../../src/runtime/family.ts'
import type { PosixThread } from '../../src/runtime/posix-thread.ts'
import { inProcess, PosixWorld } from '../posix-world.ts'
import { garbage, joined, settle, spawn, withPriority } from '../pthread-threads.ts'

function detached(): pthread_attr_t {
  const attr = new pthread_attr_t()
  pthread_attr_init(attr)
  expect(pthread_attr_setdetachstate(attr, PTHREAD_CREATE_DETACHED)).toBe(0)
  return attr
}

describe('pthread_create', () => {
  test('a thread gets functions of its own, and its argument', async () => {
    await inProcess(async (posix) => {
      const seen: unknown[] = []
      const id = spawn(
        posix,
        (own, argument: string) => {
          own.errno = 5
          seen.push(argument, own !== posix)
        },
        'argument',
      )
      expect(seen).toEqual([])
      expect(await joined(posix, id)).toBeUndefined()
      expect(seen).toEqual(['argument', true])
      expect(posix.errno).toBe(0)
    })
  })

  test('threads run beside each other, and read and write the same files', async () => {
    await inProcess(async (posix) => {
      const fd = await posix.open('/tmp/shared', 0o102, 0o600)
      const id = spawn(posix, (own) => own.write(fd, Uint8Array.of(7)))
      expect(await joined(posix, id)).toBe(1)
      expect(await posix.close(fd)).toBe(0)
    })
  })

  test('what is no id is EFAULT, no routine or attributes EINVAL; no thread begins', async () => {
    await inProcess(async (posix) => {
      let began = 0
      const routine = (): number => began++
      for (const id of garbage)
        expect(posix.pthread_create(id as pthread_t, null, routine, null)).toBe(EFAULT)
      for (const bad of garbage)
        expect(posix.pthread_create(new pthread_t(), null, bad as never, null)).toBe(EINVAL)
      for (const attr of [new pthread_attr_t(), {}, 0, undefined])
        expect(posix.pthread_create(new pthread_t(), attr as never, routine, null)).toBe(EINVAL)
      await settle(posix)
      expect(began).toBe(0)
    })
  })

  test('too many threads are EAGAIN, and an id that was not filled in stays none', async () => {
    await inProcess(async (posix) => {
      const ids: pthread_t[] = []
      let error = 0
      while (error === 0 && ids.length < 5_000) {
        const id = new pthread_t()
        error = posix.pthread_create(id, null, () => {}, null)
        ids.push(id)
      }
      expect(error).toBe(EAGAIN)
      expect(await posix.pthread_join(ids.pop() as pthread_t, null)).toBe(ESRCH)
      for (const id of ids) expect(await posix.pthread_join(id, null)).toBe(0)
    })
  })

  test('the process ends with a report if a routine throws', async () => {
    const world = new PosixWorld()
    world.start(
      posixMain(async (_argc, _argv, posix) => {
        spawn(posix, () => {
          throw new Error('broken')
        })
        await settle(posix)
        return 0
      }),
      'Program',
    )
    const exit = await world.kernel.run({ until: world.kernel.task('Program') })
    expect(exit).toMatchObject({ crash: expect.stringContaining('broken') })
    expect(world.crashes.splice(0)).toHaveLength(1)
    await world[Symbol.asyncDispose]()
  })
})

describe('pthread_join', () => {
  test('takes what a routine returned, once', async () => {
    await inProcess(async (posix) => {
      const value = { any: 'value' }
      const id = spawn(posix, async (own) => {
        await own.sched_yield()
        return value
      })
      expect(await joined(posix, id)).toBe(value)
      expect(await posix.pthread_join(id, null)).toBe(ESRCH)
    })
  })

  test('a thread that ended long ago can be joined', async () => {
    await inProcess(async (posix) => {
      const id = spawn(posix, () => 3)
      await settle(posix)
      expect(await joined(posix, id)).toBe(3)
    })
  })

  test('ESRCH for what is no thread, EFAULT for what is no out-parameter', async () => {
    await inProcess(async (posix) => {
      for (const bad of [...garbage, new pthread_t()])
        expect(await posix.pthread_join(bad as pthread_t, null)).toBe(ESRCH)
      const id = spawn(posix, () => 1)
      expect(await posix.pthread_join(id, {} as Out)).toBe(EFAULT)
      expect(await joined(posix, id)).toBe(1)
    })
  })

  test('a thread that joins itself, or one that joins it, gets EDEADLK', async () => {
    await inProcess(async (posix) => {
      expect(await posix.pthread_join(posix.pthread_self(), null)).toBe(EDEADLK)
      const main = posix.pthread_self()
      const id = spawn(posix, (own) => own.pthread_join(main, null))
      expect(await joined(posix, id)).toBe(EDEADLK)
    })
  })

  test('a second thread that joins gets EINVAL, and so does one that joins a detached one', async () => {
    await inProcess(async (posix) => {
      const target = spawn(posix, (own) => settle(own))
      const joiner = spawn(posix, (own) => own.pthread_join(target, null))
      await posix.sched_yield()
      expect(await posix.pthread_join(target, null)).toBe(EINVAL)
      expect(await joined(posix, joiner)).toBe(0)
      const free = spawn(posix, (own) => settle(own), null, detached())
      expect(await posix.pthread_join(free, null)).toBe(EINVAL)
      await settle(posix)
      await settle(posix)
      expect(await posix.pthread_join(free, null)).toBe(ESRCH)
    })
  })

  test('a thread that libkos terminated has the value PTHREAD_CANCELED', async () => {
    await inProcess(async (posix, kos) => {
      let isUnwound = false
      const id = spawn(posix, async (own) => {
        try {
          await own.sem_wait(never)
        } finally {
          isUnwound = true
        }
      })
      const never = new sem_t()
      posix.sem_init(never, 0, 0)
      await settle(posix)
      const tid = (kos.KosThreadCurrentId() + 1) as Tid
      expect(await kos.KosThreadTerminate(tid, 0)).toBe(rcOk)
      expect(await joined(posix, id)).toBe(PTHREAD_CANCELED)
      await settle(posix)
      expect(isUnwound).toBe(true)
      expect(posix.pthread_kill(id, 0)).toBe(ESRCH)
      expect(posix.sem_destroy(never)).toBe(0)
    })
  })
})

describe('pthread_detach', () => {
  test('a detached thread keeps nothing, and cannot be joined', async () => {
    await inProcess(async (posix) => {
      const id = spawn(posix, (own) => own.sched_yield())
      expect(posix.pthread_detach(id)).toBe(0)
      expect(posix.pthread_detach(id)).toBe(EINVAL)
      expect(await posix.pthread_join(id, null)).toBe(EINVAL)
      await settle(posix)
      expect(posix.pthread_detach(id)).toBe(ESRCH)
      for (const bad of [...garbage, new pthread_t()])
        expect(posix.pthread_detach(bad as pthread_t)).toBe(ESRCH)
    })
  })

  test('a thread that is over can be detached; one that is being joined cannot', async () => {
    await inProcess(async (posix) => {
      const over = spawn(posix, () => 1)
      await settle(posix)
      expect(posix.pthread_detach(over)).toBe(0)
      expect(await posix.pthread_join(over, null)).toBe(ESRCH)
      const target = spawn(posix, (own) => settle(own))
      const joiner = spawn(posix, (own) => own.pthread_join(target, null))
      await posix.sched_yield()
      expect(posix.pthread_detach(target)).toBe(EINVAL)
      expect(await joined(posix, joiner)).toBe(0)
    })
  })
})

describe('pthread_self and pthread_equal', () => {
  test('ids of one thread are equal, whoever has them; others are not', async () => {
    await inProcess(async (posix) => {
      const self = posix.pthread_self()
      expect(pthread_equal(self, posix.pthread_self())).not.toBe(0)
      const own: pthread_t[] = []
      const id = spawn(posix, (thread) => void own.push(thread.pthread_self()))
      await joined(posix, id)
      expect(pthread_equal(id, own[0] as pthread_t)).not.toBe(0)
      expect(pthread_equal(id, self)).toBe(0)
      expect(pthread_equal(new pthread_t(), new pthread_t())).toBe(0)
      for (const bad of garbage) expect(pthread_equal(bad as pthread_t, self)).toBe(0)
    })
  })
})

describe('pthread_exit', () => {
  test('finally runs, then cleanup handlers, the last one first, then destructors', async () => {
    await inProcess(async (posix) => {
      const { pthread_key_t } = await import('@kos/posix')
      const key = new pthread_key_t()
      const log: string[] = []
      expect(posix.pthread_key_create(key, (value: string) => log.push(value))).toBe(0)
      const id = spawn(posix, async (own) => {
        own.pthread_setspecific(key, 'destructor')
        own.pthread_cleanup_push((text: string) => log.push(text), 'first')
        own.pthread_cleanup_push(async (text: string) => {
          await own.sched_yield()
          log.push(text)
        }, 'second')
        try {
          await own.pthread_exit('value')
          log.push('not reached')
        } finally {
          log.push('finally')
        }
      })
      expect(await joined(posix, id)).toBe('value')
      expect(log).toEqual(['finally', 'second', 'first', 'destructor'])
    })
  })

  test('a routine that catches the ThreadExit and goes on has exited all the same', async () => {
    await inProcess(async (posix) => {
      const id = spawn(posix, async (own) => {
        await own.pthread_exit('exited').catch((error: unknown) => {
          expect(error).toBeInstanceOf(ThreadExit)
        })
        await own.sched_yield()
        return 'returned'
      })
      expect(await joined(posix, id)).toBe('exited')
    })
  })

  test('the process of a main that exits lives until its last thread ends, with status 0', async () => {
    await using world = new PosixWorld()
    const log: string[] = []
    world.start(
      posixMain(async (_argc, _argv, posix) => {
        const main = posix.pthread_self()
        spawn(posix, async (own) => {
          log.push(String(await joined(own, main)))
          await settle(own)
          log.push('thread')
        })
        posix.pthread_cleanup_push(() => log.push('handler'), null)
        try {
          return await posix.pthread_exit('main')
        } finally {
          log.push('finally')
        }
      }),
      'Program',
    )
    expect(await world.kernel.run({ until: world.kernel.task('Program') })).toEqual({ code: 0 })
    expect(log).toEqual(['finally', 'handler', 'main', 'thread'])
  })

  test('the threads of a main that returns end with the process', async () => {
    await using world = new PosixWorld()
    let isUnwound = false
    world.start(
      posixMain(async (_argc, _argv, posix) => {
        spawn(posix, async (own) => {
          try {
            await own.pthread_join(own.pthread_self(), null)
            for (;;) await own.sched_yield()
          } finally {
            isUnwound = true
          }
        })
        await posix.sched_yield()
        return 4
      }),
      'Program',
    )
    expect(await world.kernel.run({ until: world.kernel.task('Program') })).toEqual({ code: 4 })
    await world.kernel.run({ until: 'idle' })
    expect(isUnwound).toBe(true)
  })

  test('a first thread without posixMain runs its handlers and ends, too', async () => {
    await using world = new PosixWorld()
    const { program } = await import('@kos/libkos')
    const { posix: posixOf } = await import('@kos/posix')
    const log: string[] = []
    world.start(
      program(async (kos) => {
        const posix: Posix = posixOf(kos)
        posix.pthread_cleanup_push(() => log.push('handler'), null)
        try {
          await posix.pthread_exit(1)
        } finally {
          log.push('finally')
        }
      }),
      'Program',
    )
    expect(await world.kernel.run({ until: world.kernel.task('Program') })).toEqual({ code: 0 })
    expect(log).toEqual(['handler', 'finally'])
  })
})

describe('pthread_once', () => {
  test('the first thread does it, the others wait until it is done', async () => {
    await inProcess(async (posix) => {
      const once = new pthread_once_t()
      let done = 0
      const routine = async (own: Posix): Promise<void> => {
        await settle(own)
        done++
      }
      const ids = [1, 2, 3].map(() =>
        spawn(posix, async (own) => {
          expect(await own.pthread_once(once, routine)).toBe(0)
          return done
        }),
      )
      for (const id of ids) expect(await joined(posix, id)).toBe(1)
      expect(await posix.pthread_once(once, routine)).toBe(0)
      expect(done).toBe(1)
    })
  })

  test('what was cancelled in the middle was not done: the next thread does it', async () => {
    await inProcess(async (posix) => {
      const once = new pthread_once_t()
      const log: string[] = []
      const target = spawn(posix, (own) =>
        own.pthread_once(once, async () => {
          log.push('first')
          for (;;) {
            await own.sched_yield()
            await own.pthread_testcancel()
          }
        }),
      )
      const other = spawn(posix, (own) => own.pthread_once(once, () => log.push('second')))
      await settle(posix)
      expect(posix.pthread_cancel(target)).toBe(0)
      expect(await joined(posix, target)).toBe(PTHREAD_CANCELED)
      expect(await joined(posix, other)).toBe(0)
      expect(log).toEqual(['first', 'second'])
    })
  })

  test('what is no once control or no function is EINVAL', async () => {
    await inProcess(async (posix) => {
      for (const bad of garbage) {
        expect(await posix.pthread_once(bad as pthread_once_t, () => {})).toBe(EINVAL)
        expect(await posix.pthread_once(new pthread_once_t(), bad as never)).toBe(EINVAL)
      }
    })
  })
})

describe('pthread_kill', () => {
  test('signal 0 asks whether a thread lives, a signal is ENOSYS, other numbers EINVAL', async () => {
    await inProcess(async (posix) => {
      const id = spawn(posix, (own) => own.sched_yield())
      expect(posix.pthread_kill(id, 0)).toBe(0)
      for (const sig of [1, 15, 31]) expect(posix.pthread_kill(id, sig)).toBe(ENOSYS)
      for (const sig of [-1, 32, 1.5, Number.NaN, '9'])
        expect(posix.pthread_kill(id, sig as number)).toBe(EINVAL)
      await joined(posix, id)
      expect(posix.pthread_kill(id, 0)).toBe(ESRCH)
      for (const bad of garbage) expect(posix.pthread_kill(bad as pthread_t, 0)).toBe(ESRCH)
    })
  })
})

test('pthread_getcpuclockid is ENOENT: the CPU time of a thread is not counted', async () => {
  await inProcess(async (posix) => {
    const clock = new Out()
    const id = spawn(posix, () => {})
    expect(posix.pthread_getcpuclockid(posix.pthread_self(), clock)).toBe(ENOENT)
    expect(posix.pthread_getcpuclockid(id, clock)).toBe(ENOENT)
    expect(posix.pthread_getcpuclockid(id, {} as Out)).toBe(EFAULT)
    await joined(posix, id)
    expect(posix.pthread_getcpuclockid(id, clock)).toBe(ESRCH)
  })
})

test('nothing is left of threads that ended, however they did', async () => {
  await inProcess(async (posix, kos) => {
    const { process } = PosixFunctions.threadOf(posix) as PosixThread
    const sem = new sem_t()
    posix.sem_init(sem, 0, 0)
    const ids = [
      spawn(posix, () => 1),
      spawn(posix, (own) => own.pthread_exit(2)),
      spawn(posix, (own) => own.sem_wait(sem)),
      spawn(posix, (own) => own.sem_wait(sem)),
    ]
    await settle(posix)
    posix.pthread_cancel(ids[2] as pthread_t)
    await kos.KosThreadTerminate((kos.KosThreadCurrentId() + 4) as Tid, 0)
    for (const id of ids) await joined(posix, id)
    expect([process.threads.size, process.created]).toEqual([1, 0])
    expect(posix.sem_destroy(sem)).toBe(0)
  })
})

test('threads of a higher priority run first', async () => {
  await inProcess(async (posix) => {
    const log: number[] = []
    const ids = [3, 20, 9].map((priority) =>
      spawn(posix, () => void log.push(priority), null, withPriority(priority)),
    )
    for (const id of ids) await joined(posix, id)
    expect(log).toEqual([20, 9, 3])
  })
})
