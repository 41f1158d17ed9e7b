// Every limit at its value and one past it.

import { describe, expect, it } from 'vitest'
import { rcOk, rcQuotaExceeded } from '@kos/retcode'
import { PromiseWaiter } from '@kos/thread'
import {
  defaultMaxEntries,
  EventList,
  maxEntriesPerReceiver,
  maxEventCount,
  Receiver,
  SignalSource,
  type Subscriber,
} from '@kos/notice'
import { Entry } from '../src/entry.ts'
import { NotificationQueue } from '../src/notification-queue.ts'

describe('the entries of a receiver', () => {
  it('are refused with rcQuotaExceeded beyond maxEntries, and fit again when one is removed', () => {
    const receiver = new Receiver({ maxEntries: 2 })
    const door = new SignalSource()
    expect([1, 2, 3].map((id) => receiver.subscribe(door, 1, id))).toEqual([
      rcOk,
      rcOk,
      rcQuotaExceeded,
    ])
    expect(receiver.entries).toBe(2)
    receiver.unsubscribeEvent(1)
    expect(receiver.subscribe(door, 1, 3)).toBe(rcOk)
  })

  it('count while the last notification of a destroyed resource waits', () => {
    const receiver = new Receiver({ maxEntries: 1 })
    const door = new SignalSource()
    receiver.subscribe(door, 0xffffffff, 1)
    door[Symbol.dispose]()
    expect(receiver.subscribe(new SignalSource(), 1, 2)).toBe(rcQuotaExceeded)
    receiver.take(new PromiseWaiter(), 0, 1, new EventList())
    expect(receiver.subscribe(new SignalSource(), 1, 2)).toBe(rcOk)
  })

  it(`are at most ${defaultMaxEntries} if nothing else is said`, () => {
    const receiver = new Receiver()
    const door = new SignalSource()
    for (let id = 1; id < defaultMaxEntries; id++) receiver.subscribe(door, 1, id)
    expect(receiver.subscribe(door, 1, 0)).toBe(rcOk)
    expect(receiver.subscribe(door, 1, 0)).toBe(rcQuotaExceeded)
    receiver.release()
    expect(door.subscriptions).toBeNull()
  })

  it(`can be told to be 1 to ${maxEntriesPerReceiver}`, () => {
    expect(new Receiver({ maxEntries: 1 }).maxEntries).toBe(1)
    expect(new Receiver({ maxEntries: maxEntriesPerReceiver }).maxEntries).toBe(
      maxEntriesPerReceiver,
    )
    for (const maxEntries of [0, maxEntriesPerReceiver + 1, 1.5, Number.NaN, Infinity]) {
      expect(() => new Receiver({ maxEntries })).toThrow(
        new RangeError(
          `Receiver: maxEntries is ${maxEntries}; it must be a whole number from 1 to ${maxEntriesPerReceiver}.`,
        ),
      )
    }
  })
})

describe('the entries of a subscriber at one source', () => {
  const entriesPerSource = 3
  const subscriber = (): Subscriber => ({ maxEntriesPerSource: entriesPerSource })

  it('are counted over all of its receivers, and those of others are not', () => {
    const [mine, theirs] = [subscriber(), subscriber()]
    const receivers = [1, 2].map(() => new Receiver({ subscriber: mine }))
    const other = new Receiver({ subscriber: theirs })
    const door = new SignalSource()
    const codes = [0, 1, 0, 1].map((at) => receivers[at]?.subscribe(door, 1, at))
    expect(codes).toEqual([rcOk, rcOk, rcOk, rcQuotaExceeded])
    expect(receivers.map(({ entries }) => entries)).toEqual([2, 1])
    expect(receivers[1]?.subscribe(new SignalSource(), 1, 1)).toBe(rcOk)
    expect([1, 2, 3, 4].map((id) => other.subscribe(door, 1, id))).toEqual([
      rcOk,
      rcOk,
      rcOk,
      rcQuotaExceeded,
    ])
    expect(new Receiver().subscribe(door, 1, 1)).toBe(rcOk)
  })

  it.each([
    ['an id', (receiver: Receiver) => receiver.unsubscribeEvent(1)],
    ['a source', (receiver: Receiver, door: SignalSource) => receiver.unsubscribeObject(door)],
    ['a receiver', (receiver: Receiver) => receiver.release()],
  ])('fit again when those of %s are removed', (_what, remove) => {
    const mine = subscriber()
    const [first, second] = [1, 2].map(() => new Receiver({ subscriber: mine }))
    const door = new SignalSource()
    new Receiver({ subscriber: subscriber() }).subscribe(door, 1, 1)
    for (let id = 0; id < entriesPerSource; id++) first?.subscribe(door, 1, 1)
    expect(second?.subscribe(door, 1, 2)).toBe(rcQuotaExceeded)
    remove(first as Receiver, door)
    const codes = [1, 2, 3, 4].map(() => second?.subscribe(door, 1, 2))
    expect(codes).toEqual([rcOk, rcOk, rcOk, rcQuotaExceeded])
  })
})

it('an entry that is removed before its subscriber ever reached its quota makes room', () => {
  const mine: Subscriber = { maxEntriesPerSource: 2 }
  const receiver = new Receiver({ subscriber: mine })
  const door = new SignalSource()
  receiver.subscribe(door, 1, 1)
  expect(receiver.unsubscribeEvent(1)).toBe(rcOk)
  const codes = [1, 2, 3].map((id) => receiver.subscribe(door, 1, id))
  expect(codes).toEqual([rcOk, rcOk, rcQuotaExceeded])
})

describe('the counter of an entry', () => {
  it(`stops at ${maxEventCount}`, () => {
    const queue = new NotificationQueue(null)
    const entry = new Entry(queue, new SignalSource(), 1, 1)
    queue.entries.add(entry)
    queue.post(entry, 1)
    entry.count = maxEventCount - 1
    queue.post(entry, 1)
    expect(entry.count).toBe(maxEventCount)
    queue.post(entry, 1)
    expect(entry.count).toBe(maxEventCount)
  })
})
