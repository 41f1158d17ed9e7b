// The options of waits in async code, and what is made of them: time-out, waiter, early rejection.

import {
  type AbortSignalLike,
  type Host,
  INFINITE_TIMEOUT,
  PromiseWaiter,
  ThreadPriorityHighest,
  ThreadPriorityLowest,
} from '@kos/thread'
import { type Guard, waiterOf } from './guard.ts'

/** How to wait. */
export interface WaitOptions {
  /** Its abort ends the wait; a signal that is aborted already prevents it. */
  readonly signal?: AbortSignalLike | undefined
  /** Milliseconds; default INFINITE_TIMEOUT. 0 does not wait. */
  readonly timeout?: number | undefined
  /** 0 (default) to 31: of several waiters the one with the highest priority is served first. */
  readonly priority?: number | undefined
}

/** How to wait for a lock that has owners. */
export interface AcquireOptions extends WaitOptions {
  /**
   * A guard of another lock, or of this one, whose owner is to own this lock, too: it may lock a
   * recursive mutex again, and inherits the priority of the waiters of all its locks. Default: a
   * new owner for each guard. `priority` is ignored with it.
   */
  readonly owner?: Guard | undefined
}

/** The time-out in the options, in milliseconds; a RangeError if that is none. */
export function timeoutOf(options: WaitOptions | undefined): number {
  if (options === undefined) return INFINITE_TIMEOUT
  const { timeout = INFINITE_TIMEOUT } = options
  if (timeout >= 0) return timeout < INFINITE_TIMEOUT ? timeout : INFINITE_TIMEOUT
  throw new RangeError(`a time-out is a number of milliseconds from 0, not ${timeout}`)
}

/** The rejection of a wait that was aborted before it began; null if it may begin. */
export function refusal(options: WaitOptions | undefined): Promise<never> | null {
  const signal = options?.signal
  return signal?.aborted === true ? Promise.reject(signal.reason) : null
}

/**
 * The waiter of an operation: the one behind `options.owner`, else a new one with the priority in
 * the options (RangeError if that is none). Its time-out comes from `host`, the lock's.
 */
export function waiterFor(options: AcquireOptions | undefined, host: Host | null): PromiseWaiter {
  if (options === undefined) return new PromiseWaiter()
  const waiter = options.owner === undefined ? newWaiter(options) : waiterOf(options.owner)
  waiter.host = host
  return waiter
}

function newWaiter(options: WaitOptions): PromiseWaiter {
  const { priority = 0 } = options
  if (
    Number.isInteger(priority) &&
    priority >= ThreadPriorityLowest &&
    priority <= ThreadPriorityHighest
  )
    return new PromiseWaiter({ priority })
  throw new RangeError(
    `a priority is an integer from ${ThreadPriorityLowest} to ${ThreadPriorityHighest}, not ${priority}`,
  )
}
