// Every limit at its value and one past it.

import { describe, expect, it } from 'vitest'
import { rcOk, rcQuotaExceeded } from '@kos/retcode'
import { PromiseWaiter } from '@kos/thread'
import {
  DEFAULT_MAX_ENTRIES,
  EventList,
  MAX_ENTRIES,
  MAX_EVENT_COUNT,
  Receiver,
  Subject,
} from '@kos/notice'
import { Entry } from '../src/entry.ts'
import { Mailbox } from '../src/mailbox.ts'

describe('the entries of a receiver', () => {
  it('are refused with rcQuotaExceeded beyond maxEntries, and fit again when one is removed', () => {
    const receiver = new Receiver({ maxEntries: 2 })
    const door = new Subject()
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
    const door = new Subject()
    receiver.subscribe(door, 0xffffffff, 1)
    door[Symbol.dispose]()
    expect(receiver.subscribe(new Subject(), 1, 2)).toBe(rcQuotaExceeded)
    receiver.take(new PromiseWaiter(), 0, 1, new EventList())
    expect(receiver.subscribe(new Subject(), 1, 2)).toBe(rcOk)
  })

  it(`are at most ${DEFAULT_MAX_ENTRIES} if nothing else is said`, () => {
    const receiver = new Receiver()
    const door = new Subject()
    for (let id = 1; id < DEFAULT_MAX_ENTRIES; id++) receiver.subscribe(door, 1, id)
    expect(receiver.subscribe(door, 1, 0)).toBe(rcOk)
    expect(receiver.subscribe(door, 1, 0)).toBe(rcQuotaExceeded)
    receiver.release()
    expect(door.subscriptions).toBeNull()
  })

  it(`can be told to be 1 to ${MAX_ENTRIES}`, () => {
    expect(new Receiver({ maxEntries: 1 }).maxEntries).toBe(1)
    expect(new Receiver({ maxEntries: MAX_ENTRIES }).maxEntries).toBe(MAX_ENTRIES)
    for (const maxEntries of [0, MAX_ENTRIES + 1, 1.5, Number.NaN, Infinity]) {
      expect(() => new Receiver({ maxEntries })).toThrow(
        new RangeError(
          `Receiver: maxEntries is ${maxEntries}; it must be a whole number from 1 to ${MAX_ENTRIES}.`,
        ),
      )
    }
  })
})

describe('the counter of an entry', () => {
  it(`stops at ${MAX_EVENT_COUNT}`, () => {
    const mailbox = new Mailbox(null)
    const entry = new Entry(mailbox, new Subject(), 1, 1)
    mailbox.entries.add(entry)
    mailbox.post(entry, 1)
    entry.count = MAX_EVENT_COUNT - 1
    mailbox.post(entry, 1)
    expect(entry.count).toBe(MAX_EVENT_COUNT)
    mailbox.post(entry, 1)
    expect(entry.count).toBe(MAX_EVENT_COUNT)
  })
})
