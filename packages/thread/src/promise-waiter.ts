// A waiter without a scheduler: plain async code waits for a promise. Mechanisms park and wake it
// as they do a thread.
//
// `park` makes the promise of the wait, `wake` resolves it. The program awaits it through one of
// two methods: `wait` resolves with the code of the wait; `settle` resolves with a result and
// rejects with an error. Time-outs come from a Host, cancellations from `cancel` or from an abort
// signal. A promise waiter waits once at a time. Promises of threads are in `continuation.ts`.

import {
  type Failure,
  type Retcode,
  rcAbort,
  RetcodeError,
  rcInvalidThreadState,
  rcOk,
  rcTimeout,
} from '@kos/retcode'
import { type AbortSignalLike, Cancellation } from './cancellation.ts'
import { settled } from './continuation.ts'
import { type Host, defaultHost } from './host.ts'
import { WaiterState } from './waiter-state.ts'
import { INFINITE_TIMEOUT, PARKED, WaitKind, type Waiter } from './waiter.ts'

/** How a promise waiter waits. */
export interface PromiseWaiterOptions {
  /** 0 (default) to 31. */
  readonly priority?: number
  /** Where time-outs come from; default the global object's. */
  readonly host?: Host
}

/** In place of a result: the promise of the wait resolves with the code. */
const NO_RESULT: object = {}

/** A waiter for plain async code. */
export class PromiseWaiter extends WaiterState implements Waiter {
  /**
   * Where the time-outs of its next waits come from; null: the global object's. A mechanism that
   * has a host of its own sets it before it parks the waiter.
   */
  host: Host | null
  readonly #ownPriority: number
  #promise: Promise<unknown> | null = null
  /** Resolves the promise of the current wait; null while it does not wait. */
  #resolve: ((value: unknown) => void) | null = null
  #result: unknown = NO_RESULT
  /** The time-out and the abort signal of the current wait; null if it has neither. */
  #cancellation: Cancellation | null = null

  constructor(options?: PromiseWaiterOptions) {
    super(options?.priority ?? 0)
    this.#ownPriority = this.priority
    this.host = options?.host ?? null
  }

  /** Always false: a promise waiter has no end. */
  get isOver(): boolean {
    return false
  }

  /** As every waiter's; rcInvalidThreadState if it waits already. */
  park(timeout: number, kind: WaitKind, _object: unknown): number {
    if (this.#resolve !== null) return rcInvalidThreadState
    this.#promise = new Promise((resolve) => {
      this.#resolve = resolve
    })
    if (timeout !== INFINITE_TIMEOUT) this.#arm(timeout, kind === WaitKind.sleep ? rcOk : rcTimeout)
    return PARKED
  }

  #arm(timeout: number, rc: number): void {
    this.#cancellation ??= new Cancellation(this)
    this.#cancellation.arm(this.host ?? defaultHost(), timeout, rc)
  }

  wake(rc: number): void {
    const resolve = this.#resolve
    if (resolve === null) return
    const result = this.#result
    this.#resolve = null
    this.#result = NO_RESULT
    this.waitOwner = null
    if (rc === rcOk && this.#cancellation === null) resolve(result === NO_RESULT ? rcOk : result)
    else this.#conclude(resolve, result, rc)
  }

  // The end of a wait that failed, or has a time-out or a signal: off the hot path of `wake`.
  #conclude(resolve: (value: unknown) => void, result: unknown, rc: number): void {
    const cancellation = this.#cancellation
    this.#cancellation = null
    cancellation?.clear()
    if (result === NO_RESULT) return resolve(rc)
    if (rc === rcOk) return resolve(result)
    const isAborted = rc === rcAbort && cancellation?.isAborted === true
    resolve(Promise.reject(isAborted ? cancellation.reason : new RetcodeError(rc as Failure)))
  }

  dropTimeout(): void {
    this.#cancellation?.dropTimeout()
  }

  /**
   * Ends the wait from outside with `rc`, unless the mechanism retains the waiter
   * (`QueueListener.retains`). Does nothing if it does not wait.
   */
  cancel(rc: number = rcAbort): void {
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

  /** The promise of an operation that answered `answer`: resolves with the code of its end. */
  wait(answer: number): Promise<Retcode> {
    return answer === PARKED ? (this.#promise as Promise<Retcode>) : settled(answer)
  }

  /**
   * The promise of an operation that answered `answer`: resolves with `result` if it ends with
   * rcOk. Else it rejects: with `signal.reason` if the abort of `signal` ended the wait, with a
   * RetcodeError for every other code. A signal counts for this wait only, and from this call on:
   * the caller has seen that it was not aborted before. Called at once after the operation, before
   * anything can wake the waiter.
   */
  settle<T>(answer: number, result: T, signal?: AbortSignalLike): Promise<T> {
    if (answer === rcOk) return Promise.resolve(result)
    if (answer !== PARKED) return Promise.reject(new RetcodeError(answer as Failure))
    this.#result = result
    if (signal !== undefined) this.#listen(signal)
    return this.#promise as Promise<T>
  }

  #listen(signal: AbortSignalLike): void {
    this.#cancellation ??= new Cancellation(this)
    this.#cancellation.listen(signal)
  }
}
