// Condition variables: documented header `kos/condvar.h`. The mechanism is `Condvar` of
// `@kos/sync`.

import { Condvar, Mutex } from '@kos/sync'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { rcInvalidArgument, type Retcode } from '@kos/retcode'
import type { Library, Sys } from '../runtime/sys.ts'
import { waiterOf } from '../runtime/thread-waiter.ts'
import { isTimeout } from './mutex.ts'
import { initialise, noSuch, reportUnless } from './sync-misuse.ts'
import { type KosCondvar, type KosMutex, SyncStruct } from './sync_types.ts'

/**
 * Functions of condition variables, on `kos`. Those that are documented as void report misuse when
 * they refuse, and change nothing.
 */
export interface CondvarApi {
  /**
   * Makes a condition variable anew (topic `kos_condvar_init`). Refused while threads wait for it.
   */
  readonly KosCondvarInit: (condvar: KosCondvar) => void
  /**
   * Ends one, until it is initialised again (topic `kos_condvar_deinit`). Refused while threads
   * wait for it.
   */
  readonly KosCondvarDeinit: (condvar: KosCondvar) => void
  /**
   * Lets one thread go on that waits, as soon as it has its mutex (topic `kos_condvar_signal`).
   * Without one it does nothing.
   */
  readonly KosCondvarSignal: (condvar: KosCondvar) => void
  /** Lets all threads go on that wait, one after the other (topic `kos_condvar_broadcast`). */
  readonly KosCondvarBroadcast: (condvar: KosCondvar) => void
  /**
   * Gives up the mutex, waits for a signal, and has the mutex again, whatever the answer is (topic
   * `kos_condvar_wait`).
   *
   * rcOk; rcInvalidArgument: no condition variable or no mutex; rcInvalidOperation: the thread does
   * not have the mutex.
   */
  readonly KosCondvarWait: (condvar: KosCondvar, mutex: KosMutex) => Promise<Retcode>
  /**
   * The same, waiting for the signal for `mdelay` milliseconds at most; the mutex is waited for
   * without a time-out (topic `kos_condvar_wait_timeout`). Codes of KosCondvarWait; rcTimeout.
   */
  readonly KosCondvarWaitTimeout: (
    condvar: KosCondvar,
    mutex: KosMutex,
    mdelay: number,
  ) => Promise<Retcode>
}

const isUsed = ({ waiting }: Condvar): boolean => waiting > 0

function wait(
  sys: Sys,
  condvarValue: KosCondvar,
  mutexValue: KosMutex,
  timeout: number,
): Promise<Retcode> {
  const condvar = SyncStruct.read(condvarValue, Condvar)
  const mutex = SyncStruct.read(mutexValue, Mutex)
  if (condvar === undefined || mutex === undefined || !isTimeout(timeout))
    return sys.wait(rcInvalidArgument)
  const waiter = waiterOf(sys)
  return waiter.wait(condvar.wait(waiter, mutex, timeout))
}

/** The program half of condition variables. */
export const condvarLibrary: Library<CondvarApi> = /* @__PURE__ */ Object.freeze({
  KosCondvarInit: (sys) => (condvar) =>
    initialise(sys, 'KosCondvarInit', condvar, Condvar, new Condvar(), isUsed),
  KosCondvarDeinit: (sys) => (condvar) =>
    initialise(sys, 'KosCondvarDeinit', condvar, Condvar, null, isUsed),
  KosCondvarSignal: (sys) => (value) => {
    const condvar = SyncStruct.read(value, Condvar)
    if (condvar === undefined)
      return reportUnless(sys, 'KosCondvarSignal', rcInvalidArgument, noSuch('condition variable'))
    condvar.signal()
  },
  KosCondvarBroadcast: (sys) => (value) => {
    const condvar = SyncStruct.read(value, Condvar)
    if (condvar === undefined)
      return reportUnless(
        sys,
        'KosCondvarBroadcast',
        rcInvalidArgument,
        noSuch('condition variable'),
      )
    condvar.broadcast()
  },
  KosCondvarWait: (sys) => (condvar, mutex) => wait(sys, condvar, mutex, INFINITE_TIMEOUT),
  KosCondvarWaitTimeout: (sys) => (condvar, mutex, mdelay) => wait(sys, condvar, mutex, mdelay),
})
