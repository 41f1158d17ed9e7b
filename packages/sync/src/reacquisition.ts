// What a waiter of a condition variable must get: its mutex, locked as often as before. It is the
// waiter's `detail` from its wait at the condition variable (`condvar.ts`) until it owns the mutex
// again (`mutex.ts`).

import { rcOk } from '@kos/retcode'
import type { Mutex } from './mutex.ts'

/** A wait at a condition variable. */
export class Reacquisition {
  readonly mutex: Mutex
  /** How often the waiter had locked the mutex. */
  readonly depth: number
  /** What the wait ends with: decided when the waiter leaves the condition variable. */
  rc: number = rcOk

  constructor(mutex: Mutex, depth: number) {
    this.mutex = mutex
    this.depth = depth
  }
}
