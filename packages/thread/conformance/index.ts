// The conformance suite of waiters: what the interface `Waiter` promises, as tests for vitest.
//
// A test file for each implementation calls `waiterConformance` with a bench: it makes waiters,
// calls operations as their programs would, and moves their time. The suites of `@kos/sync` run on
// benches of the same kind. An entry of its own, `@kos/thread/conformance`: the product imports
// nothing of it.

import { describe, expect, it } from 'vitest'
import { rcAbort, rcFail, rcInvalidThreadState, rcOk, rcTimeout } from '@kos/retcode'
import {
  INFINITE_TIMEOUT,
  PARKED,
  type QueueListener,
  WaitKind,
  type Waiter,
  WaitQueue,
} from '@kos/thread'

/** What became of an operation: the code it ended with, `'cancelled'`, or `'pending'`. */
export type Outcome = number | 'cancelled' | 'pending'

/** A waiter of the implementation under test, and what its program does with it. */
export interface TestWaiter {
  readonly waiter: Waiter
  /** What became of the operation that was called last. */
  readonly outcome: Outcome
  /** Calls an operation as the program would, lets whatever follows happen, answers `outcome`. */
  call(operation: (waiter: Waiter) => number): Promise<Outcome>
  /** Ends its wait from outside: as a termination, or an abort. */
  cancel(): Promise<void>
}

/** Where waiters of one implementation live. */
export interface WaiterBench {
  /** How many timers are armed for waiters. */
  readonly timers: number
  /** Makes a waiter; its priority is 5 if nothing is said. */
  testWaiter(priority?: number): Promise<TestWaiter>
  /** Runs `action` as an entry from outside, and lets whatever follows happen. */
  act(action: () => void): Promise<void>
  /** Lets `milliseconds` pass. */
  elapse(milliseconds: number): Promise<void>
}

/** A mechanism that remembers what it was told. */
class Told implements QueueListener {
  readonly calls: [Waiter, number][] = []
  abandoned(waiter: Waiter, rc: number): void {
    this.calls.push([waiter, rc])
  }
}

const forever = INFINITE_TIMEOUT

