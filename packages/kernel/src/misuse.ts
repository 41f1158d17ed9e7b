// Mistakes of programs that have no code to answer with, or whose code hides where they come from:
// reported once per place.
//
// Each process has a quota of its own, which goes with it: a process can't use up the reports of
// others.

import { captureStack, programPlaces, type Thread, ThreadState, waitKindName } from '@kos/thread'
import { maxMisuseLength, maxMisusesPerTask } from './limits.ts'
import type { Task, TaskThread } from './task.ts'

/** A mistake of a program. */
export interface Misuse {
  /** Process and thread. */
  readonly process: string
  readonly thread: string
  /** Who, what, why, what next; where the kernel knows them, the lines of the program. */
  readonly message: string
}

/** Told of each mistake. */
export type MisuseListener = (misuse: Misuse) => void

const noLines = (): string => ''

/** The lines of the program that calls now, as a report of waits shows them; empty if unknown. */
export function linesOfCaller(): string {
  return programPlaces(captureStack())
    .map((place) => `\n    at ${place}`)
    .join('')
}

/**
 * The text for a call of a thread that does not run, so its kos is used by another thread, or its
 * first call was not awaited. The line of that call is known if the scheduler captures stacks.
 */
export function secondCallMisuse(
  { name, state, waitKind, waitStack }: Thread,
  call: string,
): string {
  const [place] = programPlaces(waitStack)
  const wait = `${waitKindName(waitKind)}${place === undefined ? '' : ` at ${place}`}`
  const waits = state === ThreadState.ready ? 'waits for its turn' : `already waits (${wait})`
  return (
    `${name} ${waits} and called ${call}; await the first call, or let another thread call ` +
    '(KosThreadCreate), with the kos that its own routine is given, and proxies made of that; ' +
    'methods of an object in a request run in a thread of their own, which has no kos'
  )
}

/** Passes on mistakes, each text once per process. */
export class MisuseReports {
  readonly #listeners: readonly MisuseListener[]
  /** The texts that were reported, by process. */
  readonly #said: Map<Task, Set<string>> = new Map()

  #unhandled = 0

  constructor(listeners: readonly MisuseListener[]) {
    this.#listeners = listeners
  }

  /**
   * Reports, unless the process said the same before, has used up its reports, or has ended.
   * `lines` has the lines of the program: they cost a stack, so they are asked for only then.
   */
  report({ task, thread }: TaskThread, text: string, lines: () => string = noLines): void {
    if (!task.isAlive) return
    const said = this.#saidBy(task)
    const key = text.slice(0, maxMisuseLength)
    if (said.has(key) || said.size >= maxMisusesPerTask) return
    said.add(key)
    const message = `${key}${lines()}`.slice(0, maxMisuseLength)
    const misuse = { process: task.name, thread: thread.name, message }
    for (const listener of this.#listeners) listener(misuse)
  }

  #saidBy(task: Task): Set<string> {
    let said = this.#said.get(task)
    if (said === undefined) this.#said.set(task, (said = new Set()))
    return said
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
