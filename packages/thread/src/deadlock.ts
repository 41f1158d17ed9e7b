// Deadlock detection: a wait that begins now may close a ring of waits, and only such a wait can.
// `Scheduler.onDeadlock` is told of the ring at once, while other threads still run.
//
// A part of `Scheduler`, kept out of `scheduler.ts` because it is off the hot path. How a ring is
// found and reported is in `wait-report.ts`.

import type { Owned } from './priority-inheritance.ts'
import type { Scheduler } from './scheduler.ts'
import { Thread } from './thread.ts'
import { ThreadState } from './thread-state.ts'
import { ringReport } from './wait-report.ts'
import type { Waiter } from './waiter.ts'

/**
 * True if no ring can lead through a wait for `owner`, as in most calls: nobody is waited for, or a
 * thread that itself waits for nobody, or only until its time-out.
 */
export function endsWaitChain(owner: Waiter | Owned | null): boolean {
  if (!(owner instanceof Thread)) return owner === null
  return owner.state !== ThreadState.parked || owner.heapIndex >= 0 || owner.waitOwner === null
}

/** Tells the listener of the ring that `thread` closes by its wait, if it closes one. */
export function detectDeadlock(scheduler: Scheduler, thread: Thread): void {
  const report = ringReport(scheduler, thread)
  if (report === null) return
  // The listener may wake and end threads, this one too: none is dispatched before it returns.
  scheduler.depth++
  try {
    scheduler.onDeadlock?.(report)
  } finally {
    scheduler.depth--
  }
}
