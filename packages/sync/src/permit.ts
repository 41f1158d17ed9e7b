// The guard of one permit of a semaphore. It has no owner: any code that has it may release it,
// once.

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
