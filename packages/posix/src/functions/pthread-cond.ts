// Condition variables of pthread.h. Their attributes are in pthread/condvar.ts.

import { EFAULT, EINVAL } from '../errno.ts'
import {
  destroyCondvar,
  initCondvar,
  PosixCondvar,
  type pthread_cond_t,
  type pthread_condattr_t,
} from '../pthread/condvar.ts'
import type { AbsoluteTime } from '../pthread/deadline.ts'
import { PosixMutex, type pthread_mutex_t } from '../pthread/mutex.ts'
import { Struct } from '../pthread/struct.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'

/**
 * Functions of condition variables. They answer an error number; everywhere EINVAL: no condition
 * variable, or a destroyed one.
 */
export interface PthreadCondApi {
  /** 0; EFAULT: no pthread_cond_t; EBUSY: threads wait; EINVAL: no attributes. */
  readonly pthread_cond_init: (cond: pthread_cond_t, attr: pthread_condattr_t | null) => number
  /** 0; EBUSY: threads wait. */
  readonly pthread_cond_destroy: (cond: pthread_cond_t) => number
  /**
   * Gives up the mutex, waits for a signal, and has the mutex again, locked as often as before. A
   * cancellation point: a thread that is cancelled has the mutex when its cleanup handlers run.
   *
   * 0; EPERM: the thread does not have the mutex; EINVAL: no mutex, or others wait with another one.
   */
  readonly pthread_cond_wait: (cond: pthread_cond_t, mutex: pthread_mutex_t) => Promise<number>
  /**
   * The same, until `abstime` of the clock of the condition variable at most: ETIMEDOUT, and the
   * thread has the mutex. Also EINVAL: nanoseconds out of range; EFAULT: no timespec.
   */
  readonly pthread_cond_timedwait: (
    cond: pthread_cond_t,
    mutex: pthread_mutex_t,
    abstime: AbsoluteTime,
  ) => Promise<number>
  /** Lets the first thread go on, by priority, that waits. 0, also if none does. */
  readonly pthread_cond_signal: (cond: pthread_cond_t) => number
  /** Lets all threads go on that wait, one after the other as they get the mutex. 0. */
  readonly pthread_cond_broadcast: (cond: pthread_cond_t) => number
}

async function wait(
  thread: PosixThread,
  condValue: unknown,
  mutexValue: unknown,
  time: unknown,
): Promise<number> {
  const cond = Struct.read(condValue, PosixCondvar)
  const mutex = Struct.read(mutexValue, PosixMutex)
  if (cond === undefined || mutex === undefined) return EINVAL
  return cond.wait(thread, mutex, time)
}

function wake(value: unknown, how: 'signal' | 'broadcast'): number {
  const cond = Struct.read(value, PosixCondvar)
  if (cond === undefined) return EINVAL
  cond[how]()
  return 0
}

/** Condition variables. */
export const pthreadCond: Family<PthreadCondApi> = {
  pthread_cond_init: () => initCondvar,
  pthread_cond_destroy: () => destroyCondvar,
  pthread_cond_wait: (thread) => (cond, mutex) => wait(thread, cond, mutex, null),
  pthread_cond_timedwait: (thread) => async (cond, mutex, time) =>
    typeof time === 'object' && time !== null ? wait(thread, cond, mutex, time) : EFAULT,
  pthread_cond_signal: () => (cond) => wake(cond, 'signal'),
  pthread_cond_broadcast: () => (cond) => wake(cond, 'broadcast'),
}
