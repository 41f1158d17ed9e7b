// Starts, as the policy is asked about them: that of the kernel by itself, that of the initial
// program (class Einit) by the kernel, and those of processes by whoever starts them.
//
// A kernel starts with its first process or run. If the policy denies that, the kernel has started
// and stops itself: no process of it ever runs. How processes are started from inside is in
// `services/tasks.ts`.

import type { Program } from '@kos/libkos'
import { coreClass, type Denied, eventOf } from '@kos/security'
import type { KernelCore } from './kernel-core.ts'
import { kernelStopped } from './reports.ts'
import type { Task } from './task.ts'

/** Who starts a process: the kernel, or another process. */
export interface Starter {
  readonly className: string
  /** Its security id. */
  readonly sid: number
}

/** What a kernel does: nothing yet, it runs, or it stopped itself and why. */
export type KernelStatus = 'new' | 'running' | { readonly stopped: string }

/** The starts of one kernel. */
export class Starts {
  /** The kernel, as a starter. */
  readonly kernel: Starter
  readonly #core: KernelCore
  #status: KernelStatus = 'new'

  constructor(core: KernelCore) {
    this.#core = core
    this.kernel = { className: coreClass, sid: core.sid }
  }

  get status(): KernelStatus {
    return this.#status
  }

  /** Starts the kernel, unless it was started. True if it runs. */
  begin(): boolean {
    if (this.#status === 'new') {
      // Before the policy is asked, since its rules may call the kernel.
      this.#status = 'running'
      const denial = this.#ask(this.kernel, this.kernel)
      if (denial !== null) this.#stop(`the policy denied its start: ${denial.message}`)
    }
    return this.#status === 'running'
  }

  // Processes that a rule started before it denied the start of the kernel end as well.
  #stop(why: string): void {
    this.#status = { stopped: why }
    for (const task of this.#core.tasks.all)
      this.#core.tasks.end(task, { killed: `${kernelStopped}: ${why}` })
  }

  /**
   * Why a process may not start, with `what` for what is denied; null if it may. The kernel was
   * started. `isThere`: whether the start can still be made, after all rules have granted it.
   */
  refusal(
    task: Task,
    starter: Starter,
    what = 'its start',
    isThere = (): boolean => task.isAlive,
  ): string | null {
    if (typeof this.#status === 'object') return `${kernelStopped}: ${this.#status.stopped}`
    const denial = this.#ask(starter, task, isThere)
    return denial === null ? null : `the policy denied ${what}: ${denial.message}`
  }

  /**
   * Runs a process if the policy lets `starter` start it, else ends it. False if the policy denied
   * that. A process that a rule has ended is neither started nor ended again, and one whose starter
   * a rule has ended (`isThere` says so) is not started.
   */
  start(
    task: Task,
    program: Program | null,
    starter: Starter,
    isThere = (): boolean => task.isAlive,
  ): boolean {
    if (!task.isAlive) return true
    const { tasks } = this.#core
    const refusal = this.refusal(task, starter, undefined, isThere)
    if (refusal === null && isThere()) tasks.run(task, program)
    else tasks.end(task, { killed: refusal ?? 'its starter ended' })
    return refusal === null
  }

  #ask(source: Starter, destination: Starter, isThere?: () => boolean): Denied | null {
    const head = {
      type: 'execute',
      source: source.className,
      destination: destination.className,
      endpoint: '',
      interface: '',
      method: 'main',
    } as const
    const event = eventOf(head, undefined, source.sid, destination.sid)
    return this.#core.denialOf(event, isThere)
  }
}
