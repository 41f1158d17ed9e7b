// What an object queue does for whatever waits.

import { expect, it } from 'vitest'
import {
  rcAbort,
  rcInvalidArgument,
  rcInvalidOperation,
  rcInvalidThreadState,
  rcOk,
  rcOutOfMemory,
} from '@kos/retcode'
import { rcResourceNotFound, rcTimeout } from '@kos/retcode'
import { ObjectQueue, type SlotSink } from '@kos/sync'
import type { Waiter } from '@kos/thread'
import { forever, type SyncBench } from './bench.ts'
import type { TestWaiter } from '@kos/thread/conformance'

/** Remembers the slots it was told. */
class Told implements SlotSink {
  readonly slots: number[] = []
  accept(slot: number): void {
    this.slots.push(slot)
  }
}

export function objectQueueConformance(makeBench: () => SyncBench): void {
  const setup = async (count: number) => {
    const bench = makeBench()
    const queue = new ObjectQueue({ count: 3, size: 8 })
    return { bench, queue, told: new Told(), testWaiters: await bench.testWaiters(count) }
  }
  const pop =
    (queue: ObjectQueue, told: Told, timeout = forever) =>
    (waiter: Waiter) =>
      queue.pop(waiter, timeout, told)

  it('gives what was pushed, first in, first out', async () => {
    const { queue, told, testWaiters } = await setup(1)
    const slots = [queue.alloc(), queue.alloc(), queue.alloc()]
    for (const slot of [...slots].toReversed()) expect(queue.push(slot)).toBe(rcOk)
    expect([queue.queued, queue.taken]).toEqual([3, 0])
    for (let times = 0; times < 2; times++)
      expect(await testWaiters[0]!.call(pop(queue, told, 0))).toBe(rcOk)
    expect(queue.tryPop()).toBe(slots[0])
    expect(told.slots).toEqual([slots[2], slots[1]])
    expect([queue.queued, queue.taken]).toEqual([0, 3])
    expect(queue.tryPop()).toBe(rcResourceNotFound)
  })

  it('is full when all slots are taken or queued: a popped object keeps its slot until it is freed', async () => {
    const { queue } = await setup(0)
    const slots = [queue.alloc(), queue.alloc(), queue.alloc()]
    expect([new Set(slots).size, queue.alloc()]).toEqual([3, rcOutOfMemory])
    queue.push(slots[0]!)
    expect(queue.alloc()).toBe(rcOutOfMemory)
    expect([queue.tryPop(), queue.alloc()]).toEqual([slots[0], rcOutOfMemory])
    expect([queue.free(slots[0]!), queue.alloc()]).toEqual([rcOk, slots[0]])
  })

  it('keeps a popper waiting until something is pushed, and hands it over in order of priority', async () => {
    const { bench, queue, testWaiters } = await setup(2)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    const high = await bench.testWaiter(20)
    const tolds = [new Told(), new Told(), new Told()]
    for (const [index, testWaiter] of [anna, ben, high].entries()) {
      expect(await testWaiter.call(pop(queue, tolds[index]!))).toBe('pending')
    }
    expect(queue.waiting).toBe(3)
    const slots = [queue.alloc(), queue.alloc(), queue.alloc()]
    await bench.act(() => {
      for (const slot of slots) expect(queue.push(slot)).toBe(rcOk)
      expect([queue.queued, queue.tryPop()]).toEqual([0, rcResourceNotFound])
    })
    expect(tolds.map((told) => told.slots)).toEqual([[slots[1]], [slots[2]], [slots[0]]])
    expect([anna, ben, high].map(({ outcome }) => outcome)).toEqual([rcOk, rcOk, rcOk])
    expect([anna, ben, high].map(({ waiter }) => waiter.detail)).toEqual([null, null, null])
    expect([queue.taken, queue.waiting, bench.timers]).toEqual([3, 0, 0])
  })

  it('lets a popped object be pushed again', async () => {
    const { queue } = await setup(0)
    const slot = queue.alloc()
    for (let times = 0; times < 3; times++)
      expect([queue.push(slot), queue.tryPop()]).toEqual([rcOk, slot])
  })

  it('times out, at once for a time-out of 0, forgets who is cancelled, refuses who waits already', async () => {
    const { bench, queue, told, testWaiters } = await setup(2)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    expect(await anna.call(pop(queue, told, 0))).toBe(rcTimeout)
    await anna.call(pop(queue, told, 10))
    await ben.call(pop(queue, told, 30))
    await bench.act(() => expect(queue.pop(ben.waiter, forever, told)).toBe(rcInvalidThreadState))
    await bench.elapse(10)
    await ben.cancel()
    expect([anna.outcome, ben.outcome, queue.waiting, bench.timers]).toEqual([
      rcTimeout,
      'cancelled',
      0,
      0,
    ])
    expect([anna.waiter.detail, ben.waiter.detail]).toEqual([null, null])
    const slot = queue.alloc()
    await bench.act(() => queue.push(slot))
    expect([told.slots, queue.queued]).toEqual([[], 1])
  })

  it('refuses what is no slot, and slots that are not taken: nothing has changed', async () => {
    const { queue } = await setup(0)
    for (const slot of [-1, 3, 0.5, NaN, 2 ** 32]) {
      expect([queue.push(slot), queue.free(slot)]).toEqual([rcInvalidArgument, rcInvalidArgument])
    }
    const slot = queue.alloc()
    const others = [0, 1, 2].filter((other) => other !== slot)
    for (const other of others)
      expect([queue.push(other), queue.free(other)]).toEqual([
        rcInvalidOperation,
        rcInvalidOperation,
      ])
    queue.push(slot)
    expect([queue.push(slot), queue.free(slot)]).toEqual([rcInvalidOperation, rcInvalidOperation])
    expect([queue.queued, queue.taken]).toEqual([1, 0])
    queue.tryPop()
    expect([queue.free(slot), queue.free(slot)]).toEqual([rcOk, rcInvalidOperation])
    expect(new Set([queue.alloc(), queue.alloc(), queue.alloc()])).toEqual(new Set([0, 1, 2]))
    expect(queue.alloc()).toBe(rcOutOfMemory)
  })

  it('frees what is queued when it is flushed, and nothing else', async () => {
    const { queue } = await setup(0)
    const [first, second, third] = [queue.alloc(), queue.alloc(), queue.alloc()]
    queue.push(first)
    queue.push(second)
    expect([queue.flush(), queue.queued, queue.taken]).toEqual([rcOk, 0, 1])
    expect(queue.free(third)).toBe(rcOk)
    expect([queue.flush(), new Set([queue.alloc(), queue.alloc(), queue.alloc()]).size]).toEqual([
      rcOk,
      3,
    ])
  })

  it('ends for everyone when it is destroyed', async () => {
    const { bench, queue, told, testWaiters } = await setup(1)
    const slot = queue.alloc()
    let popped = 0
    // A promise waiter of the bench shows rcAbort as a cancellation.
    await testWaiters[0]!.call((waiter) => (popped = queue.pop(waiter, forever, told)))
    await bench.act(() => expect(queue.destroy()).toBe(rcOk))
    expect([popped, testWaiters[0]!.outcome]).toEqual([
      1,
      bench.endsByCancel ? rcAbort : 'cancelled',
    ])
    expect([queue.isUsable, queue.waiting, queue.bytes(slot)]).toEqual([false, 0, undefined])
    const answers = [
      queue.destroy(),
      queue.flush(),
      queue.alloc(),
      queue.push(slot),
      queue.free(slot),
      queue.tryPop(),
    ]
    expect(answers).toEqual(Array(6).fill(rcInvalidOperation))
    expect(await testWaiters[0]!.call(pop(queue, told))).toBe(rcInvalidOperation)
  })
}
