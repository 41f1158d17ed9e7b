// Sinks and `onEntryRemoved` may call back: every list is whole when they are called.

import { describe, expect, it } from 'vitest'
import { rcOk, rcResourceNotFound } from '@kos/retcode'
import { INFINITE_TIMEOUT, PARKED, PromiseWaiter } from '@kos/thread'
import { EventList, Receiver, SignalSource } from '@kos/notice'
import { at, pairs } from './system.ts'

describe('a sink', () => {
  it('may signal the resource whose event it gets', () => {
    const door = new SignalSource()
    const receiver = new Receiver()
    receiver.subscribe(door, 3, 1)
    door.signal(1)
    const masks: number[] = []
    receiver.take(new PromiseWaiter(), 0, 8, {
      accept: (_id, mask) => {
        masks.push(mask)
        if (mask === 1) door.signal(2)
      },
    })
    expect(masks).toEqual([1, 2])
    expect(receiver.pending).toBe(0)
  })

  it('may signal for the waiters behind it', async () => {
    const door = new SignalSource()
    const receiver = new Receiver()
    receiver.subscribe(door, 3, 1)
    const [first, second] = [new PromiseWaiter(), new PromiseWaiter()]
    const list = new EventList()
    const relay = {
      accept: (): void => {
        door.signal(2)
      },
    }
    const waits = [
      first.wait(receiver.take(first, INFINITE_TIMEOUT, 1, relay)),
      second.wait(receiver.take(second, INFINITE_TIMEOUT, 1, list)),
    ]
    door.signal(1)
    expect(await Promise.all(waits)).toEqual([rcOk, rcOk])
    expect(pairs(list)).toEqual([[1, 2]])
  })

  it('may signal a receiver that the same signal is still to reach', () => {
    const door = new SignalSource()
    const receivers = [new Receiver(), new Receiver()]
    const lists = [new EventList(), new EventList()]
    for (const receiver of receivers) receiver.subscribe(door, 3, 1)
    const relay = {
      accept: (id: number, mask: number): void => {
        at(lists, 0).accept(id, mask)
        door.signal(2)
      },
    }
    expect(at(receivers, 0).take(new PromiseWaiter(), INFINITE_TIMEOUT, 1, relay)).toBe(PARKED)
    expect(at(receivers, 1).take(new PromiseWaiter(), INFINITE_TIMEOUT, 1, at(lists, 1))).toBe(
      PARKED,
    )
    door.signal(1)
    expect(lists.map(pairs)).toEqual([[[1, 1]], [[1, 3]]])
    expect(receivers.map((receiver) => receiver.pending)).toEqual([1, 0])
  })

  it('may signal some of the receivers that the same signal is still to reach, and the others are not forgotten', () => {
    const [door, window] = [new SignalSource(), new SignalSource()]
    const receivers = [new Receiver(), new Receiver(), new Receiver()]
    const lists = [new EventList(), new EventList(), new EventList()]
    for (const receiver of receivers) receiver.subscribe(door, 3, 1)
    at(receivers, 1).subscribe(window, 1, 2)
    const outsider = new Receiver()
    outsider.subscribe(window, 1, 3)
    const heard = new EventList()
    outsider.take(new PromiseWaiter(), INFINITE_TIMEOUT, 8, heard)
    const relay = {
      accept: (id: number, mask: number): void => {
        at(lists, 0).accept(id, mask)
        window.signal(1)
      },
    }
    receivers.forEach((receiver, index) => {
      receiver.take(
        new PromiseWaiter(),
        INFINITE_TIMEOUT,
        8,
        index === 0 ? relay : at(lists, index),
      )
    })
    door.signal(1)
    expect(lists.map(pairs)).toEqual([
      [[1, 1]],
      [
        [1, 1],
        [2, 1],
      ],
      [[1, 1]],
    ])
    expect(pairs(heard)).toEqual([[3, 1]])
  })

  it('may remove entries and release the receiver', () => {
    const [a, b] = [new SignalSource(), new SignalSource()]
    const receiver = new Receiver()
    receiver.subscribe(a, 1, 1)
    receiver.subscribe(b, 1, 2)
    a.signal(1)
    b.signal(1)
    const ids: number[] = []
    const sink = {
      accept: (id: number): void => {
        ids.push(id)
        receiver.release()
      },
    }
    expect(receiver.take(new PromiseWaiter(), 0, 8, sink)).toBe(rcOk)
    expect(ids).toEqual([1])
    expect([receiver.entries, receiver.pending]).toEqual([0, 0])
  })
})

describe('onEntryRemoved', () => {
  it('may add and remove entries', () => {
    const door = new SignalSource()
    const removed: number[] = []
    const receiver: Receiver = new Receiver({
      maxEntries: 3,
      onEntryRemoved: (id) => {
        removed.push(id)
        if (id < 10) receiver.subscribe(door, 1, id + 10)
        if (id === 2) receiver.unsubscribeEvent(11)
      },
    })
    for (const id of [1, 2, 3]) receiver.subscribe(door, 1, id)
    expect(receiver.unsubscribeObject(door)).toBe(rcOk)
    expect(receiver.entries).toBe(new Set([11, 12, 13].filter((id) => !removed.includes(id))).size)
    receiver.release()
    expect(receiver.entries).toBe(0)
    expect(door.subscriptions).toBeNull()
  })

  it('is called after the waiters of a dropped receiver were woken', async () => {
    const door = new SignalSource()
    const waiter = new PromiseWaiter()
    const receiver: Receiver = new Receiver({
      onEntryRemoved: () => receiver.subscribe(door, 1, 1),
    })
    receiver.subscribe(door, 1, 1)
    const wait = waiter.wait(receiver.take(waiter, INFINITE_TIMEOUT, 1, new EventList()))
    receiver.dropAndWake()
    expect(await wait).toBe(rcResourceNotFound)
    expect(receiver.entries).toBe(1)
  })
})
