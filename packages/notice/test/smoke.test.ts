import { describe, expect, it } from 'vitest'
import { rcOk } from '@kos/retcode'
import { INFINITE_TIMEOUT, PARKED, PromiseWaiter } from '@kos/thread'
import { EventList, Receiver, Subject } from '@kos/notice'

describe('a receiver', () => {
  it('merges and wakes', async () => {
    const receiver = new Receiver()
    const door = new Subject()
    expect(receiver.subscribe(door, 3, 7)).toBe(rcOk)
    door.signal(1)
    door.signal(6)
    const list = new EventList()
    const waiter = new PromiseWaiter()
    expect(receiver.take(waiter, INFINITE_TIMEOUT, 4, list)).toBe(rcOk)
    expect(list.events).toEqual([{ id: 7, mask: 3 }])
    const answer = receiver.take(waiter, INFINITE_TIMEOUT, 4, list)
    expect(answer).toBe(PARKED)
    door.signal(2)
    expect(await waiter.wait(answer)).toBe(rcOk)
    expect(list.events[1]).toEqual({ id: 7, mask: 2 })
    door[Symbol.dispose]()
    expect(receiver.entries).toBe(0)
  })
})
