// What the scheduler tells its probe about a thread that parks or is switched to.
//
// A probe is code of the host: it may wake and end any thread, the one it hears of included. The
// report is an entry, so that no thread is dispatched inside it, and the scheduler looks at the
// thread again when it is over. A part of `Scheduler`, kept out of `scheduler.ts` because it is off
// the hot path.

import type { Scheduler } from './scheduler.ts'
import type { Thread } from './thread.ts'
import { ThreadState } from './thread-state.ts'

/** Tells the probe that `thread` parks. */
export function reportParked(scheduler: Scheduler, thread: Thread): void {
  scheduler.depth++
  try {
    scheduler.probe?.parked?.(thread, scheduler.clock.now())
  } finally {
    scheduler.depth--
  }
}

/** Tells the probe that `thread` runs now. False if it was ended meanwhile: it must not go on. */
export function reportSwitched(scheduler: Scheduler, thread: Thread): boolean {
  scheduler.depth++
  try {
    scheduler.probe?.switched?.(thread, scheduler.clock.now())
  } finally {
    scheduler.depth--
  }
  return thread.state === ThreadState.running
}
