// Events, condition variables, object queues and `Once` in plain async code.

import { describe, expect, it } from 'vitest'
import {
  rcInvalidArgument,
  rcInvalidOperation,
  rcOk,
  rcTimeout,
  rcAbort,
  rcBufferTooSmall,
  rcOutOfMemory,
} from '@kos/retcode'
import { Condvar, Event, type Guard, Mutex, ObjectQueue, Once, Semaphore } from '@kos/sync'
import { FakeHost, settle } from './fake-host.ts'
import { Signal, watch } from './signal.ts'

describe('an event', () => {
  it('is waited for by promises', async () => {
    const host = new FakeHost()
    const event = new Event({ host })
    const signal = new Signal()
    const waits = [
      watch(event.whenSet()),
      watch(event.whenSet({ timeout: 10, reset: true })),
      watch(event.whenSet({ signal, priority: 3 })),
      watch(event.whenSet({ timeout: 0 })),
    ]
    await settle()
    expect([event.waiting, host.timers, signal.listeners, waits[3]?.rc]).toEqual([
      3,
      1,
      1,
      rcTimeout,
    ])
    await host.elapse(10)
    signal.abort('enough')
    await settle()
    expect([waits[1]?.rc, waits[2]?.reason, event.waiting, host.timers, signal.listeners]).toEqual([
      rcTimeout,
      'enough',
      1,
      0,
      0,
    ])
    event.set()
    await settle()
    expect([waits[0]?.outcome, event.isSet]).toEqual(['resolved', true])
    await event.whenSet({ reset: true })
    expect(event.isSet).toBe(false)
    await expect(event.whenSet({ signal })).rejects.toBe('enough')
  })
})

