// Barriers and spin locks of pthread.h. The attributes of barriers are in pthread/barrier.ts.

import {
  destroyBarrier,
  initBarrier,
  type pthread_barrier_t,
  type pthread_barrierattr_t,
  waitAtBarrier,
} from '../pthread/barrier.ts'
import {
  destroySpinlock,
  initSpinlock,
  lockSpinlock,
  type pthread_spinlock_t,
  tryLockSpinlock,
  unlockSpinlock,
} from '../pthread/spinlock.ts'
import type { Family } from '../runtime/family.ts'

/** Functions of barriers and spin locks. They answer an error number. None is a cancellation point. */
export interface PthreadBarrierApi {
  /**
   * A barrier for `count` threads. 0; EFAULT: no pthread_barrier_t; EBUSY: threads wait; EINVAL: no
   * attributes, or the count is no integer from 1 to 2147483647.
   */
  readonly pthread_barrier_init: (
    barrier: pthread_barrier_t,
    attr: pthread_barrierattr_t | null,
    count: number,
  ) => number
  /** 0; EINVAL: no barrier, or a destroyed one; EBUSY: threads wait. */
  readonly pthread_barrier_destroy: (barrier: pthread_barrier_t) => number
  /**
   * Waits until all have arrived; then the barrier begins anew. PTHREAD_BARRIER_SERIAL_THREAD for the
   * last to arrive, 0 for the others; EINVAL: no barrier.
   */
  readonly pthread_barrier_wait: (barrier: pthread_barrier_t) => Promise<number>
  /**
   * A free spin lock. PTHREAD_PROCESS_SHARED is ignored (documented). 0; EFAULT: no
   * pthread_spinlock_t; EBUSY: it is in use; EINVAL: `pshared` is none of PTHREAD_PROCESS_*.
   */
  readonly pthread_spin_init: (lock: pthread_spinlock_t, pshared: number) => number
  /** 0; EINVAL: no spin lock, or a destroyed one; EBUSY: it is in use. */
  readonly pthread_spin_destroy: (lock: pthread_spinlock_t) => number
  /** Locks it, waiting in a queue. 0; EINVAL: no spin lock; EDEADLK: the thread has it. */
  readonly pthread_spin_lock: (lock: pthread_spinlock_t) => Promise<number>
  /** Locks it if it is free. 0; EINVAL: no spin lock; EBUSY. */
  readonly pthread_spin_trylock: (lock: pthread_spinlock_t) => number
  /** Unlocks it. 0; EINVAL: no spin lock; EPERM: the thread does not have it. */
  readonly pthread_spin_unlock: (lock: pthread_spinlock_t) => number
}

/** Barriers and spin locks. */
export const pthreadBarrier: Family<PthreadBarrierApi> = {
  pthread_barrier_init: () => initBarrier,
  pthread_barrier_destroy: () => destroyBarrier,
  pthread_barrier_wait: (thread) => (barrier) => waitAtBarrier(thread, barrier),
  pthread_spin_init: () => initSpinlock,
  pthread_spin_destroy: () => destroySpinlock,
  pthread_spin_lock: (thread) => (lock) => lockSpinlock(thread, lock),
  pthread_spin_trylock: (thread) => (lock) => tryLockSpinlock(thread, lock),
  pthread_spin_unlock: (thread) => (lock) => unlockSpinlock(thread, lock),
}
