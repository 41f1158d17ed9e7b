// What ends the wait of a promise waiter from outside: a time-out, an aborted signal.
//
// Made only for a wait that has one of them, so that other waits carry one empty field; taken back
// when the wait is over. These packages are written without the types of the DOM and of Node.js, so
// the part of the standard AbortSignal that they use is an interface here.

import { rcAbort } from '@kos/retcode'
import { type Host, maxTimerDelay } from './host.ts'

/** The part of the standard AbortSignal that ends a wait. Every AbortSignal has it. */
export interface AbortSignalLike {
  /** True once it was aborted. */
  readonly aborted: boolean
  /** What an aborted wait rejects with. */
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** A wait that can be ended with a code. */
interface Cancellable {
  cancel(rc: number): void
}

/** The time-out and the abort signal of one wait. */
export class Cancellation {
  readonly #wait: Cancellable
  readonly #onAbort: () => void = () => this.#wait.cancel(rcAbort)
  #signal: AbortSignalLike | null = null
  #cancelTimer: (() => void) | null = null

  constructor(wait: Cancellable) {
    this.#wait = wait
  }

  /** True if the wait has a signal, and that was aborted. */
  get isAborted(): boolean {
    return this.#signal?.aborted === true
  }

  /** Why the signal was aborted. */
  get reason(): unknown {
    return this.#signal?.reason
  }

  /** Cancels the wait with `rc` in `delay` milliseconds. */
  arm(host: Host, delay: number, rc: number): void {
    // A delay beyond the host's limit is waited for in parts.
    const part = Math.min(delay, maxTimerDelay)
    this.#cancelTimer = host.setTimer(
      () => (delay > part ? this.arm(host, delay - part, rc) : this.#wait.cancel(rc)),
      part,
    )
  }

  /** Cancels the wait with rcAbort when `signal` is aborted. */
  listen(signal: AbortSignalLike): void {
    signal.addEventListener('abort', this.#onAbort)
    this.#signal = signal
  }

  /** From now on the time-out does not count; the signal does. */
  dropTimeout(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
  }

  /** The wait is over: no timer and no listener is left. */
  clear(): void {
    this.dropTimeout()
    this.#signal?.removeEventListener('abort', this.#onAbort)
  }
}
