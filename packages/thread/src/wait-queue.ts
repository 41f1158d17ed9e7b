// A queue of waiters: by priority, first come first served inside one priority. Intrusive, so
// joining and leaving allocate nothing.
//
// The queue knows nothing of time. Whoever ends a wait from outside (time-out, termination) calls
// `abandon`, which unlinks the waiter and tells the mechanism through its listener, so that the
// mechanism can settle what the waiter left behind.

import { rcInvalidThreadState, rcOk, rcTimeout } from '@kos/retcode'
import type { WaitKind, Waiter } from './waiter.ts'

/** Told what happens in a queue without the mechanism's doing. */
export interface QueueListener {
  /** A waiter left without having been taken. `rc` is the code its wait ends with. */
  abandoned(waiter: Waiter, rc: number): void
  /** A waiter stands elsewhere in the queue, because its priority changed. */
  moved?(waiter: Waiter): void
  /**
   * Asked before a waiter leaves by time-out or cancellation. True: it has to wait on, without
   * time-out, in this queue or in another one into which the mechanism has put it meanwhile. Never
   * for a waiter that is over, nor for rcInvalidThreadState.
   */
  retains?(waiter: Waiter, rc: number): boolean
}

/** Waiters in the order in which they will be served. */
export class WaitQueue {
  #first: Waiter | null = null
  /** The last one, if there are at least two: a queue of one takes two writes (`ipc/round-trip`). */
  #last: Waiter | null = null
  readonly #listener: QueueListener | null

  constructor(listener: QueueListener | null = null) {
    this.#listener = listener
  }

  /** The waiter that is served next, or null. */
  get first(): Waiter | null {
    return this.#first
  }

  /** True if nobody waits. */
  get isEmpty(): boolean {
    return this.#first === null
  }

  /** How many wait. Walks the queue: for reports and tests. */
  get length(): number {
    let count = 0
    for (let waiter = this.#first; waiter !== null; waiter = waiter.next) count++
    return count
  }

  /** Links a waiter in behind those of its priority and above. It must not stand in any queue. */
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

  // Links a waiter in before `after` and all others of lower priority.
  #insert(waiter: Waiter, after: Waiter): void {
    let next = after
    while (next.previous !== null && next.previous.priority < waiter.priority) next = next.previous
    const { previous } = next
    waiter.previous = previous
    waiter.next = next
    next.previous = waiter
    if (previous === null) this.#first = waiter
    else previous.next = waiter
    if (this.#last === null) this.#last = after
  }

  /** Unlinks a waiter of this queue; it stays parked. */
  remove(waiter: Waiter): void {
    waiter.queue = null
    if (this.#last === null) this.#first = null
    else this.#unlink(waiter)
  }

  // Of several.
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
   * Changes the priority of a waiter of this queue; it stands last among its new equals. The
   * mechanism is told.
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
   * Links the waiter in and parks it. A time-out of 0 does not wait: rcTimeout. A waiter that
   * stands in a queue already is refused with rcInvalidThreadState: a second wait would tear that
   * queue apart.
   */
  park(waiter: Waiter, timeout: number, kind: WaitKind, object: unknown): number {
    const rc = this.enlist(waiter, timeout)
    return rc === rcOk ? this.suspend(waiter, timeout, kind, object) : rc
  }

  /**
   * The first half of `park`, for a mechanism that has something to settle in between: links the
   * waiter in, and answers rcOk; or refuses as `park` does, with nothing changed. `suspend` must
   * follow.
   */
  enlist(waiter: Waiter, timeout: number): number {
    if (waiter.queue !== null || waiter.previous !== null || waiter.next !== null)
      return rcInvalidThreadState
    if (timeout === 0) return rcTimeout
    this.add(waiter)
    return rcOk
  }

  /**
   * The second half of `park`: suspends a waiter that was linked in. If it is refused, it has been
   * abandoned.
   */
  suspend(waiter: Waiter, timeout: number, kind: WaitKind, object: unknown): number {
    const answer = waiter.park(timeout, kind, object)
    // It waits already without standing in a queue: a sleeper.
    if (answer === rcInvalidThreadState && waiter.queue === this)
      this.abandon(waiter, rcInvalidThreadState)
    return answer
  }

  /** Wakes the waiter that is served next with `rc`; false if nobody waits. */
  wakeOne(rc: number): boolean {
    const waiter = this.take()
    if (waiter === null) return false
    waiter.wake(rc)
    return true
  }

  /** Wakes everyone with `rc`, in order. */
  wakeAll(rc: number): void {
    for (let waiter = this.take(); waiter !== null; waiter = this.take()) waiter.wake(rc)
  }

  /**
   * Unlinks a waiter whose wait is ended from outside, and tells the mechanism. True: the caller
   * wakes or rejects it. False: the mechanism lets it wait on, and has remembered what it ends
   * with.
   */
  abandon(waiter: Waiter, rc: number): boolean {
    if (this.#listener?.retains?.(waiter, rc) === true) return false
    this.remove(waiter)
    this.#listener?.abandoned(waiter, rc)
    return true
  }
}
