// Read-write locks of pthread.h. Their attributes are in pthread/rwlock.ts.

import { EFAULT, EINVAL } from '../errno.ts'
import type { AbsoluteTime } from '../pthread/deadline.ts'
import {
  destroyRWLock,
  initRWLock,
  type LockMode,
  PosixRWLock,
  type pthread_rwlock_t,
  type pthread_rwlockattr_t,
} from '../pthread/rwlock.ts'
import { Struct } from '../pthread/struct.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'

/**
 * Functions of read-write locks. They answer an error number; everywhere EINVAL: no lock, or a
 * destroyed one. None is a cancellation point.
 */
export interface PthreadRWLockApi {
  /** 0; EFAULT: no pthread_rwlock_t; EBUSY: it is in use; EINVAL: no attributes. */
  readonly pthread_rwlock_init: (
    rwlock: pthread_rwlock_t,
    attr: pthread_rwlockattr_t | null,
  ) => number
  /** 0; EBUSY: threads that live have it, or wait for it. */
  readonly pthread_rwlock_destroy: (rwlock: pthread_rwlock_t) => number
  /**
   * Locks it for reading, as often as wanted. 0; EDEADLK: the thread writes; EAGAIN: there are
   * 65,535 read locks.
   */
  readonly pthread_rwlock_rdlock: (rwlock: pthread_rwlock_t) => Promise<number>
  /** Locks it for writing. 0; EDEADLK: the thread reads or writes. */
  readonly pthread_rwlock_wrlock: (rwlock: pthread_rwlock_t) => Promise<number>
  /** The same without waiting. 0; EBUSY; EAGAIN. */
  readonly pthread_rwlock_tryrdlock: (rwlock: pthread_rwlock_t) => number
  /** The same without waiting. 0; EBUSY. */
  readonly pthread_rwlock_trywrlock: (rwlock: pthread_rwlock_t) => number
  /** As pthread_rwlock_rdlock, until `abstime` of CLOCK_REALTIME. Also ETIMEDOUT, EFAULT. */
  readonly pthread_rwlock_timedrdlock: (
    rwlock: pthread_rwlock_t,
    abstime: AbsoluteTime,
  ) => Promise<number>
  /** As pthread_rwlock_wrlock, until `abstime` of CLOCK_REALTIME. Also ETIMEDOUT, EFAULT. */
  readonly pthread_rwlock_timedwrlock: (
    rwlock: pthread_rwlock_t,
    abstime: AbsoluteTime,
  ) => Promise<number>
  /** Ends one reading, or the writing, of the thread. 0; EPERM: it has no lock. */
  readonly pthread_rwlock_unlock: (rwlock: pthread_rwlock_t) => number
}

async function lock(
  thread: PosixThread,
  value: unknown,
  mode: LockMode,
  time: unknown,
): Promise<number> {
  const rwlock = Struct.read(value, PosixRWLock)
  return rwlock === undefined ? EINVAL : rwlock.acquire(thread, mode, time)
}

// Null as a time stands for none: a timed wait must have one.
async function timedLock(
  thread: PosixThread,
  value: unknown,
  mode: LockMode,
  time: unknown,
): Promise<number> {
  return time === null ? EFAULT : lock(thread, value, mode, time)
}

const tryLock = (thread: PosixThread, value: unknown, mode: LockMode): number =>
  Struct.read(value, PosixRWLock)?.tryAcquire(thread, mode) ?? EINVAL

/** Read-write locks. */
export const pthreadRWLock: Family<PthreadRWLockApi> = {
  pthread_rwlock_init: () => initRWLock,
  pthread_rwlock_destroy: () => destroyRWLock,
  pthread_rwlock_rdlock: (thread) => (rwlock) => lock(thread, rwlock, 'read', null),
  pthread_rwlock_wrlock: (thread) => (rwlock) => lock(thread, rwlock, 'write', null),
  pthread_rwlock_tryrdlock: (thread) => (rwlock) => tryLock(thread, rwlock, 'read'),
  pthread_rwlock_trywrlock: (thread) => (rwlock) => tryLock(thread, rwlock, 'write'),
  pthread_rwlock_timedrdlock: (thread) => (rwlock, time) => timedLock(thread, rwlock, 'read', time),
  pthread_rwlock_timedwrlock: (thread) => (rwlock, time) =>
    timedLock(thread, rwlock, 'write', time),
  pthread_rwlock_unlock: (thread) => (rwlock) =>
    Struct.read(rwlock, PosixRWLock)?.release(thread) ?? EINVAL,
}
