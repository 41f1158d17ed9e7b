// Adding and removing entries, as the topic `notice_api` describes it.

import { describe, expect, it } from 'vitest'
import { rcInvalidArgument, rcOk, rcResourceNotFound } from '@kos/retcode'
import { HANDLE_TYPE_USER_FIRST, KernelObject } from '@kos/handles'
import { PARKED, PromiseWaiter } from '@kos/thread'
import { EventList, Receiver, signal, SignalSource } from '@kos/notice'
import { ascending, type Pair, pairs, System } from './system.ts'

function drain(receiver: Receiver, countMax = 100): Pair[] {
  const list = new EventList()
  receiver.take(new PromiseWaiter(), 0, countMax, list)
  return pairs(list)
}

describe('subscribing', () => {
  it('gets notifications of the resource that match the mask, under the id of the entry', () => {
    const receiver = new Receiver()
    const [door, window] = [new SignalSource(), new SignalSource()]
    expect(receiver.subscribe(door, 0b0110, 42)).toBe(rcOk)
    window.signal(0b0110)
    door.signal(0b1001)
    expect(drain(receiver)).toEqual([])
    door.signal(0b1010)
    expect(drain(receiver)).toEqual([[42, 0b0010]])
  })

  it('works with objects of a handle table', () => {
    const receiver = new Receiver()
    const object = new KernelObject(HANDLE_TYPE_USER_FIRST, null, 0, null)
    expect(receiver.subscribe(object, 1, 5)).toBe(rcOk)
    signal(object, 1)
    expect(drain(receiver)).toEqual([[5, 1]])
    expect(receiver.unsubscribeObject(object)).toBe(rcOk)
    expect(object.subscriptions).toBeNull()
  })

  it('allows several entries for one resource, each with its own mask', () => {
    const receiver = new Receiver()
    const door = new SignalSource()
    receiver.subscribe(door, 1, 10)
    receiver.subscribe(door, 3, 20)
    receiver.subscribe(door, 4, 30)
    door.signal(1)
    expect(drain(receiver)).toEqual([
      [10, 1],
      [20, 1],
    ])
  })

  it('does not need unique ids', () => {
    const receiver = new Receiver()
    const [door, window] = [new SignalSource(), new SignalSource()]
    receiver.subscribe(door, 1, 7)
    receiver.subscribe(door, 1, 7)
    receiver.subscribe(window, 1, 7)
    expect(receiver.entries).toBe(3)
    door.signal(1)
    window.signal(1)
    expect(drain(receiver)).toEqual([
      [7, 1],
      [7, 1],
      [7, 1],
    ])
  })

  it('tracks one or several events per entry, all 32 of them', () => {
    const receiver = new Receiver()
    const door = new SignalSource()
    receiver.subscribe(door, 0xffffffff, 1)
    door.signal(0x80000000)
    door.signal(1)
    expect(drain(receiver)).toEqual([[1, 0x80000001]])
  })

  it('refuses an empty mask', () => {
    const receiver = new Receiver()
    expect(receiver.subscribe(new SignalSource(), 0, 1)).toBe(rcInvalidArgument)
    expect(receiver.subscribe(new SignalSource(), 2 ** 32, 1)).toBe(rcInvalidArgument)
    expect(receiver.entries).toBe(0)
  })

  it('refuses a resource that is gone', () => {
    const door = new SignalSource()
    door[Symbol.dispose]()
    expect(new Receiver().subscribe(door, 1, 1)).toBe(rcResourceNotFound)
    expect(door.subscriptions).toBeNull()
  })

  it('does not report what was signalled before', () => {
    const receiver = new Receiver()
    const door = new SignalSource()
    door.signal(1)
    receiver.subscribe(door, 1, 1)
    expect(drain(receiver)).toEqual([])
  })

  it('reaches every receiver that tracks the event', () => {
    const receivers = [new Receiver(), new Receiver(), new Receiver()]
    const door = new SignalSource()
    for (const receiver of receivers) receiver.subscribe(door, 1, 1)
    door.signal(1)
    for (const receiver of receivers) expect(drain(receiver)).toEqual([[1, 1]])
  })

  it('wakes the waiters of several receivers in any order of subscription', () => {
    const [a, b] = [new Receiver(), new Receiver()]
    const [door, window] = [new SignalSource(), new SignalSource()]
    for (const receiver of [a, b]) receiver.subscribe(door, 1, 1)
    for (const receiver of [b, a]) receiver.subscribe(window, 1, 2)
    const list = new EventList()
    for (const subject of [door, window, door]) {
      for (const receiver of [a, b]) receiver.take(new PromiseWaiter(), 0xffffffff, 1, list)
      subject.signal(1)
    }
    expect(pairs(list).map(([id]) => id)).toEqual([1, 1, 2, 2, 1, 1])
    expect([a.pending, b.pending, a.waiters, b.waiters]).toEqual([0, 0, 0, 0])
  })

  it('can be done and undone at any time in the life of a receiver', () => {
    const receiver = new Receiver()
    const door = new SignalSource()
    for (let round = 0; round < 3; round++) {
      receiver.subscribe(door, 1, round)
      door.signal(1)
      expect(drain(receiver)).toEqual([[round, 1]])
      expect(receiver.unsubscribeEvent(round)).toBe(rcOk)
      door.signal(1)
      expect(drain(receiver)).toEqual([])
    }
  })
})

