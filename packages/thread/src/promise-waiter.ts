// A waiter that is no thread: a promise in any async code, so that a mechanism works without a
// scheduler.
//
// Its time-outs come from a Host. It waits once at a time; `wait` awaits the answer of the
// mechanism's operation.

import { type Retcode, rcAbort, rcInvalidThreadState, rcOk, rcTimeout } from '@kos/retcode'
import { settled } from './continuation.ts'
import type { OwnedResource, Owned } from './priority-inheritance.ts'
import { type Host, defaultHost, longestDelay } from './host.ts'
import type { WaitQueue } from './wait-queue.ts'
import { INFINITE_TIMEOUT, PARKED, WaitKind, type Waiter } from './waiter.ts'

/** How a promise waiter waits. */
export interface PromiseWaiterOptions {
  /** 0 (default) to 31. */
  readonly priority?: number
  /** Where time-outs come from; default the global object's. */
  readonly host?: Host
}

/** A waiter for plain async code. */
export class PromiseWaiter implements Waiter {
  priority: number
  inheritedPriority = -1
  readonly isOver = false
  queue: WaitQueue | null = null
  previous: Waiter | null = null
  next: Waiter | null = null
  detail: object | null = null
  waitOwner: Waiter | Owned | null = null
  owned: OwnedResource | null = null
  readonly #ownPriority: number
  #host: Host | null
  #resolve: ((rc: Retcode) => void) | null = null
  #promise: Promise<Retcode> | null = null
  #cancelTimer: (() => void) | null = null

  constructor(options: PromiseWaiterOptions = {}) {
    this.priority = options.priority ?? 0
    this.#ownPriority = this.priority
    this.#host = options.host ?? null
  }

  /** As every waiter's; rcInvalidThreadState if it waits already. */
  park(timeout: number, kind: WaitKind, _object: unknown): number {
    if (this.#resolve !== null) return rcInvalidThreadState
    this.#promise = new Promise((resolve) => {
      this.#resolve = resolve
    })
    if (timeout !== INFINITE_TIMEOUT)
      this.#arm((this.#host ??= defaultHost()), timeout, kind === WaitKind.sleep ? rcOk : rcTimeout)
    return PARKED
  }

  #arm(host: Host, delay: number, rc: number): void {
    const part = Math.min(delay, longestDelay)
    this.#cancelTimer = host.setTimer(
      () => (delay > part ? this.#arm(host, delay - part, rc) : this.cancel(rc)),
      part,
    )
  }

  wake(rc: number): void {
    const resolve = this.#resolve
    if (resolve === null) return
    this.#resolve = null
    this.dropTimeout()
    this.waitOwner = null
    resolve(rc as Retcode)
  }

  dropTimeout(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
  }

  /**
   * Ends the wait from outside, unless what it waits for lets it wait on. Does nothing if it does
   * not wait.
   */
  cancel(rc: number = rcAbort): void {
    if (this.queue === null || this.queue.abandon(this, rc)) this.wake(rc)
  }

  inherit(priority: number): void {
    this.inheritedPriority = priority
    const highest = Math.max(this.#ownPriority, priority)
    if (highest === this.priority) return
    if (this.queue === null) this.priority = highest
    else this.queue.move(this, highest)
  }

  complete(rc: number): number {
    return rc
  }

  /** Awaits the answer of an operation. */
  wait(answer: number): Promise<Retcode> {
    return answer === PARKED ? (this.#promise as Promise<Retcode>) : settled(answer)
  }
}
