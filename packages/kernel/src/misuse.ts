// Mistakes of programs that have no code to answer with, or whose code hides where they come from:
// reported once per place.

import { maxReportedMisuses } from './limits.ts'
import type { TaskThread } from './task.ts'

/** A mistake of a program. */
export interface Misuse {
  /** Process and thread. */
  readonly process: string
  readonly thread: string
  /** Who, what, why, what next. */
  readonly message: string
}

/** Told of each mistake. */
export type MisuseListener = (misuse: Misuse) => void

/** Passes on mistakes, each text once. */
export class MisuseReports {
  readonly #listener: MisuseListener
  readonly #said: Set<string> = new Set()

  constructor(listener: MisuseListener) {
    this.#listener = listener
  }

  /** Reports, unless the same was said before. */
  report({ task, thread }: TaskThread, message: string): void {
    const key = `${task.name}\n${message}`
    // Processes must not be able to fill this up.
    if (this.#said.has(key) || this.#said.size >= maxReportedMisuses) return
    this.#said.add(key)
    this.#listener({ process: task.name, thread: thread.name, message })
  }
}
