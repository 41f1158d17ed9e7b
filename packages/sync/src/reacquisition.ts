// What a waiter of a condition variable must get: its mutex, locked as often as before. It is the
// waiter's `detail` from its wait at the condition variable (`condvar.ts`) until it owns the mutex
// again (`mutex.ts`). Guards that are released meanwhile do not want the mutex: then its depth is
// less, and at 0 the wait is given up (`Mutex.giveUp`).

import { rcOk } from '@kos/retcode'
import type { Condvar } from './condvar.ts'
import type { Mutex } from './mutex.ts'

/** A wait at a condition variable. */
export class Reacquisition {
  readonly mutex: Mutex
  /** How often the waiter is to lock the mutex; 0: it gave up. */
  depth: number
  /** What the wait ends with: decided when the waiter leaves the condition variable. */
  rc: number = rcOk
  /** Whose signal it took, which is another waiter's if this one gives up; null: none. */
  signalledBy: Condvar | null = null

  constructor(mutex: Mutex, depth: number) {
    this.mutex = mutex
    this.depth = depth
  }
}