/** Runs the suite on the benches that `makeBench` makes, a fresh one per test. */
export function waiterConformance(name: string, makeBench: () => WaiterBench): void {
  const setup = async (priority = 5) => {
    const bench = makeBench()
    const told = new Told()
    return { bench, told, queue: new WaitQueue(told), testWaiter: await bench.testWaiter(priority) }
  }
  const park =
    (queue: WaitQueue, timeout: number, kind: WaitKind = WaitKind.other) =>
    (waiter: Waiter) =>
      queue.park(waiter, timeout, kind, queue)

  describe(`${name} as a waiter`, () => {
    it('is given an immediate code without waiting', async () => {
      const { bench, testWaiter } = await setup()
      for (const rc of [rcOk, rcFail]) {
        await testWaiter.call(() => rc)
        expect(testWaiter.outcome).toBe(rc)
      }
      expect(bench.timers).toBe(0)
    })

    it('waits until it is woken, with the code it is woken with', async () => {
      const { bench, queue, told, testWaiter } = await setup()
      let answer = 0
      await testWaiter.call(
        (waiter) => (answer = queue.park(waiter, forever, WaitKind.other, null)),
      )
      expect([answer, testWaiter.outcome, queue.first]).toEqual([
        PARKED,
        'pending',
        testWaiter.waiter,
      ])
      await bench.act(() => queue.wakeOne(rcFail))
      expect([testWaiter.outcome, queue.isEmpty]).toEqual([rcFail, true])
      expect(told.calls).toEqual([])
    })

    it('stands in no queue after its wait, and can wait again', async () => {
      const { bench, queue, testWaiter } = await setup()
      for (const rc of [rcOk, rcFail, rcOk]) {
        await testWaiter.call(park(queue, 100))
        await bench.act(() => queue.wakeOne(rc))
        expect(testWaiter.outcome).toBe(rc)
        const { waiter } = testWaiter
        expect([waiter.queue, waiter.previous, waiter.next, waiter.waitOwner]).toEqual([
          null,
          null,
          null,
          null,
        ])
      }
      expect(bench.timers).toBe(0)
    })

    it('times out with rcTimeout, and the mechanism is told', async () => {
      const { bench, queue, told, testWaiter } = await setup()
      await testWaiter.call(park(queue, 100))
      expect(bench.timers).toBe(1)
      await bench.elapse(99)
      expect(testWaiter.outcome).toBe('pending')
      await bench.elapse(1)
      expect([testWaiter.outcome, queue.isEmpty, bench.timers]).toEqual([rcTimeout, true, 0])
      expect(told.calls).toEqual([[testWaiter.waiter, rcTimeout]])
    })

    it('that sleeps has slept well when its time is over: rcOk', async () => {
      const { bench, testWaiter } = await setup()
      await testWaiter.call((waiter) => waiter.park(50, WaitKind.sleep, null))
      await bench.elapse(50)
      expect(testWaiter.outcome).toBe(rcOk)
    })

    it('needs no timer to wait for ever, and does', async () => {
      const { bench, queue, testWaiter } = await setup()
      await testWaiter.call(park(queue, forever))
      expect(bench.timers).toBe(0)
      await bench.elapse(1e9)
      expect(testWaiter.outcome).toBe('pending')
      await bench.act(() => queue.wakeOne(rcOk))
    })

    it('does not wait in a queue for a time-out of 0', async () => {
      const { bench, queue, testWaiter } = await setup()
      await testWaiter.call(park(queue, 0))
      expect([testWaiter.outcome, queue.isEmpty, bench.timers]).toEqual([rcTimeout, true, 0])
    })

    it('takes its timer back when it is woken', async () => {
      const { bench, queue, told, testWaiter } = await setup()
      await testWaiter.call(park(queue, 100))
      await bench.act(() => queue.wakeOne(rcOk))
      expect(bench.timers).toBe(0)
      await testWaiter.call(park(queue, forever))
      await bench.elapse(1_000)
      expect([testWaiter.outcome, told.calls.length]).toEqual(['pending', 0])
      await bench.act(() => queue.wakeOne(rcOk))
    })

    it('waits for ever once its time-out was dropped', async () => {
      const { bench, queue, told, testWaiter } = await setup()
      await testWaiter.call(park(queue, 100))
      await bench.act(() => testWaiter.waiter.dropTimeout())
      expect(bench.timers).toBe(0)
      await bench.elapse(1_000)
      expect([testWaiter.outcome, told.calls.length, queue.first]).toEqual([
        'pending',
        0,
        testWaiter.waiter,
      ])
      await bench.act(() => testWaiter.waiter.dropTimeout())
      await bench.act(() => queue.wakeOne(rcFail))
      expect(testWaiter.outcome).toBe(rcFail)
    })

    it('is not woken by what comes after its time-out', async () => {
      const { bench, queue, testWaiter } = await setup()
      await testWaiter.call(park(queue, 10))
      await bench.elapse(10)
      await bench.act(() => testWaiter.waiter.wake(rcFail))
      expect(testWaiter.outcome).toBe(rcTimeout)
      await testWaiter.call(park(queue, forever))
      expect(testWaiter.outcome).toBe('pending')
      await bench.act(() => queue.wakeOne(rcOk))
      expect(testWaiter.outcome).toBe(rcOk)
    })

    it('is woken once: the first code counts', async () => {
      const { bench, queue, testWaiter } = await setup()
      await testWaiter.call(park(queue, forever))
      await bench.act(() => {
        queue.take()
        testWaiter.waiter.wake(rcFail)
        testWaiter.waiter.wake(rcOk)
      })
      expect(testWaiter.outcome).toBe(rcFail)
    })

    it('that waits for nobody is not disturbed by a wake', async () => {
      const { bench, testWaiter } = await setup()
      await bench.act(() => testWaiter.waiter.wake(rcFail))
      await testWaiter.call(() => rcOk)
      expect(testWaiter.outcome).toBe(rcOk)
    })

    it('is refused a second wait, and the first goes on', async () => {
      const { bench, queue, told, testWaiter } = await setup()
      const other = new WaitQueue()
      await testWaiter.call(park(queue, 100))
      await bench.act(() => {
        expect(other.park(testWaiter.waiter, 5, WaitKind.other, null)).toBe(rcInvalidThreadState)
        expect(testWaiter.waiter.park(5, WaitKind.other, null)).toBe(rcInvalidThreadState)
      })
      expect([other.isEmpty, queue.length, bench.timers, told.calls.length]).toEqual([
        true,
        1,
        1,
        0,
      ])
      await bench.elapse(100)
      expect(testWaiter.outcome).toBe(rcTimeout)
    })

    it('can be cancelled: its queue and timer forget it, the mechanism is told once', async () => {
      const { bench, queue, told, testWaiter } = await setup()
      await testWaiter.call(park(queue, 100))
      await testWaiter.cancel()
      expect([testWaiter.outcome, queue.isEmpty, bench.timers]).toEqual(['cancelled', true, 0])
      expect(told.calls).toEqual([[testWaiter.waiter, rcAbort]])
      await bench.act(() => testWaiter.waiter.wake(rcOk))
      await bench.elapse(200)
      expect([testWaiter.outcome, told.calls.length]).toEqual(['cancelled', 1])
    })

    it('stays parked while a mechanism moves it from queue to queue', async () => {
      const { bench, queue, told, testWaiter } = await setup()
      const second = new WaitQueue(told)
      await testWaiter.call(park(queue, 100))
      await bench.act(() => second.add(queue.take() as Waiter))
      expect([testWaiter.outcome, testWaiter.waiter.queue]).toEqual(['pending', second])
      await bench.elapse(100)
      expect([testWaiter.outcome, second.isEmpty, told.calls.length]).toEqual([rcTimeout, true, 1])
    })

    it('waits on without time-out if the mechanism retains it, where the mechanism put it', async () => {
      const { bench, testWaiter } = await setup()
      const second = new WaitQueue()
      const codes: number[] = []
      const first: WaitQueue = new WaitQueue({
        abandoned: () => expect.unreachable(),
        retains: (waiter, rc) => {
          codes.push(rc)
          first.remove(waiter)
          second.add(waiter)
          return true
        },
      })
      await testWaiter.call(park(first, 10))
      await bench.elapse(10)
      expect([testWaiter.outcome, first.isEmpty, second.first, bench.timers]).toEqual([
        'pending',
        true,
        testWaiter.waiter,
        0,
      ])
      await bench.elapse(1_000)
      await bench.act(() => second.wakeOne(rcFail))
      expect([testWaiter.outcome, codes]).toEqual([rcFail, [rcTimeout]])
    })

    it('leaves if the mechanism, asked, does not retain it', async () => {
      const { bench, testWaiter } = await setup()
      const told: number[] = []
      const queue = new WaitQueue({
        abandoned: (_, rc) => void told.push(rc),
        retains: () => false,
      })
      await testWaiter.call(park(queue, 10))
      await bench.elapse(10)
      expect([testWaiter.outcome, told]).toEqual([rcTimeout, [rcTimeout]])
    })

    it('that sleeps and is linked in is refused, and the mechanism is told', async () => {
      const { bench, queue, told, testWaiter } = await setup()
      await testWaiter.call((waiter) => waiter.park(50, WaitKind.sleep, null))
      await bench.act(() =>
        expect(queue.park(testWaiter.waiter, 5, WaitKind.other, null)).toBe(rcInvalidThreadState),
      )
      expect([queue.isEmpty, told.calls.map(([, rc]) => rc)]).toEqual([
        true,
        [rcInvalidThreadState],
      ])
      await bench.elapse(50)
      expect(testWaiter.outcome).toBe(rcOk)
    })

    it('is linked in and suspended in two steps, between which the mechanism may act', async () => {
      const { bench, queue, testWaiter } = await setup()
      await testWaiter.call((waiter) => {
        expect([queue.enlist(waiter, 0), queue.isEmpty]).toEqual([rcTimeout, true])
        expect([queue.enlist(waiter, 10), queue.first]).toEqual([rcOk, waiter])
        expect(queue.enlist(waiter, 10)).toBe(rcInvalidThreadState)
        return queue.suspend(waiter, 10, WaitKind.other, null)
      })
      expect([testWaiter.outcome, bench.timers]).toEqual(['pending', 1])
      await bench.elapse(10)
      expect(testWaiter.outcome).toBe(rcTimeout)
    })

    it('keeps what the mechanism noted of the wait until it was read', async () => {
      const { bench, queue, testWaiter } = await setup()
      const note = { mode: 'exclusive' }
      await testWaiter.call((waiter) => {
        waiter.detail = note
        return queue.park(waiter, forever, WaitKind.other, null)
      })
      expect((queue.first as Waiter).detail).toBe(note)
      await bench.act(() => queue.wakeOne(rcOk))
      expect(testWaiter.waiter.detail).toBe(note)
    })

    it('says who can end its wait, for as long as it lasts', async () => {
      const { bench, queue, testWaiter } = await setup()
      const owner = await bench.testWaiter(5)
      await testWaiter.call((waiter) => {
        waiter.waitOwner = owner.waiter
        return queue.park(waiter, 10, WaitKind.mutex, null)
      })
      expect(testWaiter.waiter.waitOwner).toBe(owner.waiter)
      await bench.elapse(10)
      expect(testWaiter.waiter.waitOwner).toBeNull()
    })

    it('is served by priority, then first come, first served', async () => {
      const { bench, queue } = await setup()
      const testWaiters: TestWaiter[] = []
      for (const priority of [3, 7, 3, 31, 0, 7]) testWaiters.push(await bench.testWaiter(priority))
      for (const testWaiter of testWaiters) await testWaiter.call(park(queue, forever))
      const order: number[] = []
      while (!queue.isEmpty) {
        order.push(testWaiters.findIndex(({ waiter }) => waiter === queue.first))
        await bench.act(() => queue.wakeOne(rcOk))
      }
      expect(order).toEqual([3, 1, 5, 0, 2, 4])
      expect(testWaiters.map(({ outcome }) => outcome)).toEqual([
        rcOk,
        rcOk,
        rcOk,
        rcOk,
        rcOk,
        rcOk,
      ])
    })

    it('shares its queue with others that time out or are cancelled, which do not take its place along', async () => {
      const { bench, queue } = await setup()
      const testWaiters: TestWaiter[] = []
      for (let index = 0; index < 4; index++) testWaiters.push(await bench.testWaiter(5))
      for (const [index, testWaiter] of testWaiters.entries())
        await testWaiter.call(park(queue, index === 1 ? 10 : 1_000))
      await bench.elapse(10)
      await testWaiters[0]!.cancel()
      await bench.act(() => queue.wakeAll(rcOk))
      expect(testWaiters.map(({ outcome }) => outcome)).toEqual([
        'cancelled',
        rcTimeout,
        rcOk,
        rcOk,
      ])
      expect(bench.timers).toBe(0)
    })

    it('completes an operation that did not block with its code, and leaves one that did alone', async () => {
      const { bench, queue, testWaiter } = await setup()
      await testWaiter.call((waiter) => waiter.complete(rcFail))
      expect(testWaiter.outcome).toBe(rcFail)
      await testWaiter.call((waiter) =>
        waiter.complete(queue.park(waiter, forever, WaitKind.other, null)),
      )
      expect(testWaiter.outcome).toBe('pending')
      await bench.act(() => queue.wakeOne(rcOk))
      expect(testWaiter.outcome).toBe(rcOk)
    })
  })
}
