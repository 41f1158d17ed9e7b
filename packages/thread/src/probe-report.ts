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
  const { probe } = scheduler
  if (probe?.parked === undefined) return
  const now = scheduler.clock.now()
  scheduler.parkedAt = now
  scheduler.depth++
  try {
    probe.parked(thread, now)
  } finally {
    scheduler.depth--
  }
}

/**
 * Tells the probe that `thread` runs now. False if it was ended meanwhile: it must not go on. If
 * another thread parked just before, that is the time: reading a clock costs more than the rest
 * (bench case `kernel/trace`).
 */
export function reportSwitched(scheduler: Scheduler, thread: Thread): boolean {
  const { probe, parkedAt } = scheduler
  scheduler.parkedAt = -1
  if (probe?.switched === undefined) return true
  scheduler.depth++
  try {
    probe.switched(thread, parkedAt < 0 ? scheduler.clock.now() : parkedAt)
  } finally {
    scheduler.depth--
  }
  return thread.state === ThreadState.running
}
