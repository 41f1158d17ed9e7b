// What tests need of promises that are still out: a signal that counts its listeners, and a look at
// what became of a promise.

import { RetcodeError } from '@kos/retcode'
import type { AbortSignalLike } from '@kos/sync'

/** An AbortSignal and its controller, which count listeners. */
export class Signal implements AbortSignalLike {
  aborted = false
  reason: unknown = undefined
  readonly #listeners: Set<() => void> = new Set()

  get listeners(): number {
    return this.#listeners.size
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener)
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener)
  }

  abort(reason: unknown): void {
    this.aborted = true
    this.reason = reason
    for (const listener of this.#listeners) listener()
  }
}

/** What became of a promise, after its microtasks have run. */
export interface Watched<T> {
  outcome: 'pending' | 'resolved' | 'rejected'
  value: T | undefined
  reason: unknown
  /** The code of the RetcodeError it rejected with. */
  readonly rc: unknown
}

export function watch<T>(promise: Promise<T>): Watched<T> {
  const watched: Watched<T> = {
    outcome: 'pending',
    value: undefined,
    reason: undefined,
    get rc() {
      return this.reason instanceof RetcodeError ? this.reason.rc : undefined
    },
  }
  promise.then(
    (value) => Object.assign(watched, { outcome: 'resolved', value }),
    (reason: unknown) => Object.assign(watched, { outcome: 'rejected', reason }),
  )
  return watched
}
