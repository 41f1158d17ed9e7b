// A condition variable: its waiters have given up a mutex, and have it again when they go on.
//
// Why no wake-up is lost: (1) the waiter is linked in, (2) then the mutex is released, (3) then the
// waiter parks. Who changes the condition under the mutex and signals comes after (2), and finds
// the waiter. Why none is stolen: a signal takes one waiter out of the queue, and only those who
// waited then are in it. A waiter that was signalled, timed out or was cancelled while the mutex is
// held moves to the mutex's queue without waking (`Mutex.queueUp`), and waits there without
// time-out; what it ends with is decided by then (`reacquisition.ts`).

import { rcInvalidOperation, rcInvalidThreadState, rcOk } from '@kos/retcode'
import { type Host, type QueueListener, type Waiter, WaitKind, WaitQueue } from '@kos/thread'
import { type Guard, waiterOf } from './guard.ts'
import type { Mutex } from './mutex.ts'
import { Reacquisition } from './reacquisition.ts'
import { refusal, timeoutOf, type WaitOptions } from './wait-options.ts'

/** How a condition variable is made. */
export interface CondvarOptions {
  /** For people, in reports. */
  readonly name?: string
  /** Where the time-outs of `whenSignalled` come from; default the global object's. */
  readonly host?: Host
}

/** Lets owners of a mutex wait, without it, until another owner says that something has changed. */
export class Condvar implements QueueListener {
  /** For people; empty if it has none. */
  readonly name: string
  readonly #host: Host | null
  readonly #queue: WaitQueue = new WaitQueue(this)

  constructor(options: CondvarOptions = {}) {
    this.name = options.name ?? ''
    this.#host = options.host ?? null
  }

  /**
   * How many wait for a signal; not those who were signalled and wait for their mutex. Walks the
   * queue.
   */
  get waiting(): number {
    return this.#queue.length
  }

  /**
   * Gives up the mutex, recursive or not, waits for a signal at most `timeout` milliseconds
   * (INFINITE_TIMEOUT: for ever), and has the mutex again, locked as often as before, whatever the
   * answer is. Waiting for the mutex has no time-out. Who is over gets nothing back.
   *
   * rcOk, PARKED; rcTimeout (at once for a time-out of 0, without giving up the mutex);
   * rcInvalidOperation if `waiter` does not own `mutex`; rcInvalidThreadState if it waits already;
   * and whatever the wait is cancelled with.
   */
  wait(waiter: Waiter, mutex: Mutex, timeout: number): number {
    if (mutex.owner !== waiter) return rcInvalidOperation
    const rc = this.#queue.enlist(waiter, timeout)
    if (rc !== rcOk) return rc
    waiter.detail = new Reacquisition(mutex, mutex.giveUp())
    return this.#queue.suspend(waiter, timeout, WaitKind.condvar, this)
  }

  /**
   * Lets the first of those who wait go on, as soon as it has its mutex. Does nothing if nobody
   * waits.
   */
  signal(): void {
    const waiter = this.#queue.take()
    if (waiter !== null) this.#passOn(waiter)
  }

  /** Lets everyone who waits now go on, one after the other. */
  broadcast(): void {
    for (let waiter = this.#queue.take(); waiter !== null; waiter = this.#queue.take())
      this.#passOn(waiter)
  }

  /**
   * As `wait`, for the guard of a mutex. Whether it resolves or rejects (with `signal.reason`, or
   * with RetcodeError: rcTimeout, rcInvalidOperation if the guard does not hold `mutex`,
   * rcInvalidThreadState if it waits), the guard has the mutex again.
   */
  whenSignalled(guard: Guard, mutex: Mutex, options?: WaitOptions): Promise<void> {
    const waiter = waiterOf(guard)
    const rejection = refusal(options)
    if (rejection !== null) return rejection
    waiter.host = this.#host
    return waiter.settle(this.wait(waiter, mutex, timeoutOf(options)), undefined, options?.signal)
  }

  /**
   * For the queue: a time-out or a cancellation ends the wait here, but the mutex is taken back
   * first.
   */
  retains(waiter: Waiter, rc: number): boolean {
    if (waiter.isOver) return false
    const note = waiter.detail as Reacquisition
    if (note.mutex.retake(waiter, note.depth) || rc === rcInvalidThreadState) return false
    note.rc = rc
    this.#queue.remove(waiter)
    note.mutex.queueUp(waiter)
    return true
  }

  /** For the queue: the waiter has its mutex, or is over. */
  abandoned(waiter: Waiter): void {
    waiter.detail = null
  }

  #passOn(waiter: Waiter): void {
    const note = waiter.detail as Reacquisition
    if (!note.mutex.retake(waiter, note.depth)) return note.mutex.queueUp(waiter)
    waiter.detail = null
    waiter.wake(rcOk)
  }
}
