// Extracting notifications, as the topic `notice_api` describes it.

import { describe, expect, it } from 'vitest'
import {
  rcAbort,
  rcInvalidArgument,
  rcInvalidThreadState,
  rcOk,
  rcResourceNotFound,
  rcTimeout,
} from '@kos/retcode'
import { INFINITE_TIMEOUT, PARKED, PromiseWaiter, spawn } from '@kos/thread'
import { EventList, Receiver, SignalSource } from '@kos/notice'
import { at, pairs, System } from './system.ts'

const receiverOf = (...sources: SignalSource[]): Receiver => {
  const receiver = new Receiver()
  sources.forEach((subject, index) => receiver.subscribe(subject, 0xffffffff, index + 1))
  return receiver
}

describe('taking', () => {
  it('answers rcOk at once if there are notifications, and extracts them', () => {
    const door = new SignalSource()
    const receiver = receiverOf(door)
    door.signal(1)
    const list = new EventList()
    expect(receiver.take(new PromiseWaiter(), INFINITE_TIMEOUT, 1, list)).toBe(rcOk)
    expect(pairs(list)).toEqual([[1, 1]])
    expect(receiver.pending).toBe(0)
    expect(receiver.take(new PromiseWaiter(), 0, 1, list)).toBe(rcTimeout)
  })

  it('merges what occurs to an entry before it is extracted', () => {
    const door = new SignalSource()
    const receiver = receiverOf(door)
    for (let i = 0; i < 1000; i++) door.signal(1 << (i % 3))
    expect(receiver.pending).toBe(1)
    const list = new EventList()
    receiver.take(new PromiseWaiter(), 0, 10, list)
    expect(pairs(list)).toEqual([[1, 7]])
  })

  it('extracts at most countMax notifications and leaves the others', () => {
    const sources = [new SignalSource(), new SignalSource(), new SignalSource()]
    const receiver = receiverOf(...sources)
    for (const subject of sources) subject.signal(1)
    const list = new EventList()
    receiver.take(new PromiseWaiter(), 0, 2, list)
    expect(list.events).toHaveLength(2)
    receiver.take(new PromiseWaiter(), 0, 2, list)
    expect(list.events).toHaveLength(3)
  })

  it('hands out notifications in the order in which they first occurred', () => {
    const [a, b, c] = [new SignalSource(), new SignalSource(), new SignalSource()]
    const receiver = receiverOf(a, b, c)
    for (const subject of [b, c, b, a, c]) subject.signal(1)
    const list = new EventList()
    receiver.take(new PromiseWaiter(), 0, 1, list)
    b.signal(2)
    receiver.take(new PromiseWaiter(), 0, 9, list)
    expect(pairs(list)).toEqual([
      [2, 1],
      [3, 1],
      [1, 1],
      [2, 2],
    ])
  })

  it('refuses a countMax below 1', () => {
    const door = new SignalSource()
    const receiver = receiverOf(door)
    door.signal(1)
    for (const countMax of [0, -1, Number.NaN]) {
      expect(receiver.take(new PromiseWaiter(), 0, countMax, new EventList())).toBe(
        rcInvalidArgument,
      )
      expect(receiver.takeCounted(new PromiseWaiter(), 0, countMax, new EventList())).toBe(
        rcInvalidArgument,
      )
    }
    expect(receiver.pending).toBe(1)
  })

  it('refuses a waiter that waits already, and keeps its wait', async () => {
    const door = new SignalSource()
    const [receiver, other] = [receiverOf(door), new Receiver()]
    const waiter = new PromiseWaiter()
    const list = new EventList()
    const first = waiter.wait(receiver.take(waiter, INFINITE_TIMEOUT, 1, list))
    expect(other.take(waiter, INFINITE_TIMEOUT, 1, new EventList())).toBe(rcInvalidThreadState)
    expect(receiver.take(waiter, INFINITE_TIMEOUT, 1, new EventList())).toBe(rcInvalidThreadState)
    door.signal(1)
    expect(await first).toBe(rcOk)
    expect(pairs(list)).toEqual([[1, 1]])
  })

  it('refuses a thread that sleeps, and forgets it', async () => {
    const system = new System()
    const door = new SignalSource()
    const receiver = receiverOf(door)
    const sleeper = spawn(system.scheduler, async (self) => void (await self.sleep(1000)))
    await system.act(() => {})
    const { thread } = sleeper
    expect(receiver.take(thread, INFINITE_TIMEOUT, 1, new EventList())).toBe(rcInvalidThreadState)
    expect(receiver.waiters).toBe(0)
    expect(thread.detail).toBeNull()
    await system.act(() => door.signal(1))
    expect(receiver.pending).toBe(1)
    await system.advance(1000)
    expect(await sleeper.ended).toBe(0)
  })
})