describe('a condition variable', () => {
  const setup = async () => {
    const host = new FakeHost()
    const [mutex, condvar] = [new Mutex({ host }), new Condvar({ host })]
    return { host, mutex, condvar, guard: await mutex.acquire() }
  }
  const owns = (mutex: Mutex, guard: Guard): boolean => {
    const wasLocked = mutex.isLocked
    guard.release()
    return wasLocked && guard.isReleased && !mutex.isLocked
  }

  it('lets a guard wait without its mutex, and go on with it', async () => {
    const { mutex, condvar, guard } = await setup()
    const wait = watch(condvar.whenSignalled(guard, mutex))
    expect([mutex.isLocked, condvar.waiting]).toEqual([false, 1])
    const other = await mutex.acquire()
    condvar.signal()
    await settle()
    expect([wait.outcome, condvar.waiting, mutex.waiting]).toEqual(['pending', 0, 1])
    other.release()
    await settle()
    expect([wait.outcome, owns(mutex, guard)]).toEqual(['resolved', true])
  })

  it('gives the mutex back when it times out or is aborted, also if it has to wait for it', async () => {
    for (const isTaken of [false, true]) {
      for (const how of ['time', 'signal']) {
        const { host, mutex, condvar, guard } = await setup()
        const signal = new Signal()
        const wait = watch(condvar.whenSignalled(guard, mutex, { timeout: 10, signal }))
        const other = isTaken ? await mutex.acquire() : undefined
        if (how === 'time') await host.elapse(10)
        else signal.abort('enough')
        await settle()
        expect(wait.outcome).toBe(isTaken ? 'pending' : 'rejected')
        await host.elapse(100)
        other?.release()
        await settle()
        expect([wait.rc ?? wait.reason, owns(mutex, guard)]).toEqual([
          how === 'time' ? rcTimeout : 'enough',
          true,
        ])
        expect([host.timers, signal.listeners, condvar.waiting]).toEqual([0, 0, 0])
      }
    }
  })

  it('resolves though it is aborted or its time is over, once it was signalled', async () => {
    const { host, mutex, condvar, guard } = await setup()
    const signal = new Signal()
    const wait = watch(condvar.whenSignalled(guard, mutex, { timeout: 10, signal }))
    const other = await mutex.acquire()
    condvar.broadcast()
    signal.abort('enough')
    await host.elapse(10)
    expect(wait.outcome).toBe('pending')
    other.release()
    await settle()
    expect([wait.outcome, owns(mutex, guard), host.timers, signal.listeners]).toEqual([
      'resolved',
      true,
      0,
      0,
    ])
  })

  it('keeps the mutex if it does not wait at all', async () => {
    const { mutex, condvar, guard } = await setup()
    const signal = new Signal()
    signal.abort('before')
    await expect(condvar.whenSignalled(guard, mutex, { signal })).rejects.toBe('before')
    await expect(condvar.whenSignalled(guard, mutex, { timeout: 0 })).rejects.toMatchObject({
      rc: rcTimeout,
    })
    await expect(condvar.whenSignalled(guard, new Mutex())).rejects.toMatchObject({
      rc: rcInvalidOperation,
    })
    const permit = new Semaphore(1).tryAcquire()!
    await expect(condvar.whenSignalled(permit, mutex)).rejects.toThrow(TypeError)
    await expect(condvar.whenSignalled(guard, {} as Mutex)).rejects.toThrow(TypeError)
    await expect(condvar.whenSignalled(guard, mutex, { timeout: -1 })).rejects.toThrow(RangeError)
    expect(owns(mutex, guard)).toBe(true)
    await expect(condvar.whenSignalled(guard, mutex)).rejects.toMatchObject({
      rc: rcInvalidOperation,
    })
  })

  it('is given up by a guard that is released while it waits for a signal', async () => {
    const { host, mutex, condvar, guard } = await setup()
    const signal = new Signal()
    const wait = watch(condvar.whenSignalled(guard, mutex, { timeout: 10, signal }))
    guard.release()
    await settle()
    expect([guard.isReleased, wait.rc, condvar.waiting]).toEqual([true, rcAbort, 0])
    expect([mutex.isLocked, host.timers, signal.listeners]).toEqual([false, 0, 0])
    condvar.broadcast()
    expect(mutex.isLocked).toBe(false)
  })

  it('is given up at the end of a block by `using`', async () => {
    const [mutex, condvar] = [new Mutex(), new Condvar()]
    let wait
    {
      using guard = await mutex.acquire()
      wait = watch(condvar.whenSignalled(guard, mutex))
    }
    await settle()
    expect([wait.rc, condvar.waiting, mutex.isLocked]).toEqual([rcAbort, 0, false])
  })

  it('passes the signal on if its guard is released while it waits for the mutex', async () => {
    const { mutex, condvar, guard } = await setup()
    const waits = [watch(condvar.whenSignalled(guard, mutex))]
    const second = await mutex.acquire()
    waits.push(watch(condvar.whenSignalled(second, mutex)))
    const other = await mutex.acquire()
    condvar.signal()
    expect([condvar.waiting, mutex.waiting]).toEqual([1, 1])
    guard.release()
    expect([condvar.waiting, mutex.waiting]).toEqual([0, 1])
    other.release()
    await settle()
    expect([waits[0]?.rc, waits[1]?.outcome, owns(mutex, second)]).toEqual([
      rcAbort,
      'resolved',
      true,
    ])
  })

  it('passes nothing on that was for all, or was no signal', async () => {
    for (const how of ['time', 'broadcast']) {
      const { host, mutex, condvar, guard } = await setup()
      const wait = watch(condvar.whenSignalled(guard, mutex, { timeout: 10 }))
      const other = await mutex.acquire()
      const third = watch(mutex.acquire())
      if (how === 'time') await host.elapse(10)
      else condvar.broadcast()
      const late = watch(condvar.whenSignalled(other, mutex))
      await settle()
      expect([third.outcome, condvar.waiting, mutex.waiting]).toEqual(['resolved', 1, 1])
      guard.release()
      third.value?.release()
      await settle()
      expect([wait.rc, late.outcome, condvar.waiting]).toEqual([rcAbort, 'pending', 1])
      expect([mutex.isLocked, host.timers]).toEqual([false, 0])
    }
  })

  it('waits on while one of the guards of a recursive mutex is left', async () => {
    const [mutex, condvar] = [new Mutex({ recursive: true }), new Condvar()]
    const outer = await mutex.acquire()
    const inner = await mutex.acquire({ owner: outer })
    const wait = watch(condvar.whenSignalled(inner, mutex))
    outer.release()
    expect([outer.isReleased, condvar.waiting]).toEqual([true, 1])
    condvar.signal()
    await settle()
    expect([wait.outcome, mutex.depth, owns(mutex, inner)]).toEqual(['resolved', 1, true])
  })

  it('gives a recursive mutex back as deep as it was', async () => {
    const [mutex, condvar] = [new Mutex({ recursive: true }), new Condvar()]
    const outer = await mutex.acquire()
    const inner = await mutex.acquire({ owner: outer })
    const wait = watch(condvar.whenSignalled(inner, mutex))
    expect(mutex.isLocked).toBe(false)
    condvar.signal()
    await settle()
    expect([wait.outcome, mutex.depth]).toEqual(['resolved', 2])
    for (const guard of [inner, outer]) guard.release()
    expect(mutex.isLocked).toBe(false)
  })
})

