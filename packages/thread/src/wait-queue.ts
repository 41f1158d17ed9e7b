// A wait queue: waiters in the order in which they will be served, by priority, first come, first
// served within one priority. The links are fields of the waiters (`waiter-state.ts`), so entering
// and leaving allocate nothing.
//
// A mechanism (a lock, a channel) parks waiters in its queue and wakes them from it. A wait that
// ends from outside, by time-out or termination, ends through `abandon`: the queue unlinks the
// waiter and tells the mechanism through its `QueueListener`. The queue itself knows no time.

import { rcInvalidThreadState, rcOk, rcTimeout } from '@kos/retcode'
import type { WaitKind, Waiter } from './waiter.ts'

/** How a mechanism hears of changes in its queue that it did not make. */
export interface QueueListener {
  /** A waiter left because its wait ended from outside. `rc` is the code its wait ends with. */
  abandoned(waiter: Waiter, rc: number): void
  /** A waiter has a new place in the queue, because its effective priority changed. */
  moved?(waiter: Waiter): void
  /**
   * Asked before a wait is ended from outside with `rc`. True: the waiter waits on without
   * time-out, in this queue or in another one to which this call has moved it; the mechanism
   * remembers `rc`. A condition variable needs this: its waiter must own the mutex again before it
   * goes on. Must be false for a waiter that is over, and for rcInvalidThreadState.
   */
  retains?(waiter: Waiter, rc: number): boolean
}

/** Waiters in the order in which they will be served. */
export class WaitQueue {
  #first: Waiter | null = null
  /** The last, if there are at least two: a queue of one takes two writes (`ipc/round-trip`). */
  #last: Waiter | null = null
  readonly #listener: QueueListener | null

  constructor(listener: QueueListener | null = null) {
    this.#listener = listener
  }

  /** The waiter that is served next, or null. */
  get first(): Waiter | null {
    return this.#first
  }

  /** True if there is no waiter. */
  get isEmpty(): boolean {
    return this.#first === null
  }

  /** How many waiters there are. Walks the queue: for reports and tests. */
  get length(): number {
    let count = 0
    for (let waiter = this.#first; waiter !== null; waiter = waiter.next) count++
    return count
  }

  /** Links a waiter in, last among those of its priority. It must not be in any queue. */
  add(waiter: Waiter): void {
    const first = this.#first
    waiter.queue = this
    if (first === null) this.#first = waiter
    else this.#append(waiter, this.#last ?? first)
  }

  #append(waiter: Waiter, last: Waiter): void {
    if (last.priority < waiter.priority) return this.#insert(waiter, last)
    waiter.previous = last
    last.next = waiter
    this.#last = waiter
  }

  // Links a waiter in before `last`, the last waiter, and all others of lower priority.
  #insert(waiter: Waiter, last: Waiter): void {
    let next = last
    while (next.previous !== null && next.previous.priority < waiter.priority) next = next.previous
    const { previous } = next
    waiter.previous = previous
    waiter.next = next
    next.previous = waiter
    if (previous === null) this.#first = waiter
    else previous.next = waiter
    if (this.#last === null) this.#last = last
  }

  /** Unlinks a waiter of this queue; it stays parked. */
  remove(waiter: Waiter): void {
    waiter.queue = null
    if (this.#last === null) this.#first = null
    else this.#unlink(waiter)
  }

  // Unlinks one of several waiters.
  #unlink(waiter: Waiter): void {
    const { previous, next } = waiter
    waiter.previous = null
    waiter.next = null
    if (previous === null) this.#first = next
    else previous.next = next
    if (next === null) this.#last = previous
    else next.previous = previous
    if (this.#first === this.#last) this.#last = null
  }

  /**
   * Changes the effective priority of a waiter of this queue. It becomes the last among its new
   * equals, and the mechanism is told.
   */
  move(waiter: Waiter, priority: number): void {
    this.remove(waiter)
    waiter.priority = priority
    this.add(waiter)
    this.#listener?.moved?.(waiter)
  }

  /**
   * Unlinks and answers the waiter that is served next, or null. It stays parked until the caller
   * wakes it.
   */
  take(): Waiter | null {
    const waiter = this.#first
    if (waiter !== null) this.remove(waiter)
    return waiter
  }

  /**
   * Links the waiter in and parks it. With a time-out of 0 it does not wait: rcTimeout. A waiter
   * that is in a queue already is refused with rcInvalidThreadState: it has one set of links.
   */
  park(waiter: Waiter, timeout: number, kind: WaitKind, object: unknown): number {
    const rc = this.enlist(waiter, timeout)
    return rc === rcOk ? this.suspend(waiter, timeout, kind, object) : rc
  }

  /**
   * The first half of `park`, for a mechanism that must act between the two (release a mutex, lend
   * a priority): links the waiter in and answers rcOk, or refuses as `park` does and changes
   * nothing. `suspend` must follow.
   */
  enlist(waiter: Waiter, timeout: number): number {
    if (waiter.queue !== null || waiter.previous !== null || waiter.next !== null)
      return rcInvalidThreadState
    if (timeout === 0) return rcTimeout
    this.add(waiter)
    return rcOk
  }

  /**
   * The second half of `park`: parks a waiter that was linked in. If the waiter refuses, it is
   * abandoned.
   */
  suspend(waiter: Waiter, timeout: number, kind: WaitKind, object: unknown): number {
    const answer = waiter.park(timeout, kind, object)
    // It waits already, outside all queues: it sleeps.
    if (answer === rcInvalidThreadState && waiter.queue === this)
      this.abandon(waiter, rcInvalidThreadState)
    return answer
  }

  /** Wakes the waiter that is served next, with `rc`; false if there is none. */
  wakeOne(rc: number): boolean {
    const waiter = this.take()
    if (waiter === null) return false
    waiter.wake(rc)
    return true
  }

  /** Wakes all waiters with `rc`, in order. */
  wakeAll(rc: number): void {
    for (let waiter = this.take(); waiter !== null; waiter = this.take()) waiter.wake(rc)
  }

  /**
   * Ends the wait of a waiter of this queue from outside: unlinks it and tells the mechanism. True:
   * the caller wakes it with `rc`. False: the mechanism retains it, and it waits on.
   */
  abandon(waiter: Waiter, rc: number): boolean {
    if (this.#listener?.retains?.(waiter, rc) === true) return false
    this.remove(waiter)
    this.#listener?.abandoned(waiter, rc)
    return true
  }
}
