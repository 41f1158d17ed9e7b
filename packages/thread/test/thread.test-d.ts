import { describe, expectTypeOf, it } from 'vitest'
import { type Retcode, rcOk } from '@kos/retcode'
import {
  type ThreadBody,
  type Clock,
  Continuation,
  HostClock,
  type LocalThread,
  PromiseWaiter,
  type Scheduler,
  type Thread,
  type Timed,
  VirtualClock,
  WaitKind,
  type Waiter,
} from '@kos/thread'

declare const self: LocalThread
declare const scheduler: Scheduler

describe('types', () => {
  it('make a forgotten await visible: what blocks is a promise of a code', () => {
    expectTypeOf(self.block(() => rcOk)).toEqualTypeOf<Promise<Retcode>>()
    expectTypeOf(self.sleep(1)).toEqualTypeOf<Promise<Retcode>>()
    expectTypeOf(self.sleep(1)).not.toExtend<Retcode>()
  })

  it('keep the shape that a continuation gives its result', () => {
    const continuation = new Continuation(() => {})
    expectTypeOf(continuation.park((rc) => ({ rc, size: 1 }))).toEqualTypeOf<
      Promise<{ rc: number; size: number }>
    >()
    expectTypeOf(continuation).toExtend<ThreadBody>()
  })

  it('let threads and promise waiters be waiters, and both clocks clocks', () => {
    expectTypeOf<Thread>().toExtend<Waiter & Timed>()
    expectTypeOf<PromiseWaiter>().toExtend<Waiter>()
    expectTypeOf<HostClock>().toExtend<Clock>()
    expectTypeOf<VirtualClock>().toExtend<Clock>()
  })

  it('know the wait kinds by number', () => {
    expectTypeOf(WaitKind.mutex).toEqualTypeOf<7>()
    expectTypeOf(16).not.toExtend<WaitKind>()
  })

  it('let a listener to idling be taken away', () => {
    expectTypeOf(scheduler.onIdle).toEqualTypeOf<(() => void) | null>()
  })
})
