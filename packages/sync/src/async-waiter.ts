// Waiting without a scheduler: a waiter whose waits are promises of whatever was waited for.
//
// Mechanisms park and wake it like a thread. Time-outs and aborts, which few waits have, are in
// `wait-end.ts`; who waits for a lock and owns it then is seen by programs as a guard (`guard.ts`).

import { type Failure, rcAbort, rcInvalidThreadState, RetcodeError, rcOk } from '@kos/retcode'
import {
  type OwnedResource,
  type Host,
  type Owned,
  PARKED,
  type Waiter,
  type WaitQueue,
} from '@kos/thread'
import { WaitEnd } from './wait-end.ts'
import type { WaitOptions } from './wait-options.ts'

/** A waiter whose waits are promises. */
export class AsyncWaiter implements Waiter {
  priority: number
  inheritedPriority = -1
  queue: WaitQueue | null = null
  previous: Waiter | null = null
  next: Waiter | null = null
  detail: object | null = null
  waitOwner: Waiter | Owned | null = null
  owned: OwnedResource | null = null
  readonly #ownPriority: number
  #resolve: ((value: unknown) => void) | null = null
  #result: unknown = null
  #end: WaitEnd | null = null

  /** Its own priority: 0 to 31. */
  constructor(priority: number) {
    this.priority = priority
    this.#ownPriority = priority
  }

  get isOver(): boolean {
    return false
  }

  /** The time-out and the rest of the wait begin with `settle`, which follows at once. */
  park(): number {
    return this.#resolve === null ? PARKED : rcInvalidThreadState
  }

  /**
   * The promise of an operation that answered `answer`: resolves with `result`, or rejects with the
   * code of its end. The time-out and the signal in `options` count from now on.
   */
  settle<T>(
    answer: number,
    result: T,
    options: WaitOptions | undefined,
    host: Host | null,
  ): Promise<T> {
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
    const error: unknown =
      end !== null && rc === rcAbort ? end.reason : new RetcodeError(rc as Failure)
    resolve(Promise.reject(error))
  }

  /** Ends the wait from outside, unless what it waits for lets it wait on. */
  cancel(rc: number): void {
    if (this.queue === null || this.queue.abandon(this, rc)) this.wake(rc)
  }

  inherit(priority: number): void {
    this.inheritedPriority = priority
    const highest = priority > this.#ownPriority ? priority : this.#ownPriority
    if (highest === this.priority) return
    if (this.queue === null) this.priority = highest
    else this.queue.move(this, highest)
  }

  complete(rc: number): number {
    return rc
  }
}
