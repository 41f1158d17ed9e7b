// Locks without a scheduler: guards, aborts, time-outs, and that nothing is left however a wait
// ends.

import { describe, expect, it } from 'vitest'
import { rcInvalidThreadState, rcQuotaExceeded, rcTimeout, RetcodeError } from '@kos/retcode'
import {
  type AcquireOptions,
  type Guard,
  KOS_SEMAPHORE_VALUE_MAX,
  Mutex,
  RWLock,
  Semaphore,
  type WaitOptions,
} from '@kos/sync'
import { FakeHost, settle } from './fake-host.ts'
import { Signal, watch } from './signal.ts'

interface TestWaiter {
  readonly host: FakeHost
  readonly waiting: () => number
  readonly acquire: (options?: WaitOptions) => Promise<Guard>
  readonly tryAcquire: () => Guard | undefined
  readonly run: <T>(action: () => T | PromiseLike<T>, options?: WaitOptions) => Promise<T>
}

const testWaiters: Readonly<Record<string, () => TestWaiter>> = {
  'a mutex': () => {
    const host = new FakeHost()
    const mutex = new Mutex({ host })
    return {
      host,
      waiting: () => mutex.waiting,
      acquire: (options?: AcquireOptions) => mutex.acquire(options),
      tryAcquire: () => mutex.tryAcquire(),
      run: (action, options) => mutex.run(action, options),
    }
  },
  'a semaphore with one permit': () => {
    const host = new FakeHost()
    const semaphore = new Semaphore(1, { host })
    return {
      host,
      waiting: () => semaphore.waiting,
      acquire: (options) => semaphore.acquire(options),
      tryAcquire: () => semaphore.tryAcquire(),
      run: (action, options) => semaphore.run(action, options),
    }
  },
  'a read-write lock, written': () => {
    const host = new FakeHost()
    const rwlock = new RWLock({ host })
    return {
      host,
      waiting: () => rwlock.waiting,
      acquire: (options) => rwlock.acquireWrite(options),
      tryAcquire: () => rwlock.tryAcquireWrite(),
      run: (action, options) => rwlock.runWrite(action, options),
    }
  },
  'a read-write lock, read while somebody writes': () => {
    const host = new FakeHost()
    const rwlock = new RWLock({ host })
    let first = true
    const next = (): boolean => first && !(first = false)
    return {
      host,
      waiting: () => rwlock.waiting,
      acquire: (options) => (next() ? rwlock.acquireWrite(options) : rwlock.acquireRead(options)),
      tryAcquire: () => (next() ? rwlock.tryAcquireWrite() : rwlock.tryAcquireRead()),
      run: (action, options) =>
        next() ? rwlock.runWrite(action, options) : rwlock.runRead(action, options),
    }
  },
}

