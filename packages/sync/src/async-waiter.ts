// Waiting without a scheduler: a waiter that is the guard of what it acquires, in one object, so that a free lock costs one allocation
// and a promise that is resolved already.
//
// A guard is the owner of its lock, unless it was acquired for the guard of another one. Time-outs and aborts, which few waits have, are in
// `wait-end.ts`. Whoever waits here is woken by a mechanism through `Waiter.wake`, like a thread.

import { type Failure, rcAbort, rcInvalidThreadState, RetcodeError, rcOk } from '@kos/retcode'
import { type Held, type Host, INFINITE_TIMEOUT, type Owned, PARKED, type Waiter, type WaitQueue } from '@kos/thread'
import { type AbortSignalLike, WaitEnd } from './wait-end.ts'

/** What was acquired, until it is released: `using guard = await mutex.acquire()`. */
export interface Guard extends Disposable {
  /** True once it has been given back. */
  readonly isReleased: boolean
  /** Gives it back. Does nothing if that was done before, nor while the guard waits at a condition variable. */
  release(): void
}

/** How to wait. */
export interface WaitOptions {
  /** Ends the wait from outside; one that is aborted already prevents it. */
  readonly signal?: AbortSignalLike
  /** Milliseconds; default INFINITE_TIMEOUT. 0 does not wait. */
  readonly timeout?: number
  /** 0 (default) to 31: who of several waiters is served first. */
  readonly priority?: number
}

/** How to wait for a lock that has owners. */
export interface AcquireOptions extends WaitOptions {
  /**
   * A guard of another acquisition, which owns this one, too: a recursive mutex lets it in again, and it inherits the priority of those who
   * wait for either. Default: the new guard owns itself. Its priority counts in place of `priority`.
   */
  readonly owner?: Guard
}

/** What a guard gives back to. */
export interface Lock {
  /** Unlocks it for an owner: rcOk, or a code if the owner does not have it. */
  unlock(owner: Waiter): number
}

/** The time-out that is meant, in milliseconds. */
export function timeoutOf(options: WaitOptions | undefined): number {
  if (options === undefined) return INFINITE_TIMEOUT
  const { timeout = INFINITE_TIMEOUT } = options
  if (timeout >= 0) return timeout < INFINITE_TIMEOUT ? timeout : INFINITE_TIMEOUT
  throw new RangeError(`a time-out is a number of milliseconds from 0, not ${timeout}`)
}

/** The rejection of a wait that was aborted before it began; null if it may begin. */
export function refusal(options: WaitOptions | undefined): Promise<never> | null {
  const signal = options?.signal
  return signal?.aborted === true ? Promise.reject(signal.reason) : null
}

/** The waiter behind a guard; a TypeError if it is not one of this package. */
export function waiterOf(guard: Guard): AsyncWaiter {
  if (guard instanceof AsyncWaiter) return guard.owner
  throw new TypeError('this is no guard of @kos/sync')
}

/** Calls `action` while what was acquired is held, and gives what it gives. */
export async function holding<T>(acquired: Promise<Guard>, action: () => T | PromiseLike<T>): Promise<T> {
  const guard = await acquired
  try {
    return await action()
  } finally {
    guard.release()
  }
}

function priorityOf(options: WaitOptions): number {
  const { priority = 0 } = options
  if (Number.isInteger(priority) && priority >= 0 && priority <= 31) return priority
  throw new RangeError(`a priority is an integer from 0 to 31, not ${priority}`)
}

/** A waiter whose waits are promises, and the guard of what it acquires. */
export class AsyncWaiter implements Waiter, Guard {
  priority: number
  queue: WaitQueue | null = null
  previous: Waiter | null = null
  next: Waiter | null = null
  detail: object | null = null
  waitOwner: Waiter | Owned | null = null
  holds: Held | null = null
  readonly #ownPriority: number
  #lock: Lock | null
  #owner: AsyncWaiter | null = null
  #resolve: ((value: unknown) => void) | null = null
  #result: unknown = null
  #end: WaitEnd | null = null

  /** `lock` is what it guards, null for one that only waits. RangeError and TypeError for options that make no sense. */
  constructor(lock: Lock | null, options?: AcquireOptions) {
    this.#lock = lock
    this.priority = options === undefined ? 0 : priorityOf(options)
    this.#ownPriority = this.priority
    if (options?.owner !== undefined) this.#owner = waiterOf(options.owner)
  }

  get isOver(): boolean {
    return false
  }

  /** Who waits and owns for this guard: itself, or another one. */
  get owner(): AsyncWaiter {
    return this.#owner ?? this
  }

  get isReleased(): boolean {
    return this.#lock === null
  }

  release(): void {
    if (this.#lock !== null && this.#lock.unlock(this.#owner ?? this) === rcOk) this.#lock = null
  }

  [Symbol.dispose](): void {
    this.release()
  }

  /** The time-out and the rest of the wait begin with `settle`, which follows at once. */
  park(): number {
    return this.#resolve === null ? PARKED : rcInvalidThreadState
  }

  /**
   * The promise of an operation that answered `answer`: resolves with `result`, or rejects with the code of its end. The time-out and the signal
   * in `options` count from now on.
   */
  settle<T>(answer: number, result: T, options: WaitOptions | undefined, host: Host | null): Promise<T> {
    if (answer === rcOk) return Promise.resolve(result)
    if (answer !== PARKED) return Promise.reject(new RetcodeError(answer as Failure))
    this.#result = result
    if (options !== undefined) this.#end = WaitEnd.of(this, options, host)
    return new Promise((resolve) => {
      this.#resolve = resolve as (value: unknown) => void
    })
  }

  wake(rc: number): void {
    const resolve = this.#resolve
    if (resolve === null) return
    const result = this.#result
    this.#resolve = null
    this.#result = null
    this.waitOwner = null
    if (this.#end === null && rc === rcOk) resolve(result)
    else this.#conclude(resolve, result, rc)
  }

  dropTimeout(): void {
    this.#end?.dropTimeout()
  }

  #conclude(resolve: (value: unknown) => void, result: unknown, rc: number): void {
    const end = this.#end
    this.#end = null
    end?.clear()
    if (rc === rcOk) return resolve(result)
    const error: unknown = end !== null && rc === rcAbort ? end.reason : new RetcodeError(rc as Failure)
    resolve(Promise.reject(error))
  }

  /** Ends the wait from outside, unless what it waits for lets it wait on. */
  cancel(rc: number): void {
    if (this.queue === null || this.queue.abandon(this, rc)) this.wake(rc)
  }

  inherit(priority: number): void {
    const highest = priority > this.#ownPriority ? priority : this.#ownPriority
    if (highest === this.priority) return
    if (this.queue === null) this.priority = highest
    else this.queue.move(this, highest)
  }

  complete(rc: number): number {
    return rc
  }
}
