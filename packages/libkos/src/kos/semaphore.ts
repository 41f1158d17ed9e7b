// Semaphores: documented header `kos/semaphore.h`. The mechanism is `Semaphore` of `@kos/sync`.

import { Semaphore } from '@kos/sync'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { rcInvalidArgument, type Retcode } from '@kos/retcode'
import type { Library, Sys } from '../runtime/sys.ts'
import { waiterOf } from '../runtime/thread-waiter.ts'
import { isTimeout } from './mutex.ts'
import { type KosSemaphore, SyncStruct } from './sync_types.ts'

/**
 * Functions of semaphores, on `kos`. Everywhere rcInvalidArgument: no semaphore, or one after its
 * Deinit.
 */
export interface SemaphoreApi {
  /**
   * Begins with `count` permits (topic `kos_semaphore_init`). rcOk; rcInvalidArgument: no integer
   * from 0; rcFail: above KOS_SEMAPHORE_VALUE_MAX, or threads wait.
   */
  readonly KosSemaphoreInit: (semaphore: KosSemaphore, count: number) => Retcode
  /**
   * Ends a semaphore, until it is initialised again (topic `kos_semaphore_deinit`). rcOk; rcFail:
   * threads wait.
   */
  readonly KosSemaphoreDeinit: (semaphore: KosSemaphore) => Retcode
  /**
   * Gives a permit to the first thread that waits (topic `kos_semaphore_signal`). rcOk; rcFail:
   * there would be more than KOS_SEMAPHORE_VALUE_MAX.
   */
  readonly KosSemaphoreSignal: (semaphore: KosSemaphore) => Retcode
  /** Gives `n` permits. rcOk; rcInvalidArgument: fewer than 1; rcFail as KosSemaphoreSignal. */
  readonly KosSemaphoreSignalN: (semaphore: KosSemaphore, n: number) => Retcode
  /** Waits for a permit and takes it (topic `kos_semaphore_wait`). rcOk. */
  readonly KosSemaphoreWait: (semaphore: KosSemaphore) => Promise<Retcode>
  /**
   * The same, for `mdelay` milliseconds at most (topic `kos_semaphore_wait_timeout`). rcOk;
   * rcTimeout.
   */
  readonly KosSemaphoreWaitTimeout: (semaphore: KosSemaphore, mdelay: number) => Promise<Retcode>
  /** Takes a permit if there is one (topic `kos_semaphore_try_wait`). rcOk; rcBusy. */
  readonly KosSemaphoreTryWait: (semaphore: KosSemaphore) => Retcode
}

function wait(sys: Sys, value: KosSemaphore, timeout: number): Promise<Retcode> {
  const semaphore = SyncStruct.read(value, Semaphore)
  if (semaphore === undefined || !isTimeout(timeout)) return sys.wait(rcInvalidArgument)
  const waiter = waiterOf(sys)
  return waiter.wait(semaphore.wait(waiter, timeout))
}

function signal(value: KosSemaphore, count: number): Retcode {
  return (SyncStruct.read(value, Semaphore)?.signal(count) ?? rcInvalidArgument) as Retcode
}

/** The program half of semaphores. */
export const semaphoreLibrary: Library<SemaphoreApi> = /* @__PURE__ */ Object.freeze({
  KosSemaphoreInit: () => (value, count) =>
    (SyncStruct.read(value, Semaphore)?.init(count) ?? rcInvalidArgument) as Retcode,
  KosSemaphoreDeinit: () => (value) =>
    (SyncStruct.read(value, Semaphore)?.deinit() ?? rcInvalidArgument) as Retcode,
  KosSemaphoreSignal: () => (value) => signal(value, 1),
  KosSemaphoreSignalN: () => (value, n) =>
    typeof n === 'number' ? signal(value, n) : rcInvalidArgument,
  KosSemaphoreWait: (sys) => (value) => wait(sys, value, INFINITE_TIMEOUT),
  KosSemaphoreWaitTimeout: (sys) => (value, mdelay) => wait(sys, value, mdelay),
  KosSemaphoreTryWait: () => (value) =>
    (SyncStruct.read(value, Semaphore)?.tryWait() ?? rcInvalidArgument) as Retcode,
})
