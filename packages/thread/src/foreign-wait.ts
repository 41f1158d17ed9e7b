// Foreign waits, and what else a scheduler does in a turn of the host's event loop.
//
// A thread that still runs when all microtasks have run awaits something that the scheduler does
// not know, a foreign wait. In real time a turn of the host (`host-turns.ts`) finds it, and the
// thread is away from then on. In virtual time it is an error, found at the next quiescence
// (`quiescence.ts`), before any timer or I/O of the host. A thread whose dispatch was deferred to a
// turn goes on in it. A part of `Scheduler`, kept out of `scheduler.ts`: it is off the hot path.

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
  if (turns.deferredThread === null)
    return scheduler.clock.isVirtual ? undefined : leaveToHost(scheduler, current)
  turns.deferredThread = null
  turns.arm()
  current.state = ThreadState.running
  if (scheduler.probe === null || reportSwitched(scheduler, current)) current.resume()
  else scheduler.poll()
}

/** Under virtual time: the microtask queue has run dry. */
export function handleQuiescence(scheduler: Scheduler): void {
  const { turns, current } = scheduler
  if (current !== null && turns.deferredThread === null) refuseForeignWait(scheduler, current)
}

// The thread is away until it calls again.
function leaveToHost(scheduler: Scheduler, thread: Thread): void {
  scheduler.enter()
  thread.state = ThreadState.away
  scheduler.turns.awayThreads++
  scheduler.current = null
  try {
    scheduler.probe?.away?.(thread, scheduler.clock.now())
  } finally {
    scheduler.leave()
  }
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