describe('taking with counters', () => {
  it('reports how many signals reached the entry', () => {
    const door = new SignalSource()
    const receiver = new Receiver()
    receiver.subscribe(door, 3, 1)
    for (const mask of [1, 1, 2, 3, 4]) door.signal(mask)
    const list = new EventList()
    expect(receiver.takeCounted(new PromiseWaiter(), 0, 1, list)).toBe(rcOk)
    door.signal(1)
    receiver.takeCounted(new PromiseWaiter(), 0, 1, list)
    expect(pairs(list)).toEqual([
      [1, 4],
      [1, 1],
    ])
  })

  it('starts again after an extraction with masks', () => {
    const door = new SignalSource()
    const receiver = receiverOf(door)
    const list = new EventList()
    door.signal(1)
    door.signal(1)
    receiver.take(new PromiseWaiter(), 0, 1, list)
    door.signal(4)
    receiver.takeCounted(new PromiseWaiter(), 0, 1, list)
    expect(pairs(list)).toEqual([
      [1, 1],
      [1, 1],
    ])
  })

  it('works for a thread that had to wait', async () => {
    const system = new System()
    const door = new SignalSource()
    const receiver = receiverOf(door)
    const worker = system.worker()
    await worker.take(receiver, INFINITE_TIMEOUT, 4, true)
    await system.act(() => door.signal(6))
    expect(worker.last).toEqual({ rc: rcOk, events: [[1, 1]] })
  })

  it('answers rcTimeout, and rcResourceNotFound after the entries were dropped', async () => {
    const system = new System()
    const receiver = new Receiver()
    const worker = system.worker()
    await worker.take(receiver, 10, 1, true)
    await system.advance(10)
    await worker.take(receiver, 10, 1, true)
    await system.act(() => receiver.dropAndWake())
    await worker.take(receiver, 10, 1, true)
    expect(worker.outcomes.map(({ rc }) => rc)).toEqual([
      rcTimeout,
      rcResourceNotFound,
      rcResourceNotFound,
    ])
  })
})

describe('waiting', () => {
  it('ends with rcTimeout when the time-out has elapsed, not earlier', async () => {
    const system = new System()
    const receiver = new Receiver()
    const worker = system.worker()
    await worker.take(receiver, 100)
    await system.advance(99)
    expect(worker.last).toBeUndefined()
    await system.advance(1)
    expect(worker.last).toEqual({ rc: rcTimeout, events: [] })
    expect(receiver.waiters).toBe(0)
  })

  it('does not happen with a time-out of 0', () => {
    const waiter = new PromiseWaiter()
    expect(new Receiver().take(waiter, 0, 1, new EventList())).toBe(rcTimeout)
    expect(waiter.detail).toBeNull()
  })

  it('is unlimited with INFINITE_TIMEOUT, and arms no timer', async () => {
    const system = new System()
    const door = new SignalSource()
    const receiver = receiverOf(door)
    const worker = system.worker()
    await worker.take(receiver, INFINITE_TIMEOUT)
    expect(system.scheduler.counts.timers).toBe(0)
    await system.advance(1e9)
    expect(worker.last).toBeUndefined()
    await system.act(() => door.signal(1))
    expect(worker.last).toEqual({ rc: rcOk, events: [[1, 1]] })
  })

  it('ends when a notification appears, also for an entry that was added during the wait', async () => {
    const system = new System()
    const receiver = new Receiver()
    const worker = system.worker()
    await worker.take(receiver, 100)
    const door = new SignalSource()
    receiver.subscribe(door, 1, 8)
    await system.act(() => door.signal(1))
    expect(worker.last).toEqual({ rc: rcOk, events: [[8, 1]] })
    expect(system.scheduler.counts.timers).toBe(0)
  })

  it('gets everything that one signal made, up to countMax', async () => {
    const system = new System()
    const door = new SignalSource()
    const receiver = receiverOf(door, door, door)
    const worker = system.worker()
    await worker.take(receiver, INFINITE_TIMEOUT, 2)
    await system.act(() => door.signal(1))
    expect(worker.last?.events).toEqual([
      [1, 1],
      [2, 1],
    ])
    expect(receiver.pending).toBe(1)
  })
})

