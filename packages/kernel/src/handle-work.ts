// Large revocations and ends of processes with many handles, in slices: what an operation leaves
// over is done a part per turn of the host, so that no thread waits long for work that is not its
// own, whether the others are idle or busy.
//
// It counts as an operation of the host until all of it is done, so a kernel is not idle before,
// and virtual time stands: the events of it come at the time of what caused them. Turns of the host
// come when nobody can run, or after so many switches (`HostTurns` in `@kos/thread`), and in the
// order they were asked for; so under virtual time equal runs stay equal.

import type { HandleTable } from '@kos/handles'
import type { Scheduler } from '@kos/thread'

/** Handles that are dealt with in one turn. */
const handlesPerTurn = 4096

/** Finishes what the operations of a handle table leave over. */
export class HandleWork {
  readonly #scheduler: Scheduler
  readonly #handles: HandleTable
  /** Ends the operation of the host; null while nothing is left over. */
  #done: (() => void) | null = null

  constructor(scheduler: Scheduler, handles: HandleTable) {
    this.#scheduler = scheduler
    this.#handles = handles
  }

  /** For `HandleTableOptions.onWorkLeft`: asks for a turn, unless one is on its way. */
  begin(): void {
    if (this.#done !== null) return
    this.#done = this.#scheduler.hostOperation()
    this.#askForTurn()
  }

  #askForTurn(): void {
    this.#scheduler.clock.hostTask(() => this.#turn())
  }

  // Observers wake threads, which run when the slice is done.
  #turn(): void {
    this.#scheduler.enter()
    try {
      this.#handles.finish(handlesPerTurn)
    } finally {
      if (this.#handles.hasWork) this.#askForTurn()
      else this.#end()
      this.#scheduler.leave()
    }
  }

  #end(): void {
    const done = this.#done
    this.#done = null
    done?.()
  }
}
