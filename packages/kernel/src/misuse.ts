// Mistakes of programs that have no code to answer with, or whose code hides where they come from:
// reported once per place.
//
// Each process has a quota of its own, which goes with it: a process can't use up the reports of
// others.

import { maxMisuseLength, maxMisusesPerTask } from './limits.ts'
import type { Task, TaskThread } from './task.ts'

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

/** Passes on mistakes, each text once per process. */
export class MisuseReports {
  readonly #listeners: readonly MisuseListener[]
  /** The texts that were reported, by process. */
  readonly #said: Map<Task, Set<string>> = new Map()

  #unhandled = 0

  constructor(listeners: readonly MisuseListener[]) {
    this.#listeners = listeners
  }

  /** Reports, unless the process said the same before, has used up its reports, or has ended. */
  report({ task, thread }: TaskThread, text: string): void {
    if (!task.isAlive) return
    const message = text.slice(0, maxMisuseLength)
    let said = this.#said.get(task)
    if (said === undefined) this.#said.set(task, (said = new Set()))
    if (said.has(message) || said.size >= maxMisusesPerTask) return
    said.add(message)
    const misuse = { process: task.name, thread: thread.name, message }
    for (const listener of this.#listeners) listener(misuse)
  }

  /**
   * Reports that a promise of a thread that was terminated was awaited by nobody. The process may
   * have ended, so such reports have a quota of their own for the whole kernel.
   */
  reportUnhandled(process: string, tid: number): void {
    if (++this.#unhandled > maxMisusesPerTask) return
    const message =
      `${process}: thread ${tid} was ended while a promise waited that nobody awaits; ` +
      'write await before each call that answers a promise'
    for (const listener of this.#listeners) listener({ process, thread: `thread ${tid}`, message })
  }

  /** The process has ended. */
  forget(task: Task): void {
    this.#said.delete(task)
  }
}
