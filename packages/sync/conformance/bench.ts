// What the suites need of an implementation of `Waiter`: a bench as for the suite of `@kos/thread`,
// which also makes several waiters at once, and says what a cancellation means for them.

import { INFINITE_TIMEOUT } from '@kos/thread'
import type { TestWaiter, WaiterBench } from '@kos/thread/conformance'

/** A time-out that never elapses, in milliseconds. */
export const forever: number = INFINITE_TIMEOUT

/** Where waiters of one implementation live. */
export interface SyncBench extends WaiterBench {
  /** True if a cancelled waiter is over, as a terminated thread; false if it can wait again. */
  readonly endsByCancel: boolean
  /** Makes `count` waiters of one priority; it is 5 if nothing is said. */
  testWaiters(count: number, priority?: number): Promise<TestWaiter[]>
}
