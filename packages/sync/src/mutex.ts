// A lock with one owner. Who waits is served by priority, first come first served inside one
// priority, and is handed the lock by the one who unlocks: nobody overtakes.
//
// A mutex is `OwnedResource`: it leads from those who wait to the owner, and lends the owner their priority.
// It is linked into its owner only while somebody waits, so that a free one costs nothing. Those
// who come back from a condition variable (`condvar.ts`) wait here with a `Reacquisition` as
// detail: without time-out, and with a code of their own to wake with. The promises are made in
// `async-waiter.ts`.

import { rcBusy, rcInvalidOperation, rcOk, rcQuotaExceeded } from '@kos/retcode'
import {
  type OwnedResource,
  type Host,
  assignOwner,
  updateInheritedPriority,
  releaseOwner,
  type QueueListener,
  type Waiter,
  WaitKind,
  WaitQueue,
} from '@kos/thread'
import { type Guard, type Holder, holding, type Lock, LockGuard, waiterBehind } from './guard.ts'
import { maxMutexDepth } from './limits.ts'
import type { Reacquisition } from './reacquisition.ts'
import { type AcquireOptions, refusal, timeoutOf, waiterFor } from './wait-options.ts'

/** How a mutex is made. */
export interface MutexOptions {
  /**
   * True: its owner may lock it again, and unlocks it as often. Default false: then the owner would
   * wait for itself.
   */
  readonly recursive?: boolean
  /** For people, in reports. */
  readonly name?: string
  /** Where the time-outs of `acquire` come from; default the global object's. */
  readonly host?: Host
}

/** Mutual exclusion with one owner, who alone may unlock it, and with priority inheritance. */
export class Mutex implements Lock, OwnedResource, QueueListener {
  /** For people; empty if it has none. */
  readonly name: string
  /** True if its owner may lock it again. */
  readonly isRecursive: boolean
  /** For `assignOwner` and `releaseOwner`. */
  nextOwned: OwnedResource | null = null
  readonly #host: Host | null
  readonly #queue: WaitQueue = new WaitQueue(this)
  #owner: Holder | null = null
  #depth = 0

  constructor(options: MutexOptions = {}) {
    this.name = options.name ?? ''
    this.isRecursive = options.recursive ?? false
    this.#host = options.host ?? null
  }

  /** Who has it; null if it is free. */
  get owner(): Waiter | null {
    return this.#owner === null ? null : waiterBehind(this.#owner)
  }

  /** How often its owner has locked it; 0 if it is free. */
  get depth(): number {
    return this.#depth
  }

  /** True if somebody has it. */
  get isLocked(): boolean {
    return this.#owner !== null
  }

  /** How many wait for it. Walks the queue. */
  get waiting(): number {
    return this.#queue.length
  }

  /** The highest priority among those who wait; -1 if nobody does. */
  get maxWaiterPriority(): number {
    const { first } = this.#queue
    return first === null ? -1 : first.priority
  }

  /** Its owner, for reports. */
  owners(): readonly Waiter[] {
    const { owner } = this
    return owner === null ? [] : [owner]
  }