for (const [name, make] of Object.entries(testWaiters)) {
  describe(name, () => {
    it('is acquired and released by a guard, which another one waits for', async () => {
      const { acquire, tryAcquire, waiting } = make()
      const guard = await acquire()
      expect(guard.isReleased).toBe(false)
      const other = watch(acquire())
      await settle()
      expect([other.outcome, waiting(), tryAcquire()]).toEqual(['pending', 1, undefined])
      guard.release()
      await settle()
      expect([guard.isReleased, waiting(), other.value?.isReleased]).toEqual([true, 0, false])
      other.value?.release()
      const again = tryAcquire()
      expect(again?.isReleased).toBe(false)
      again?.release()
    })

    it('is released once by a guard, however often that is told to', async () => {
      const { acquire } = make()
      const guard = await acquire()
      const second = watch(acquire())
      const third = watch(acquire({ priority: 0 }))
      for (let times = 0; times < 3; times++) guard.release()
      guard[Symbol.dispose]()
      await settle()
      // Readers go together.
      const isShared = name.includes('read while')
      expect([second.outcome, third.outcome]).toEqual([
        'resolved',
        isShared ? 'resolved' : 'pending',
      ])
      second.value?.release()
      second.value?.release()
      await settle()
      expect(third.outcome).toBe('resolved')
    })

    it('is released at the end of a block by `using`', async () => {
      const { acquire, tryAcquire } = make()
      {
        using guard = await acquire()
        expect([guard.isReleased, tryAcquire()]).toEqual([false, undefined])
      }
      expect(tryAcquire()).toBeDefined()
    })

    it('is held while `run` runs, and gives what that gives or throws', async () => {
      const { run, tryAcquire, acquire } = make()
      expect(await run(() => [tryAcquire(), 7])).toEqual([undefined, 7])
      await expect(run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
      await expect(
        run(() => {
          throw new Error('never')
        }),
      ).rejects.toThrow('never')
      expect((await acquire()).isReleased).toBe(false)
    })

    it('rejects with RetcodeError(rcTimeout) when the time is over, and leaves nothing', async () => {
      const { host, acquire, waiting } = make()
      const guard = await acquire()
      const signal = new Signal()
      const late = watch(acquire({ timeout: 10, signal }))
      const never = watch(acquire({ timeout: 0 }))
      await settle()
      expect([never.rc, host.timers, signal.listeners, waiting()]).toEqual([rcTimeout, 1, 1, 1])
      await host.elapse(9)
      expect(late.outcome).toBe('pending')
      await host.elapse(1)
      expect([late.rc, host.timers, signal.listeners, waiting()]).toEqual([rcTimeout, 0, 0, 0])
      guard.release()
    })

    it('rejects with the reason of the signal, and leaves nothing', async () => {
      const { host, acquire, waiting } = make()
      const guard = await acquire()
      const signal = new Signal()
      const reason = { why: 'changed my mind' }
      const wait = watch(acquire({ signal, timeout: 10 }))
      await settle()
      signal.abort(reason)
      await settle()
      expect([wait.reason, host.timers, signal.listeners, waiting()]).toEqual([reason, 0, 0, 0])
      guard.release()
      const refused = watch(acquire({ signal }))
      await settle()
      expect([refused.reason, waiting(), signal.listeners]).toEqual([reason, 0, 0])
    })

    it('leaves no timer and no listener when it is acquired', async () => {
      const { host, acquire, waiting } = make()
      const signal = new Signal()
      const guard = await acquire({ signal, timeout: 10 })
      expect([host.timers, signal.listeners]).toEqual([0, 0])
      const other = watch(acquire({ signal, timeout: 10 }))
      guard.release()
      await settle()
      signal.abort('too late')
      await host.elapse(100)
      expect([other.outcome, host.timers, signal.listeners, waiting()]).toEqual([
        'resolved',
        0,
        0,
        0,
      ])
    })

    it('waits for ever without a timer, and for very long with one', async () => {
      const { host, acquire } = make()
      await acquire()
      const waits = [Infinity, 0xffffffff, 2 ** 31].map((timeout) => watch(acquire({ timeout })))
      await settle()
      expect(host.timers).toBe(1)
      await host.elapse(2 ** 31 - 1)
      expect(waits[2]?.outcome).toBe('pending')
      await host.elapse(1)
      expect([waits[2]?.rc, host.timers]).toEqual([rcTimeout, 0])
      await host.elapse(2 ** 33)
      expect([waits[0]?.outcome, waits[1]?.outcome]).toEqual(['pending', 'pending'])
    })

    it('serves a higher priority first', async () => {
      const { acquire } = make()
      const guard = await acquire()
      const order: number[] = []
      for (const priority of [1, 31, 5, 31]) {
        void acquire({ priority }).then((next) => {
          order.push(priority)
          next.release()
        })
      }
      guard.release()
      await settle()
      expect(order).toEqual([31, 31, 5, 1])
    })

    it('rejects for options that make no sense, and waits for nothing', async () => {
      const { acquire, run, waiting } = make()
      const guard = await acquire()
      for (const timeout of [-1, NaN, '5', null])
        await expect(acquire({ timeout } as WaitOptions)).rejects.toThrow(RangeError)
      for (const priority of [-1, 32, 1.5, NaN, '5'])
        await expect(acquire({ priority } as WaitOptions)).rejects.toThrow(RangeError)
      for (const signal of ['x', {}, null])
        await expect(acquire({ signal } as WaitOptions)).rejects.toThrow('a signal is')
      for (const options of [5, 'x', null])
        await expect(acquire(options as WaitOptions)).rejects.toThrow('the options are an object')
      await expect(acquire({ timout: 5 } as WaitOptions)).rejects.toThrow(
        /no option "timout"; there are: signal, timeout, .*; did you mean "timeout"\?/,
      )
      await expect(run(() => {}, { timeout: -1 })).rejects.toThrow(RangeError)
      expect(waiting()).toBe(0)
      guard.release()
    })

    it('does not run what was aborted before it began', async () => {
      const { run, tryAcquire, waiting } = make()
      const [free, handedOver] = [new Signal(), new Signal()]
      const ran: string[] = []
      const first = watch(run(() => void ran.push('free'), { signal: free }))
      const second = watch(run(() => void ran.push('handed over'), { signal: handedOver }))
      free.abort('changed my mind')
      await settle()
      expect([first.reason, second.outcome, ran]).toEqual([
        'changed my mind',
        'resolved',
        ['handed over'],
      ])
      const guard = tryAcquire()
      const third = watch(run(() => void ran.push('third'), { signal: handedOver }))
      guard?.release()
      handedOver.abort('too late')
      await settle()
      expect([third.reason, ran.length, waiting()]).toEqual(['too late', 1, 0])
      expect(tryAcquire()).toBeDefined()
    })
  })
}

describe('the owner of a guard', () => {
  it('is the guard itself: a recursive mutex keeps another one waiting', async () => {
    const mutex = new Mutex({ recursive: true })
    const guard = await mutex.acquire()
    expect(mutex.tryAcquire()).toBeUndefined()
    expect(mutex.tryAcquire({ priority: 3 })).toBeUndefined()
    guard.release()
  })

  it('may be another guard, which a recursive mutex lets in again', async () => {
    const mutex = new Mutex({ recursive: true })
    const outer = await mutex.acquire()
    const inner = await mutex.acquire({ owner: outer })
    const third = mutex.tryAcquire({ owner: inner })
    expect([mutex.depth, third?.isReleased]).toEqual([3, false])
    outer.release()
    third?.release()
    third?.release()
    expect([mutex.depth, mutex.isLocked]).toEqual([1, true])
    inner.release()
    expect(mutex.isLocked).toBe(false)
  })

  it('waits for itself at a plain mutex, and is refused while it waits', async () => {
    const host = new FakeHost()
    const [mutex, other] = [new Mutex({ host }), new Mutex({ host })]
    const guard = await mutex.acquire()
    await other.acquire()
    const wait = watch(mutex.acquire({ owner: guard, timeout: 10 }))
    const refused = watch(other.acquire({ owner: guard }))
    await host.elapse(10)
    expect([wait.rc, refused.rc, other.waiting]).toEqual([rcTimeout, rcInvalidThreadState, 0])
  })

  it('inherits the priority of those who wait for what its guards hold', async () => {
    const [left, right] = [new Mutex(), new Mutex()]
    const guard = await left.acquire()
    const second = await right.acquire({ owner: guard })
    const waits = [watch(left.acquire({ priority: 7 })), watch(right.acquire({ priority: 20 }))]
    expect([left.owner === right.owner, left.owner?.priority]).toEqual([true, 20])
    second.release()
    expect(left.owner?.priority).toBe(7)
    guard.release()
    await settle()
    expect(waits.map(({ outcome }) => outcome)).toEqual(['resolved', 'resolved'])
    expect([left.owner?.priority, right.owner?.priority]).toEqual([7, 20])
    expect([left.owner?.waitOwner, right.owner?.waitOwner]).toEqual([null, null])
  })

  it('cannot be what is no guard of a lock', async () => {
    const mutex = new Mutex()
    const permit = new Semaphore(1).tryAcquire()!
    await expect(mutex.acquire({ owner: permit })).rejects.toThrow(TypeError)
    await expect(mutex.acquire({ owner: {} as Guard })).rejects.toThrow(TypeError)
    expect(() => mutex.tryAcquire({ owner: permit })).toThrow(TypeError)
    expect(mutex.isLocked).toBe(false)
  })

  it('reads and writes as one', async () => {
    const host = new FakeHost()
    const rwlock = new RWLock({ host })
    const guard = await rwlock.acquireRead()
    const again = await rwlock.acquireRead({ owner: guard })
    const upgrade = watch(rwlock.acquireWrite({ owner: guard, timeout: 10 }))
    expect([rwlock.readers, rwlock.owners().length, rwlock.waiting]).toEqual([2, 1, 1])
    await host.elapse(10)
    expect(upgrade.rc).toBe(rcTimeout)
    for (const each of [guard, again, guard]) each.release()
    expect([rwlock.readers, rwlock.owners()]).toEqual([0, []])
    const writer = rwlock.tryAcquireWrite()
    expect([rwlock.owners(), rwlock.tryAcquireRead({ priority: 3 })]).toEqual([
      [rwlock.writer],
      undefined,
    ])
    writer?.release()
    expect(rwlock.writer).toBeNull()
  })

  it('is reported though its guard has been released meanwhile', async () => {
    const rwlock = new RWLock()
    const guards = await Promise.all(Array.from({ length: 20 }, () => rwlock.acquireRead()))
    expect(new Set(rwlock.owners()).size).toBe(20)
    for (const guard of guards) guard.release()
    expect([rwlock.readers, rwlock.owners()]).toEqual([0, []])
  })

  it('cannot lock a recursive mutex deeper than it goes', async () => {
    const mutex = new Mutex({ recursive: true })
    const owner = await mutex.acquire()
    for (let depth = 1; depth < 255; depth++) await mutex.acquire({ owner })
    await expect(mutex.acquire({ owner })).rejects.toMatchObject({ rc: rcQuotaExceeded })
  })
})

describe('a guard of a lock that was taken away from it', () => {
  it('of a mutex stays as it is if the mutex is not its own', async () => {
    const mutex = new Mutex()
    const guard = await mutex.acquire()
    expect(mutex.unlock(mutex.owner!)).toBe(0)
    const other = await mutex.acquire()
    guard.release()
    expect([mutex.isLocked, other.isReleased]).toEqual([true, false])
  })

  it('of a semaphore that is full by now is not given back', async () => {
    const semaphore = new Semaphore(1)
    const guard = await semaphore.acquire()
    semaphore.signal(KOS_SEMAPHORE_VALUE_MAX)
    guard.release()
    expect([guard.isReleased, semaphore.count]).toEqual([false, KOS_SEMAPHORE_VALUE_MAX])
    semaphore.tryWait()
    guard.release()
    expect([guard.isReleased, semaphore.count]).toEqual([true, KOS_SEMAPHORE_VALUE_MAX])
  })

  it('of a semaphore that has ended is not given back', async () => {
    const semaphore = new Semaphore(1)
    const guard = await semaphore.acquire()
    semaphore.deinit()
    guard.release()
    expect([guard.isReleased, semaphore.count]).toEqual([false, 0])
    await expect(semaphore.acquire()).rejects.toBeInstanceOf(RetcodeError)
    expect(semaphore.tryAcquire()).toBeUndefined()
  })
})
