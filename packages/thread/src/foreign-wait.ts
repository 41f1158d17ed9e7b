// What a scheduler does in a turn of the host's event loop (`host-turns.ts`).
//
// All microtasks have run when a turn comes. So a thread that still runs then awaits something that
// the scheduler does not know, a foreign wait: in real time the thread is away from now on, in
// virtual time that is an error. A thread whose dispatch was deferred to the turn goes on. A part
// of `Scheduler`, kept out of `scheduler.ts` because it is off the hot path.

import { rcAbort, rcInvalidThreadState, rcOk } from '@kos/retcode'
import { reportSwitched } from './probe-report.ts'
import type { Scheduler } from './scheduler.ts'
import { terminateThread } from './termination.ts'
import type { Thread } from './thread.ts'
import { ThreadState } from './thread-state.ts'
import { PARKED } from './waiter.ts'

/** A turn of the host came. */
export function handleHostTurn(scheduler: Scheduler): void {
  const { turns, current } = scheduler
  const wasTimeSuspended = turns.isTimeSuspended
  turns.restart(scheduler.switches)
  if (current === null) return wasTimeSuspended ? scheduler.poll() : undefined
  if (turns.deferredThread === null) return handleForeignWait(scheduler, current)
  turns.deferredThread = null
  turns.arm()
  current.state = ThreadState.running
  if (scheduler.probe === null || reportSwitched(scheduler, current)) current.resume()
  else scheduler.poll()
}

function handleForeignWait(scheduler: Scheduler, thread: Thread): void {
  if (scheduler.clock.isVirtual) return refuseForeignWait(scheduler, thread)
  scheduler.enter()
  thread.state = ThreadState.away
  scheduler.turns.awayThreads++
  scheduler.current = null
  scheduler.leave()
}

// Nothing would be repeatable if virtual time waited for the host.
function refuseForeignWait(scheduler: Scheduler, thread: Thread): void {
  if (scheduler.onForeignWait !== null) scheduler.onForeignWait(thread)
  else terminateThread(scheduler, thread, rcAbort, foreignWaitText(thread))
}

/** `Scheduler.admit` for a thread that does not run. */
export function admitAway(
  scheduler: Scheduler,
  thread: Thread,
  blocks: boolean,
  operation: () => number,
): number {
  if (thread.state !== ThreadState.away) return rcInvalidThreadState
  scheduler.enter()
  try {
    if (!blocks) return operation()
    scheduler.turns.awayThreads--
    thread.deferredOperation = operation
    scheduler.makeReady(thread, rcOk)
    return PARKED
  } finally {
    scheduler.leave()
  }
}

/** Why a thread cannot go on that awaited something foreign under virtual time. */
export function foreignWaitText(thread: Thread): string {
  return (
    `${thread.name} awaited something that its scheduler knows nothing of ` +
    '(I/O, a timer of the host), and virtual time cannot wait for it. ' +
    'Wait through the scheduler, or use a HostClock.'
  )
}
