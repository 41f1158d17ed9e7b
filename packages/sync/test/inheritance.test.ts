// Priority inheritance of mutexes: what owners are lent, transitively, and that all of it is given
// back.

import { describe, expect, it } from 'vitest'
import { rcAbort, rcOk } from '@kos/retcode'
import { Condvar, Mutex } from '@kos/sync'
import {
  INFINITE_TIMEOUT,
  type LocalThread,
  PromiseWaiter,
  Scheduler,
  spawn,
  VirtualClock,
} from '@kos/thread'
import { FakeHost } from './fake-host.ts'

const forever = INFINITE_TIMEOUT

function world() {
  const host = new FakeHost()
  const clock = new VirtualClock({ host })
  const scheduler = new Scheduler({ clock })
  const log: string[] = []
  return {
    scheduler,
    log,
    spawn: (name: string, priority: number, routine: (self: LocalThread) => Promise<void>) =>
      spawn(scheduler, routine, { name, priority }),
    run: async (limit = Infinity) => {
      clock.limit = limit
      scheduler.poll()
      await host.rest()
      if (limit !== Infinity) clock.jump(limit)
    },
  }
}

/** Locks, says so, holds for so long, unlocks. */
function holding(log: string[], mutex: Mutex, start: number, duration: number) {
  return async (self: LocalThread): Promise<void> => {
    await self.sleep(start)
    await self.block(() => mutex.lock(self.thread, forever))
    log.push(`${self.thread.name} has it`)
    for (let step = 0; step < duration; step++) await self.sleep(1)
    mutex.unlock(self.thread)
    log.push(`${self.thread.name} at ${self.thread.priority}`)
  }
}

const waiters = (...priorities: number[]) =>
  priorities.map((priority) => new PromiseWaiter({ priority, host: new FakeHost() }))
const prioritiesOf = (list: readonly PromiseWaiter[]) => list.map(({ priority }) => priority)

