// Locks for many readers or one writer: documented header `kos/rwlock.h`. The mechanism is `RWLock`
// of `@kos/sync`, whose README says when readers and when writers are preferred.

import { RWLock } from '@kos/sync'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { rcInvalidArgument, type Retcode } from '@kos/retcode'
import type { Library, Sys } from '../runtime/sys.ts'
import { waiterOf } from '../runtime/thread-waiter.ts'
import { initialise, noSuch, reportUnless } from './sync-misuse.ts'
import { type KosRWLock, SyncStruct } from './sync_types.ts'

/**
 * Functions of rwlocks, on `kos`. Those that are documented as void report misuse when they refuse,
 * and change nothing.
 */
export interface RWLockApi {
  /**
   * Makes a lock free again (topic `kos_rw_lock_init`). Refused while threads have it or wait for
   * it.
   */
  readonly KosRWLockInit: (rwlock: KosRWLock) => void
  /**
   * Ends a lock, until it is initialised again (topic `kos_rw_lock_deinit`). Refused while threads
   * have it or wait for it.
   */
  readonly KosRWLockDeinit: (rwlock: KosRWLock) => void
  /**
   * Waits until no thread writes, and no thread that comes first by priority or arrival waits to
   * write, and reads (topic `kos_rw_lock_read`).
   */
  readonly KosRWLockRead: (rwlock: KosRWLock) => Promise<void>
  /**
   * Reads if that needs no waiting (topic `kos_rw_lock_try_read`). rcOk; rcBusy; rcInvalidArgument:
   * no such lock.
   */
  readonly KosRWLockTryRead: (rwlock: KosRWLock) => Retcode
  /** Waits until no thread reads or writes, and writes (topic `kos_rw_lock_write`). */
  readonly KosRWLockWrite: (rwlock: KosRWLock) => Promise<void>
  /**
   * Writes if that needs no waiting (topic `kos_rw_lock_try_write`). rcOk; rcBusy;
   * rcInvalidArgument: no such lock.
   */
  readonly KosRWLockTryWrite: (rwlock: KosRWLock) => Retcode
  /** Ends the calling thread's writing, or one reading of its (topic `kos_rw_lock_unlock`). */
  readonly KosRWLockUnlock: (rwlock: KosRWLock) => void
}

const isUsed = ({ readers, writer, waiting }: RWLock): boolean =>
  readers > 0 || writer !== null || waiting > 0

function locking(
  sys: Sys,
  call: 'KosRWLockRead' | 'KosRWLockWrite',
): (value: KosRWLock) => Promise<void> {
  const report = (rc: Retcode): void => reportUnless(sys, call, Number(rc))
  return (value) => {
    const lock = SyncStruct.read(value, RWLock)
    if (lock === undefined) return sys.wait(rcInvalidArgument).then(report)
    const waiter = waiterOf(sys)
    const answer =
      call === 'KosRWLockRead'
        ? lock.read(waiter, INFINITE_TIMEOUT)
        : lock.write(waiter, INFINITE_TIMEOUT)
    return waiter.wait(answer).then(report)
  }
}

/** The program half of rwlocks. */
export const rwlockLibrary: Library<RWLockApi> = /* @__PURE__ */ Object.freeze({
  KosRWLockInit: (sys) => (rwlock) =>
    initialise(sys, 'KosRWLockInit', rwlock, RWLock, new RWLock(), isUsed),
  KosRWLockDeinit: (sys) => (rwlock) =>
    initialise(sys, 'KosRWLockDeinit', rwlock, RWLock, null, isUsed),
  KosRWLockRead: (sys) => locking(sys, 'KosRWLockRead'),
  KosRWLockWrite: (sys) => locking(sys, 'KosRWLockWrite'),
  KosRWLockTryRead: (sys) => (value) =>
    (SyncStruct.read(value, RWLock)?.tryRead(waiterOf(sys)) ?? rcInvalidArgument) as Retcode,
  KosRWLockTryWrite: (sys) => (value) =>
    (SyncStruct.read(value, RWLock)?.tryWrite(waiterOf(sys)) ?? rcInvalidArgument) as Retcode,
  KosRWLockUnlock: (sys) => (value) => {
    const lock = SyncStruct.read(value, RWLock)
    if (lock === undefined)
      return reportUnless(sys, 'KosRWLockUnlock', rcInvalidArgument, noSuch('rwlock'))
    reportUnless(
      sys,
      'KosRWLockUnlock',
      lock.unlock(waiterOf(sys)),
      'this thread neither reads nor writes',
    )
  },
})
