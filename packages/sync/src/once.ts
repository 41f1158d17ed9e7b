// Something that is done once, by the first thread that comes (`pthread_once`, `call_once`). The
// others wait until it is done. If it fails, all of them are told to enter again, and the first
// that does tries next: no waiter is chosen while it waits, so none is chosen that ends before it
// knows.
//
// A `Once` is an `OwnedResource` of the thread that does it, which inherits the priority of the
// waiters. If that thread ends, its attempt has failed.

import { rcInvalidOperation, rcNotReady, rcOk, rcRestart, RetcodeError } from '@kos/retcode'
import {
  type OwnedResource,
  type Host,
  assignOwner,
  updateInheritedPriority,
  releaseOwner,
  type PromiseWaiter,
  type QueueListener,
  type Waiter,
  WaitKind,
  WaitQueue,
} from '@kos/thread'
import { commonOptions, nameOf } from './name.ts'
import { refusal, timeoutOf, waiterFor, type WaitOptions, waitOptions } from './wait-options.ts'

/** How it is made. */
export interface OnceOptions {
  /** For people, in reports. */
  readonly name?: string
  /** Where the time-outs of `run` come from; default the global object's. */
  readonly host?: Host
}

/** Something to be done once. */
export class Once implements OwnedResource, QueueListener {
  /** For people; empty if it has none. */
  readonly name: string
  /** For `assignOwner` and `releaseOwner`. */
  nextOwned: OwnedResource | null = null
  readonly #host: Host | null
  readonly #queue: WaitQueue = new WaitQueue(this)
  #runner: Waiter | null = null
  #isDone = false

  constructor(options: OnceOptions = {}) {
    this.name = nameOf('Once', options, commonOptions)
    this.#host = options.host ?? null
  }

  /** True if it has been done. */
  get isDone(): boolean {
    return this.#isDone
  }

  /** How many waiters it has. Walks the queue. */
  get waiting(): number {
    return this.#queue.length
  }

  /** The highest priority among its waiters; -1 if there is none. */
  get maxWaiterPriority(): number {
    const { first } = this.#queue
    return first === null ? -1 : first.priority
  }

  /** The waiter that does it now, for reports. */
  owners(): readonly Waiter[] {
    return this.#runner === null ? [] : [this.#runner]
  }

  /**
   * Asks whether it is done, and if another waiter does it now, waits for that at most `timeout`
   * milliseconds (INFINITE_TIMEOUT: for ever; 0: not at all).
   *
   * rcOk: it is done. rcNotReady: this waiter is to do it now, and then to call `done` or `failed`.
   * PARKED. rcRestart, only after PARKED: the attempt failed; call `enter` again.
   * rcTimeout. rcInvalidThreadState if it waits already. A waiter that does it and
   * enters again waits for itself.
   */
  enter(waiter: Waiter, timeout: number): number {
    if (this.#isDone) return rcOk
    if (this.#runner === null || this.#runner.isOver) {
      this.#runner = waiter
      return rcNotReady
    }
    const rc = this.#queue.enlist(waiter, timeout)
    if (rc !== rcOk) return rc
    waiter.waitOwner = this
    if (this.#queue.first === waiter) this.#joined(this.#runner, waiter)
    return this.#queue.suspend(waiter, timeout, WaitKind.once, this)
  }

  /**
   * It is done, for ever: all waiters go on. rcOk; rcInvalidOperation if `waiter` is not the one
   * that does it.
   */
  done(waiter: Waiter): number {
    if (this.#runner !== waiter) return rcInvalidOperation
    this.#isDone = true
    this.#leave(waiter, rcOk)
    return rcOk
  }

  /**
   * It was not done: all waiters must enter again. rcOk; rcInvalidOperation if `waiter` is not the
   * one that does it.
   */
  failed(waiter: Waiter): number {
    if (this.#runner !== waiter) return rcInvalidOperation
    this.#leave(waiter, rcRestart)
    return rcOk
  }

  /**
   * Calls `action` unless it was done, and resolves when it is done. If `action` fails this rejects
   * with what it threw, and the first of the callers that wait calls its own. While this waits for
   * the action of another caller it may reject with `signal.reason` or RetcodeError(rcTimeout); the
   * time-out counts anew if that action fails.
   */
  async run(action: () => unknown, options?: WaitOptions): Promise<void> {
    let waiter: PromiseWaiter | null = null
    for (;;) {
      const rejection = refusal(options, waitOptions)
      if (rejection !== null) return rejection
      waiter ??= waiterFor(options, this.#host)
      const answer = this.enter(waiter, timeoutOf(options))
      if (answer === rcNotReady) return this.#do(waiter, action)
      if (await waiter.settle(answer, true, options?.signal).catch(falseIfRestart)) return
    }
  }

  /** For the queue. */
  abandoned(waiter: Waiter): void {
    waiter.waitOwner = null
    this.moved()
  }

  /** For the queue. */
  moved(): void {
    const runner = this.#runner
    if (runner === null) return
    if (this.#queue.isEmpty) releaseOwner(runner, this)
    else updateInheritedPriority(runner)
  }

  /** For priority inheritance: the waiter that does it has ended. */
  ownerEnded(owner: Waiter): void {
    this.failed(owner)
  }

  #joined(runner: Waiter, first: Waiter): void {
    if (first.next === null) assignOwner(runner, this)
    else updateInheritedPriority(runner)
  }

  #leave(runner: Waiter, rc: number): void {
    this.#runner = null
    releaseOwner(runner, this)
    this.#queue.wakeAll(rc)
  }

  async #do(waiter: Waiter, action: () => unknown): Promise<void> {
    let isDone = false
    try {
      await action()
      isDone = true
    } finally {
      if (isDone) this.done(waiter)
      else this.failed(waiter)
    }
  }
}

function falseIfRestart(error: unknown): boolean {
  if (error instanceof RetcodeError && error.rc === rcRestart) return false
  throw error
}
