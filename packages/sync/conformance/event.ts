// What an event does for whatever waits.

import { expect, it } from 'vitest'
import { rcInvalidThreadState, rcOk, rcTimeout } from '@kos/retcode'
import { Event } from '@kos/sync'
import type { Waiter } from '@kos/thread'
import { forever, type SyncBench } from './bench.ts'
import type { TestWaiter } from '@kos/thread/conformance'

export function eventConformance(makeBench: () => SyncBench): void {
  const setup = async (count: number) => {
    const bench = makeBench()
    return { bench, event: new Event(), testWaiters: await bench.testWaiters(count) }
  }
  const wait =
    (event: Event, reset = false, timeout = forever) =>
    (waiter: Waiter) =>
      event.wait(waiter, reset, timeout)

  it('starts non-signalled, and wakes everyone when it is set', async () => {
    const { bench, event, testWaiters } = await setup(3)
    expect(event.isSet).toBe(false)
    for (const testWaiter of testWaiters) expect(await testWaiter.call(wait(event))).toBe('pending')
    expect(event.waiting).toBe(3)
    await bench.act(() => event.set())
    expect(testWaiters.map(({ outcome }) => outcome)).toEqual([rcOk, rcOk, rcOk])
    expect([event.isSet, event.waiting]).toEqual([true, 0])
  })

  it('stays signalled until it is reset', async () => {
    const { bench, event, testWaiters } = await setup(2)
    await bench.act(() => event.set())
    for (const testWaiter of testWaiters) expect(await testWaiter.call(wait(event))).toBe(rcOk)
    await bench.act(() => event.reset())
    expect(await testWaiters[0]!.call(wait(event, false, 0))).toBe(rcTimeout)
  })

  it('is reset by the success of one that asks for it', async () => {
    const { bench, event, testWaiters } = await setup(1)
    await bench.act(() => event.set())
    expect(await testWaiters[0]!.call(wait(event, true))).toBe(rcOk)
    expect(event.isSet).toBe(false)
    expect(await testWaiters[0]!.call(wait(event, true, 0))).toBe(rcTimeout)
  })

  it('wakes everyone, and is reset afterwards, if one or more of them ask for it', async () => {
    for (const resets of [
      [false, true, false],
      [true, true, true],
      [false, false, false],
    ]) {
      const { bench, event, testWaiters } = await setup(3)
      for (const [index, testWaiter] of testWaiters.entries())
        await testWaiter.call(wait(event, resets[index]))
      await bench.act(() => event.set())
      expect(testWaiters.map(({ outcome }) => outcome)).toEqual([rcOk, rcOk, rcOk])
      expect(event.isSet).toBe(!resets.includes(true))
    }
  })

  it('is not reset by one that timed out, nor by one that was cancelled', async () => {
    const { bench, event, testWaiters } = await setup(3)
    const [anna, ben, carl] = testWaiters as [TestWaiter, TestWaiter, TestWaiter]
    await anna.call(wait(event, true, 10))
    await ben.call(wait(event, true))
    await carl.call(wait(event))
    await bench.elapse(10)
    await ben.cancel()
    expect([anna.outcome, ben.outcome, carl.outcome, event.isSet]).toEqual([
      rcTimeout,
      'cancelled',
      'pending',
      false,
    ])
    await bench.act(() => event.set())
    expect([carl.outcome, event.isSet, event.waiting, bench.timers]).toEqual([rcOk, true, 0, 0])
    expect([anna, ben, carl].map(({ waiter }) => waiter.detail)).toEqual([null, null, null])
  })

  it('does not wait for a time-out of 0', async () => {
    const { bench, event, testWaiters } = await setup(1)
    expect(await testWaiters[0]!.call(wait(event, false, 0))).toBe(rcTimeout)
    expect([event.waiting, bench.timers]).toEqual([0, 0])
  })

  it('refuses a waiter that waits already', async () => {
    const { bench, event, testWaiters } = await setup(1)
    const other = new Event()
    await testWaiters[0]!.call(wait(event))
    await bench.act(() =>
      expect(other.wait(testWaiters[0]!.waiter, true, forever)).toBe(rcInvalidThreadState),
    )
    expect(other.waiting).toBe(0)
    await bench.act(() => event.set())
    expect([testWaiters[0]!.outcome, event.isSet]).toEqual([rcOk, true])
  })
}
