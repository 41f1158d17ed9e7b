// A condition variable: a waiter unlocks a mutex, waits for a signal, and owns the mutex again when
// it goes on. No wake-up is lost: (1) the waiter is linked in, (2) the mutex is unlocked, (3) the
// waiter parks. A thread that changes the condition under the mutex and signals comes after (2),
// and finds the waiter. No wake-up is stolen: a signal takes one waiter out of the queue, and only
// those that waited at that moment are in it.
//
// A waiter that was signalled, timed out or was cancelled while the mutex has an owner moves to the
// queue of the mutex without being woken (wait morphing, `Mutex.enqueueReacquisition`). It waits
// there without time-out; the code it ends with is decided by then (`reacquisition.ts`).

import { rcInvalidOperation, rcInvalidThreadState, rcOk } from '@kos/retcode'
import { type Host, type QueueListener, type Waiter, WaitKind, WaitQueue } from '@kos/thread'
import { type Guard, LockGuard } from './guard.ts'
import { Mutex } from './mutex.ts'
import { commonOptions, nameOf } from './name.ts'
import { Reacquisition } from './reacquisition.ts'
import { refusal, timeoutOf, type WaitOptions, waitOptions } from './wait-options.ts'

/** How a condition variable is made. */
export interface CondvarOptions {
  /** For people, in reports. */
  readonly name?: string
  /** Where the time-outs of `whenSignalled` come from; default the global object's. */
  readonly host?: Host
}

/**
 * Lets owners of a mutex wait, without it, until another owner signals that something has changed.
 */
export class Condvar implements QueueListener {
  /** For people; empty if it has none. */
  readonly name: string
  readonly #host: Host | null
  readonly #queue: WaitQueue = new WaitQueue(this)

  constructor(options: CondvarOptions = {}) {
    this.name = nameOf('Condvar', options, commonOptions)
    this.#host = options.host ?? null
  }

  /**
   * How many waiters wait for a signal; not those that were signalled and wait for their mutex.
   * Walks the queue.
   */
  get waiting(): number {
    return this.#queue.length
  }

  /**
   * Unlocks the mutex, recursive or not, waits for a signal at most `timeout` milliseconds
   * (INFINITE_TIMEOUT: for ever), and owns the mutex again, locked as often as before, whatever the
   * answer is. Waiting for the mutex has no time-out. A waiter that is over does not get it.
   *
   * rcOk, PARKED; rcTimeout (at once for a time-out of 0, without unlocking the mutex);
   * rcInvalidOperation if `waiter` does not own `mutex`; rcInvalidThreadState if it waits already;
   * and the code that the wait is cancelled with.
   */
  wait(waiter: Waiter, mutex: Mutex, timeout: number): number {
    if (mutex.owner !== waiter) return rcInvalidOperation
    const rc = this.#queue.enlist(waiter, timeout)
    if (rc !== rcOk) return rc
    waiter.detail = new Reacquisition(mutex, mutex.unlockFully())
    return this.#queue.suspend(waiter, timeout, WaitKind.condvar, this)
  }

  /**
   * Lets the first waiter go on, as soon as it owns its mutex. Does nothing without a waiter.
   */
  signal(): void {
    const waiter = this.#queue.take()
    if (waiter !== null) this.#passOn(waiter, this)
  }

  /** Lets all present waiters go on, one after the other. */
  broadcast(): void {
    for (let waiter = this.#queue.take(); waiter !== null; waiter = this.#queue.take())
      this.#passOn(waiter, null)
  }

  /**
   * As `wait`, for the guard of a mutex. Whether it resolves or rejects (with `signal.reason`, or
   * with RetcodeError: rcTimeout, rcInvalidOperation if the guard does not hold `mutex`,
   * rcInvalidThreadState if it waits), the guard has the mutex again. A guard that is released while
   * it waits gives up: rcAbort, and it does not have the mutex.
   */
  whenSignalled(guard: Guard, mutex: Mutex, options?: WaitOptions): Promise<void> {
    const rejection = refusal(options, waitOptions)
    if (rejection !== null) return rejection
    if (!(guard instanceof LockGuard && mutex instanceof Mutex))
      return Promise.reject(
        new TypeError('whenSignalled(guard, mutex) takes a guard of a mutex, and this mutex'),
      )
    const { waiter } = guard
    waiter.host = this.#host
    return waiter.settle(this.wait(waiter, mutex, timeoutOf(options)), undefined, options?.signal)
  }

  /**
   * For the queue: a time-out or a cancellation ends the wait for a signal, but the waiter must own
   * the mutex before it goes on, unless it gave up.
   */
  retains(waiter: Waiter, rc: number): boolean {
    const note = waiter.detail as Reacquisition
    if (waiter.isOver || note.depth === 0) return false
    if (note.mutex.relock(waiter, note.depth) || rc === rcInvalidThreadState) return false
    note.rc = rc
    this.#queue.remove(waiter)
    note.mutex.enqueueReacquisition(waiter)
    return true
  }

  /** For the queue: the waiter owns its mutex, is over, or gave up. */
  abandoned(waiter: Waiter): void {
    waiter.detail = null
  }

  #passOn(waiter: Waiter, signalledBy: Condvar | null): void {
    const note = waiter.detail as Reacquisition
    if (note.mutex.relock(waiter, note.depth)) {
      waiter.detail = null
      waiter.wake(rcOk)
      return
    }
    note.signalledBy = signalledBy
    note.mutex.enqueueReacquisition(waiter)
  }
}
