// The two ways to end everything that a receiver waits for, as the topic `notice_api` describes
// them.

import { describe, expect, it } from 'vitest'
import { rcInvalidOperation, rcOk, rcResourceNotFound, rcTimeout } from '@kos/retcode'
import { PromiseWaiter } from '@kos/thread'
import { EventList, Receiver, SignalSource } from '@kos/notice'
import { ascending, System } from './system.ts'

const poll = (receiver: Receiver): number =>
  receiver.take(new PromiseWaiter(), 0, 1, new EventList())

describe.each(['dropAndWake', 'release'] as const)('%s', (how) => {
  it('removes all entries and their notifications', () => {
    const removed: number[] = []
    const receiver = new Receiver({ onEntryRemoved: (id) => removed.push(id) })
    const [door, window] = [new SignalSource(), new SignalSource()]
    receiver.subscribe(door, 1, 1)
    receiver.subscribe(window, 1, 2)
    receiver.subscribe(window, 2, 2)
    window.signal(3)
    expect(receiver[how]()).toBe(rcOk)
    expect([receiver.entries, receiver.pending]).toEqual([0, 0])
    expect([door.subscriptions, window.subscriptions]).toEqual([null, null])
    expect(removed.toSorted(ascending)).toEqual([1, 2, 2])
  })

  it('removes entries whose resource is gone', () => {
    const removed: number[] = []
    const receiver = new Receiver({ onEntryRemoved: (id) => removed.push(id) })
    const door = new SignalSource()
    receiver.subscribe(door, 0xffffffff, 4)
    door[Symbol.dispose]()
    receiver[how]()
    expect([receiver.entries, receiver.pending, ...removed]).toEqual([0, 0, 4])
  })

  it('resumes all waiting threads with rcResourceNotFound', async () => {
    const system = new System()
    const receiver = new Receiver()
    receiver.subscribe(new SignalSource(), 1, 1)
    const workers = [system.worker(), system.worker(), system.worker()]
    for (const worker of workers) await worker.take(receiver, 1000)
    await system.act(() => receiver[how]())
    for (const worker of workers)
      expect(worker.outcomes).toEqual([{ rc: rcResourceNotFound, events: [] }])
    expect(receiver.waiters).toBe(0)
    expect(system.scheduler.counts.timers).toBe(0)
  })

  it('keeps threads from blocking afterwards', async () => {
    const system = new System()
    const receiver = new Receiver()
    receiver[how]()
    const worker = system.worker()
    await worker.take(receiver)
    await worker.take(receiver, 10)
    expect(worker.outcomes.map(({ rc }) => rc)).toEqual([rcResourceNotFound, rcResourceNotFound])
    expect(poll(receiver)).toBe(rcResourceNotFound)
  })

  it('can be done again', () => {
    const receiver = new Receiver()
    expect([receiver[how](), receiver[how]()]).toEqual([rcOk, rcOk])
  })
})

describe('after dropAndWake', () => {
  it('threads block again for their time-out once an entry was added', async () => {
    const system = new System()
    const receiver = new Receiver()
    const door = new SignalSource()
    receiver.dropAndWake()
    expect(receiver.subscribe(door, 1, 1)).toBe(rcOk)
    const worker = system.worker()
    await worker.take(receiver, 10)
    expect(worker.last).toBeUndefined()
    await system.advance(10)
    expect(worker.last?.rc).toBe(rcTimeout)
    await worker.take(receiver)
    await system.act(() => door.signal(1))
    expect(worker.last?.events).toEqual([[1, 1]])
  })

  it('a refused entry changes nothing', () => {
    const receiver = new Receiver()
    receiver.dropAndWake()
    receiver.subscribe(new SignalSource(), 0, 1)
    expect(poll(receiver)).toBe(rcResourceNotFound)
  })

  it('threads block even if the entry that was added is removed by unsubscribing', () => {
    const receiver = new Receiver()
    receiver.dropAndWake()
    receiver.subscribe(new SignalSource(), 1, 1)
    receiver.unsubscribeEvent(1)
    expect(poll(receiver)).toBe(rcTimeout)
  })
})

describe('after release', () => {
  it('no entry can be added', () => {
    const receiver = new Receiver()
    const door = new SignalSource()
    receiver.release()
    expect(receiver.isReleased).toBe(true)
    expect(receiver.subscribe(door, 1, 1)).toBe(rcInvalidOperation)
    expect([receiver.entries, door.subscriptions]).toEqual([0, null])
    receiver.dropAndWake()
    expect(receiver.subscribe(door, 1, 1)).toBe(rcInvalidOperation)
    expect(poll(receiver)).toBe(rcResourceNotFound)
  })

  it('unsubscribing finds nothing', () => {
    const receiver = new Receiver()
    const door = new SignalSource()
    receiver.subscribe(door, 1, 1)
    receiver.release()
    expect([receiver.unsubscribeObject(door), receiver.unsubscribeEvent(1)]).toEqual([
      rcResourceNotFound,
      rcResourceNotFound,
    ])
  })

  it('using is a way to release', () => {
    const door = new SignalSource()
    {
      using receiver = new Receiver()
      receiver.subscribe(door, 1, 1)
      expect(door.subscriptions).not.toBeNull()
    }
    expect(door.subscriptions).toBeNull()
  })
})
