// A permit of a semaphore as a guard. It has no owner: whoever has it may give it back, once.

import type { Guard } from './guard.ts'
import { rcOk } from '@kos/retcode'
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

  release(): void {
    if (this.#semaphore !== null && this.#semaphore.signal() === rcOk) this.#semaphore = null
  }

  [Symbol.dispose](): void {
    this.release()
  }
}
