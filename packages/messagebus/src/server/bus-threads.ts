// The threads of a bus process, and which of them acts: system calls are made by the one that runs.

import type { Caller, Kos } from '@kos/libkos'
import { sysOf } from '@kos/libkos/process'

/** The threads that serve the sessions of a bus. */
export class BusThreads {
  /**
   * The `kos` of the thread that pushes: who signals. It may be another session's than the
   * queue's.
   */
  acting: Kos | null = null
  readonly #byTid: Map<number, Kos> = new Map()

  /** A thread begins to serve. */
  add(kos: Kos): void {
    this.#byTid.set(sysOf(kos).tid, kos)
  }

  /** The `kos` of the thread that serves a call. */
  of({ server }: Caller): Kos {
    return this.#byTid.get(server) as Kos
  }
}
