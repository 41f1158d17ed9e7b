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
import type { ThreadObserver } from '../runtime/process.ts'
import type { Sys } from '../runtime/sys.ts'
import { describeThrown } from '../runtime/thrown.ts'

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
export class ThreadCallbacks implements ThreadObserver {
  // Replaced, not changed: one that is being called may register and unregister.
  #callbacks: readonly KosThreadCallback[] = []
  /** The kos of each thread whose begin was announced, until its end is. */
  readonly #announced: Map<Sys, object> = new Map()

  /** Those of the process of a thread. Made, and told of threads, from the first use on. */
  static of({ process }: Sys): ThreadCallbacks {
    return process.local(ThreadCallbacks, () => {
      const callbacks = new ThreadCallbacks()
      process.observe(callbacks)
      return callbacks
    })
  }

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

  began(sys: Sys, kos: object): void {
    if (this.#callbacks.length === 0) return
    this.#announced.set(sys, kos)
    this.#call(KosThreadCallbackReasonCreate, 'begin', sys, kos)
  }

  left(sys: Sys): void {
    const kos = this.#announced.get(sys)
    if (kos === undefined) return
    this.#announced.delete(sys)
    this.#call(KosThreadCallbackReasonDestroy, 'end', sys, kos)
  }

  // The thread may never get out of its routine, so its end is announced here, once its clean-up
  // could begin.
  killed(sys: Sys): void {
    if (this.#announced.has(sys)) void Promise.resolve().then(() => this.left(sys))
  }

  // Calls all that are registered now. One that throws is reported; the others are called all the
  // same.
  #call(reason: KosThreadCallbackReason, moment: string, sys: Sys, kos: object): void {
    for (const callback of this.#callbacks) {
      try {
        callback(reason, kos as never)
      } catch (error) {
        const { message } = describeThrown(error)
        sys.misuse(
          `${sys.info.name}: a callback of KosThreadCallbackRegister threw at the ${moment} of thread ${sys.tid}: ${message}; it was ignored`,
        )
      }
    }
  }
}
