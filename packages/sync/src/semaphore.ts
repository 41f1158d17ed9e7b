// A counting semaphore. `signal` hands permits over to the waiters, by priority, first come, first
// served within one. So no other thread can overtake a waiter, and waiters wait only while the
// counter is 0.

import { rcBusy, rcFail, rcInvalidArgument, rcOk } from '@kos/retcode'
import { type Host, type Waiter, WaitKind, WaitQueue } from '@kos/thread'
import { type Guard, withGuard } from './guard.ts'
import { KOS_SEMAPHORE_VALUE_MAX } from './limits.ts'
import { nameOf } from './name.ts'
import { Permit } from './permit.ts'
import { refusal, timeoutOf, waiterFor, type WaitOptions } from './wait-options.ts'

/** How a semaphore is made. */
export interface SemaphoreOptions {
  /** For people, in reports. */
  readonly name?: string
  /** Where the time-outs of `acquire` come from; default the global object's. */
  readonly host?: Host
}

/** True for a value that a semaphore can have. */
function isValue(count: number): boolean {
  return Number.isInteger(count) && count >= 0 && count <= KOS_SEMAPHORE_VALUE_MAX
}

/** A number of permits. Each wait takes one; any thread may give permits. */
export class Semaphore {
  /** For people; empty if it has none. */
  readonly name: string
  readonly #host: Host | null
  readonly #queue: WaitQueue = new WaitQueue()
  #count: number
  #isValid = true

  /**
   * `count` is an integer from 0 to KOS_SEMAPHORE_VALUE_MAX, else a RangeError is thrown; `init`
   * answers a code instead.
   */
  constructor(count = 0, options: SemaphoreOptions = {}) {
    if (!isValue(count))
      throw new RangeError(
        `a semaphore's value is an integer from 0 to ${KOS_SEMAPHORE_VALUE_MAX}, not ${count}`,
      )
    this.#count = count
    this.name = nameOf('Semaphore', options)
    this.#host = options.host ?? null
  }

  /** The permits that are left; 0 after `deinit`. */
  get count(): number {
    return this.#count
  }

  /** How many waiters wait for a permit. Walks the queue. */
  get waiting(): number {
    return this.#queue.length
  }

  /**
   * Begins anew with `count` permits, also after `deinit`. rcOk; rcInvalidArgument if it is no
   * integer from 0; rcFail if it is above KOS_SEMAPHORE_VALUE_MAX, or if there are waiters:
   * nothing has changed.
   */
  init(count: number): number {
    if (!Number.isInteger(count) || count < 0) return rcInvalidArgument
    if (count > KOS_SEMAPHORE_VALUE_MAX || !this.#queue.isEmpty) return rcFail
    this.#count = count
    this.#isValid = true
    return rcOk
  }

  /**
   * Ends it: everything but `init` answers rcInvalidArgument from now on. rcOk; rcInvalidArgument
   * after `deinit`; rcFail if there are waiters.
   */
  deinit(): number {
    if (!this.#isValid) return rcInvalidArgument
    if (!this.#queue.isEmpty) return rcFail
    this.#isValid = false
    this.#count = 0
    return rcOk
  }

  /**
   * Takes a permit, waiting at most `timeout` milliseconds (INFINITE_TIMEOUT: for ever; 0: not at
   * all).
   *
   * rcOk, PARKED; rcTimeout; rcInvalidArgument after `deinit`; rcInvalidThreadState if the waiter
   * waits already.
   */
  wait(waiter: Waiter, timeout: number): number {
    if (this.#count > 0) {
      this.#count--
      return rcOk
    }
    if (!this.#isValid) return rcInvalidArgument
    return this.#queue.park(waiter, timeout, WaitKind.semaphore, this)
  }

  /** Takes a permit if there is one: rcOk, rcBusy; rcInvalidArgument after `deinit`. */
  tryWait(): number {
    if (this.#count === 0) return this.#isValid ? rcBusy : rcInvalidArgument
    this.#count--
    return rcOk
  }

  /**
   * Gives `count` permits, to the waiters first. rcOk; rcInvalidArgument unless it is an integer
   * from 1 to KOS_SEMAPHORE_VALUE_MAX, and after `deinit`; rcFail if there would be more than
   * KOS_SEMAPHORE_VALUE_MAX: nothing has changed.
   */
  signal(count = 1): number {
    if (!this.#isValid || !isValue(count) || count === 0) return rcInvalidArgument
    if (count > KOS_SEMAPHORE_VALUE_MAX - this.#count) return rcFail
    let left = count
    while (left > 0 && this.#queue.wakeOne(rcOk)) left--
    this.#count += left
    return rcOk
  }

  /** For guards: as `signal`; false if it was refused. */
  returnPermit(): boolean {
    if (!this.#queue.isEmpty || !this.#isValid || this.#count === KOS_SEMAPHORE_VALUE_MAX)
      return this.signal() === rcOk
    this.#count++
    return true
  }

  /**
   * Takes a permit for the guard that this resolves with. Rejects with `signal.reason`, or with
   * RetcodeError: rcTimeout, rcInvalidArgument after `deinit`.
   */
  acquire(options?: WaitOptions): Promise<Guard> {
    if (options === undefined && this.#count > 0) {
      this.#count--
      return new Permit(this).promised()
    }
    const waiter = waiterFor(options, this.#host)
    const rejection = refusal(options)
    if (rejection !== null) return rejection
    return waiter.settle(this.wait(waiter, timeoutOf(options)), new Permit(this), options?.signal)
  }

  /** A guard if there is a permit, undefined otherwise. */
  tryAcquire(): Guard | undefined {
    if (this.#count === 0) return undefined
    this.#count--
    return new Permit(this)
  }

  /**
   * Calls `action` while it has a permit, and gives what it gives. Rejects as `acquire`, or with
   * what `action` threw.
   */
  run<T>(action: () => T | PromiseLike<T>, options?: WaitOptions): Promise<T> {
    return withGuard(this.acquire(options), action)
  }
}
