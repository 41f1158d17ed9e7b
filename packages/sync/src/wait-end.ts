// What ends a wait from outside: a time-out, an aborted signal. Made only for a wait that has one;
// taken back when the wait is over.

import { rcAbort, rcTimeout } from '@kos/retcode'
import { defaultHost, type Host, INFINITE_TIMEOUT } from '@kos/thread'
import type { WaitOptions } from './wait-options.ts'

/** The part of the standard AbortSignal that is used here. */
export interface AbortSignalLike {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** What a wait is ended by. */
interface Cancellable {
  cancel(rc: number): void
}

/** Hosts fire at once beyond this many milliseconds. */
const longestDelay = 2 ** 31 - 1

/** The time-out and the signal of one wait. */
export class WaitEnd {
  readonly #waiter: Cancellable
  readonly #signal: AbortSignalLike | null
  readonly #onAbort: () => void = () => this.#waiter.cancel(rcAbort)
  #cancelTimer: (() => void) | null = null

  constructor(waiter: Cancellable, signal: AbortSignalLike | null) {
    this.#waiter = waiter
    this.#signal = signal
    signal?.addEventListener('abort', this.#onAbort)
  }

  /** Begins to watch; null if there is nothing to watch. */
  static of(waiter: Cancellable, options: WaitOptions, host: Host | null): WaitEnd | null {
    const { signal, timeout = INFINITE_TIMEOUT } = options
    const isEndless = timeout >= INFINITE_TIMEOUT
    if (signal === undefined && isEndless) return null
    const end = new WaitEnd(waiter, signal ?? null)
    if (!isEndless) end.#arm(host ?? defaultHost(), timeout)
    return end
  }

  /** Why the signal was aborted. */
  get reason(): unknown {
    return this.#signal?.reason
  }

  /** The wait is over: no timer and no listener is left. */
  clear(): void {
    this.dropTimeout()
    this.#signal?.removeEventListener('abort', this.#onAbort)
  }

  /** Only the signal counts from now on. */
  dropTimeout(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
  }

  #arm(host: Host, delay: number): void {
    const part = Math.min(delay, longestDelay)
    const onTime = (): void =>
      delay > part ? this.#arm(host, delay - part) : this.#waiter.cancel(rcTimeout)
    this.#cancelTimer = host.setTimer(onTime, part)
  }
}
