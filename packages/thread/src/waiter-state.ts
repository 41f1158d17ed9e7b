// The fields that every waiter has, whatever it is made of: a thread of a scheduler (`thread.ts`),
// a promise (`promise-waiter.ts`), a thread of a process. As Zircon's `WaitQueueCollection::
// ThreadState` they are the per-waiter half of wait queues and of priority inheritance.
//
// A class with fields only, so that all waiters have them at the same offsets: wait queues and
// priority inheritance touch nothing else of a waiter on their hot paths. What a waiter does is
// the interface `Waiter` (`waiter.ts`).

import { frozenClass } from '@kos/retcode'
import type { Owned, OwnedResource } from './priority-inheritance.ts'
import type { WaitQueue } from './wait-queue.ts'
import type { Waiter } from './waiter.ts'

abstract class WaiterFields {
  /**
   * The effective priority, 0 (lowest) to 31 (highest): the higher one of the waiter's own priority
   * and `inheritedPriority`. Decides the order among the waiters of a queue.
   */
  declare priority: number
  /** The priority that it inherits (the last one given to `inherit`); -1 if it inherits none. */
  declare inheritedPriority: number

  /** The queue in which it is linked; null outside all queues. Written by `WaitQueue` alone. */
  declare queue: WaitQueue | null
  /** Its neighbour in `queue` that is served before it. Written by `WaitQueue` alone. */
  declare previous: Waiter | null
  /** Its neighbour in `queue` that is served after it. Written by `WaitQueue` alone. */
  declare next: Waiter | null

  /**
   * What the mechanism remembers of this wait (a message, a lock mode). The mechanism sets it
   * before it parks the waiter, and reads it before it wakes the waiter.
   */
  declare detail: object | null

  /**
   * The waiter that can end this wait, or the resource whose owners can, as far as the mechanism
   * knows: deadlock reports follow it. The mechanism sets it before it parks the waiter, and may
   * change it during the wait. The waiter sets it to null when it is woken.
   */
  declare waitOwner: Waiter | Owned | null

  /**
   * The first of the resources that it owns and that others wait for, linked by `nextOwned`; null
   * if there is none. Written by `assignOwner` and `releaseOwner` alone.
   */
  declare owned: OwnedResource | null

  constructor(priority: number) {
    // In the constructor, not as initializers of the fields: V8 inlines it into the constructor of
    // a subclass. A contended lock makes a waiter for each wait (bench case sync/mutex-handover).
    this.priority = priority
    this.inheritedPriority = -1
    this.queue = null
    this.previous = null
    this.next = null
    this.detail = null
    this.waitOwner = null
    this.owned = null
  }
}

/** The fields of a waiter. Extend it to make a `Waiter` of your own. */
export const WaiterState: typeof WaiterFields = /* @__PURE__ */ frozenClass(WaiterFields)
/** The fields of a waiter. */
export type WaiterState = WaiterFields