  /**
   * Locks it, waiting at most `timeout` milliseconds (INFINITE_TIMEOUT: for ever; 0: not at all).
   * The owner of a plain mutex waits for itself.
   *
   * rcOk, PARKED; rcTimeout; rcQuotaExceeded beyond maxMutexDepth of a recursive mutex;
   * rcInvalidThreadState if the waiter waits already.
   */
  lock(waiter: Waiter, timeout: number): number {
    if (this.#owner === null) return this.#take(waiter, 1)
    if (this.#owner === waiter && this.isRecursive) return this.#deepen()
    const rc = this.#queue.enlist(waiter, timeout)
    if (rc !== rcOk) return rc
    waiter.detail = null
    this.#joined(waiter)
    return this.#queue.suspend(waiter, timeout, WaitKind.mutex, this)
  }

  /**
   * Locks it if that needs no waiting: rcOk, rcBusy; rcQuotaExceeded beyond maxMutexDepth of a
   * recursive mutex.
   */
  tryLock(waiter: Waiter): number {
    if (this.#owner === null) return this.#take(waiter, 1)
    return this.#owner === waiter && this.isRecursive ? this.#deepen() : rcBusy
  }

  /**
   * Unlocks it; a recursive one is free when it was unlocked as often as it was locked. Then who is
   * first among those who wait has it.
   *
   * rcOk; rcInvalidOperation if `waiter` does not own it: nothing has changed.
   */
  unlock(waiter: Waiter): number {
    return this.giveBack(waiter) ? rcOk : rcInvalidOperation
  }

  /**
   * Locks it for the guard that this resolves with. Rejects with `signal.reason`, or with
   * RetcodeError: rcTimeout; with `owner` also rcInvalidThreadState (the owner waits) and
   * rcQuotaExceeded.
   */
  acquire(options?: AcquireOptions): Promise<Guard> {
    if (options === undefined && this.#owner === null) return this.#own().promised()
    const waiter = waiterFor(options, this.#host)
    const rejection = refusal(options)
    if (rejection !== null) return rejection
    return waiter.settle(
      this.lock(waiter, timeoutOf(options)),
      new LockGuard(this, waiter),
      options?.signal,
    )
  }

  /**
   * A guard if the mutex can be locked without waiting, undefined otherwise. Of the options only
   * `owner` and `priority` count.
   */
  tryAcquire(options?: AcquireOptions): Guard | undefined {
    if (options === undefined) return this.#owner === null ? this.#own() : undefined
    const waiter = waiterFor(options, this.#host)
    return this.tryLock(waiter) === rcOk ? new LockGuard(this, waiter) : undefined
  }

  /**
   * Calls `action` while it has the mutex, and gives what it gives. Rejects as `acquire`, or with
   * what `action` threw.
   */
  run<T>(action: () => T | PromiseLike<T>, options?: AcquireOptions): Promise<T> {
    return holding(this.acquire(options), action)
  }

  // ---- For guards.

  /** For guards: as `unlock`. */
  giveBack(holder: Holder): boolean {
    if (this.#owner !== holder) return false
    if (--this.#depth > 0) return true
    if (this.#queue.isEmpty) this.#owner = null
    else this.#release()
    return true
  }

  /** For guards. */
  represent(guard: LockGuard, waiter: Waiter): void {
    if (this.#owner === guard) this.#owner = waiter
  }

  // ---- For condition variables, which give it up and take it back for those who wait.

  /**
   * Its owner gives it up altogether. Answers how often it had locked it, for `retake` or
   * `queueUp`.
   */
  giveUp(): number {
    const depth = this.#depth
    this.#release()
    return depth
  }

  /** Gives it to `waiter`, locked `depth` times; false if somebody has it. */
  retake(waiter: Waiter, depth: number): boolean {
    if (this.#owner !== null) return false
    this.#take(waiter, depth)
    return true
  }

  /**
   * Lets a parked waiter whose detail is a `Reacquisition` wait here from now on, until it has the
   * mutex.
   */
  queueUp(waiter: Waiter): void {
    this.#queue.add(waiter)
    this.#joined(waiter)
  }

  // ---- For the queue.

  /** For the queue: who comes back from a condition variable needs the mutex, whatever happens. */
  retains(waiter: Waiter): boolean {
    return waiter.detail !== null && !waiter.isOver
  }

  /** For the queue. */
  abandoned(waiter: Waiter): void {
    waiter.waitOwner = null
    this.#waitersChanged()
  }

  /** For the queue. */
  moved(): void {
    this.#waitersChanged()
  }

  #own(): LockGuard {
    const guard = new LockGuard(this, null)
    this.#take(guard, 1)
    return guard
  }

  #take(waiter: Holder, depth: number): number {
    this.#owner = waiter
    this.#depth = depth
    return rcOk
  }

  #deepen(): number {
    if (this.#depth === maxMutexDepth) return rcQuotaExceeded
    this.#depth++
    return rcOk
  }

  // A waiter was linked in, and somebody has the mutex. Before the waiter leaves the processor, so
  // that the owner is chosen by its new priority.
  #joined(waiter: Waiter): void {
    waiter.waitOwner = this
    if (this.#queue.first !== waiter) return
    const owner = this.owner as Waiter
    if (waiter.next === null) assignOwner(owner, this)
    else updateInheritedPriority(owner)
  }

  #waitersChanged(): void {
    const { owner } = this
    if (owner === null) return
    if (this.#queue.isEmpty) releaseOwner(owner, this)
    else updateInheritedPriority(owner)
  }

  // Hands it over. The one who waits longest in the highest priority has it before it runs, so
  // nobody can come between.
  #release(): void {
    const owner = this.#owner
    const next = this.#queue.take()
    this.#owner = next
    if (next === null) {
      this.#depth = 0
      return
    }
    // Somebody waited, so the owner is a waiter.
    releaseOwner(owner as Waiter, this)
    if (!this.#queue.isEmpty) assignOwner(next, this)
    const note = next.detail as Reacquisition | null
    if (note === null) {
      this.#depth = 1
      next.wake(rcOk)
      return
    }
    next.detail = null
    this.#depth = note.depth
    next.wake(note.rc)
  }
}
