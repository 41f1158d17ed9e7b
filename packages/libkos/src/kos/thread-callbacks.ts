// Callbacks of a process that hear of each of its threads: when it begins, in it, before its
// routine; and when it is over, after its routine. A thread that is ended from outside is over for
// them, too, in a microtask after that. The functions of `kos` are in `thread.ts`.

import {
  rcAlreadyExists,
  rcInvalidArgument,
  rcOk,
  rcResourceNotFound,
  type Retcode,
} from '@kos/retcode'

/** Why a callback is called (documented order). */
export const KosThreadCallbackReasonCreate = 0
export const KosThreadCallbackReasonDestroy = 1

/** One of the two reasons. */
export type KosThreadCallbackReason =
  | typeof KosThreadCallbackReasonCreate
  | typeof KosThreadCallbackReasonDestroy

/**
 * Called for every thread of the process. `kos` is that thread's own: there is no ambient current
 * thread.
 */
export type KosThreadCallback = (reason: KosThreadCallbackReason, kos: never) => void

/** The callbacks of one process, in the order of their registration. */
export class ThreadCallbacks {
  // Replaced, not changed: one that is being called may register and unregister.
  #callbacks: readonly KosThreadCallback[] = []

  /** rcOk; rcInvalidArgument: no function; rcAlreadyExists: registered already. */
  add(callback: KosThreadCallback): Retcode {
    if (typeof callback !== 'function') return rcInvalidArgument
    if (this.#callbacks.includes(callback)) return rcAlreadyExists
    this.#callbacks = [...this.#callbacks, callback]
    return rcOk
  }

  /** rcOk; rcResourceNotFound: not registered. */
  remove(callback: KosThreadCallback): Retcode {
    if (!this.#callbacks.includes(callback)) return rcResourceNotFound
    this.#callbacks = this.#callbacks.filter((each) => each !== callback)
    return rcOk
  }

  /** True if nobody wants to hear. */
  get isEmpty(): boolean {
    return this.#callbacks.length === 0
  }

  /**
   * Calls all that are registered now. What one throws is told to `report`, and the others are
   * called all the same.
   */
  call(reason: KosThreadCallbackReason, kos: object, report: (error: unknown) => void): void {
    for (const callback of this.#callbacks) {
      try {
        callback(reason, kos as never)
      } catch (error) {
        report(error)
      }
    }
  }
}
