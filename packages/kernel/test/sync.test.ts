// Threads of a process that wait for each other by the documented functions: what the kernel adds
// to the mechanisms of `@kos/sync`, which have tests of their own. Free locks stay in the process;
// owners inherit priority; ends of threads and deadlocks are noticed.

import {
  INFINITE_TIMEOUT,
  KosInitializedCondvar,
  KosInitializedEvent,
  KosInitializedMutex,
  KosInitializedMutexEx,
  KosInitializedRWLock,
  KosInitializedSemaphore,
  type Kos,
  type KosMutex,
  KosThreadOnceState,
  type Tid,
} from '@kos/libkos'
import {
  rcBusy,
  rcFail,
  rcInvalidArgument,
  rcInvalidOperation,
  rcOk,
  rcTimeout,
  unwrap,
} from '@kos/retcode'
import { syncContract } from '@kos/libkos/abi'
import { sysOf } from '@kos/libkos/process'
import { WaitKind } from '@kos/thread'
import { describe, expect, test } from 'vitest'
import {
  formatWaitReport,
  HostClock,
  type KernelOptions,
  seededExploration,
  type WaitReport,
} from '../src/index.ts'
import { hosts, openWorld, type World } from './world.ts'

function start(kos: Kos, routine: (kos: Kos) => Promise<void> | void, priority = 15): Tid {
  return unwrap(kos.KosThreadCreate(priority, 0, routine, 0, 0)).tid
}

async function joined(kos: Kos, tids: readonly Tid[]): Promise<void> {
  for (const tid of tids) await kos.KosThreadWait(tid, INFINITE_TIMEOUT)
}

/** Lets the clean-up of threads that were terminated run. */
async function settled(kos: Kos): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await kos.KosThreadYield()
}

