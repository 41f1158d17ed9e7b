// The interface between mechanisms that block (locks, channels) and what they block: a mechanism
// parks a Waiter, and later wakes it with a code.
//
// A thread of a scheduler is a Waiter (`thread.ts`), and so is a promise (`promise-waiter.ts`). A
// blocking operation answers a code (zero or negative) at once, or it parks the waiter and answers
// PARKED; it never sees a promise. The fields of a waiter are in `waiter-state.ts`, the queues in
// which waiters are linked in `wait-queue.ts`.

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

/** What kind of object a waiter waits at: for reports, given with each wait. */
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
  readonly barrier: 17
  readonly latch: 18
  readonly interrupt: 19
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
  barrier: 17,
  latch: 18,
  interrupt: 19,
}

/** One of the numbers of `WaitKind`. */
export type WaitKind = (typeof WaitKind)[keyof typeof WaitKind]

const waitKindNames = Object.keys(WaitKind)

/** The name of a wait kind, for people; unknown numbers are `other`. */
export function waitKindName(kind: number): string {
  return waitKindNames[kind] ?? 'other'
}

/**
 * Something that can wait: a mechanism parks it, and the mechanism, its time-out or a cancellation
 * wakes it.
 */
export interface Waiter extends WaiterState {
  /** True once it has ended and never goes on: mechanisms hand nothing to it any more. */
  readonly isOver: boolean

  /**
   * Suspends this waiter until `wake`, or for `timeout` milliseconds (INFINITE_TIMEOUT: no limit).
   * The caller has linked it into a queue, or finds it again by other means. Answers PARKED, or the
   * code of its end if the wait is over before control leaves (time jumped, the waiter was
   * cancelled before). A waiter that waits already is refused with rcInvalidThreadState.
   */
  park(timeout: number, kind: WaitKind, object: unknown): number

  /** Ends the wait with a code; does nothing if it does not wait. The caller has unlinked it. */
  wake(rc: number): void

  /** Takes back the time-out of the current wait, which goes on; does nothing without one. */
  dropTimeout(): void

  /**
   * Sets the inherited priority (-1: none), in place of the one before. Its effective priority, and
   * so its place in its queue, follows. Called by priority inheritance alone
   * (`priority-inheritance.ts`).
   */
  inherit(priority: number): void

  /**
   * A preemption point: called with the answer of each operation that may block. Answers it; or
   * PARKED if the operation did not block and another thread runs first, because it has a higher
   * priority or because the explorer of schedules chose it.
   */
  complete(rc: number): number
}
