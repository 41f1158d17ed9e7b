// A mutex: a lock with one owner and priority inheritance. `unlock` hands it over to the first
// waiter (by priority, first come, first served within one), so no other thread can overtake that.
//
// A mutex is an `OwnedResource`: its owner inherits the highest priority of its waiters. It is in
// its owner's list only while there are waiters, so a free mutex costs one field. A waiter of a
// condition variable (`condvar.ts`) that must own the mutex again waits here, without time-out; its
// `detail` is a `Reacquisition`, which has the code to wake it with. Promises are made by
// `PromiseWaiter`.

import { rcAbort, rcBusy, rcInvalidOperation, rcOk, rcQuotaExceeded } from '@kos/retcode'
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
import { type Guard, type Holder, withGuard, type Lock, LockGuard, waiterBehind } from './guard.ts'
import { maxMutexDepth } from './limits.ts'
import { type MutexOptions, mutexOptions } from './mutex-options.ts'
import { nameOf } from './name.ts'
import { Reacquisition } from './reacquisition.ts'
import {
  type AcquireOptions,
  acquireOptions,
  checkWaitOptions,
  refusal,
  timeoutOf,
  waiterFor,
  type WaitOptions,
  waitOptions,
} from './wait-options.ts'

/** Mutual exclusion: one owner, which alone may unlock it. With priority inheritance. */
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
  /** Those who wait until it is free and take nothing; null until the first comes. */
  #observers: WaitQueue | null = null

  constructor(options: MutexOptions = {}) {
    this.name = nameOf('Mutex', options, mutexOptions)
    this.isRecursive = options.recursive ?? false
    this.#host = options.host ?? null
  }

  /** Its owner; null if it is free. */
  get owner(): Waiter | null {
    return this.#owner === null ? null : waiterBehind(this.#owner)
  }

  /** How often its owner has locked it; 0 if it is free. */
  get depth(): number {
    return this.#depth
  }

  /** True if it has an owner. */
  get isLocked(): boolean {
    return this.#owner !== null
  }

  /** How many waiters want to own it. Walks the queue. */
  get waiting(): number {
    return this.#queue.length
  }

  /** The highest priority among its waiters; -1 if there is none. */
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
   * Waits until it is free and nobody waits to own it, at most `timeout` milliseconds. Takes
   * nothing: another thread may own it again before the waiter runs. Lends no priority.
   *
   * rcOk, PARKED; rcTimeout; rcInvalidThreadState if the waiter waits already.
   */
  waitUnlocked(waiter: Waiter, timeout: number): number {
    if (this.#owner === null) return rcOk
    const observers = (this.#observers ??= new WaitQueue(this))
    const rc = observers.enlist(waiter, timeout)
    if (rc !== rcOk) return rc
    waiter.detail = null
    waiter.waitOwner = this
    return observers.suspend(waiter, timeout, WaitKind.mutex, this)
  }

  /**
   * Unlocks it. A recursive mutex is free once it was unlocked as often as it was locked. Then the
   * first waiter owns it.
   *
   * rcOk; rcInvalidOperation if `waiter` does not own it: nothing has changed.
   */
  unlock(waiter: Waiter): number {
    return this.unlockFor(waiter) ? rcOk : rcInvalidOperation
  }

  /**
   * Locks it for the guard that this resolves with. Rejects with `signal.reason`, or with
   * RetcodeError: rcTimeout; with `owner` also rcInvalidThreadState (the owner waits) and
   * rcQuotaExceeded.
   */
  acquire(options?: AcquireOptions): Promise<Guard> {
    if (options === undefined && this.#owner === null) return this.#own().promised()
    const rejection = refusal(options, acquireOptions)
    if (rejection !== null) return rejection
    const waiter = waiterFor(options, this.#host)
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
    checkWaitOptions(options, acquireOptions)
    const waiter = waiterFor(options, this.#host)
    return this.tryLock(waiter) === rcOk ? new LockGuard(this, waiter) : undefined
  }

  /**
   * Calls `action` while it has the mutex, and gives what it gives. Rejects as `acquire`, or with
   * what `action` threw.
   */
  run<T>(action: () => T | PromiseLike<T>, options?: AcquireOptions): Promise<T> {
    return withGuard(this.acquire(options), action, options?.signal)
  }

  /**
   * Resolves when it is free and nobody waits to own it, and takes nothing. Rejects with
   * `signal.reason`, or with RetcodeError(rcTimeout).
   */
  whenUnlocked(options?: WaitOptions): Promise<void> {
    const rejection = refusal(options, waitOptions)
    if (rejection !== null) return rejection
    const waiter = waiterFor(options, this.#host)
    return waiter.settle(this.waitUnlocked(waiter, timeoutOf(options)), undefined, options?.signal)
  }

  // ---- For guards.

  /** For guards: as `unlock`. */
  unlockFor(holder: Holder): boolean {
    if (this.#owner !== holder) return false
    if (--this.#depth > 0) return true
    if (this.#queue.isEmpty) this.#becomeFree()
    else this.#release()
    return true
  }

  /** For guards: `waiter` owns the mutex in place of `guard`. */
  replaceHolder(guard: LockGuard, waiter: Waiter): void {
    if (this.#owner === guard) this.#owner = waiter
  }

  /**
   * For guards: one of the guards of `waiter`, which waits at a condition variable, is released.
   * With the last of them the wait is over; a signal that it took goes to the next waiter.
   */
  giveUp(waiter: PromiseWaiter): boolean {
    const note = waiter.detail
    if (!(note instanceof Reacquisition) || note.mutex !== this) return false
    if (--note.depth > 0) return true
    waiter.cancel(rcAbort)
    waiter.detail = null
    note.signalledBy?.signal()
    return true
  }

  // ---- For condition variables, whose waiters unlock it and lock it again.

  /**
   * Unlocks it as often as its owner has locked it. Answers how often that was, for `relock` or
   * `Reacquisition`.
   */
  unlockFully(): number {
    const depth = this.#depth
    this.#release()
    return depth
  }

  /** Locks it `depth` times for `waiter`; false if it has an owner. */
  relock(waiter: Waiter, depth: number): boolean {
    if (this.#owner !== null) return false
    this.#take(waiter, depth)
    return true
  }

  /**
   * A parked waiter whose detail is a `Reacquisition` waits here from now on, until it owns the
   * mutex.
   */
  enqueueReacquisition(waiter: Waiter): void {
    this.#queue.add(waiter)
    this.#joined(waiter)
  }

  // ---- For the queue.

  /**
   * For the queue: a waiter of a condition variable must own the mutex, however its wait ends,
   * unless it gave up.
   */
  retains(waiter: Waiter): boolean {
    const note = waiter.detail as Reacquisition | null
    return note !== null && note.depth > 0 && !waiter.isOver
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

  // A waiter was linked in, and the mutex has an owner. Called before the waiter parks, so that the
  // dispatch that follows sees the owner's new priority.
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

  #becomeFree(): void {
    this.#owner = null
    if (this.#observers !== null) this.#observers.wakeAll(rcOk)
  }

  // Hands it over to the first waiter, which owns it before it runs: no other thread can lock it
  // between.
  #release(): void {
    const owner = this.#owner
    const next = this.#queue.take()
    if (next === null) {
      this.#depth = 0
      return this.#becomeFree()
    }
    this.#owner = next
    // There was a waiter, so `waiterBehind` has made the owner a waiter.
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