describe('the owner of a mutex', () => {
  it('runs at the priority of who waits, so that those between do not keep both from running', async () => {
    const { log, spawn, run, scheduler } = world()
    const mutex = new Mutex()
    // Low holds the mutex; high wants it; middle would run for ever before low.
    spawn('low', 1, async (self) => {
      await self.block(() => mutex.lock(self.thread, forever))
      await self.sleep(1)
      for (let step = 0; step < 3; step++) await self.yield()
      log.push(`low works at ${self.thread.priority}`)
      mutex.unlock(self.thread)
      log.push(`low is back at ${self.thread.priority}`)
    })
    spawn('middle', 5, async (self) => {
      await self.sleep(1)
      for (let step = 0; step < 1_000 && !log.includes('high has it'); step++) await self.yield()
      log.push('middle is done')
    })
    spawn('high', 20, async (self) => {
      await self.sleep(1)
      await self.block(() => mutex.lock(self.thread, forever))
      log.push('high has it')
      mutex.unlock(self.thread)
    })
    await run()
    expect(log).toEqual(['low works at 20', 'low is back at 1', 'high has it', 'middle is done'])
    expect(scheduler.counts).toEqual({ threads: 0, timers: 0, away: 0 })
  })

  it('passes on what it is lent, along a chain', () => {
    const [left, right] = [new Mutex(), new Mutex()]
    const [low, middle, high] = waiters(1, 5, 20) as [PromiseWaiter, PromiseWaiter, PromiseWaiter]
    left.lock(low, forever)
    right.lock(middle, forever)
    left.lock(middle, forever)
    expect(prioritiesOf([low, middle])).toEqual([5, 5])
    right.lock(high, forever)
    expect(prioritiesOf([low, middle])).toEqual([20, 20])
    expect(left.maxWaiterPriority).toBe(20)
    left.unlock(low)
    expect([left.owner === middle, ...prioritiesOf([low, middle])]).toEqual([true, 1, 20])
    right.unlock(middle)
    expect(prioritiesOf([low, middle, high])).toEqual([1, 5, 20])
    left.unlock(middle)
    right.unlock(high)
    expect([low.owned, middle.owned, high.owned, left.nextOwned, right.nextOwned]).toEqual([
      null,
      null,
      null,
      null,
      null,
    ])
  })

  it('gives back what a waiter lent that leaves, along a chain', async () => {
    const host = new FakeHost()
    const [left, right] = [new Mutex(), new Mutex()]
    const [low, middle, high] = [1, 5, 20].map(
      (priority) => new PromiseWaiter({ priority, host }),
    ) as [PromiseWaiter, PromiseWaiter, PromiseWaiter]
    left.lock(low, forever)
    right.lock(middle, forever)
    left.lock(middle, forever)
    right.lock(high, 10)
    expect(prioritiesOf([low, middle])).toEqual([20, 20])
    await host.elapse(10)
    expect(prioritiesOf([low, middle])).toEqual([5, 5])
    middle.cancel()
    expect([low.priority, low.owned, middle.owned]).toEqual([1, null, null])
    expect(host.timers).toBe(0)
  })

  it('is lent the highest of what it holds, and keeps the rest when it unlocks one', () => {
    const [left, right, third] = [new Mutex(), new Mutex(), new Mutex()]
    const [owner, ten, twenty, fifteen] = waiters(2, 10, 20, 15) as [
      PromiseWaiter,
      PromiseWaiter,
      PromiseWaiter,
      PromiseWaiter,
    ]
    for (const mutex of [left, right, third]) mutex.lock(owner, forever)
    left.lock(ten, forever)
    right.lock(twenty, forever)
    third.lock(fifteen, forever)
    expect(owner.priority).toBe(20)
    right.unlock(owner)
    expect(owner.priority).toBe(15)
    left.unlock(owner)
    expect(owner.priority).toBe(15)
    third.unlock(owner)
    expect([owner.priority, owner.owned]).toEqual([2, null])
  })

  it('keeps its own priority if that is higher, and gets it back if it was changed meanwhile', async () => {
    const { log, spawn, run, scheduler } = world()
    const mutex = new Mutex()
    const low = spawn('low', 3, holding(log, mutex, 0, 10))
    spawn('high', 20, holding(log, mutex, 1, 1))
    await run(5)
    expect([low.thread.priority, low.thread.ownPriority]).toEqual([20, 3])
    scheduler.setPriority(low.thread, 7)
    expect(low.thread.priority).toBe(20)
    scheduler.setPriority(low.thread, 25)
    expect(low.thread.priority).toBe(25)
    scheduler.setPriority(low.thread, 7)
    await run()
    expect(log).toEqual(['low has it', 'low at 7', 'high has it', 'high at 20'])
  })

  it('is lent the priority of those who still wait when it is handed the mutex', () => {
    const mutex = new Mutex()
    const [owner, next, last] = waiters(1, 9, 9) as [PromiseWaiter, PromiseWaiter, PromiseWaiter]
    mutex.lock(owner, forever)
    mutex.lock(next, forever)
    mutex.lock(last, forever)
    mutex.unlock(owner)
    next.inherit(-1)
    expect([mutex.owner === next, next.owned === mutex, owner.owned]).toEqual([true, true, null])
    mutex.unlock(next)
    expect([next.owned, last.owned, mutex.owner === last]).toEqual([null, null, true])
  })

  it('hears of a waiter whose own priority changes', async () => {
    const { log, spawn, run, scheduler } = world()
    const mutex = new Mutex()
    const low = spawn('low', 3, holding(log, mutex, 0, 10))
    const other = spawn('other', 5, holding(log, mutex, 1, 1))
    const third = spawn('third', 6, holding(log, mutex, 2, 1))
    await run(5)
    expect(low.thread.priority).toBe(6)
    scheduler.setPriority(other.thread, 21)
    expect(low.thread.priority).toBe(21)
    scheduler.setPriority(other.thread, 1)
    expect(low.thread.priority).toBe(6)
    scheduler.terminate(third.thread, rcAbort)
    expect([low.thread.priority, mutex.maxWaiterPriority]).toEqual([3, 1])
    await run()
    expect(log).toEqual(['low has it', 'low at 3', 'other has it', 'other at 1'])
  })

  it('is lent the priority of who comes back from a condition variable', () => {
    const [mutex, condvar] = [new Mutex(), new Condvar()]
    const [low, high] = waiters(1, 20) as [PromiseWaiter, PromiseWaiter]
    mutex.lock(high, forever)
    condvar.wait(high, mutex, forever)
    expect(mutex.lock(low, forever)).toBe(rcOk)
    expect(low.priority).toBe(1)
    condvar.signal()
    expect(low.priority).toBe(20)
    mutex.unlock(low)
    expect([low.priority, mutex.owner === high]).toEqual([1, true])
  })

  it('is lent nothing by a lock that nobody waits for', () => {
    const mutex = new Mutex({ recursive: true })
    const [owner] = waiters(4) as [PromiseWaiter]
    for (let times = 0; times < 3; times++) mutex.lock(owner, forever)
    expect([owner.owned, owner.priority]).toEqual([null, 4])
  })

  it('that has ended keeps the mutex; whoever hears of its end may unlock it in its place', async () => {
    const { log, spawn, run, scheduler } = world()
    const mutex = new Mutex({ name: 'door' })
    const low = spawn('low', 3, holding(log, mutex, 0, 10))
    spawn('high', 20, holding(log, mutex, 1, 1))
    await run(5)
    scheduler.terminate(low.thread, rcAbort)
    await run(6)
    expect([mutex.owner === low.thread, mutex.waiting]).toEqual([true, 1])
    scheduler.enter()
    expect(mutex.unlock(low.thread)).toBe(rcOk)
    scheduler.leave()
    await run()
    expect(log).toEqual(['low has it', 'high has it', 'high at 20'])
    expect([low.thread.owned, mutex.isLocked, scheduler.counts]).toEqual([
      null,
      false,
      { threads: 0, timers: 0, away: 0 },
    ])
  })
})
