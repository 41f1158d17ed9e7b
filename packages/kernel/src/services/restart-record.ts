// When the process of an entity is started again after a crash: a back-off that doubles, and an end
// of patience. Nothing here starts or waits; that is in `restarts.ts`.

import {
  firstRestartDelay,
  maxRestartDelay,
  maxRestartsInARow,
  restartResetTime,
} from '../limits.ts'
import type { Restart } from '../reports.ts'

/** The crashes of one entity. */
export class RestartRecord {
  /** How many restarts were planned. */
  total = 0
  /** How many since the process last ran for a while. */
  #inARow = 0

  /** What becomes of a process that crashed after it ran for some milliseconds. */
  next(ranFor: number): Restart {
    if (ranFor >= restartResetTime) this.#inARow = 0
    if (this.#inARow >= maxRestartsInARow) return { crashesInARow: this.#inARow + 1 }
    const delay = Math.min(firstRestartDelay * 2 ** this.#inARow, maxRestartDelay)
    this.#inARow++
    this.total++
    return { delay }
  }
}
