// The guards of permits of a semaphore. They have no owner: any code that has one may release it,
// once. One permit has a class of its own, because a guard of two words decides what a free
// semaphore costs (see `guard.ts`).

import { rcOk } from '@kos/retcode'
import type { Guard } from './guard.ts'
import type { Semaphore } from './semaphore.ts'

/** The guard of one permit. */
export class Permit implements Guard {
  #semaphore: Semaphore | null

  constructor(semaphore: Semaphore) {
    this.#semaphore = semaphore
  }

  get isReleased(): boolean {
    return this.#semaphore === null
  }

  /** A promise that is resolved with it already: see `LockGuard.promised`. */
  promised(): Promise<Guard> {
    return Promise.resolve(this)
  }

  release(): void {
    if (this.#semaphore !== null && this.#semaphore.returnPermit()) this.#semaphore = null
  }

  [Symbol.dispose](): void {
    this.release()
  }
}

/** The guard of several permits, which are released together. */
export class Permits implements Guard {
  #semaphore: Semaphore | null
  readonly #count: number

  constructor(semaphore: Semaphore, count: number) {
    this.#semaphore = semaphore
    this.#count = count
  }

  get isReleased(): boolean {
    return this.#semaphore === null
  }

  release(): void {
    if (this.#semaphore !== null && this.#semaphore.signal(this.#count) === rcOk)
      this.#semaphore = null
  }

  [Symbol.dispose](): void {
    this.release()
  }
}

/** The guard of so many permits. */
export function guardOf(semaphore: Semaphore, permits: number): Guard {
  return permits === 1 ? new Permit(semaphore) : new Permits(semaphore, permits)
}
