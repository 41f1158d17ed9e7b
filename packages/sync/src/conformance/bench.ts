// What the suites need of an implementation of `Waiter`: something that makes waiters, calls
// operations as they would, and moves their time.

import { INFINITE_TIMEOUT, type Waiter } from '@kos/thread'

/** A time-out that never comes, in milliseconds. */
export const forever: number = INFINITE_TIMEOUT

/** What became of an operation: the code it ended with, `'cancelled'`, or `'pending'`. */
export type Outcome = number | 'cancelled' | 'pending'

/** A waiter and what its program does with it. */
export interface Subject {
  readonly waiter: Waiter
  readonly outcome: Outcome
  /** Calls an operation as the program would, and answers what became of it. */
  call(operation: (waiter: Waiter) => number): Promise<Outcome>
  /** Ends its wait from outside: as a termination, or an abort. */
  cancel(): Promise<void>
}

/** Where waiters of one implementation live. */
export interface Bench {
  /** True if a cancelled waiter is over. */
  readonly endsByCancel: boolean
  /** How many timers are armed for waiters. */
  readonly timers: number
  subject(priority?: number): Promise<Subject>
  /** Several at once, all of one priority. */
  subjects(count: number, priority?: number): Promise<Subject[]>
  /** Runs `action` as an entry from outside, and lets whatever follows happen. */
  act(action: () => void): Promise<void>
  /** Lets `milliseconds` pass. */
  elapse(milliseconds: number): Promise<void>
}
