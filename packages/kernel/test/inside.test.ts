// No code of a program runs between entering and leaving the kernel: what a process does to the
// objects that it holds is its own affair. Each test is an attack.

import {
  INFINITE_TIMEOUT,
  type Kos,
  KosInitializedCondvar,
  KosInitializedEvent,
  KosInitializedMutex,
  KosInitializedRecursiveMutex,
  KosInitializedRWLock,
  KosInitializedSemaphore,
  program,
  rcOk,
  type Retcode,
  ThreadPriorityNormal,
  unwrap,
} from '@kos/libkos'
import { defineContract } from '@kos/libkos/abi'
import { formatWaitReport } from '@kos/thread'
import { describe, expect, test } from 'vitest'
import {
  allowAll,
  createKernel,
  defineService,
  type Misuse,
  type Service,
  threads,
  VirtualClock,
} from '../src/index.ts'
import { hosts, openWorld, type World } from './world.ts'

/** Whether threads of another process are still dispatched. */
async function isAlive(world: World): Promise<boolean> {
  world.empty('Witness')
  return world.act('Witness', async (kos) => (await kos.KnSleep(5)) === rcOk)
}

/** Ends a thread of a process while it waits with a promise that `change` was given before. */
async function endWaiter(world: World, change: (wait: Promise<Retcode>) => void): Promise<Retcode> {
  world.empty('P')
  return world.act('P', async (kos) => {
    const waiting = async (own: Kos): Promise<void> => {
      const wait = own.KnSleep(1000)
      change(wait)
      await wait
    }
    const { tid } = unwrap(kos.KosThreadCreate(ThreadPriorityNormal, 0, waiting, undefined, 0))
    await kos.KnSleep(1)
    await kos.KosThreadTerminate(tid, 1)
    return kos.KosThreadWait(tid, INFINITE_TIMEOUT)
  })
}

describe.each(hosts)('the promise of a wait on %s', (_name, host) => {
  test('may have a catch that is no function when its thread is ended', async () => {
    await using world = openWorld({ host: host() })
    const rc = await endWaiter(world, (wait) => Object.assign(wait, { catch: null, finally: 1 }))
    expect(rc).toBe(rcOk)
    expect(await isAlive(world)).toBe(true)
    world.kernel.kill('P')
  })

  test('may have a constructor of the program, which is not looked at', async () => {
    await using world = openWorld({ host: host() })
    let looks = 0
    const rc = await endWaiter(world, (wait) => {
      Reflect.defineProperty(wait, 'constructor', { get: () => (looks++, Promise) })
    })
    // Once by the program's own await.
    expect([rc, looks]).toEqual([rcOk, 1])
    expect(await isAlive(world)).toBe(true)
  })

  test('may have another prototype', async () => {
    await using world = openWorld({ host: host() })
    const rc = await endWaiter(world, (wait) => Object.setPrototypeOf(wait, { catch: null }))
    expect(rc).toBe(rcOk)
    expect(await isAlive(world)).toBe(true)
  })

  test('is frozen where processes share it', async () => {
    await using world = openWorld({ host: host() })
    world.empty('P')
    const changes = await world.act('P', (kos) => {
      const mutex = kos.KosMutexLockTimeout(undefined as never, 0)
      return [kos.KnSleep(-1), mutex].map((shared) => [
        Reflect.set(shared, 'then', () => {}),
        Reflect.defineProperty(shared, 'constructor', { value: null }),
        Reflect.setPrototypeOf(shared, null),
      ])
    })
    expect(changes.flat()).toEqual([false, false, false, false, false, false])
    expect(await isAlive(world)).toBe(true)
  })
})

describe.each(hosts)('the name of a lock on %s', (_name, host) => {
  const makers = [
    ['a mutex', KosInitializedMutex],
    ['a recursive mutex', KosInitializedRecursiveMutex],
    ['a condition variable', KosInitializedCondvar],
    ['an event', KosInitializedEvent],
    ['a read-write lock', KosInitializedRWLock],
    ['a semaphore', (name?: string) => KosInitializedSemaphore(0, name)],
  ] as const

  test.each(makers)('of %s is a string from the beginning', (_kind, make) => {
    const toString = (): never => {
      throw new Error('the name was looked at')
    }
    for (const name of [{ toString }, Symbol('name'), 7, null] as never[])
      expect(() => make(name)).toThrow(TypeError)
    expect(() => make('name')).not.toThrow()
  })

  test('cannot be changed while a thread waits for it: reports show none of it', async () => {
    await using world = openWorld({ host: host() })
    world.empty('P')
    let looks = 0
    const gate = KosInitializedEvent('gate')
    await world.act('P', async (kos) => {
      const waiting = async (own: Kos): Promise<void> => void (await own.KosEventWait(gate, false))
      unwrap(kos.KosThreadCreate(ThreadPriorityNormal, 0, waiting, undefined, 0))
      Reflect.defineProperty(gate, 'name', { get: () => (looks++, 'other') })
      await kos.KnSleep(1)
    })
    expect(formatWaitReport(world.kernel.waits())).toContain('gate')
    expect(looks).toBe(0)
  })
})

const faultyContract = defineContract('faulty', 'demo.Faulty', 1024, {
  Fail: { params: [] },
  FailWaiting: { params: [], blocks: true },
})

interface FaultyApi {
  readonly fail: () => number
  readonly failWaiting: () => Promise<Retcode>
}

// A service whose handlers are broken.
function faulty(): Service<'faulty', FaultyApi> {
  const broken = (): never => {
    throw new RangeError('broken handler')
  }
  return defineService({
    name: 'faulty',
    contract: faultyContract,
    library: {
      fail: (sys) => sys.call(faultyContract.calls.Fail),
      failWaiting: (sys) => () => sys.wait(sys.call(faultyContract.calls.FailWaiting)()),
    },
    start: () => ({ provides: {}, handlers: { Fail: broken, FailWaiting: broken } }),
  })
}

describe.each(hosts)('a fault inside the kernel on %s', (_name, host) => {
  const attacks = [
    ['fail', (kos: FaultyApi) => kos.fail()],
    ['failWaiting', (kos: FaultyApi) => kos.failWaiting()],
  ] as const

  test.each(attacks)(
    'in %s ends the calling process, is reported, and others go on',
    async (_call, attack) => {
      const misuses: Misuse[] = []
      await using kernel = createKernel({
        services: [threads(), faulty()],
        clock: new VirtualClock(),
        security: allowAll(),
        host: host(),
        onMisuse: (misuse) => misuses.push(misuse),
      })
      const Caller = program(async (kos: FaultyApi) => void (await attack(kos)))
      const Other = program(async (kos: Pick<Kos, 'KnSleep'>) => await kos.KnSleep(5))
      kernel.spawn(Caller as never, { name: 'Caller' })
      kernel.spawn(Other as never, { name: 'Other' })
      await kernel.run({ until: 'idle' })
      expect(kernel.task('Caller').result).toMatchObject({
        crash: expect.stringContaining('broken handler') as string,
      })
      expect(misuses.map(({ message }) => message)).toEqual([
        expect.stringContaining('the process was ended'),
      ])
      expect(kernel.task('Other').result).toEqual({ code: 0 })
    },
  )
})
