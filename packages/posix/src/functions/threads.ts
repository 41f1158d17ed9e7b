// All families of threads: made, cancelled, synchronised, scheduled.

import type { AnyFamily } from '../runtime/family.ts'
import { type PthreadBarrierApi, pthreadBarrier } from './pthread-barrier.ts'
import { type PthreadCancelApi, pthreadCancel } from './pthread-cancel.ts'
import { type PthreadCondApi, pthreadCond } from './pthread-cond.ts'
import { type PthreadKeyApi, pthreadKey } from './pthread-key.ts'
import { type PthreadMutexApi, pthreadMutex } from './pthread-mutex.ts'
import { type PthreadRWLockApi, pthreadRWLock } from './pthread-rwlock.ts'
import { type PthreadThreadApi, pthreadThread } from './pthread-thread.ts'
import { type SchedApi, sched } from './sched.ts'
import { type SemaphoreHeaderApi, semaphore } from './semaphore.ts'

/** Their functions. */
export interface ThreadsApi
  extends
    PthreadBarrierApi,
    PthreadCancelApi,
    PthreadCondApi,
    PthreadKeyApi,
    PthreadMutexApi,
    PthreadRWLockApi,
    PthreadThreadApi,
    SchedApi,
    SemaphoreHeaderApi {}

/** The families. */
export const threadFamilies: readonly AnyFamily[] = [
  pthreadBarrier,
  pthreadCancel,
  pthreadCond,
  pthreadKey,
  pthreadMutex,
  pthreadRWLock,
  pthreadThread,
  sched,
  semaphore,
] as readonly object[] as readonly AnyFamily[]
