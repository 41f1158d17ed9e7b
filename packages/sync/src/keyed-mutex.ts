// A mutex for each key. Keys come and go, so a key has a mutex only while somebody holds it: the
// first lock makes it, and the last unlock forgets it. Nobody waits for a key that nobody holds, so
// nothing else can be left of one.
//
// Each key's mutex is a `Mutex`, with all that one does: order, priority inheritance, reports.

import { rcInvalidOperation, rcOk } from '@kos/retcode'
import type { PromiseWaiter, Waiter } from '@kos/thread'
import { type Guard, type Holder, type Lock, LockGuard, withGuard } from './guard.ts'
import { Mutex } from './mutex.ts'
import { type MutexOptions, mutexOptions } from './mutex-options.ts'
import { nameOf } from './name.ts'
import {
  type AcquireOptions,
  acquireOptions,
  checkWaitOptions,
  refusal,
  timeoutOf,
  waiterFor,
  type WaitOptions,
} from './wait-options.ts'

/** The lock of one key, as its guards see it: forgets the key when it becomes free. */
class KeyLock<K> implements Lock {
  readonly mutex: Mutex
  readonly #key: K
  readonly #locks: Map<K, KeyLock<K>>

  constructor(mutex: Mutex, key: K, locks: Map<K, KeyLock<K>>) {
    this.mutex = mutex
    this.#key = key
    this.#locks = locks
    locks.set(key, this)
  }

  unlockFor(holder: Holder): boolean {
    const isUnlocked = this.mutex.unlockFor(holder)
    if (!this.mutex.isLocked) this.#locks.delete(this.#key)
    return isUnlocked
  }

  replaceHolder(guard: LockGuard, waiter: Waiter): void {
    this.mutex.replaceHolder(guard, waiter)
  }

  // Condition variables do not know of keys.
  giveUp(_waiter: PromiseWaiter): boolean {
    return false
  }
}

/**
 * Mutual exclusion by key: who locks different keys does not wait for each other. Keys are compared
 * as those of a Map.
 */
export class KeyedMutex<K = unknown> {
  /** For people; empty if it has none. In reports it stands before the key. */
  readonly name: string
  readonly #options: MutexOptions
  readonly #locks: Map<K, KeyLock<K>> = new Map()

  constructor(options: MutexOptions = {}) {
    this.name = nameOf('KeyedMutex', options, mutexOptions)
    this.#options = options
  }

  /** How many keys are locked. */
  get size(): number {
    return this.#locks.size
  }

  /** True if the key has an owner. */
  isLocked(key: K): boolean {
    return this.#locks.has(key)
  }

  /** How many waiters want to own the key. Walks the queue. */
  waiting(key: K): number {
    return this.#locks.get(key)?.mutex.waiting ?? 0
  }

  /** The owner of the key; null if it is free. */
  owner(key: K): Waiter | null {
    return this.#locks.get(key)?.mutex.owner ?? null
  }

  /** Locks the key. Answers as `Mutex.lock`. */
  lock(waiter: Waiter, key: K, timeout: number): number {
    return this.#lockOf(key).mutex.lock(waiter, timeout)
  }

  /** Locks the key if that needs no waiting. Answers as `Mutex.tryLock`. */
  tryLock(waiter: Waiter, key: K): number {
    return this.#lockOf(key).mutex.tryLock(waiter)
  }

  /** Unlocks the key: rcOk; rcInvalidOperation if `waiter` does not own it. */
  unlock(waiter: Waiter, key: K): number {
    return this.#locks.get(key)?.unlockFor(waiter) === true ? rcOk : rcInvalidOperation
  }

  /** Waits until the key is free, and takes nothing. Answers as `Mutex.waitUnlocked`. */
  waitUnlocked(waiter: Waiter, key: K, timeout: number): number {
    return this.#locks.get(key)?.mutex.waitUnlocked(waiter, timeout) ?? rcOk
  }

  /** Locks the key for the guard that this resolves with. Rejects as `Mutex.acquire`. */
  acquire(key: K, options?: AcquireOptions): Promise<Guard> {
    const rejection = refusal(options, acquireOptions)
    if (rejection !== null) return rejection
    const waiter = waiterFor(options, this.#options.host ?? null)
    const lock = this.#lockOf(key)
    const answer = lock.mutex.lock(waiter, timeoutOf(options))
    return waiter.settle(answer, new LockGuard(lock, waiter), options?.signal)
  }

  /**
   * A guard if the key can be locked without waiting, undefined otherwise. Of the options only
   * `owner` and `priority` count.
   */
  tryAcquire(key: K, options?: AcquireOptions): Guard | undefined {
    if (options !== undefined) checkWaitOptions(options, acquireOptions)
    const waiter = waiterFor(options, this.#options.host ?? null)
    const lock = this.#lockOf(key)
    return lock.mutex.tryLock(waiter) === rcOk ? new LockGuard(lock, waiter) : undefined
  }

  /**
   * Calls `action` while it has the key, and gives what it gives. Rejects as `acquire`, or with what
   * `action` threw.
   */
  run<T>(key: K, action: () => T | PromiseLike<T>, options?: AcquireOptions): Promise<T> {
    return withGuard(this.acquire(key, options), action, options?.signal)
  }

  /** Resolves when the key is free, and takes nothing. Rejects as `Mutex.whenUnlocked`. */
  whenUnlocked(key: K, options?: WaitOptions): Promise<void> {
    const mutex = this.#locks.get(key)?.mutex ?? new Mutex()
    return mutex.whenUnlocked(options)
  }

  // Whoever asks for the lock of a free key locks it, and cannot fail to.
  #lockOf(key: K): KeyLock<K> {
    const lock = this.#locks.get(key)
    if (lock !== undefined) return lock
    const name = nameOfKey(this.name, key)
    return new KeyLock(new Mutex({ ...this.#options, name }), key, this.#locks)
  }
}

// A key that is an object has no name: a report must not run code of it.
function nameOfKey(name: string, key: unknown): string {
  if (typeof key !== 'string' && typeof key !== 'number') return name
  return name === '' ? String(key) : `${name} ${key}`
}