describe('several threads that wait at one receiver', () => {
  it('get each notification exactly once, the highest priority first, then first come first served', async () => {
    const system = new System()
    const sources = [new SignalSource(), new SignalSource(), new SignalSource()]
    const receiver = receiverOf(...sources)
    const [first, second, urgent] = [system.worker(10), system.worker(10), system.worker(20)]
    for (const worker of [first, second, urgent]) await worker.take(receiver)
    await system.act(() => at(sources, 0).signal(1))
    expect([first, second, urgent].map((worker) => worker.outcomes.length)).toEqual([0, 0, 1])
    await system.act(() => at(sources, 1).signal(1))
    expect(first.last?.events).toEqual([[2, 1]])
    await system.act(() => at(sources, 2).signal(1))
    expect(second.last?.events).toEqual([[3, 1]])
    expect(receiver.pending).toBe(0)
  })

  it('share what one signal made if the first does not take all', async () => {
    const system = new System()
    const door = new SignalSource()
    const receiver = receiverOf(door, door, door)
    const workers = [system.worker(), system.worker()]
    for (const worker of workers) await worker.take(receiver, INFINITE_TIMEOUT, 2)
    await system.act(() => door.signal(1))
    expect(workers.map((worker) => worker.last?.events)).toEqual([
      [
        [1, 1],
        [2, 1],
      ],
      [[3, 1]],
    ])
  })

  it('leave the notification to the next one if the first was terminated while it waited', async () => {
    const system = new System()
    const door = new SignalSource()
    const receiver = receiverOf(door)
    const [first, second] = [system.worker(), system.worker()]
    await first.take(receiver)
    await second.take(receiver, 50)
    await first.terminate()
    expect(receiver.waiters).toBe(1)
    await system.act(() => door.signal(1))
    expect(second.last).toEqual({ rc: rcOk, events: [[1, 1]] })
    expect(first.outcomes).toEqual([])
  })

  it('lose what was extracted for one that is terminated before it runs', async () => {
    const system = new System()
    const door = new SignalSource()
    const receiver = receiverOf(door)
    const worker = system.worker()
    await worker.take(receiver)
    await system.act(() => {
      door.signal(1)
      system.scheduler.terminate(worker.local.thread, 1)
    })
    expect(worker.outcomes).toEqual([])
    expect([receiver.pending, receiver.waiters]).toEqual([0, 0])
  })

  it('keep what was extracted for them when the entry is removed before they run', async () => {
    const system = new System()
    const door = new SignalSource()
    const receiver = receiverOf(door)
    const worker = system.worker()
    await worker.take(receiver)
    await system.act(() => {
      door.signal(1)
      receiver.unsubscribeObject(door)
      receiver.dropAndWake()
    })
    expect(worker.last).toEqual({ rc: rcOk, events: [[1, 1]] })
  })
})

describe('waiting without a scheduler', () => {
  it('works with a promise waiter', async () => {
    const door = new SignalSource()
    const receiver = receiverOf(door)
    const waiter = new PromiseWaiter()
    const list = new EventList()
    const answer = receiver.take(waiter, INFINITE_TIMEOUT, 1, list)
    expect(answer).toBe(PARKED)
    door.signal(1)
    expect(pairs(list)).toEqual([[1, 1]])
    expect(await waiter.wait(answer)).toBe(rcOk)
  })

  it('can be cancelled', async () => {
    const receiver = new Receiver()
    const waiter = new PromiseWaiter()
    const wait = waiter.wait(receiver.take(waiter, INFINITE_TIMEOUT, 1, new EventList()))
    waiter.cancel()
    expect(await wait).toBe(rcAbort)
    expect([receiver.waiters, waiter.detail]).toEqual([0, null])
  })
})
