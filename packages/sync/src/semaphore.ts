// A counting semaphore, whose waiters take one permit or several together. They are served in order:
// by priority, first come, first served within one. The first waiter gets all of its permits at once
// or none, and those behind it wait until it is served, although there may be enough for them: so a
// wait for many permits does not starve.
//
// How many permits a waiter wants is its `detail`; null is one. The counter is negative while
// permits that a smaller maximum withdrew are still taken.

import { formatRetcode, rcBusy, rcFail, rcInvalidArgument, rcOk, RetcodeError } from '@kos/retcode'
import { type Host, type QueueListener, type Waiter, WaitKind, WaitQueue } from '@kos/thread'
import { type Guard, withGuard } from './guard.ts'
import { KOS_SEMAPHORE_VALUE_MAX } from './limits.ts'
import { nameOf } from './name.ts'
import { described } from './option-names.ts'
import { guardOf, Permit } from './permit.ts'
import { endWait, refuseAbove, wantedBy, wish } from './permit-wait.ts'
import {
  checkedMax,
  isCount,
  type PermitOptions,
  permitOptions,
  permitsFault,
  type SemaphoreOptions,
  semaphoreOptions,
} from './semaphore-options.ts'
import { checkWaitOptions, refusal, timeoutOf, waiterFor } from './wait-options.ts'

/** A number of permits. Each wait takes some, one by default; any thread may give permits. */
export class Semaphore implements QueueListener {
  /** For people; empty if it has none. */
  readonly name: string
  readonly #host: Host | null
  readonly #queue: WaitQueue = new WaitQueue(this)
  readonly #isBounded: boolean
  #max: number
  #count: number
  #isValid = true
  /** Those who wait until they could take permits, and take none; null until the first comes. */
  #observers: WaitQueue | null = null

  /**
   * `count` is an integer from 0 to the maximum, else a RangeError is thrown; `init` answers a code
   * instead.
   */
  constructor(count = 0, options: SemaphoreOptions = {}) {
    this.name = nameOf('Semaphore', options, semaphoreOptions)
    const { max = KOS_SEMAPHORE_VALUE_MAX, host = null } = options
    this.#isBounded = options.max !== undefined
    this.#max = checkedMax(max)
    if (!isCount(count, 0, max))
      throw new RangeError(`a semaphore's value is an integer from 0 to ${max}, not ${count}`)
    this.#count = count
    this.#host = host
  }

