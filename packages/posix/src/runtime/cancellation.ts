// The cancellation of one thread: whether it was requested, whether the thread acts on requests,
// and the wait that a request ends.
//
// A request is a note: the thread itself acts on it, at its next cancellation point, or in the one
// that it waits at. (1) `request` sets the note. (2) If the thread acts on requests and waits at a
// point, its wait is ended with rcAbort, as a time-out would end it: the mechanism may keep the
// waiter in its queue (a condition variable does until its mutex is owned again). A wake-up that
// came before the request counts, and the request stays for the next point: nothing that was
// handed over is lost. (3) Signals of typed calls are aborted, which ends the calls with EINTR.

import { rcAbort } from '@kos/libkos'
import type { AbortSignalLike, Waiter } from '@kos/thread'

/** Requests are acted on (the state of a new thread), or kept until they are. */
export const PTHREAD_CANCEL_ENABLE = 0
export const PTHREAD_CANCEL_DISABLE = 1
/** Requests are acted on at cancellation points (the type of a new thread), or at every wait. */
export const PTHREAD_CANCEL_DEFERRED = 0
export const PTHREAD_CANCEL_ASYNCHRONOUS = 1

const requested = 1
const disabled = 2
const leaving = 4

/** The cancellation of one thread. */
export class ThreadCancellation {
  /** PTHREAD_CANCEL_DEFERRED or PTHREAD_CANCEL_ASYNCHRONOUS. */
  type: number = PTHREAD_CANCEL_DEFERRED
  #flags = 0
  /** The waiter of the thread while it waits at a point; null else. */
  #waiter: Waiter | null = null
  #signal: CancelSignal | null = null

  /** True if the thread is to act on a request at its next point. */
  get isDue(): boolean {
    return this.#flags === requested
  }

  /** True if it is to act at its next wait, whatever that is. */
  get isDueAtOnce(): boolean {
    return this.#flags === requested && this.type === PTHREAD_CANCEL_ASYNCHRONOUS
  }

  /** PTHREAD_CANCEL_ENABLE or PTHREAD_CANCEL_DISABLE. */
  get state(): number {
    return (this.#flags & disabled) === 0 ? PTHREAD_CANCEL_ENABLE : PTHREAD_CANCEL_DISABLE
  }

  set state(state: number) {
    if (state === PTHREAD_CANCEL_DISABLE) this.#flags |= disabled
    else this.#flags &= ~disabled
  }

  /** True once the thread exits or acts on a request: from then on it waits undisturbed. */
  get isLeaving(): boolean {
    return (this.#flags & leaving) !== 0
  }

  /** The thread exits, or acts on a request. */
  leave(): void {
    this.#flags |= leaving
  }

  /** Asks the thread to end. May be called by any thread of its process. */
  request(): void {
    this.#flags |= requested
    if (!this.isDue) return
    this.#signal?.abort()
    const waiter = this.#waiter
    if (waiter === null) return
    if (waiter.queue === null || waiter.queue.abandon(waiter, rcAbort)) waiter.wake(rcAbort)
  }

  /** The thread waits from now on, and a request ends that; null: it goes on. */
  waits(waiter: Waiter | null): void {
    this.#waiter = waiter
  }

  /** Is aborted with a request. Made when it is first asked for. */
  get signal(): AbortSignalLike {
    return (this.#signal ??= new CancelSignal(this))
  }
}

// One abort signal for all calls of a thread: it is aborted while a request is due.
class CancelSignal implements AbortSignalLike {
  readonly #cancellation: ThreadCancellation
  readonly #listeners: Set<() => void> = new Set()

  constructor(cancellation: ThreadCancellation) {
    this.#cancellation = cancellation
  }

  get aborted(): boolean {
    return this.#cancellation.isDue
  }

  get reason(): unknown {
    return new Error('the thread was cancelled')
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener)
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener)
  }

  abort(): void {
    // A copy: who is told may add and remove.
    const listeners = [...this.#listeners]
    for (const listener of listeners) listener()
  }
}
