// Guards: what was acquired, until it is released.
//
// A guard of a free lock is two words, because what a program allocates decides what a free lock
// costs (bench case sync/mutex-free). The guard itself is the owner then. It gets a waiter only
// when its owner must be known: to inherit a priority, to appear in a report, to wait.

import { type AbortSignalLike, PromiseWaiter, type Waiter } from '@kos/thread'

/** What was acquired, until it is released: `using guard = await mutex.acquire()`. */
export interface Guard extends Disposable {
  /** True once it was released. */
  readonly isReleased: boolean
  /**
   * Releases it; does nothing if that was done before. A guard that waits at a condition variable
   * gives up: the wait rejects with RetcodeError(rcAbort), and does not take the lock again.
   */
  release(): void
}

/** The holder of a lock: a waiter, or a guard that has no waiter yet. */
export type Holder = Waiter | LockGuard

/** A lock, as its guards see it. */
export interface Lock {
  /** Unlocks it for its holder; false if `holder` does not hold it. */
  unlockFor(holder: Holder): boolean
  /** `waiter` holds what `guard` held. Does nothing if `guard` does not hold it. */
  replaceHolder(guard: LockGuard, waiter: Waiter): void
  /**
   * A guard of `waiter`, which does not hold the lock, gives up the wait after which it would hold
   * it again. False if there is no such wait.
   */
  giveUp(waiter: PromiseWaiter): boolean
}

/** The guard of a lock that has owners. */
export class LockGuard implements Guard {
  #lock: Lock | null
  #waiter: PromiseWaiter | null

  /** `waiter` is the owner of the lock; null: the guard is. */
  constructor(lock: Lock, waiter: PromiseWaiter | null) {
    this.#lock = lock
    this.#waiter = waiter
  }

  get isReleased(): boolean {
    return this.#lock === null
  }

  /** The waiter that owns and waits for this guard. Made on demand. */
  get waiter(): PromiseWaiter {
    if (this.#waiter === null) {
      this.#waiter = new PromiseWaiter()
      this.#lock?.replaceHolder(this, this.#waiter)
    }
    return this.#waiter
  }

  /**
   * A promise that is resolved with this guard already. A method of its own for V8: where it
   * inlines the call it has just checked the class of the guard, and so need not look for a `then`
   * in it. That look costs as much as the rest of a free lock (bench case sync/mutex-free).
   */
  promised(): Promise<Guard> {
    return Promise.resolve(this)
  }

  release(): void {
    const lock = this.#lock
    if (lock === null) return
    if (lock.unlockFor(this.#waiter ?? this) || this.#givesUp(lock)) this.#lock = null
  }

  [Symbol.dispose](): void {
    this.release()
  }

  #givesUp(lock: Lock): boolean {
    return this.#waiter !== null && lock.giveUp(this.#waiter)
  }
}

/** The waiter of the holder of a lock. */
export function waiterBehind(holder: Holder): Waiter {
  return holder instanceof LockGuard ? holder.waiter : holder
}

/** The waiter behind a guard; a TypeError if it is no guard of a mutex or a read-write lock. */
export function waiterOf(guard: Guard): PromiseWaiter {
  if (guard instanceof LockGuard) return guard.waiter
  throw new TypeError('this is no guard of a lock of @kos/sync that has owners')
}

/**
 * Calls `action` between `acquired` and the release of its guard; resolves with what it returns.
 * Does not call it if `signal` was aborted meanwhile: then this rejects with `signal.reason`.
 */
export async function withGuard<T>(
  acquired: Promise<Guard>,
  action: () => T | PromiseLike<T>,
  signal: AbortSignalLike | undefined,
): Promise<T> {
  const guard = await acquired
  try {
    if (signal?.aborted === true) throw signal.reason
    return await action()
  } finally {
    guard.release()
  }
}