  /** The permits that are left; 0 after `deinit`. */
  get count(): number {
    return Math.max(0, this.#count)
  }

  /** The most permits that it can have. */
  get max(): number {
    return this.#max
  }

  /** How many waiters wait to take permits. Walks the queue. */
  get waiting(): number {
    return this.#queue.length
  }

  /**
   * Begins anew with `count` permits, also after `deinit`. rcOk; rcInvalidArgument if it is no
   * integer from 0; rcFail if it is above the maximum, or if there are waiters: nothing has changed.
   */
  init(count: number): number {
    if (!Number.isInteger(count) || count < 0) return rcInvalidArgument
    if (count > this.#max || this.#isAwaited) return rcFail
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
    if (this.#isAwaited) return rcFail
    this.#isValid = false
    this.#count = 0
    return rcOk
  }

  /**
   * Changes the maximum of a semaphore that was made with one. The difference is given, to the
   * waiters first, or withdrawn: permits that are taken now are withdrawn when they are released.
   * Waiters that want more than there can be now are woken with rcInvalidArgument.
   *
   * Throws RangeError unless `max` is an integer from 1 to KOS_SEMAPHORE_VALUE_MAX, TypeError if
   * the semaphore was made without a maximum, RetcodeError(rcInvalidArgument) after `deinit`.
   */
  resize(max: number): void {
    if (!this.#isBounded)
      throw new TypeError('only a semaphore that was made with the option max can be resized')
    if (!this.#isValid) throw new RetcodeError(rcInvalidArgument, 'the semaphore has ended')
    const difference = checkedMax(max) - this.#max
    this.#max = max
    this.#count += difference
    refuseAbove(max, this.#queue)
    if (this.#observers !== null) refuseAbove(max, this.#observers)
    this.#serve()
  }

  /**
   * Takes `permits` together, waiting at most `timeout` milliseconds (INFINITE_TIMEOUT: for ever;
   * 0: not at all).
   *
   * rcOk, PARKED; rcTimeout; rcInvalidArgument after `deinit`, and if `permits` is no integer from
   * 1 to the maximum; rcInvalidThreadState if the waiter waits already.
   */
  wait(waiter: Waiter, timeout: number, permits = 1): number {
    const rc = this.#take(permits, waiter.priority)
    return rc === rcBusy ? this.#park(this.#queue, waiter, timeout, permits) : rc
  }

  /** Takes permits if that needs no waiting: rcOk, rcBusy; rcInvalidArgument as `wait`. */
  tryWait(permits = 1): number {
    return this.#take(permits, -1)
  }

  /**
   * Waits as `wait`, until nobody waits to take permits and `permits` are left; and takes none. So
   * another thread may take them before the waiter runs.
   */
  waitUnlocked(waiter: Waiter, timeout: number, permits = 1): number {
    if (!this.#isValid || !isCount(permits, 1, this.#max)) return rcInvalidArgument
    if (this.#queue.isEmpty && permits <= this.#count) return rcOk
    this.#observers ??= new WaitQueue(this)
    return this.#park(this.#observers, waiter, timeout, permits)
  }

  /**
   * Gives `count` permits, to the waiters first. rcOk; rcInvalidArgument unless it is an integer
   * from 1 to KOS_SEMAPHORE_VALUE_MAX, and after `deinit`; rcFail if there would be more than the
   * maximum: nothing has changed.
   */
  signal(count = 1): number {
    if (!this.#isValid || !isCount(count, 1, KOS_SEMAPHORE_VALUE_MAX)) return rcInvalidArgument
    if (count > this.#max - this.#count) return rcFail
    this.#count += count
    this.#serve()
    return rcOk
  }

  /**
   * As `signal`, for code that has no use for a code: throws a RangeError that says why the permits
   * are refused.
   */
  release(count = 1): void {
    const rc = this.signal(count)
    if (rc === rcOk) return
    const name = this.name === '' ? 'a semaphore' : `the semaphore ${this.name}`
    const why =
      rc === rcFail
        ? `${this.count} of at most ${this.#max} permits are left, so more come back than were taken`
        : formatRetcode(rc)
    throw new RangeError(`${name} refuses a release of ${described(count)}: ${why}`)
  }

  /** For guards: as `signal`; false if it was refused. */
  returnPermit(): boolean {
    if (this.#isAwaited || !this.#isValid || this.#count === this.#max)
      return this.signal() === rcOk
    this.#count++
    return true
  }

  /**
   * Takes permits for the guard that this resolves with. Rejects with `signal.reason`, with
   * RangeError for permits that can never be had together, or with RetcodeError: rcTimeout,
   * rcInvalidArgument after `deinit`.
   */
  acquire(options?: PermitOptions): Promise<Guard> {
    if (options === undefined && this.#count > 0 && this.#queue.isEmpty) {
      this.#count--
      return new Permit(this).promised()
    }
    const rejection = refusal(options, permitOptions)
    if (rejection !== null) return rejection
    const permits = options?.permits ?? 1
    const fault = permitsFault(permits, this.#max)
    if (fault !== null) return Promise.reject(fault)
    const waiter = waiterFor(options, this.#host)
    const answer = this.wait(waiter, timeoutOf(options), permits)
    return waiter.settle(answer, guardOf(this, permits), options?.signal)
  }

  /**
   * A guard if permits can be taken without waiting, undefined otherwise. Of the options only
   * `permits` and `priority` count.
   */
  tryAcquire(options?: PermitOptions): Guard | undefined {
    if (options !== undefined) checkWaitOptions(options, permitOptions)
    const permits = options?.permits ?? 1
    const fault = permitsFault(permits, this.#max)
    if (fault !== null) throw fault
    const priority = options?.priority ?? 0
    return this.#take(permits, priority) === rcOk ? guardOf(this, permits) : undefined
  }

  /**
   * Calls `action` while it has permits, and gives what it gives. Rejects as `acquire`, or with
   * what `action` threw.
   */
  run<T>(action: () => T | PromiseLike<T>, options?: PermitOptions): Promise<T> {
    return withGuard(this.acquire(options), action, options?.signal)
  }

  /** Resolves when `acquire` would not have to wait, and takes nothing. Rejects as `acquire`. */
  whenUnlocked(options?: PermitOptions): Promise<void> {
    const rejection = refusal(options, permitOptions)
    if (rejection !== null) return rejection
    const permits = options?.permits ?? 1
    const fault = permitsFault(permits, this.#max)
    if (fault !== null) return Promise.reject(fault)
    const waiter = waiterFor(options, this.#host)
    const answer = this.waitUnlocked(waiter, timeoutOf(options), permits)
    return waiter.settle(answer, undefined, options?.signal)
  }

  /** For the queue: the waiter that left may have kept others waiting. */
  abandoned(waiter: Waiter): void {
    waiter.detail = null
    this.#serve()
  }

  /** For the queue: the waiter that moved may be the first now, or no longer. */
  moved(): void {
    this.#serve()
  }

  get #isAwaited(): boolean {
    return !this.#queue.isEmpty || (this.#observers !== null && !this.#observers.isEmpty)
  }

  // For a waiter of this priority, which comes behind those of its priority or a higher one.
  #take(permits: number, priority: number): number {
    if (!this.#isValid || !isCount(permits, 1, this.#max)) return rcInvalidArgument
    const { first } = this.#queue
    if (permits > this.#count || (first !== null && first.priority >= priority)) return rcBusy
    this.#count -= permits
    return rcOk
  }

  #park(queue: WaitQueue, waiter: Waiter, timeout: number, permits: number): number {
    const rc = queue.enlist(waiter, timeout)
    if (rc !== rcOk) return rc
    waiter.detail = wish(permits)
    return queue.suspend(waiter, timeout, WaitKind.semaphore, this)
  }

  // Hands permits over to the waiters, each of which has them before it runs, so no other thread
  // can take them between. Then tells those who only wait for permits to be left.
  #serve(): void {
    let { first } = this.#queue
    for (; first !== null && wantedBy(first) <= this.#count; { first } = this.#queue) {
      this.#count -= wantedBy(first)
      endWait(first, this.#queue, rcOk)
    }
    if (first !== null || this.#observers === null) return
    let next: Waiter | null
    for (let waiter = this.#observers.first; waiter !== null; waiter = next) {
      ;({ next } = waiter)
      if (wantedBy(waiter) <= this.#count) endWait(waiter, this.#observers, rcOk)
    }
  }
}
