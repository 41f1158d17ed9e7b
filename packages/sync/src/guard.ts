// What was acquired, until it is released. A guard of a free lock is two words, because what a
// program allocates decides what a free lock costs; it gets a waiter of its own only when somebody
// has to know its owner: to lend it a priority, to report it, to let it wait.

import { PromiseWaiter, type Waiter } from '@kos/thread'

/** What was acquired, until it is released: `using guard = await mutex.acquire()`. */
export interface Guard extends Disposable {
  /** True once it has been given back. */
  readonly isReleased: boolean
  /**
   * Gives it back. Does nothing if that was done before, nor while the guard waits at a condition
   * variable.
   */
  release(): void
}

/** Who has a lock: a waiter, or a guard that has none yet. */
export type Holder = Waiter | LockGuard

/** A lock, as its guards see it. */
export interface Lock {
  /** Unlocks it for who has it; false if that one does not have it. */
  giveBack(holder: Holder): boolean
  /** What `guard` has, `waiter` has from now on. */
  represent(guard: LockGuard, waiter: Waiter): void
}

/** The guard of a lock that has owners. */
export class LockGuard implements Guard {
  #lock: Lock | null
  #waiter: PromiseWaiter | null

  /** `waiter` is who owns the lock, or null if the guard does. */
  constructor(lock: Lock, waiter: PromiseWaiter | null) {
    this.#lock = lock
    this.#waiter = waiter
  }

  get isReleased(): boolean {
    return this.#lock === null
  }

  /** Who owns for this guard, and waits for it. */
  get waiter(): PromiseWaiter {
    if (this.#waiter === null) {
      this.#waiter = new PromiseWaiter()
      this.#lock?.represent(this, this.#waiter)
    }
    return this.#waiter
  }

  /**
   * A promise that is resolved with it already. A method of its own, because where V8 inlines the
   * call it has checked the class of the guard just before, and so need not look for a `then` in
   * it: that look costs as much as the rest of a free lock.
   */
  promised(): Promise<Guard> {
    return Promise.resolve(this)
  }

  release(): void {
    if (this.#lock !== null && this.#lock.giveBack(this.#waiter ?? this)) this.#lock = null
  }

  [Symbol.dispose](): void {
    this.release()
  }
}

/** The waiter of who has a lock. */
export function waiterBehind(holder: Holder): Waiter {
  return holder instanceof LockGuard ? holder.waiter : holder
}

/** The waiter behind a guard; a TypeError if it is no guard of a mutex or a read-write lock. */
export function waiterOf(guard: Guard): PromiseWaiter {
  if (guard instanceof LockGuard) return guard.waiter
  throw new TypeError('this is no guard of a lock of @kos/sync that has owners')
}

/** Calls `action` while what was acquired is held, and gives what it gives. */
export async function holding<T>(
  acquired: Promise<Guard>,
  action: () => T | PromiseLike<T>,
): Promise<T> {
  const guard = await acquired
  try {
    return await action()
  } finally {
    guard.release()
  }
}
