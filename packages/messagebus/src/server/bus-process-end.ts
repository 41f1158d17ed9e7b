// When the bus process is over: when its main routine is, or the last of its threads was terminated,
// as all are when it is killed. The host hears of it, as it has something open for the process.

import type { Sys, ThreadObserver } from '@kos/libkos/process'

/** Calls `end` once, when the process of a thread is over. */
export class BusProcessEnd implements ThreadObserver {
  readonly #threads: Set<Sys>
  #end: (() => void) | null

  constructor(first: Sys, end: () => void) {
    this.#threads = new Set([first])
    this.#end = end
  }

  began(sys: Sys): void {
    this.#threads.add(sys)
  }

  left(sys: Sys, isMain: boolean): void {
    this.#threads.delete(sys)
    if (isMain) this.#over()
  }

  killed(sys: Sys): void {
    this.#threads.delete(sys)
    if (this.#threads.size === 0) this.#over()
  }

  #over(): void {
    const end = this.#end
    this.#end = null
    end?.()
  }
}
