// What blocks is written once, against a Waiter: something that can be parked, and later woken with
// a code.
//
// A scheduler's thread is one implementation (`thread.ts`), a plain promise another
// (`promise-waiter.ts`). A blocking operation of a mechanism either answers a code (zero or
// negative) at once or parks the waiter and answers PARKED; it never sees a promise. Waiters are
// linked into a `WaitQueue` by the fields below; the queue and the timer that end a wait are not
// here.

import type { WaiterState } from './waiter-state.ts'

/**
 * The answer of an operation whose waiter was parked. Return codes are never positive, so `answer >
 * 0` means parked.
 */
export const PARKED = 1

/**
 * A time-out that never elapses. Milliseconds; the largest unsigned 32-bit value, as a C program
 * would pass it.
 */
export const INFINITE_TIMEOUT = 0xffffffff

/** What a waiter waits for: a hint for reports, given with each wait. */
export const WaitKind: {
  readonly none: 0
  readonly sleep: 1
  readonly join: 2
  readonly call: 3
  readonly receive: 4
  readonly reply: 5
  readonly notice: 6
  readonly mutex: 7
  readonly condvar: 8
  readonly event: 9
  readonly rwlock: 10
  readonly semaphore: 11
  readonly queue: 12
  readonly ready: 13
  readonly suspended: 14
  readonly other: 15
  readonly once: 16
} = {
  none: 0,
  sleep: 1,
  join: 2,
  call: 3,
  receive: 4,
  reply: 5,
  notice: 6,
  mutex: 7,
  condvar: 8,
  event: 9,
  rwlock: 10,
  semaphore: 11,
  queue: 12,
  ready: 13,
  suspended: 14,
  other: 15,
  once: 16,
}

/** One of the numbers of `WaitKind`. */
export type WaitKind = (typeof WaitKind)[keyof typeof WaitKind]

const waitKindNames = Object.keys(WaitKind)

/** The name of a wait kind, for people; unknown numbers are `other`. */
export function waitKindName(kind: number): string {
  return waitKindNames[kind] ?? 'other'
}

/**
 * Something that can wait: parked by a mechanism, woken by it, by its time-out or by a
 * cancellation.
 */
export interface Waiter extends WaiterState {
  /** True once it has ended and never goes on: nothing is handed to it any more. */
  readonly isOver: boolean

  /**
   * Suspends this waiter until `wake` or for `timeout` milliseconds (INFINITE_TIMEOUT: for ever).
   * The caller has linked it into a queue, or knows another way to find it again. Answers PARKED;
   * or, if the wait is over before control would leave (time jumped, the waiter was cancelled
   * before), the code of its end. A waiter that waits already is refused with rcInvalidThreadState.
   */
  park(timeout: number, kind: WaitKind, object: unknown): number

  /**
   * Ends the wait with a code. The caller has unlinked the waiter. Does nothing if it does not
   * wait.
   */
  wake(rc: number): void

  /**
   * The wait goes on for as long as it takes: its time-out counts no more. Does nothing without
   * one.
   */
  dropTimeout(): void

  /**
   * Lends this waiter a priority (-1: none) until the next call: the higher one of it and its own
   * is in force, also for its place in the queue in which it waits. Called by `assignOwner`, `releaseOwner` and
   * `inherit` (`priority-inheritance.ts`).
   */
  inherit(priority: number): void

  /**
   * Called with the code of every operation that may block and did not: the point where a waiter of
   * higher priority, or the explorer of schedules, takes over. Answers the code, or PARKED if
   * another runs first.
   */
  complete(rc: number): number
}
