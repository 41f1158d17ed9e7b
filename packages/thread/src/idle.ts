// How time passes, and what happens when no thread is ready.
//
// Real time passes by itself: its clock calls `expireTimers`. Virtual time jumps to the next
// deadline when no thread is ready. If there is none, `onIdle` is told that the scheduler idles.
// Time does not jump, and the scheduler does not idle, while the host may still make a thread
// ready: while a thread is away or a host operation is pending. A part of `Scheduler`, kept out of
// `scheduler.ts` because it is off the hot path.

import type { Scheduler } from './scheduler.ts'
import type { Thread } from './thread.ts'

/** Lets time pass, or tells the listener, until a thread is ready; null if none will be. */
export function awaitReady(scheduler: Scheduler): Thread | null {
  scheduler.parkedAt = -1
  while (advanceTime(scheduler) || reportIdle(scheduler)) {
    const next = scheduler.ready.take(scheduler.choice)
    if (next !== null) return next
  }
  return null
}

/** See `Scheduler.hostOperation`. */
export function beginHostOperation(scheduler: Scheduler): () => void {
  scheduler.turns.hostOperations++
  let pending = 1
  return () => {
    scheduler.enter()
    scheduler.turns.hostOperations -= pending
    pending = 0
    scheduler.leave()
  }
}

// Lets virtual time jump to the next deadline. True if it did.
function advanceTime(scheduler: Scheduler): boolean {
  const { turns, ready } = scheduler
  if (turns.isHostAwaited) return false
  // A timer that expires must not dispatch through an entry of its own: the thread that parks just
  // now has no promise yet.
  scheduler.depth++
  try {
    if (!scheduler.deadlines.jump()) return false
  } finally {
    scheduler.depth--
  }
  // A jump that makes no thread ready counts as a switch: timers that follow each other for long
  // must not starve the host.
  if (ready.bitmap === 0 && --turns.dueAt <= scheduler.switches) turns.suspendTime()
  return true
}

// Time stands as well. True if the listener made a thread ready, or let time go on.
function reportIdle(scheduler: Scheduler): boolean {
  scheduler.deadlines.disarmIfNone()
  if (scheduler.onIdle === null || scheduler.turns.isHostAwaited) return false
  if (!scheduler.clock.isVirtual && scheduler.deadlines.size > 0) return false
  scheduler.depth++
  try {
    scheduler.onIdle()
  } finally {
    scheduler.depth--
  }
  return scheduler.ready.bitmap !== 0 || advanceTime(scheduler)
}

/** Real time has come to a deadline. */
export function expireTimers(scheduler: Scheduler): void {
  scheduler.enter()
  try {
    scheduler.deadlines.fire()
  } finally {
    scheduler.leave()
    scheduler.deadlines.rearm()
  }
}
