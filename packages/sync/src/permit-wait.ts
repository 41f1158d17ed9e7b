// Waits for permits of a semaphore: how many a waiter wants is its `detail`, and null is one, so that
// the usual wait allocates nothing.

import { rcInvalidArgument } from '@kos/retcode'
import type { Waiter, WaitQueue } from '@kos/thread'

/** The `detail` of a waiter that wants several permits. */
class SeveralPermits {
  readonly count: number

  constructor(count: number) {
    this.count = count
  }
}

/** The `detail` of a waiter that wants so many permits. */
export function wish(permits: number): object | null {
  return permits === 1 ? null : new SeveralPermits(permits)
}

/** How many permits a waiter wants. */
export function wantedBy(waiter: Waiter): number {
  const wanted = waiter.detail as SeveralPermits | null
  return wanted === null ? 1 : wanted.count
}

/** Ends the wait of a waiter of `queue` with a code. */
export function endWait(waiter: Waiter, queue: WaitQueue, rc: number): void {
  queue.remove(waiter)
  waiter.detail = null
  waiter.wake(rc)
}

/** Ends the waits of those who want more than `max` permits together. */
export function refuseAbove(max: number, queue: WaitQueue): void {
  let next: Waiter | null
  for (let waiter = queue.first; waiter !== null; waiter = next) {
    ;({ next } = waiter)
    if (wantedBy(waiter) > max) endWait(waiter, queue, rcInvalidArgument)
  }
}
