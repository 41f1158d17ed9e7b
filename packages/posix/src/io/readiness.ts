// Readiness of pipes, sockets and terminals, for `poll` and `select`: the events that hold now, and
// who wants to be told when that may have changed.

import type { IoThread } from './io-thread.ts'

/** Hears that the events of something may have changed. It looks at them itself. */
export interface ReadinessListener {
  readinessChanged(): void
}

/** The readiness of one description. */
export interface Readiness {
  /** The events that hold now (POLLIN, POLLOUT, POLLHUP, ...), or a negated error number. */
  events(thread: IoThread): number | Promise<number>
  /** Tells a listener of changes from now on. */
  add(thread: IoThread, listener: ReadinessListener): void
  /** Ends that. */
  remove(listener: ReadinessListener): void
}

/** The listeners of something that lives in this process. `changed` tells them. */
export class ReadinessListeners {
  #listeners: Set<ReadinessListener> | null = null

  add(listener: ReadinessListener): void {
    this.#listeners ??= new Set()
    this.#listeners.add(listener)
  }

  remove(listener: ReadinessListener): void {
    this.#listeners?.delete(listener)
    if (this.#listeners?.size === 0) this.#listeners = null
  }

  changed(): void {
    if (this.#listeners === null) return
    // A copy: who is told may add and remove.
    const listeners = [...this.#listeners]
    for (const listener of listeners) listener.readinessChanged()
  }
}
