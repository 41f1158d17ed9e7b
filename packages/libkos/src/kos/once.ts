// Doing something once: KosThreadOnce of the documented header `kos/thread.h`. The mechanism is
// `Once` of `@kos/sync`.

import type { Once } from '@kos/sync'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { rcInvalidArgument, rcNotReady, rcOk, rcRestart, type Retcode } from '@kos/retcode'
import type { Library, Sys } from '../runtime/sys.ts'
import { waiterOf } from '../runtime/thread-waiter.ts'
import { KosThreadOnceState } from './sync_types.ts'

/** KosThreadOnce, on `kos`. */
export interface OnceApi {
  /**
   * Calls `initRoutine`, which may be asynchronous, unless some thread of the process did so with
   * the same state; waits for one that does it now (topic `kos_thread_once`). If the routine
   * throws, or its thread is terminated, it was not done: the next caller, or the first thread that
   * waits, calls its own. The error reaches the caller whose routine it is.
   *
   * rcOk: it is done; rcInvalidArgument: no state, or no function.
   */
  readonly KosThreadOnce: (
    onceControl: KosThreadOnceState,
    initRoutine: () => Promise<void> | void,
  ) => Promise<Retcode>
}

async function once(
  sys: Sys,
  mechanism: Once,
  routine: () => Promise<void> | void,
): Promise<Retcode> {
  const waiter = waiterOf(sys)
  for (;;) {
    const answer = mechanism.enter(waiter, INFINITE_TIMEOUT)
    if (answer === rcNotReady) break
    const rc = await waiter.wait(answer)
    if (rc !== rcRestart) return rc
  }
  let isDone = false
  try {
    await routine()
    isDone = true
  } finally {
    if (isDone) mechanism.done(waiter)
    else mechanism.failed(waiter)
  }
  return rcOk
}

/** The program half of KosThreadOnce. */
export const onceLibrary: Library<OnceApi> = /* @__PURE__ */ Object.freeze({
  KosThreadOnce: (sys) => (state, routine) => {
    const mechanism = KosThreadOnceState.read(state)
    if (mechanism === undefined || typeof routine !== 'function') return sys.wait(rcInvalidArgument)
    return once(sys, mechanism, routine)
  },
})