describe.each([
  { name: 'in a receiver with few entries', others: 0 },
  { name: 'of a resource with few entries', others: 50 },
])('unsubscribing from a resource, $name', ({ others }) => {
  const make = (): {
    receiver: Receiver
    door: SignalSource
    window: SignalSource
    removed: number[]
  } => {
    const removed: number[] = []
    const receiver = new Receiver({ onEntryRemoved: (id) => removed.push(id) })
    const [door, window] = [new SignalSource(), new SignalSource()]
    for (let i = 0; i < 5; i++) new Receiver().subscribe(door, 1, 0)
    receiver.subscribe(door, 1, 1)
    receiver.subscribe(window, 1, 1)
    receiver.subscribe(door, 3, 1)
    receiver.subscribe(door, 3, 2)
    for (let i = 0; i < others; i++) receiver.subscribe(new SignalSource(), 1, 100 + i)
    return { receiver, door, window, removed }
  }

  it('removes its entries, and no others', () => {
    const { receiver, door, window, removed } = make()
    expect(receiver.unsubscribeObject(door)).toBe(rcOk)
    expect(receiver.entries).toBe(1 + others)
    expect(removed.toSorted(ascending)).toEqual([1, 1, 2])
    door.signal(3)
    window.signal(1)
    expect(drain(receiver)).toEqual([[1, 1]])
  })

  it('removes the notifications that match the removed entries, and no others', () => {
    const { receiver, door, window } = make()
    door.signal(3)
    window.signal(1)
    expect(receiver.pending).toBe(4)
    receiver.unsubscribeObject(door)
    expect(receiver.pending).toBe(1)
    expect(drain(receiver)).toEqual([[1, 1]])
  })

  it('leaves other receivers alone', () => {
    const { receiver, door } = make()
    const other = new Receiver()
    other.subscribe(door, 1, 9)
    door.signal(1)
    receiver.unsubscribeObject(door)
    expect(drain(other)).toEqual([[9, 1]])
  })

  it('answers rcResourceNotFound if there is no entry', () => {
    const { receiver, door } = make()
    receiver.unsubscribeObject(door)
    expect(receiver.unsubscribeObject(door)).toBe(rcResourceNotFound)
    expect(receiver.unsubscribeObject(new SignalSource())).toBe(rcResourceNotFound)
  })
})

describe('unsubscribing from an id', () => {
  it('removes the entries with this id and their notifications, and no others', () => {
    const removed: number[] = []
    const receiver = new Receiver({ onEntryRemoved: (id) => removed.push(id) })
    const [door, window] = [new SignalSource(), new SignalSource()]
    receiver.subscribe(door, 1, 1)
    receiver.subscribe(door, 1, 2)
    receiver.subscribe(window, 1, 1)
    door.signal(1)
    window.signal(1)
    expect(receiver.unsubscribeEvent(1)).toBe(rcOk)
    expect([receiver.entries, receiver.pending]).toEqual([1, 1])
    expect(removed).toEqual([1, 1])
    expect(window.subscriptions).toBeNull()
    expect(drain(receiver)).toEqual([[2, 1]])
  })

  it('answers rcResourceNotFound if there is no entry', () => {
    const receiver = new Receiver()
    receiver.subscribe(new SignalSource(), 1, 1)
    expect(receiver.unsubscribeEvent(2)).toBe(rcResourceNotFound)
    receiver.unsubscribeEvent(1)
    expect(receiver.unsubscribeEvent(1)).toBe(rcResourceNotFound)
  })

  it('finds entries whose resource is gone', () => {
    const receiver = new Receiver()
    const door = new SignalSource()
    receiver.subscribe(door, 0xffffffff, 1)
    door[Symbol.dispose]()
    expect([receiver.entries, receiver.pending]).toEqual([1, 1])
    expect(receiver.unsubscribeEvent(1)).toBe(rcOk)
    expect([receiver.entries, receiver.pending]).toEqual([0, 0])
  })
})

describe('removing the last entry by unsubscribing', () => {
  it.each(['unsubscribeObject', 'unsubscribeEvent'] as const)(
    '%s does not resume waiters before their time-out',
    async (how) => {
      const system = new System()
      const worker = system.worker()
      const receiver = new Receiver()
      const door = new SignalSource()
      receiver.subscribe(door, 1, 1)
      await worker.take(receiver, 100)
      await system.act(() =>
        how === 'unsubscribeObject'
          ? receiver.unsubscribeObject(door)
          : receiver.unsubscribeEvent(1),
      )
      await system.advance(99)
      expect(worker.outcomes).toEqual([])
      expect(receiver.waiters).toBe(1)
      await system.advance(1)
      expect(worker.outcomes).toHaveLength(1)
    },
  )

  it('lets threads block again', () => {
    const receiver = new Receiver()
    const door = new SignalSource()
    receiver.subscribe(door, 1, 1)
    receiver.unsubscribeObject(door)
    const waiter = new PromiseWaiter()
    expect(receiver.take(waiter, 0xffffffff, 1, new EventList())).toBe(PARKED)
    waiter.cancel()
    expect(receiver.waiters).toBe(0)
  })
})
