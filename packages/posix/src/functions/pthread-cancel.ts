// ThreadCancellation and cleanup handlers of pthread.h. How a thread is cancelled is in
// runtime/cancellation.ts, which functions are cancellation points in
// runtime/cancellation-points.ts.

import { EFAULT, EINVAL, ESRCH } from '../errno.ts'
import { isBit } from '../pthread/attributes.ts'
import { livingBlock, type pthread_t } from '../pthread/pthread-id.ts'
import { ThreadControlBlock } from '../pthread/thread-control-block.ts'
import type { Family } from '../runtime/family.ts'
import { Out } from '../out.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'

/** Functions of pthread.h for cancellation. */
export interface PthreadCancelApi {
  /**
   * Asks a thread to end: it acts on that at its next cancellation point, or in the one that it
   * waits at. Its promise rejects with ThreadExit, so that `finally` runs; then its cleanup
   * handlers run, and its value is PTHREAD_CANCELED. 0; ESRCH: there is no such thread.
   */
  readonly pthread_cancel: (thread: pthread_t) => number
  /**
   * PTHREAD_CANCEL_ENABLE (the state of a new thread) or PTHREAD_CANCEL_DISABLE: requests wait
   * until they are enabled. 0; EINVAL: another state; EFAULT: `oldstate` is neither an
   * out-parameter nor null.
   */
  readonly pthread_setcancelstate: (state: number, oldstate: Out | null) => number
  /**
   * PTHREAD_CANCEL_DEFERRED (the type of a new thread) or PTHREAD_CANCEL_ASYNCHRONOUS. A thread of
   * asynchronous type acts on a request at the latest when it next waits for a lock, a barrier or
   * at a cancellation point, and in the wait it is in; code that runs is never interrupted. 0;
   * EINVAL; EFAULT.
   */
  readonly pthread_setcanceltype: (type: number, oldtype: Out | null) => number
  /** A cancellation point, and nothing else. */
  readonly pthread_testcancel: () => Promise<void>
  /** Pushes a cleanup handler: it is called with `arg` when the thread exits or is cancelled. */
  readonly pthread_cleanup_push: <A>(routine: (arg: A) => unknown, arg: A) => void
  /** Takes the last handler away; calls it first unless `execute` is 0, and waits for it. */
  readonly pthread_cleanup_pop: (execute: number) => Promise<void>
}

function cancel(id: unknown): number {
  const block = livingBlock(id)
  if (block === undefined || block.isOver) return ESRCH
  block.cancellation.request()
  return 0
}

function change(
  { cancellation }: PosixThread,
  field: 'state' | 'type',
  value: unknown,
  old: unknown,
): number {
  if (!isBit(value)) return EINVAL
  if (old !== null && !Out.is(old)) return EFAULT
  if (old !== null) Out.put(old, cancellation[field])
  cancellation[field] = value as number
  return 0
}

/** ThreadCancellation. */
export const pthreadCancel: Family<PthreadCancelApi> = {
  pthread_cancel: () => cancel,
  pthread_setcancelstate: (thread) => (state, old) => change(thread, 'state', state, old),
  pthread_setcanceltype: (thread) => (type, old) => change(thread, 'type', type, old),
  pthread_testcancel: () => () => Promise.resolve(),
  pthread_cleanup_push: (thread) => (routine, argument) => {
    if (typeof routine !== 'function') return
    ThreadControlBlock.of(thread).cleanup.push(routine, argument)
  },
  pthread_cleanup_pop: (thread) => (execute) => ThreadControlBlock.of(thread).cleanup.pop(execute),
}
