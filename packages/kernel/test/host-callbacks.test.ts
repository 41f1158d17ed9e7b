// Callbacks of the host (timers, ticks, I/O) that use the kos of a thread, under virtual time: when
// they come depends on the host, so they change nothing that threads see.

import {
  INFINITE_TIMEOUT,
  INVALID_HANDLE,
  type Kos,
  KosInitializedCondvar,
  KosInitializedEvent,
  KosInitializedMutex,
  KosInitializedRWLock,
  KosInitializedSemaphore,
  program,
  type SyncApi,
  ThreadPriorityNormal,
  unwrap,
} from '@kos/libkos'
import { syncContract } from '@kos/libkos/abi'
import { sysOf } from '@kos/libkos/process'
import { rcInvalidThreadState, rcOk, rcTimeout } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { HostClock, VirtualClock } from '../src/index.ts'
import { hosts, openWorld, shareOf, type World } from './world.ts'

const placed = (callback: () => void, place: (callback: () => void) => void): Promise<void> =>
  new Promise((resolve) => {
    place(() => {
      callback()
      resolve()
    })
  })

/** From where the host calls back. */
const places: readonly (readonly [name: string, place: (callback: () => void) => void])[] = [
  ['a timer', (callback) => void setTimeout(callback, 0)],
  ['an immediate', (callback) => void setImmediate(callback)],
  ['a tick after one', (callback) => void setImmediate(() => process.nextTick(callback))],
  ['a promise', (callback) => void new Promise(setImmediate).then(callback)],
]

/** The kos of a thread of P that goes on waiting for it, and of one that has ended. */
async function leaked(world: World): Promise<{ readonly waiting: Kos; readonly ended: Kos }> {
  const found: Kos[] = []
  world.kernel.spawn(
    program(async (kos: Kos) => {
      found.push(kos)
      const { tid } = unwrap(
        kos.KosThreadCreate(ThreadPriorityNormal, 0, (own: Kos) => void found.push(own), 0, 0),
      )
      await kos.KosThreadWait(tid, INFINITE_TIMEOUT)
      await kos.KnSleep(INFINITE_TIMEOUT)
    }),
    { name: 'P' },
  )
  await world.idle()
  await new Promise(setImmediate)
  const [waiting, ended] = found
  if (waiting === undefined || ended === undefined) throw new Error('P did not run')
  return { waiting, ended }
}

