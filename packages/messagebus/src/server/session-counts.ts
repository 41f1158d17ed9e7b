// How many sessions each process has: none takes all of them.

import { rcOk, rcQuotaExceeded, type Retcode } from '@kos/libkos'
import { maxSessions, maxSessionsPerProcess } from '../limits.ts'

/** Sessions, by the process that opened them. */
export class SessionCounts {
  readonly #ofProcess: Map<number, number> = new Map()
  #all = 0

  /** rcOk: a process may open one more; rcQuotaExceeded: it has its share, or all have. */
  admits(process: number): Retcode {
    const has = this.#ofProcess.get(process) ?? 0
    return has < maxSessionsPerProcess && this.#all < maxSessions ? rcOk : rcQuotaExceeded
  }

  /** A process has one more. */
  add(process: number): void {
    this.#all++
    this.#ofProcess.set(process, (this.#ofProcess.get(process) ?? 0) + 1)
  }

  /** A process has one less. */
  remove(process: number): void {
    this.#all--
    const left = (this.#ofProcess.get(process) as number) - 1
    if (left === 0) this.#ofProcess.delete(process)
    else this.#ofProcess.set(process, left)
  }
}
