// Quiescence: the microtask queue has run dry, so no code of a thread runs or is about to.
//
// Virtual time needs to know it before the host goes on to timers and I/O, whose order differs from
// run to run. The host tells what was asked for in a microtask when the queue is dry
// (`Host.afterMicrotasks`). What was asked for earlier may be told too early, if a thread was
// dispatched in between, outside of microtasks: then a microtask is pending that asks again. What
// follows from quiescence is in `foreign-wait.ts`.

import type { Clock } from './clock.ts'
import { callSoon } from './microtask.ts'

/** Tells the next quiescence after each dispatch, with one callback of the host at a time. */
export class Quiescence {
  /** The microtask is pending that asks the host. */
  #isExpected = false
  /** The host was asked. */
  #isAsked = false
  readonly #ask: () => void
  readonly #onDry: () => void

  constructor(clock: Clock, onQuiescence: () => void) {
    this.#ask = () => {
      this.#isExpected = false
      if (this.#isAsked) return
      this.#isAsked = true
      clock.afterMicrotasks(this.#onDry)
    }
    this.#onDry = () => {
      this.#isAsked = false
      if (!this.#isExpected) onQuiescence()
    }
  }

  /** True from `expect` until it is told. */
  get isAwaited(): boolean {
    return this.#isExpected || this.#isAsked
  }

  /** A thread was dispatched outside of all threads, or ended: its code is to come. */
  expect(): void {
    if (this.#isExpected) return
    this.#isExpected = true
    callSoon(this.#ask)
  }
}