describe.each(hosts)('in %s, a callback of the host', (_name, host) => {
  const open = (): World => openWorld({ host: host() })

  test.each(places)('in %s sets no event that a thread waits for', async (_place, place) => {
    await using world = open()
    const event = KosInitializedEvent()
    let callback = (): void => {}
    world.kernel.spawn(
      program(async (kos) => {
        callback = () => kos.KosEventSet(event)
        kos.log('waited', await kos.KosEventWaitTimeout(event, false, 10))
        kos.log('then', await kos.KosEventWaitTimeout(event, false, 0))
      }),
      { name: 'P' },
    )
    await world.kernel.advance(5)
    await placed(() => callback(), place)
    await world.idle()
    expect(world.lines).toEqual([`P: waited ${rcTimeout}`, `P: then ${rcTimeout}`])
    expect(world.misuses.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^P called KosEventSet in a callback of the host, at .*host-callbacks\.test\.ts:\d+:\d+\)?: .*it did nothing; .*KnSleep.*kernel\.after.*$/,
      ),
    ])
  })

  test('changes no lock or queue, and no function of them says that it did', async () => {
    await using world = open()
    const { waiting: kos } = await leaked(world)
    const [mutex, condvar, event, rwlock] = [
      KosInitializedMutex(),
      KosInitializedCondvar(),
      KosInitializedEvent(),
      KosInitializedRWLock(),
    ]
    const semaphore = KosInitializedSemaphore(1)
    const queue = kos.KosQueueCreate(2, 8, 8, null)
    if (queue === null) throw new Error('no queue')
    const object = new Uint8Array(8)
    const calls: { readonly [K in keyof SyncApi]: () => unknown } = {
      KosMutexInit: () => kos.KosMutexInit(mutex),
      KosMutexInitEx: () => kos.KosMutexInitEx(mutex, 1),
      KosMutexDeinit: () => kos.KosMutexDeinit(mutex),
      KosMutexLock: () => kos.KosMutexLock(mutex),
      KosMutexLockTimeout: () => kos.KosMutexLockTimeout(mutex, 5),
      KosMutexTryLock: () => kos.KosMutexTryLock(mutex),
      KosMutexUnlock: () => kos.KosMutexUnlock(mutex),
      KosCondvarInit: () => kos.KosCondvarInit(condvar),
      KosCondvarDeinit: () => kos.KosCondvarDeinit(condvar),
      KosCondvarSignal: () => kos.KosCondvarSignal(condvar),
      KosCondvarBroadcast: () => kos.KosCondvarBroadcast(condvar),
      KosCondvarWait: () => kos.KosCondvarWait(condvar, mutex),
      KosCondvarWaitTimeout: () => kos.KosCondvarWaitTimeout(condvar, mutex, 5),
      KosEventInit: () => kos.KosEventInit(event),
      KosEventDeinit: () => kos.KosEventDeinit(event),
      KosEventSet: () => kos.KosEventSet(event),
      KosEventReset: () => kos.KosEventReset(event),
      KosEventWait: () => kos.KosEventWait(event, true),
      KosEventWaitTimeout: () => kos.KosEventWaitTimeout(event, true, 5),
      KosRWLockInit: () => kos.KosRWLockInit(rwlock),
      KosRWLockDeinit: () => kos.KosRWLockDeinit(rwlock),
      KosRWLockRead: () => kos.KosRWLockRead(rwlock),
      KosRWLockTryRead: () => kos.KosRWLockTryRead(rwlock),
      KosRWLockWrite: () => kos.KosRWLockWrite(rwlock),
      KosRWLockTryWrite: () => kos.KosRWLockTryWrite(rwlock),
      KosRWLockUnlock: () => kos.KosRWLockUnlock(rwlock),
      KosSemaphoreInit: () => kos.KosSemaphoreInit(semaphore, 5),
      KosSemaphoreDeinit: () => kos.KosSemaphoreDeinit(semaphore),
      KosSemaphoreSignal: () => kos.KosSemaphoreSignal(semaphore),
      KosSemaphoreSignalN: () => kos.KosSemaphoreSignalN(semaphore, 2),
      KosSemaphoreWait: () => kos.KosSemaphoreWait(semaphore),
      KosSemaphoreWaitTimeout: () => kos.KosSemaphoreWaitTimeout(semaphore, 5),
      KosSemaphoreTryWait: () => kos.KosSemaphoreTryWait(semaphore),
      KosQueueCreate: () => kos.KosQueueCreate(1, 8, 8, null) !== null,
      KosQueueAlloc: () => kos.KosQueueAlloc(queue),
      KosQueuePush: () => kos.KosQueuePush(queue, object),
      KosQueuePop: () => kos.KosQueuePop(queue, 0),
      KosQueueFree: () => kos.KosQueueFree(queue, object),
      KosQueueFlush: () => kos.KosQueueFlush(queue),
      KosQueueDestroy: () => kos.KosQueueDestroy(queue),
      KosThreadOnce: () => kos.KosThreadOnce({} as never, () => {}),
    }
    const answers: unknown[] = []
    await world.act('P', (own) => own.KosEventSet(event))
    await new Promise(setImmediate)
    for (const call of Object.values(calls)) answers.push(call())
    const refused = new Set(await Promise.all(answers))
    expect(refused).toEqual(new Set([undefined, rcInvalidThreadState, null, true]))
    expect(world.misuses.map(({ message }) => message.split(' ')[2])).toEqual(
      Object.keys(calls).filter(
        (name) => name !== 'KosQueueCreate' && kos[name as 'name'] !== undefined,
      ),
    )
    const state = await world.act('P', async (own) => {
      const seen = [own.KosMutexTryLock(mutex), own.KosRWLockTryWrite(rwlock)]
      seen.push(own.KosSemaphoreTryWait(semaphore), await own.KosEventWaitTimeout(event, false, 0))
      return [
        ...seen,
        own.KosSemaphoreTryWait(semaphore) === rcOk,
        own.KosQueueAlloc(queue)?.length,
      ]
    })
    expect(state).toEqual([rcOk, rcOk, rcOk, rcOk, false, 8])
  })

  test('gets a code and a misuse for the system calls of a thread that waits', async () => {
    await using world = open()
    const { waiting } = await leaked(world)
    expect(waiting.KnHandleClose(INVALID_HANDLE)).toBe(rcInvalidThreadState)
    expect(world.misuses).toEqual([
      {
        process: 'P',
        thread: 'P/main',
        message: expect.stringMatching(
          /^P\/main called Handle\.Close in a callback of the host, at /,
        ),
      },
    ])
  })

  test('wakes no thread by a system call of its process', async () => {
    await using world = open()
    const { waiting } = await leaked(world)
    const { Unpark, DropTimeout, Inherit } = syncContract.calls
    const sys = sysOf(waiting)
    expect([
      sys.processCall(Unpark)(waiting.KosThreadCurrentId(), rcOk),
      sys.processCall(DropTimeout)(waiting.KosThreadCurrentId()),
      sys.processCall(Inherit)(waiting.KosThreadCurrentId(), 20),
    ]).toEqual([rcInvalidThreadState, rcInvalidThreadState, rcInvalidThreadState])
    expect(world.misuses).toHaveLength(3)
  })

  test('may release what a thread that has ended has left', async () => {
    await using world = open()
    const { ended } = await leaked(world)
    const before = shareOf(world.kernel, 'P').handles
    const handle = await world.act(
      'P',
      (kos) => unwrap(kos.KnHandleCreateUserObject(0x10000, 0, null)).handle,
    )
    await new Promise(setImmediate)
    expect(ended.KnHandleClose(handle)).toBe(rcOk)
    expect(shareOf(world.kernel, 'P').handles).toBe(before)
    expect(world.misuses).toEqual([])
  })

  test('may act through the kernel: as a process, later, and by killing', async () => {
    await using world = open()
    const event = KosInitializedEvent()
    let own: Kos | undefined
    const wait = program(async (kos: Kos) => {
      own = kos
      for (let round = 0; round < 2; round++) {
        kos.log(await kos.KosEventWait(event, true), kos.KnGetMSecSinceStart())
      }
      await kos.KnSleep(INFINITE_TIMEOUT)
    })
    world.kernel.spawn(wait, { name: 'P' })
    await world.idle()
    await new Promise(setImmediate)
    await world.act('P', (kos) => kos.KosEventSet(event))
    await new Promise(setImmediate)
    world.kernel.after(7, () => own?.KosEventSet(event))
    await world.idle()
    await new Promise(setImmediate)
    world.kernel.kill('P')
    expect(world.lines).toEqual([`P: ${rcOk} 0`, `P: ${rcOk} 7`])
    expect(world.misuses).toEqual([])
  })

  test('that kills a thread lets its clean-up unlock what others wait for', async () => {
    await using world = open()
    const mutex = KosInitializedMutex()
    world.kernel.spawn(
      program(async (kos: Kos) => {
        const hold = async (own: Kos): Promise<void> => {
          await own.KosMutexLock(mutex)
          try {
            await own.KnSleep(INFINITE_TIMEOUT)
          } finally {
            for (let hop = 0; hop < 100; hop++) await Promise.resolve()
            own.KosMutexUnlock(mutex)
          }
        }
        const { tid } = unwrap(kos.KosThreadCreate(ThreadPriorityNormal, 0, hold, 0, 0))
        await kos.KnSleep(1)
        await kos.KosThreadTerminate(tid, 0)
        await kos.KosMutexLock(mutex)
        kos.log('has it')
      }),
      { name: 'P' },
    )
    await world.idle()
    expect([world.lines, world.misuses]).toEqual([['P: has it'], []])
  })

  test('sets an event in real time', async () => {
    await using world = openWorld({ host: host(), clock: new HostClock() })
    world.empty('P')
    const event = KosInitializedEvent()
    const done = world.kernel.as('P', (kos) => {
      setImmediate(() => kos.KosEventSet(event))
      return kos.KosEventWait(event, false)
    })
    await world.kernel.run({ until: done })
    expect([await done, world.misuses]).toEqual([rcOk, []])
  })

  test('that a program awaits ends its process in each of 300 runs', async () => {
    const outcomes = new Map<string, number>()
    const awaiting = program(async (kos) => {
      await kos.KnSleep(1)
      await globalThis.crypto.subtle.digest('SHA-256', new Uint8Array(64))
      kos.log('went on')
    })
    for (let run = 0; run < 300; run++) {
      await using world = openWorld({ host: host(), clock: new VirtualClock() })
      world.kernel.spawn(awaiting, { name: 'P' })
      await world.kernel.run({ until: run % 2 === 0 ? 'idle' : world.kernel.task('P') })
      const end = [...world.lines, JSON.stringify(world.kernel.task('P').result)].join()
      outcomes.set(end, (outcomes.get(end) ?? 0) + 1)
    }
    expect([...outcomes.values()]).toEqual([300])
    expect([...outcomes.keys()][0]).toMatch(/^\{"crash":"P\/main awaited something/)
  })
})
