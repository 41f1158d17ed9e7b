// The end of a thread: its routine returned, or another thread or the host terminated it.
//
// A thread that ends leaves the processor or its ready queue, its wait queue and its deadline, and
// the table of threads; the resources that it owns, the threads that join it and its `onEnd` are
// told. All of that happens at once, inside one entry. The program's half of a terminated thread
// learns of it through a rejected promise (`Continuation.kill`). A part of `Scheduler`, kept out of
// `scheduler.ts` because it is off the hot path.

import { rcAbort, rcInvalidArgument, rcOk } from '@kos/retcode'
import { notifyOwnerEnded } from './priority-inheritance.ts'
import type { Scheduler } from './scheduler.ts'
import type { Thread } from './thread.ts'
import { ThreadState } from './thread-state.ts'

/** See `Scheduler.end`. */
export function endThread(scheduler: Scheduler, thread: Thread, exitCode: number): void {
  if (thread.state === ThreadState.ended) return
  scheduler.enter()
  try {
    finish(scheduler, thread, exitCode)
  } finally {
    scheduler.leave()
  }
}

/** See `Scheduler.terminate`. */
export function terminateThread(
  scheduler: Scheduler,
  thread: Thread,
  exitCode: number,
  reason: string | null,
): number {
  if (thread.state === ThreadState.ended) return rcInvalidArgument
  scheduler.enter()
  thread.endReason = reason
  try {
    finish(scheduler, thread, exitCode)
  } finally {
    killBody(scheduler, thread, reason)
  }
  return rcOk
}

// Ends the entry of `terminateThread`.
function killBody(scheduler: Scheduler, thread: Thread, reason: string | null): void {
  try {
    thread.body.kill(reason)
  } finally {
    // Its clean-up (`finally`, `using`) runs in microtasks: virtual time must not pass before.
    if (scheduler.clock.isVirtual) scheduler.turns.suspendTime()
    scheduler.leave()
  }
}

function finish(scheduler: Scheduler, thread: Thread, exitCode: number): void {
  const { state } = thread
  // The state first: a mechanism that is told below can neither wake nor end this thread again.
  thread.state = ThreadState.ended
  thread.exitCode = exitCode
  leaveScheduler(scheduler, thread, state)
  thread.queue?.abandon(thread, rcAbort)
  thread.deferredOperation = null
  thread.detail = null
  thread.waitOwner = null
  thread.waitObject = null
  thread.waitStack = null
  scheduler.table.remove(thread)
  if (thread.owned !== null) notifyOwnerEnded(thread)
  if (thread.wasJoined) thread.joiners.wakeAll(rcOk)
  scheduler.probe?.ended?.(thread, scheduler.clock.now())
  // Whoever keeps the thread does not keep what its listener knows.
  const { onEnd } = thread
  thread.onEnd = null
  onEnd?.(thread)
}

// Takes the thread off the processor, or out of the ready queue, and takes its time-out back.
function leaveScheduler(scheduler: Scheduler, thread: Thread, state: ThreadState): void {
  if (state === ThreadState.away) scheduler.turns.awayThreads--
  else if (thread === scheduler.current) {
    scheduler.current = null
    scheduler.turns.deferredThread = null
  } else if (state === ThreadState.ready) scheduler.ready.remove(thread)
  scheduler.deadlines.remove(thread)
}
