// Kills of processes (fault injection): at a time, or at a thread switch. Under virtual time they
// are repeatable.

import type { FullApi, Kernel, Probe } from '@kos/kernel'

/** A process to kill. */
export type Kill = KillAtTime | KillAtStep

/** Kills a process at a time: before threads go on whose time-out ends then. */
export interface KillAtTime {
  readonly process: string
  /** Milliseconds of the kernel's clock. */
  readonly at: number
}

/**
 * Kills a process right after the thread switch with this number: before the dispatched thread
 * runs.
 */
export interface KillAtStep {
  readonly process: string
  /** Counts from 1. */
  readonly step: number
}

/** Kills processes of one kernel as planned. */
export class Kills {
  readonly probe: Probe
  readonly #plan: readonly Kill[]
  #kernel: Kernel<FullApi> | null = null
  #switches = 0
  #cancel: (() => void)[] = []

  constructor(plan: readonly Kill[]) {
    this.#plan = plan
    this.probe = plan.some((kill) => 'step' in kill) ? { switched: () => this.#switched() } : {}
  }

  /** Throws TypeError for an unknown process, RangeError for a bad number. */
  check(names: readonly string[]): void {
    for (const kill of this.#plan) check(kill, names)
  }

  /** Arms all kills: when the processes are there, and none has run. */
  arm(kernel: Kernel<FullApi>): void {
    this.#kernel = kernel
    for (const kill of this.#plan) {
      if ('at' in kill) this.#cancel.push(kernel.after(kill.at, () => this.#do(kill.process)))
    }
  }

  /** Cancels the kills that have not happened. */
  disarm(): void {
    for (const cancel of this.#cancel) cancel()
    this.#cancel = []
    this.#kernel = null
  }

  // Killed in a microtask, because the scheduler is in the middle of the switch. The dispatched
  // thread resumes in a later microtask.
  #switched(): void {
    const step = ++this.#switches
    for (const kill of this.#plan) {
      if ('step' in kill && kill.step === step)
        void Promise.resolve().then(() => this.#do(kill.process))
    }
  }

  #do(process: string): void {
    this.#kernel?.kill(process, 'killed by the test')
  }
}

/** Throws TypeError for a process that a fault names and that there is not. */
export function checkProcess(fault: string, process: string, names: readonly string[]): void {
  if (names.includes(process)) return
  throw new TypeError(`${fault}: there is no process ${process}; there are: ${names.join(', ')}`)
}

function check(kill: Kill, names: readonly string[]): void {
  checkProcess('kill', kill.process, names)
  const when = 'at' in kill ? kill.at : kill.step
  const isGood = 'at' in kill ? when >= 0 && when < Infinity : Number.isInteger(when) && when >= 1
  if (!isGood)
    throw new RangeError(
      `kill: ${when} is no ${'at' in kill ? 'time' : 'step'} to kill ${kill.process} at`,
    )
}
