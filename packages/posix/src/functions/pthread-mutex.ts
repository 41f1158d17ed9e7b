// Mutexes of pthread.h. Their attributes are in pthread/mutex-attributes.ts.

import { rcOk } from '@kos/libkos'
import { waiterOf } from '@kos/libkos/process'
import { EFAULT, EINVAL } from '../errno.ts'
import { type AbsoluteTime, Deadline } from '../pthread/deadline.ts'
import { destroyMutex, initMutex, PosixMutex, type pthread_mutex_t } from '../pthread/mutex.ts'
import type { pthread_mutexattr_t } from '../pthread/mutex-attributes.ts'
import { Struct } from '../pthread/struct.ts'
import type { Family } from '../runtime/family.ts'
import { Out } from '../runtime/out.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { PTHREAD_CANCELED } from '../runtime/thread-exit.ts'

/**
 * Functions of mutexes. They answer an error number; everywhere EINVAL: no mutex, or a destroyed one.
 * None is a cancellation point.
 */
export interface PthreadMutexApi {
  /** 0; EFAULT: no pthread_mutex_t; EBUSY: it is in use; EINVAL: no attributes. */
  readonly pthread_mutex_init: (mutex: pthread_mutex_t, attr: pthread_mutexattr_t | null) => number
  /** 0; EBUSY: a thread that lives has it, or waits for it. */
  readonly pthread_mutex_destroy: (mutex: pthread_mutex_t) => number
  /**
   * Waits until it is free, and locks it. 0; EDEADLK: the thread has it, and it checks errors; EAGAIN:
   * locked 255 times; EINVAL: the thread is above its ceiling.
   */
  readonly pthread_mutex_lock: (mutex: pthread_mutex_t) => Promise<number>
  /** Locks it if that needs no waiting. 0; EBUSY; EAGAIN; EINVAL. */
  readonly pthread_mutex_trylock: (mutex: pthread_mutex_t) => number
  /** As pthread_mutex_lock, until `abstime` of CLOCK_REALTIME at most. Also ETIMEDOUT, EFAULT. */
  readonly pthread_mutex_timedlock: (
    mutex: pthread_mutex_t,
    abstime: AbsoluteTime,
  ) => Promise<number>
  /** Hands it to the first thread that waits. 0; EPERM: the thread does not have it. */
  readonly pthread_mutex_unlock: (mutex: pthread_mutex_t) => number
  /** 0; EINVAL: it has no ceiling; EFAULT: no out-parameter. */
  readonly pthread_mutex_getprioceiling: (mutex: pthread_mutex_t, prioceiling: Out) => number
  /**
   * Changes the ceiling while the thread has the mutex, which it waits for. 0; EINVAL: it has no
   * ceiling, or the new one is none; EDEADLK; EFAULT: `old_ceiling` is neither an out-parameter nor
   * null.
   */
  readonly pthread_mutex_setprioceiling: (
    mutex: pthread_mutex_t,
    prioceiling: number,
    old_ceiling: Out | null,
  ) => Promise<number>
}

// The free mutex is the usual case: no call of the kernel, no promise of its own (bench case
// `posix/pthread-mutex`).
function locking(thread: PosixThread): PthreadMutexApi['pthread_mutex_lock'] {
  const waiter = waiterOf(thread.sys)
  const { cancellation } = thread
  return (value) => {
    const mutex = Struct.read(value, PosixMutex)
    if (mutex === undefined) return Promise.resolve(EINVAL)
    if (cancellation.isDueAtOnce) return thread.exit(PTHREAD_CANCELED)
    if (mutex.ceiling < 0 && mutex.lock.tryLock(waiter) === rcOk) return locked(waiter)
    return mutex.acquire(thread, null)
  }
}

// A point of exploration, and 0 in a shared promise: rcOk is 0.
function locked(waiter: ReturnType<typeof waiterOf>): Promise<number> {
  return waiter.wait(rcOk) as Promise<unknown> as Promise<number>
}

async function timedLock(thread: PosixThread, value: unknown, time: unknown): Promise<number> {
  const mutex = Struct.read(value, PosixMutex)
  if (mutex === undefined) return EINVAL
  // The time counts only for one that would wait.
  if (mutex.lock.owner === null) return mutex.acquire(thread, null)
  const deadline = Deadline.at(thread.kos, time)
  return typeof deadline === 'number' ? deadline : mutex.acquire(thread, deadline)
}

async function setCeiling(
  thread: PosixThread,
  value: unknown,
  ceiling: number,
  old: unknown,
): Promise<number> {
  const mutex = Struct.read(value, PosixMutex)
  if (mutex === undefined) return EINVAL
  if (old !== null && !Out.is(old)) return EFAULT
  const before = await mutex.changeCeiling(thread, ceiling)
  if (before < 0) return -before
  if (old !== null) Out.put(old, before)
  return 0
}

/** Mutexes. */
export const pthreadMutex: Family<PthreadMutexApi> = {
  pthread_mutex_init: () => initMutex,
  pthread_mutex_destroy: () => destroyMutex,
  pthread_mutex_lock: locking,
  pthread_mutex_trylock: (thread) => (mutex) =>
    Struct.read(mutex, PosixMutex)?.tryAcquire(thread) ?? EINVAL,
  pthread_mutex_timedlock: (thread) => (mutex, time) => timedLock(thread, mutex, time),
  pthread_mutex_unlock: (thread) => (mutex) =>
    Struct.read(mutex, PosixMutex)?.release(thread) ?? EINVAL,
  pthread_mutex_getprioceiling: () => (value, out) => {
    const ceiling = Struct.read(value, PosixMutex)?.ceiling ?? -1
    if (ceiling < 0) return EINVAL
    return Out.put(out, ceiling) ? 0 : EFAULT
  },
  pthread_mutex_setprioceiling: (thread) => (mutex, ceiling, old) =>
    setCeiling(thread, mutex, ceiling, old),
}
