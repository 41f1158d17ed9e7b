// Mutexes: documented header `kos/mutex.h`. The mechanism is `Mutex` of `@kos/sync`; a free one is
// locked without the kernel.

import { Mutex } from '@kos/sync'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { rcInvalidArgument, type Retcode } from '@kos/retcode'
import type { Library, Sys } from '../runtime/sys.ts'
import { waiterOf } from '../runtime/thread-waiter.ts'
import { initialise, noSuch, reportUnless } from './sync-misuse.ts'
import { type KosMutex, SyncStruct } from './sync_types.ts'

/**
 * Functions of mutexes, on `kos`. Those that are documented as void report misuse when they refuse,
 * and change nothing.
 */
export interface MutexApi {
  /**
   * Makes a mutex free and not recursive again (topic `kos_mutex_init`). Refused while a thread has
   * it.
   */
  readonly KosMutexInit: (mutex: KosMutex) => void
  /** The same; `recursive` 1: its owner may lock it again (topic `kos_mutex_init_ex`). */
  readonly KosMutexInitEx: (mutex: KosMutex, recursive: number) => void
  /**
   * Ends a mutex, until it is initialised again (topic `kos_mutex_deinit`). Refused while a thread
   * has it.
   */
  readonly KosMutexDeinit: (mutex: KosMutex) => void
  /**
   * Waits until the mutex is free and takes it (topic `kos_mutex_lock`). Its owner
   * inherits the priority of the threads that wait; they are served by priority, first come first
   * served inside one. A
   * thread that has a mutex which is not recursive waits for itself: a deadlock.
   */
  readonly KosMutexLock: (mutex: KosMutex) => Promise<void>
  /**
   * The same, for `mdelay` milliseconds at most, 0 for not waiting at all (topic
   * `kos_mutex_lock_timeout`).
   *
   * rcOk; rcTimeout; rcInvalidArgument: no mutex, or one after its Deinit; rcQuotaExceeded: locked
   * 255 times.
   */
  readonly KosMutexLockTimeout: (mutex: KosMutex, mdelay: number) => Promise<Retcode>
  /**
   * Takes the mutex if it is free (topic `kos_mutex_try_lock`). rcOk; rcBusy; rcInvalidArgument;
   * rcQuotaExceeded.
   */
  readonly KosMutexTryLock: (mutex: KosMutex) => Retcode
  /**
   * Gives the mutex to the first thread that waits; a recursive one after as many calls as it was
   * locked (topic
   * `kos_mutex_unlock`). Its owner alone may.
   */
  readonly KosMutexUnlock: (mutex: KosMutex) => void
}

const isLocked = (mutex: Mutex): boolean => mutex.isLocked

function lock(sys: Sys, value: KosMutex, timeout: number): Promise<Retcode> {
  const mutex = SyncStruct.read(value, Mutex)
  if (mutex === undefined || !isTimeout(timeout)) return sys.wait(rcInvalidArgument)
  const waiter = waiterOf(sys)
  return waiter.wait(mutex.lock(waiter, timeout))
}

/** True for a number of milliseconds as C passes it: 32 bits. */
export function isTimeout(value: unknown): value is number {
  return typeof value === 'number' && value >>> 0 === value
}

/** The program half of mutexes. */
export const mutexLibrary: Library<MutexApi> = /* @__PURE__ */ Object.freeze({
  KosMutexInit: (sys) => (mutex) =>
    initialise(sys, 'KosMutexInit', mutex, Mutex, new Mutex(), isLocked),
  KosMutexInitEx: (sys) => (mutex, recursive) =>
    initialise(
      sys,
      'KosMutexInitEx',
      mutex,
      Mutex,
      new Mutex({ recursive: recursive === 1 }),
      isLocked,
    ),
  KosMutexDeinit: (sys) => (mutex) =>
    initialise(sys, 'KosMutexDeinit', mutex, Mutex, null, isLocked),
  KosMutexLock: (sys) => {
    const report = (rc: Retcode): void => reportUnless(sys, 'KosMutexLock', Number(rc))
    return (mutex) => lock(sys, mutex, INFINITE_TIMEOUT).then(report)
  },
  KosMutexLockTimeout: (sys) => (mutex, mdelay) => lock(sys, mutex, mdelay),
  KosMutexTryLock: (sys) => (value) => {
    const mutex = SyncStruct.read(value, Mutex)
    return (mutex === undefined ? rcInvalidArgument : mutex.tryLock(waiterOf(sys))) as Retcode
  },
  KosMutexUnlock: (sys) => (value) => {
    const mutex = SyncStruct.read(value, Mutex)
    if (mutex === undefined)
      return reportUnless(sys, 'KosMutexUnlock', rcInvalidArgument, noSuch('mutex'))
    reportUnless(
      sys,
      'KosMutexUnlock',
      mutex.unlock(waiterOf(sys)),
      'this thread does not have the mutex; its owner alone may unlock it',
    )
  },
})
