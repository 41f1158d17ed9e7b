// Starts, as the policy is asked about them: that of the kernel by itself, that of the initial
// program (class Einit) by the kernel, and those of processes by either.
//
// A kernel starts with its first process or run. If the policy denies that, the kernel has started
// and stops itself: no process of it ever runs. The initial program has no code here: `Kernel.start`
// does what it does, which is to start the processes of a solution.

import { coreClass, type Denied, eventOf, initClass } from '@kos/security'
import type { KernelCore } from './kernel-core.ts'
import { kernelStopped } from './reports.ts'
import type { Task } from './task.ts'

/** Who starts a process: the kernel, or the initial program. */
export type Starter = typeof coreClass | typeof initClass

/** What a kernel does: nothing yet, it runs, or it stopped itself and why. */
export type KernelStatus = 'new' | 'running' | { readonly stopped: string }

/** The starts of one kernel. */
export class Starts {
  readonly #core: KernelCore
  #status: KernelStatus = 'new'
  /** The security id of the initial program; 0 before it was started. */
  #initSid = 0
  #initDenial: Denied | null = null

  constructor(core: KernelCore) {
    this.#core = core
  }

  get status(): KernelStatus {
    return this.#status
  }

  /** Starts the kernel, unless it was started. True if it runs. */
  begin(): boolean {
    if (this.#status === 'new') {
      // Before the policy is asked, since its rules may call the kernel.
      this.#status = 'running'
      const { sid } = this.#core
      const denial = this.#ask(coreClass, sid, coreClass, sid)
      if (denial !== null) this.#stop(`${startDenied}: ${denial.message}`)
    }
    return this.#status === 'running'
  }

  // Processes that a rule started before it denied the start of the kernel end as well.
  #stop(why: string): void {
    this.#status = { stopped: why }
    for (const task of this.#core.tasks.all)
      this.#core.tasks.end(task, { killed: `${kernelStopped}: ${why}` })
  }

  /** Why a process may not start; null if it may. The kernel was started. */
  refusal(task: Task, starter: Starter): string | null {
    if (typeof this.#status === 'object') return `${kernelStopped}: ${this.#status.stopped}`
    const isInit = starter === initClass
    const initDenial = isInit ? this.#startInit() : null
    if (initDenial !== null)
      return `the policy denied the start of ${initClass}: ${initDenial.message}`
    const starterSid = isInit ? this.#initSid : this.#core.sid
    const isThere = (): boolean => task.isAlive
    const denial = this.#ask(starter, starterSid, task.className, task.sid, isThere)
    return denial === null ? null : `${startDenied}: ${denial.message}`
  }

  #startInit(): Denied | null {
    if (this.#initSid !== 0) return this.#initDenial
    this.#initSid = this.#core.ids.next()
    this.#initDenial = this.#ask(coreClass, this.#core.sid, initClass, this.#initSid)
    return this.#initDenial
  }

  #ask(
    source: string,
    sourceSid: number,
    destination: string,
    destinationSid: number,
    mayCommit?: () => boolean,
  ): Denied | null {
    const none = { endpoint: '', interface: '', method: 'main' }
    const head = { type: 'execute', source, destination, ...none } as const
    const event = eventOf(head, undefined, sourceSid, destinationSid)
    return this.#core.denialOf(event, mayCommit)
  }
}

const startDenied = 'the policy denied its start'
