// Processes that are killed in the middle: at a time, or after so many switches. Repeatable, as
// everything under virtual time.

import type { FullApi, Kernel, Probe } from '@kos/kernel'

/** A process to kill. */
export type Kill = KillAtTime | KillAtStep

/** Kills a process at a time: before those who wait for that time go on. */
export interface KillAtTime {
  readonly process: string
  /** Milliseconds of the kernel's clock. */
  readonly at: number
}

/**
 * Kills a process right after the switch of this number: the thread that was switched to has not
 * run yet.
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

  /**
   * Begins. Throws TypeError for a process that is none, RangeError for what is no time or step.
   */
  arm(kernel: Kernel<FullApi>, names: readonly string[]): void {
    this.#kernel = kernel
    for (const kill of this.#plan) check(kill, names)
    for (const kill of this.#plan) {
      if ('at' in kill) this.#cancel.push(kernel.after(kill.at, () => this.#do(kill.process)))
    }
  }

  /** Takes back what has not happened. */
  disarm(): void {
    for (const cancel of this.#cancel) cancel()
    this.#cancel = []
    this.#kernel = null
  }

  // In a microtask: the scheduler is in the middle of the switch. The thread gets its turn in a
  // later one.
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

function check(kill: Kill, names: readonly string[]): void {
  if (!names.includes(kill.process))
    throw new TypeError(`kill: there is no process ${kill.process}; there are: ${names.join(', ')}`)
  const when = 'at' in kill ? kill.at : kill.step
  const isGood = 'at' in kill ? when >= 0 && when < Infinity : Number.isInteger(when) && when >= 1
  if (!isGood)
    throw new RangeError(
      `kill: ${when} is no ${'at' in kill ? 'time' : 'step'} to kill ${kill.process} at`,
    )
}
