// The cleanup handlers of a thread: called in reverse order when it exits or is cancelled, and one at
// a time by pthread_cleanup_pop.

import { ThreadExit } from '../runtime/thread-exit.ts'

/** A cleanup handler: is given the argument that was pushed with it. */
export type CleanupRoutine<A = unknown> = (argument: A) => unknown

interface Handler {
  readonly routine: CleanupRoutine<never>
  readonly argument: unknown
}

/** The cleanup handlers of one thread. */
export class CleanupStack {
  readonly #handlers: Handler[] = []

  push(routine: CleanupRoutine<never>, argument: unknown): void {
    this.#handlers.push({ routine, argument })
  }

  /** Takes the last one away, and calls it if `execute` is not 0. */
  async pop(execute: number): Promise<void> {
    const handler = this.#handlers.pop()
    if (handler !== undefined && execute !== 0) await handler.routine(handler.argument as never)
  }

  /** Calls all that are left. One that calls pthread_exit ends itself only. */
  async unwind(): Promise<void> {
    while (this.#handlers.length > 0) {
      try {
        await this.pop(1)
      } catch (error) {
        if (!(error instanceof ThreadExit)) throw error
      }
    }
  }
}