describe('an object queue', () => {
  it('hands objects with a lifetime from one to the other', async () => {
    const host = new FakeHost()
    const queue = new ObjectQueue({ count: 2, size: 6, align: 4, host })
    const wait = watch(queue.take({ timeout: 10 }))
    const object = queue.reserve()!
    object.bytes.set([1, 2, 3])
    object.view.setUint16(4, 0xabcd, true)
    object.push()
    expect([object.slot, object.bytes.length, object.view.byteLength]).toEqual([-1, 0, 0])
    object.push()
    object.free()
    await settle()
    const taken = wait.value!
    expect([[...taken.bytes], host.timers, queue.taken]).toEqual([[1, 2, 3, 0, 0xcd, 0xab], 0, 1])
    taken.push()
    {
      using again = queue.tryTake()!
      expect([again.slot >= 0, queue.taken]).toEqual([true, 1])
    }
    expect([queue.taken, queue.queued, queue.tryTake()]).toEqual([0, 0, undefined])
    expect([queue.reserve() === undefined, queue.reserve() === undefined, queue.reserve()]).toEqual(
      [false, false, undefined],
    )
  })

  it('is waited for by promises that leave nothing', async () => {
    const host = new FakeHost()
    const queue = new ObjectQueue({ count: 2, size: 8, host })
    const signal = new Signal()
    const waits = [
      watch(queue.take({ timeout: 10 })),
      watch(queue.take({ signal })),
      watch(queue.take()),
      watch(queue.take({ timeout: 0 })),
    ]
    await host.elapse(10)
    signal.abort('enough')
    await settle()
    expect([waits[0]?.rc, waits[1]?.reason, waits[3]?.rc, queue.waiting]).toEqual([
      rcTimeout,
      'enough',
      rcTimeout,
      1,
    ])
    await expect(queue.take({ signal })).rejects.toBe('enough')
    queue.destroy()
    await settle()
    expect([waits[2]?.rc, host.timers, signal.listeners]).toEqual([rcAbort, 0, 0])
    await expect(queue.take()).rejects.toMatchObject({ rc: rcInvalidOperation })
  })

  it('lies in a buffer of its own, or in one that fits', () => {
    const memory = new ArrayBuffer(64)
    const queue = new ObjectQueue({
      count: 3,
      size: 5,
      align: 4,
      buffer: new Uint8Array(memory, 8, 24),
    })
    expect([queue.stride, queue.count, queue.size]).toEqual([8, 3, 5])
    const slot = queue.alloc()
    expect([queue.bytes(slot)?.byteOffset, queue.bytes(slot)?.length]).toEqual([8 + slot * 8, 5])
    expect([0, 1, 2, 3].map((each) => queue.offsetOf(each))).toEqual([0, 8, 16, undefined])
    expect([0, 8, 16, 24, 4, -8].map((offset) => queue.slotAt(offset))).toEqual([
      0,
      1,
      2,
      undefined,
      undefined,
      undefined,
    ])
    expect(queue.bytes(3)).toBeUndefined()
  })

  it('cannot be made otherwise', () => {
    const create = (options: Partial<ConstructorParameters<typeof ObjectQueue>[0]>): number =>
      ObjectQueue.create({ count: 2, size: 4, ...options }).rc as number
    expect(create({})).toBe(rcOk)
    for (const count of [0, -1, 1.5, NaN]) expect(create({ count })).toBe(rcInvalidArgument)
    for (const size of [0, -1, 1.5, NaN]) expect(create({ size })).toBe(rcInvalidArgument)
    for (const align of [0, 3, 6, -4, 1.5]) expect(create({ align })).toBe(rcInvalidArgument)
    expect(create({ align: 8, buffer: new Uint8Array(new ArrayBuffer(64), 4) })).toBe(
      rcInvalidArgument,
    )
    expect(create({ align: 8, buffer: new Uint8Array(15) })).toBe(rcBufferTooSmall)
    expect(create({ align: 8, buffer: new Uint8Array(16) })).toBe(rcOk)
    expect(create({ count: 2 ** 20, size: 2 ** 30 })).toBe(rcOutOfMemory)
    expect(() => new ObjectQueue({ count: 0, size: 1 })).toThrow(/object queue.*rcInvalidArgument/)
  })
})

describe('once', () => {
  it('runs one action, and the others wait for it', async () => {
    const once = new Once()
    const log: string[] = []
    const act = (name: string) => async () => {
      log.push(`${name} begins`)
      await Promise.resolve()
      log.push(`${name} ends`)
    }
    await Promise.all([once.run(act('a')), once.run(act('b')), once.run(act('c'))])
    await once.run(act('d'))
    expect([log, once.isDone, once.waiting]).toEqual([['a begins', 'a ends'], true, 0])
  })

  it('is run by the next one that waits if an action fails', async () => {
    const once = new Once()
    const log: string[] = []
    const waits = ['a', 'b', 'c'].map((name) =>
      watch(
        once.run(async () => {
          log.push(name)
          await Promise.resolve()
          if (name === 'a') throw new Error('no')
        }),
      ),
    )
    await settle()
    expect([log, waits.map(({ outcome }) => outcome)]).toEqual([
      ['a', 'b'],
      ['rejected', 'resolved', 'resolved'],
    ])
  })

  it('is not waited for longer than asked, and not by who is aborted', async () => {
    const host = new FakeHost()
    const once = new Once({ host })
    const signal = new Signal()
    let finish = (): void => {}
    const first = watch(once.run(() => new Promise<void>((resolve) => (finish = resolve))))
    const waits = [
      watch(once.run(() => {}, { timeout: 10 })),
      watch(once.run(() => {}, { signal })),
      watch(once.run(() => {})),
    ]
    await host.elapse(10)
    signal.abort('enough')
    await settle()
    expect([waits[0]?.rc, waits[1]?.reason, once.waiting, host.timers, signal.listeners]).toEqual([
      rcTimeout,
      'enough',
      1,
      0,
      0,
    ])
    await expect(once.run(() => {}, { signal })).rejects.toBe('enough')
    finish()
    await settle()
    expect([first.outcome, waits[2]?.outcome, once.isDone]).toEqual(['resolved', 'resolved', true])
  })
})
