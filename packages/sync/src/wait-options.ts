// The options of waits in async code. `refusal` checks all of them before a wait begins; what comes
// after it (`waiterFor`, `timeoutOf`) cannot fail. So a mistake in the options is a rejection, as
// every other failure of an operation that answers with a promise.

import {
  type AbortSignalLike,
  type Host,
  INFINITE_TIMEOUT,
  PromiseWaiter,
  ThreadPriorityHighest,
  ThreadPriorityLowest,
} from '@kos/thread'
import { type Guard, waiterOf } from './guard.ts'
import { checkOptions, described, type OptionNames } from './option-names.ts'

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

/** The names in `WaitOptions`. */
export const waitOptions: OptionNames = ['signal', 'timeout', 'priority']
/** The names in `AcquireOptions`. */
export const acquireOptions: OptionNames = ['signal', 'timeout', 'priority', 'owner']

/**
 * The rejection of a wait that may not begin: its options are wrong, or its signal was aborted
 * before. Null if it may begin. `names` are the options that it has.
 */
export function refusal(
  options: WaitOptions | undefined,
  names: OptionNames,
): Promise<never> | null {
  if (options === undefined) return null
  try {
    checkWaitOptions(options, names)
  } catch (error) {
    return Promise.reject(error)
  }
  const { signal } = options
  return signal?.aborted === true ? Promise.reject(signal.reason) : null
}

/** Throws TypeError or RangeError for options that are wrong. */
export function checkWaitOptions(options: AcquireOptions, names: OptionNames): void {
  checkOptions('the options of a wait', options, names)
  const { timeout = 0, priority = 0, signal, owner } = options
  if (!(typeof timeout === 'number' && timeout >= 0))
    throw new RangeError(`a time-out is a number of milliseconds from 0, not ${described(timeout)}`)
  if (!isPriority(priority))
    throw new RangeError(
      `a priority is an integer from ${ThreadPriorityLowest} to ${ThreadPriorityHighest}, not ${described(priority)}`,
    )
  if (signal !== undefined && typeof signal?.addEventListener !== 'function')
    throw new TypeError(`a signal is an AbortSignal, not ${described(signal)}`)
  if (owner !== undefined) waiterOf(owner)
}

function isPriority(priority: number): boolean {
  return (
    Number.isInteger(priority) &&
    priority >= ThreadPriorityLowest &&
    priority <= ThreadPriorityHighest
  )
}

/** The time-out in options that were checked, in milliseconds. */
export function timeoutOf(options: WaitOptions | undefined): number {
  return Math.min(options?.timeout ?? INFINITE_TIMEOUT, INFINITE_TIMEOUT)
}

/**
 * The waiter of an operation whose options were checked: the one behind `options.owner`, else a new
 * one with the priority in the options. Its time-out comes from `host`, the lock's.
 */
export function waiterFor(options: AcquireOptions | undefined, host: Host | null): PromiseWaiter {
  if (options === undefined) return new PromiseWaiter()
  const { owner, priority = 0 } = options
  const waiter = owner === undefined ? new PromiseWaiter({ priority }) : waiterOf(owner)
  waiter.host = host
  return waiter
}
