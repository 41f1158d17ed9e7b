// What ends the wait of the thread that hears of the end of a bus: the session was closed first.
//
// This package is written without the types of the DOM and of Node.js, which have AbortController.

import type { AbortSignalLike } from '@kos/thread'

/** The end of a session, as a signal of calls. */
export class SessionEnd implements AbortSignalLike {
  readonly reason: unknown = undefined
  readonly #listeners: Set<() => void> = new Set()
  #isOver = false

  /** Whether it was closed. */
  get aborted(): boolean {
    return this.#isOver
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener)
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener)
  }

  /** It was closed: ends what waits. */
  abort(): void {
    this.#isOver = true
    for (const listener of this.#listeners) listener()
  }
}
