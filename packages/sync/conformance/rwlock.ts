// What a read-write lock does for whatever waits.

import { expect, it } from 'vitest'
import { rcBusy, rcInvalidOperation, rcInvalidThreadState, rcOk, rcTimeout } from '@kos/retcode'
import { RWLock } from '@kos/sync'
import type { Waiter } from '@kos/thread'
import { forever, type SyncBench } from './bench.ts'
import type { TestWaiter } from '@kos/thread/conformance'

export function rwlockConformance(makeBench: () => SyncBench): void {
  const setup = async (count: number) => {
    const bench = makeBench()
    return { bench, rwlock: new RWLock(), testWaiters: await bench.testWaiters(count) }
  }
  const read =
    (rwlock: RWLock, timeout = forever) =>
    (waiter: Waiter) =>
      rwlock.read(waiter, timeout)
  const write =
    (rwlock: RWLock, timeout = forever) =>
    (waiter: Waiter) =>
      rwlock.write(waiter, timeout)
  const unlock = (rwlock: RWLock) => (waiter: Waiter) => rwlock.unlock(waiter)
  const outcomes = (testWaiters: readonly TestWaiter[]) => testWaiters.map(({ outcome }) => outcome)

  it('is read by many, or written by one', async () => {
    const { bench, rwlock, testWaiters } = await setup(3)
    const [anna, ben, carl] = testWaiters as [TestWaiter, TestWaiter, TestWaiter]
    for (const reader of [anna, ben]) expect(await reader.call(read(rwlock))).toBe(rcOk)
    expect([rwlock.readers, rwlock.writer, rwlock.owners()]).toEqual([
      2,
      null,
      [anna.waiter, ben.waiter],
    ])
    expect(await carl.call(write(rwlock))).toBe('pending')
    expect(carl.waiter.waitOwner).toBe(rwlock)
    await bench.act(() => rwlock.unlock(anna.waiter))
    expect(carl.outcome).toBe('pending')
    await bench.act(() => rwlock.unlock(ben.waiter))
    expect([carl.outcome, rwlock.writer, rwlock.readers, rwlock.owners()]).toEqual([
      rcOk,
      carl.waiter,
      0,
      [carl.waiter],
    ])
    expect(await anna.call(read(rwlock))).toBe('pending')
    expect(await ben.call(write(rwlock))).toBe('pending')
    await bench.act(() => rwlock.unlock(carl.waiter))
    expect(outcomes([anna, ben])).toEqual([rcOk, 'pending'])
    await bench.act(() => rwlock.unlock(anna.waiter))
    expect(await ben.call(unlock(rwlock))).toBe(rcOk)
    expect([rwlock.writer, rwlock.readers, rwlock.waiting]).toEqual([null, 0, 0])
  })

  it('counts those who wait to read, and those who wait to write', async () => {
    const { bench, rwlock, testWaiters } = await setup(4)
    const [anna, ...others] = testWaiters as [TestWaiter, ...TestWaiter[]]
    const counts = () => [rwlock.waiting, rwlock.waitingReaders, rwlock.waitingWriters]
    await anna.call(write(rwlock))
    for (const [index, wait] of [read, write, read].entries())
      await others[index]!.call(wait(rwlock))
    expect(counts()).toEqual([3, 2, 1])
    await bench.act(() => rwlock.unlock(anna.waiter))
    expect(counts()).toEqual([2, 1, 1])
  })

  it('lets whoever comes later wait behind those who wait, so that nobody starves', async () => {
    const { bench, rwlock, testWaiters } = await setup(6)
    const modes = [read, write, read, read, write, read]
    for (const [index, testWaiter] of testWaiters.entries())
      await testWaiter.call(modes[index]!(rwlock))
    const phases = [[0], [1], [2, 3], [4], [5]]
    for (const phase of phases) {
      const last = phase.at(-1)!
      expect(outcomes(testWaiters)).toEqual(
        testWaiters.map((_, index) => (index <= last ? rcOk : 'pending')),
      )
      for (const index of phase)
        await bench.act(() => expect(rwlock.unlock(testWaiters[index]!.waiter)).toBe(rcOk))
    }
    expect([rwlock.writer, rwlock.readers, rwlock.waiting]).toEqual([null, 0, 0])
  })

  it('serves a higher priority first, also one that comes later', async () => {
    const { bench, rwlock, testWaiters } = await setup(3)
    const [anna, ben, carl] = testWaiters as [TestWaiter, TestWaiter, TestWaiter]
    const high = await bench.testWaiter(20)
    await anna.call(read(rwlock))
    await ben.call(write(rwlock))
    await carl.call(read(rwlock))
    expect(await high.call(read(rwlock))).toBe(rcOk)
    await bench.act(() => rwlock.unlock(anna.waiter))
    expect(outcomes([ben, carl])).toEqual(['pending', 'pending'])
    expect(await anna.call(read(rwlock))).toBe('pending')
    await high.call(write(rwlock, 10))
    await bench.elapse(10)
    expect(high.outcome).toBe(rcTimeout)
    await bench.act(() => rwlock.unlock(high.waiter))
    expect(outcomes([ben, carl, anna])).toEqual([rcOk, 'pending', 'pending'])
    await bench.act(() => rwlock.unlock(ben.waiter))
    expect(outcomes([carl, anna])).toEqual([rcOk, rcOk])
  })

  it('is tried without waiting, and not past those who wait', async () => {
    const { rwlock, testWaiters } = await setup(3)
    const [anna, ben, carl] = testWaiters as [TestWaiter, TestWaiter, TestWaiter]
    expect(await anna.call((waiter) => rwlock.tryRead(waiter))).toBe(rcOk)
    expect(await ben.call((waiter) => rwlock.tryRead(waiter))).toBe(rcOk)
    expect(await carl.call((waiter) => rwlock.tryWrite(waiter))).toBe(rcBusy)
    await carl.call(write(rwlock))
    await ben.call(unlock(rwlock))
    expect(await ben.call((waiter) => rwlock.tryRead(waiter))).toBe(rcBusy)
    await anna.call(unlock(rwlock))
    expect(await ben.call((waiter) => rwlock.tryRead(waiter))).toBe(rcBusy)
    expect(await ben.call((waiter) => rwlock.tryWrite(waiter))).toBe(rcBusy)
    await carl.call(unlock(rwlock))
    expect(await ben.call((waiter) => rwlock.tryWrite(waiter))).toBe(rcOk)
  })

  it('is unlocked by those who read or write alone, as often as they do', async () => {
    const { rwlock, testWaiters } = await setup(2)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    expect(await anna.call(unlock(rwlock))).toBe(rcInvalidOperation)
    for (let times = 0; times < 2; times++) expect(await anna.call(read(rwlock))).toBe(rcOk)
    expect(await ben.call(unlock(rwlock))).toBe(rcInvalidOperation)
    expect(rwlock.readers).toBe(2)
    for (let times = 0; times < 2; times++) expect(await anna.call(unlock(rwlock))).toBe(rcOk)
    expect(await anna.call(unlock(rwlock))).toBe(rcInvalidOperation)
    expect(await anna.call(write(rwlock))).toBe(rcOk)
    expect(await ben.call(unlock(rwlock))).toBe(rcInvalidOperation)
    expect(rwlock.writer).toBe(anna.waiter)
  })

  it('lets who reads read again, whoever waits', async () => {
    const { bench, rwlock, testWaiters } = await setup(2)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    await anna.call(read(rwlock))
    await ben.call(write(rwlock))
    expect(await anna.call(read(rwlock, 0))).toBe(rcOk)
    await bench.act(() => rwlock.unlock(anna.waiter))
    expect(ben.outcome).toBe('pending')
    await bench.act(() => rwlock.unlock(anna.waiter))
    expect(ben.outcome).toBe(rcOk)
  })

  it('makes who reads and wants to write wait for itself', async () => {
    const { bench, rwlock, testWaiters } = await setup(1)
    const [anna] = testWaiters as [TestWaiter]
    await anna.call(read(rwlock))
    expect(await anna.call(write(rwlock, 10))).toBe('pending')
    expect([anna.waiter.waitOwner, rwlock.owners()]).toEqual([rwlock, [anna.waiter]])
    await bench.elapse(10)
    expect([anna.outcome, rwlock.readers]).toEqual([rcTimeout, 1])
    await anna.call(unlock(rwlock))
    await anna.call(write(rwlock))
    for (const again of [read, write]) {
      expect(await anna.call(again(rwlock, 10))).toBe('pending')
      await bench.elapse(10)
      expect([anna.outcome, rwlock.writer]).toEqual([rcTimeout, anna.waiter])
    }
  })

  it('lets readers go on when the writer before them times out or is cancelled', async () => {
    for (const leave of ['times out', 'is cancelled']) {
      const { bench, rwlock, testWaiters } = await setup(4)
      const [anna, ben, carl, dora] = testWaiters as [
        TestWaiter,
        TestWaiter,
        TestWaiter,
        TestWaiter,
      ]
      await anna.call(read(rwlock))
      await ben.call(write(rwlock, 10))
      await carl.call(read(rwlock))
      await dora.call(write(rwlock))
      if (leave === 'times out') await bench.elapse(10)
      else await ben.cancel()
      expect(outcomes([carl, dora])).toEqual([rcOk, 'pending'])
      expect([ben.outcome === 'pending', ben.waiter.waitOwner, ben.waiter.detail]).toEqual([
        false,
        null,
        null,
      ])
      expect([rwlock.readers, rwlock.waiting, bench.timers]).toEqual([2, 1, 0])
    }
  })

  it('does not wait for a time-out of 0, and times out otherwise', async () => {
    const { bench, rwlock, testWaiters } = await setup(2)
    const [anna, ben] = testWaiters as [TestWaiter, TestWaiter]
    await anna.call(write(rwlock))
    for (const wait of [read, write]) {
      expect(await ben.call(wait(rwlock, 0))).toBe(rcTimeout)
      expect(await ben.call(wait(rwlock, 5))).toBe('pending')
      await bench.elapse(5)
      expect([ben.outcome, rwlock.waiting, bench.timers]).toEqual([rcTimeout, 0, 0])
    }
  })

  it('refuses a waiter that waits already, and changes nothing for it', async () => {
    const { bench, rwlock, testWaiters } = await setup(3)
    const [anna, ben, carl] = testWaiters as [TestWaiter, TestWaiter, TestWaiter]
    const other = new RWLock()
    await anna.call(write(rwlock))
    await carl.call(write(other))
    await ben.call(read(rwlock))
    await bench.act(() => expect(other.write(ben.waiter, forever)).toBe(rcInvalidThreadState))
    expect([other.waiting, ben.waiter.waitOwner]).toEqual([0, rwlock])
    await bench.act(() => rwlock.unlock(anna.waiter))
    expect(ben.outcome).toBe(rcOk)
  })

  it('remembers many readers, in any order', async () => {
    const { rwlock, testWaiters } = await setup(40)
    for (const testWaiter of testWaiters) await testWaiter.call(read(rwlock))
    await testWaiters[3]!.call(read(rwlock))
    expect([rwlock.readers, new Set(rwlock.owners()).size]).toEqual([41, 40])
    expect(rwlock.tryRead(testWaiters[0]!.waiter)).toBe(rcOk)
    expect(rwlock.tryRead(testWaiters[5]!.waiter)).toBe(rcOk)
    expect([0, 1, 2].map(() => rwlock.unlock(testWaiters[5]!.waiter))).toEqual([
      rcOk,
      rcOk,
      rcInvalidOperation,
    ])
    expect(rwlock.tryRead(testWaiters[5]!.waiter)).toBe(rcOk)
    for (const testWaiter of [
      ...testWaiters.slice(20),
      ...testWaiters.slice(0, 20),
      testWaiters[3]!,
      testWaiters[0]!,
    ]) {
      expect(rwlock.unlock(testWaiter.waiter)).toBe(rcOk)
    }
    expect([rwlock.readers, rwlock.unlock(testWaiters[3]!.waiter)]).toEqual([0, rcInvalidOperation])
    expect(rwlock.tryWrite(testWaiters[0]!.waiter)).toBe(rcOk)
  })
}