describe.each(hosts)('on %s', (_name, host) => {
  const reports: WaitReport[] = []
  const open = (options: KernelOptions = {}): World => {
    reports.length = 0
    const world = openWorld({
      host: host(),
      onDeadlock: (report) => reports.push(report),
      ...options,
    })
    world.empty('P')
    return world
  }
  const syscallsOf = (world: World): number => world.kernel.task('P').syscalls
  const priorityOf = (world: World, tid: Tid): number | undefined =>
    world.kernel.inspect().tasks[0]?.threads.find((thread) => thread.tid === Number(tid))?.priority

  describe('a priority that is lent', () => {
    const inherit = (kos: Kos, tid: Tid, priority: number): number =>
      sysOf(kos).call(syncContract.calls.Inherit)(tid, priority)
    const park = async (kos: Kos, timeout: number): Promise<void> => {
      const sys = sysOf(kos)
      await sys.wait(sys.call(syncContract.calls.Park)(timeout, WaitKind.mutex, 1, 1))
    }
    const asleep = (kos: Kos): Tid => start(kos, async (own) => void (await own.KnSleep(100)), 1)

    test('is that of nobody if no thread waits', async () => {
      await using world = open()
      await world.act('P', async (kos) => {
        const low = asleep(kos)
        expect(inherit(kos, low, 31)).toBe(rcOk)
        expect(inherit(kos, kos.KosThreadCurrentId(), 31)).toBe(rcOk)
        const seen = [priorityOf(world, low), priorityOf(world, kos.KosThreadCurrentId())]
        await kos.KnSleep(1)
        seen.push(priorityOf(world, low), priorityOf(world, kos.KosThreadCurrentId()))
        expect(seen).toEqual([1, 15, 1, 15])
      })
    })

    test.each([
      ['its time is up', async () => {}],
      [
        'it is woken',
        (kos: Kos, waiter: Tid) => sysOf(kos).call(syncContract.calls.Unpark)(waiter, 0),
      ],
      ['it is terminated', (kos: Kos, waiter: Tid) => kos.KosThreadTerminate(waiter, 0)],
    ])('is at most that of a thread that waits, until %s', async (how, end) => {
      await using world = open()
      await world.act('P', async (kos) => {
        const low = asleep(kos)
        const waiter = start(
          kos,
          async (own) => {
            inherit(own, low, 31)
            await park(own, 10)
            await own.KnSleep(50)
          },
          20,
        )
        start(kos, (own) => park(own, 40), 18)
        await kos.KnSleep(1)
        const seen = [priorityOf(world, low)]
        await end(kos, waiter)
        await kos.KnSleep(how === 'its time is up' ? 10 : 1)
        seen.push(priorityOf(world, low))
        await kos.KnSleep(40)
        expect([...seen, priorityOf(world, low)]).toEqual([20, 18, 1])
      })
    })

    test('ends when the time of the waiter is up and no other thread runs meanwhile', async () => {
      await using world = open()
      await world.act('P', async (kos) => {
        const self = kos.KosThreadCurrentId()
        const other = asleep(kos)
        await kos.KnSleep(1)
        inherit(kos, other, 31)
        await park(kos, 10)
        expect([priorityOf(world, self), priorityOf(world, other)]).toEqual([15, 1])
      })
    })
  })

  describe('a mutex', () => {
    test('keeps others out, and serves them by priority, then in order', async () => {
      await using world = open()
      await world.act('P', async (kos) => {
        const mutex = KosInitializedMutex()
        const order: string[] = []
        await kos.KosMutexLock(mutex)
        const enter =
          (name: string) =>
          async (own: Kos): Promise<void> => {
            await own.KosMutexLock(mutex)
            order.push(name)
            await own.KnSleep(1)
            order.push(name)
            own.KosMutexUnlock(mutex)
          }
        const tids = [
          start(kos, enter('a'), 3),
          start(kos, enter('b'), 3),
          start(kos, enter('high'), 9),
        ]
        await kos.KnSleep(1)
        kos.KosMutexUnlock(mutex)
        await joined(kos, tids)
        expect(order).toEqual(['high', 'high', 'a', 'a', 'b', 'b'])
      })
    })

    test('that is free is locked and unlocked without the kernel', async () => {
      await using world = open()
      await world.act('P', async (kos) => {
        const mutex = KosInitializedMutex()
        await kos.KosMutexLock(mutex)
        kos.KosMutexUnlock(mutex)
        const before = syscallsOf(world)
        for (let round = 0; round < 10; round++) {
          await kos.KosMutexLock(mutex)
          kos.KosMutexUnlock(mutex)
          expect(kos.KosMutexTryLock(mutex)).toBe(rcOk)
          kos.KosMutexUnlock(mutex)
        }
        expect(syscallsOf(world)).toBe(before)
      })
    })

    test('is waited for as long as is said, and its owner alone unlocks it', async () => {
      await using world = open()
      await world.act('P', async (kos) => {
        const mutex = KosInitializedMutex('the mutex')
        const codes: unknown[] = []
        await kos.KosMutexLock(mutex)
        const tid = start(kos, async (own) => {
          codes.push(own.KosMutexTryLock(mutex), await own.KosMutexLockTimeout(mutex, 0))
          own.KosMutexUnlock(mutex)
          codes.push(await own.KosMutexLockTimeout(mutex, 25), own.KnGetMSecSinceStart())
        })
        await joined(kos, [tid])
        expect(codes).toEqual([rcBusy, rcTimeout, rcTimeout, 25])
        kos.KosMutexUnlock(mutex)
        expect(kos.KosMutexTryLock(mutex)).toBe(rcOk)
      })
      expect(world.misuses.map(({ message }) => message)).toEqual([
        'P: KosMutexUnlock did nothing: this thread does not have the mutex; its owner alone may unlock it',
      ])
    })

    test('that is recursive is unlocked as often as it was locked', async () => {
      await using world = open()
      await world.act('P', async (kos) => {
        const mutex = KosInitializedMutexEx(1)
        for (let depth = 0; depth < 3; depth++) await kos.KosMutexLock(mutex)
        const seen: unknown[] = []
        for (let depth = 0; depth < 3; depth++) {
          await joined(kos, [start(kos, (own) => void seen.push(own.KosMutexTryLock(mutex)))])
          kos.KosMutexUnlock(mutex)
        }
        await joined(kos, [start(kos, (own) => void seen.push(own.KosMutexTryLock(mutex)))])
        expect(seen).toEqual([rcBusy, rcBusy, rcBusy, rcOk])
      })
    })

    test('lends its owner the priority of those who wait, along a chain, and takes it back', async () => {
      await using world = open()
      await world.act('P', async (kos) => {
        const [first, second] = [KosInitializedMutex(), KosInitializedMutex()]
        const holding =
          (mutexes: readonly KosMutex[], until: number) =>
          async (own: Kos): Promise<void> => {
            for (const mutex of mutexes) await own.KosMutexLock(mutex)
            await own.KnSleep(until - own.KnGetMSecSinceStart())
            for (const mutex of mutexes) own.KosMutexUnlock(mutex)
            await own.KnSleep(50)
          }
        const low = start(kos, holding([first], 20), 1)
        await kos.KnSleep(1)
        const middle = start(kos, holding([second, first], 30), 5)
        await kos.KnSleep(1)
        expect([priorityOf(world, low), priorityOf(world, middle)]).toEqual([5, 5])
        const high = start(kos, holding([second], 40), 25)
        await kos.KnSleep(1)
        expect([priorityOf(world, low), priorityOf(world, middle)]).toEqual([25, 25])
        await kos.KnSleep(20)
        expect([priorityOf(world, low), priorityOf(world, middle)]).toEqual([1, 25])
        await kos.KnSleep(10)
        expect([priorityOf(world, middle), priorityOf(world, high)]).toEqual([5, 25])
        await joined(kos, [low, middle, high])
      })
    })

    test('whose owner was terminated is given back by its clean-up', async () => {
      await using world = open()
      await world.act('P', async (kos) => {
        const mutex = KosInitializedMutex()
        const owner = start(kos, async (own) => {
          await own.KosMutexLock(mutex)
          try {
            await own.KnSleep(1_000)
          } finally {
            own.KosMutexUnlock(mutex)
          }
        })
        let rc: unknown
        const waiter = start(
          kos,
          async (own) => void (rc = await own.KosMutexLockTimeout(mutex, 100)),
        )
        await kos.KnSleep(1)
        await kos.KosThreadTerminate(owner, 0)
        await joined(kos, [waiter])
        expect([rc, kos.KnGetMSecSinceStart()]).toEqual([rcOk, 1])
      })
    })

    test("that was handed over as the time of its waiter was up is the waiter's", async () => {
      await using world = open()
      await world.act('P', async (kos) => {
        const mutex = KosInitializedMutex()
        await kos.KosMutexLock(mutex)
        let rc: unknown
        const waiter = start(
          kos,
          async (own) => {
            rc = await own.KosMutexLockTimeout(mutex, 10)
            if (rc === rcOk) own.KosMutexUnlock(mutex)
          },
          3,
        )
        await kos.KnSleep(10)
        // Both time-outs are due now; this thread runs first, by its priority.
        kos.KosMutexUnlock(mutex)
        await joined(kos, [waiter])
        expect([rcOk, rcTimeout]).toContain(rc)
        expect(kos.KosMutexTryLock(mutex)).toBe(rcOk)
      })
    })

    test('is not initialised anew, nor ended, while somebody has it', async () => {
      await using world = open()
      await world.act('P', async (kos) => {
        const mutex = KosInitializedMutex()
        await kos.KosMutexLock(mutex)
        kos.KosMutexInit(mutex)
        kos.KosMutexDeinit(mutex)
        expect(kos.KosMutexTryLock(mutex)).toBe(rcBusy)
        kos.KosMutexUnlock(mutex)
        kos.KosMutexDeinit(mutex)
        expect(kos.KosMutexTryLock(mutex)).toBe(rcInvalidArgument)
        kos.KosMutexInitEx(mutex, 1)
        expect([kos.KosMutexTryLock(mutex), kos.KosMutexTryLock(mutex)]).toEqual([rcOk, rcOk])
      })
      expect(world.misuses).toHaveLength(2)
    })
  })

  test('a condition variable is waited for without its mutex, and left with it: signalled, timed out, terminated', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [mutex, condvar] = [KosInitializedMutex(), KosInitializedCondvar()]
      const said: unknown[] = []
      const waiting =
        (name: string, timeout: number) =>
        async (own: Kos): Promise<void> => {
          await own.KosMutexLock(mutex)
          try {
            const rc = await own.KosCondvarWaitTimeout(condvar, mutex, timeout)
            said.push([name, rc, own.KnGetMSecSinceStart()])
            await own.KnSleep(5)
          } finally {
            own.KosMutexUnlock(mutex)
          }
        }
      expect(await kos.KosCondvarWait(condvar, mutex)).toBe(rcInvalidOperation)
      const [signalled, late, doomed] = ['signalled', 'late', 'doomed'].map((name, index) =>
        start(kos, waiting(name, index === 1 ? 10 : INFINITE_TIMEOUT)),
      ) as [Tid, Tid, Tid]
      await kos.KnSleep(1)
      await kos.KosThreadTerminate(doomed, 0)
      await settled(kos)
      await kos.KosMutexLock(mutex)
      kos.KosCondvarSignal(condvar)
      await kos.KnSleep(20)
      kos.KosMutexUnlock(mutex)
      await joined(kos, [signalled, late])
      expect(said).toEqual([
        ['signalled', rcOk, 21],
        ['late', rcTimeout, 26],
      ])
      // The clean-up of the terminated one did not have the mutex, and said so.
      expect(kos.KosMutexTryLock(mutex)).toBe(rcOk)
    })
    expect(world.misuses).toHaveLength(1)
  })

  test('events, semaphores and rwlocks wait through the kernel', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [event, semaphore, rwlock] = [
        KosInitializedEvent(),
        KosInitializedSemaphore(0),
        KosInitializedRWLock(),
      ]
      const said: unknown[] = []
      await kos.KosRWLockWrite(rwlock)
      const tids = [
        start(kos, async (own) => void said.push(['event', await own.KosEventWait(event, true)])),
        start(
          kos,
          async (own) => void said.push(['semaphore', await own.KosSemaphoreWait(semaphore)]),
        ),
        start(kos, async (own) => {
          await own.KosRWLockRead(rwlock)
          said.push(['reads', own.KosRWLockTryWrite(rwlock)])
          own.KosRWLockUnlock(rwlock)
        }),
      ]
      await kos.KnSleep(1)
      expect([said, kos.KosSemaphoreDeinit(semaphore)]).toEqual([[], rcFail])
      kos.KosEventSet(event)
      kos.KosSemaphoreSignal(semaphore)
      kos.KosRWLockUnlock(rwlock)
      await joined(kos, tids)
      expect(said).toEqual([
        ['event', rcOk],
        ['semaphore', rcOk],
        ['reads', rcBusy],
      ])
      expect(await kos.KosEventWaitTimeout(event, false, 3)).toBe(rcTimeout)
      expect(await kos.KosSemaphoreWaitTimeout(semaphore, 3)).toBe(rcTimeout)
      expect(kos.KosSemaphoreDeinit(semaphore)).toBe(rcOk)
    })
  })

  test('objects go from thread to thread in a queue, and keep their slots until they are freed', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const queue = kos.KosQueueCreate(2, 4, 4, null)!
      const taken: number[] = []
      const consumer = start(kos, async (own) => {
        for (;;) {
          const object = await own.KosQueuePop(queue, INFINITE_TIMEOUT)
          if (object === null) return
          taken.push(object[0]!)
          own.KosQueueFree(queue, object)
        }
      })
      for (let value = 1; value <= 5; value++) {
        const object = kos.KosQueueAlloc(queue)!
        object[0] = value
        kos.KosQueuePush(queue, object)
        await kos.KosThreadYield()
      }
      const [first, second] = [kos.KosQueueAlloc(queue), kos.KosQueueAlloc(queue)]
      expect([first?.length, second?.length, kos.KosQueueAlloc(queue)]).toEqual([4, 4, null])
      kos.KosQueueFree(queue, first!)
      expect(kos.KosQueueAlloc(queue)).toBe(first)
      kos.KosQueueDestroy(queue)
      await joined(kos, [consumer])
      expect(taken).toEqual([1, 2, 3, 4, 5])
    })
  })

  test('something is done once; if who does it fails or is terminated, the next one does it', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const state = new KosThreadOnceState()
      const said: string[] = []
      const doing =
        (name: string, routine: (own: Kos) => Promise<void>) =>
        async (own: Kos): Promise<void> => {
          try {
            const rc = await own.KosThreadOnce(state, () => {
              said.push(`${name} does it`)
              return routine(own)
            })
            said.push(`${name}: ${Number(rc)}`)
          } catch (error) {
            said.push(`${name}: ${(error as Error).name}`)
          }
        }
      const sleeping = async (own: Kos): Promise<void> => void (await own.KnSleep(10))
      const doomed = start(kos, doing('doomed', sleeping))
      const failing = start(
        kos,
        doing('failing', async () => Promise.reject(new TypeError('no'))),
      )
      const others = ['third', 'fourth'].map((name) => start(kos, doing(name, sleeping)))
      await kos.KnSleep(1)
      await kos.KosThreadTerminate(doomed, 0)
      await joined(kos, [failing, ...others])
      expect(said.filter((text) => text.endsWith('does it'))).toEqual([
        'doomed does it',
        'failing does it',
        'third does it',
      ])
      expect(said).toContain('failing: TypeError')
      expect(said.slice(-2).sort()).toEqual(['fourth: 0', 'third: 0'])
      expect(await kos.KosThreadOnce(state, () => void said.push('again'))).toBe(rcOk)
      expect(said).not.toContain('again')
    })
  })

  describe('deadlocks', () => {
    test('of mutexes are told when they close, with names, while others go on', async () => {
      await using world = open({ captureStacks: true })
      let tids: Tid[] = []
      const done = world.kernel.as('P', async (kos) => {
        const [left, right] = [KosInitializedMutex('left'), KosInitializedMutex('right')]
        const crossing =
          (mine: KosMutex, other: KosMutex) =>
          async (own: Kos): Promise<void> => {
            await own.KosMutexLock(mine)
            await own.KnSleep(1)
            await own.KosMutexLock(other)
          }
        tids = [start(kos, crossing(left, right)), start(kos, crossing(right, left))]
        await kos.KnSleep(5)
        return reports.length
      })
      await world.idle()
      expect(await done).toBe(1)
      const [a, b] = tids
      const text = formatWaitReport(reports[0]!)
      expect(text.replace(/\n {4}at .*/g, '')).toBe(
        [
          `  P/thread ${b} waits: mutex left, held by P/thread ${a}; holds right`,
          `  P/thread ${a} waits: mutex right, held by P/thread ${b}; holds left`,
          `  ring: P/thread ${b} -> P/thread ${a} -> P/thread ${b}`,
        ].join('\n'),
      )
      expect(text).toMatch(/\n {4}at .*sync\.test\.ts/)
    })

    test('go through owners that changed since the wait began', async () => {
      await using world = open()
      const done = world.kernel.as('P', async (kos) => {
        const [first, second] = [KosInitializedMutex('first'), KosInitializedMutex('second')]
        await kos.KosMutexLock(first)
        const heir = start(kos, async (own) => {
          await own.KosMutexLock(first)
          await own.KnSleep(5)
          await own.KosMutexLock(second)
        })
        const other = start(kos, async (own) => {
          await own.KosMutexLock(second)
          await own.KosMutexLock(first)
        })
        await kos.KnSleep(1)
        kos.KosMutexUnlock(first)
        return [heir, other]
      })
      await world.idle()
      const [heir, other] = await done
      expect(
        reports.map(({ cycles }) => cycles.map((cycle) => cycle.map(({ tid }) => tid))),
      ).toEqual([[[heir, other]]])
    })

    test('of a thread with itself, of readers that want to write, of ends of threads', async () => {
      await using world = open()
      void world.kernel.as('P', async (kos) => {
        const [mutex, rwlock] = [KosInitializedMutex('m'), KosInitializedRWLock('rw')]
        start(kos, async (own) => {
          await own.KosMutexLock(mutex)
          await own.KosMutexLock(mutex)
        })
        start(kos, async (own) => {
          await own.KosRWLockRead(rwlock)
          await own.KosRWLockWrite(rwlock)
        })
        const tids: Tid[] = []
        for (const index of [0, 1])
          tids.push(
            start(
              kos,
              async (own) => void (await own.KosThreadWait(tids[1 - index]!, INFINITE_TIMEOUT)),
            ),
          )
        await kos.KnSleep(1)
      })
      await world.idle()
      expect(reports.map(({ waits }) => waits.map(({ kind }) => kind))).toEqual([
        ['mutex'],
        ['rwlock'],
        ['join', 'join'],
      ])
    })

    test('are none if a time-out ends them', async () => {
      await using world = open()
      await world.act('P', async (kos) => {
        const mutex = KosInitializedMutex()
        await kos.KosMutexLock(mutex)
        expect(await kos.KosMutexLockTimeout(mutex, 5)).toBe(rcTimeout)
      })
      expect(reports).toEqual([])
    })
  })

  test('an explorer of schedules takes over where a lock was free', async () => {
    const outcomes = new Set<string>()
    for (let seed = 0; seed < 20; seed++) {
      await using world = open({ choice: seededExploration(seed, 2) })
      await world.act('P', async (kos) => {
        const mutex = KosInitializedMutex()
        let order = ''
        const say =
          (name: string) =>
          async (own: Kos): Promise<void> => {
            await own.KosMutexLock(mutex)
            own.KosMutexUnlock(mutex)
            order += name
          }
        await joined(kos, [start(kos, say('a')), start(kos, say('b'))])
        outcomes.add(order)
      })
    }
    expect([...outcomes].sort()).toEqual(['ab', 'ba'])
  })

  test('a lock that is given back before the thread that came back to wait for it can wait is its own', async () => {
    await using world = open({ clock: new HostClock() })
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
    const order: string[] = []
    const done = world.kernel.as('P', async (kos) => {
      const mutex = KosInitializedMutex()
      await kos.KosMutexLock(mutex)
      let unlock = (): void => {}
      const away = start(kos, async (own) => {
        // Both threads are away when this goes on: its wait is put off until it is chosen, and the
        // other one is quicker.
        await turn()
        const locking = own.KosMutexLock(mutex)
        order.push('asks')
        unlock()
        await locking
        order.push('has it')
        own.KosMutexUnlock(mutex)
      })
      unlock = () => {
        kos.KosMutexUnlock(mutex)
        order.push('given back')
      }
      await turn()
      await turn()
      await joined(kos, [away])
      return kos.KosMutexTryLock(mutex)
    })
    await world.kernel.run({ until: done })
    expect(await done).toBe(rcOk)
    expect(order).toEqual(['asks', 'given back', 'has it'])
  })

  test('a process that ends takes its waits with it', async () => {
    await using world = open()
    world.empty('Other')
    void world.kernel
      .as('P', async (kos) => {
        const mutex = KosInitializedMutex()
        await kos.KosMutexLock(mutex)
        for (let index = 0; index < 5; index++) start(kos, (own) => own.KosMutexLock(mutex))
        await kos.KnSleep(INFINITE_TIMEOUT - 1)
      })
      .catch(() => {})
    await world.kernel.advance(5)
    world.kernel.kill('P')
    await world.idle()
    expect(world.kernel.inspect().objects['threads']).toBe(0)
  })
})
