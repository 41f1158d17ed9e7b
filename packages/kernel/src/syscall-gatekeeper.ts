// What happens to a system call that the policy has not plainly granted, whose thread does not run,
// or whose handler threw: the policy is asked, the call is refused, put off until its thread runs, or
// done outside of a thread. The usual call is in `syscall-entry.ts` and never comes here; what the
// policy sees of arguments is in `syscall-message.ts`.

import type { Syscall } from '@kos/libkos/abi'
import { describeThrown, hostCallbackMisuse } from '@kos/libkos/process'
import { rcInvalidArgument, rcInvalidThreadState, rcOk, rcSecurityDisallow } from '@kos/retcode'
import { coreClass, eventOf } from '@kos/security'
import { PARKED, ThreadState } from '@kos/thread'
import { lookAgain } from './host-code.ts'
import type { KernelCore } from './kernel-core.ts'
import { linesOfCaller, secondCallMisuse } from './misuse.ts'
import { argumentsFit, type Gatekeeper, granted, watchInterval } from './syscall-entry.ts'
import { syscallMessage } from './syscall-message.ts'
import type { Task, TaskThread } from './task.ts'

const verdictOf = { granted, ask: 2, denied: 3 } as const

/** The gatekeeper of one kernel. */
export class SyscallGatekeeper implements Gatekeeper {
  readonly #core: KernelCore

  constructor(core: KernelCore) {
    this.#core = core
  }

  refuseOrDefer(
    caller: TaskThread,
    syscall: Syscall,
    args: readonly unknown[],
    operation: () => number,
  ): number {
    const { thread, task } = caller
    const { scheduler, misuse } = this.#core
    if (thread.state === ThreadState.ended) {
      if (syscall.blocks) return PARKED
      if (syscall.wakes && scheduler.isQuiescent) return this.#refuseToHost(caller, syscall)
      if (!syscall.releases || !task.isAlive) return rcInvalidThreadState
      const rc = this.permit(caller, syscall, args)
      return rc === rcOk ? this.#doOutside(operation) : rc
    }
    if (thread.state !== ThreadState.running && thread.state !== ThreadState.away) {
      if (scheduler.isQuiescent) return this.#refuseToHost(caller, syscall)
      misuse.report(caller, secondCallMisuse(thread, callName(syscall)), linesOfCaller)
      return rcInvalidThreadState
    }
    const rc = this.permit(caller, syscall, args)
    return rc === rcOk ? scheduler.admit(thread, syscall.blocks, operation) : rc
  }

  // A callback of the host calls, when virtual time could not repeat it.
  #refuseToHost(caller: TaskThread, syscall: Syscall): number {
    this.#core.misuse.report(caller, hostCallbackMisuse(caller.thread.name, callName(syscall)))
    return rcInvalidThreadState
  }

  // The caller does not run: the threads that the operation wakes run when it is done, also if no
  // thread runs now.
  #doOutside(operation: () => number): number {
    const { scheduler } = this.#core
    scheduler.enter()
    try {
      return operation()
    } finally {
      scheduler.leave()
    }
  }

  fault(caller: TaskThread, syscall: Syscall, error: unknown): number {
    const { thread, task } = caller
    const { message, stack } = describeThrown(error)
    const crash = `${thread.name}: the kernel failed in ${callName(syscall)}: ${message}`
    this.#core.misuse.report(caller, `${crash}; the process was ended`)
    this.#core.tasks.end(task, { crash, stack })
    return syscall.blocks ? PARKED : rcInvalidThreadState
  }

  watch(caller: TaskThread): void {
    const { switches } = this.#core.scheduler
    if (caller.watchedAt === switches) {
      this.#core.misuse.report(
        caller,
        `${caller.thread.name} has made more than ${watchInterval} system calls without letting others run; await something`,
      )
    }
    caller.watchedAt = switches
  }

  /** Whether the policy grants every such call of this thread: `permit` need not be asked. */
  mayAlways({ task }: TaskThread, { nr }: Syscall): boolean {
    return task.verdicts[nr] === granted
  }

  /**
   * Asks the policy about a system call of a thread: rcOk if it may be made, rcSecurityDisallow,
   * rcInvalidArgument for arguments that are not of their kinds, which no rule sees, or what
   * `lookAgain` answers. Whatever it is but rcOk, the call answers the same.
   */
  permit(caller: TaskThread, syscall: Syscall, args: readonly unknown[]): number {
    const { task, thread } = caller
    if (task.verdicts[syscall.nr] === granted) return rcOk
    if (!argumentsFit(syscall, args)) return rcInvalidArgument
    const { state } = thread
    const standing = (): number => lookAgain(caller, state, syscall)
    const isGranted = this.#judge(task, syscall, args, () => standing() === rcOk)
    const rc = standing()
    return rc !== rcOk || isGranted ? rc : rcSecurityDisallow
  }

  #judge(
    task: Task,
    syscall: Syscall,
    args: readonly unknown[],
    mayCommit: () => boolean,
  ): boolean {
    const core = this.#core
    const { verdicts } = task
    const { nr, endpoint, name } = syscall
    if (endpoint === '') {
      verdicts[nr] = granted
      return true
    }
    const head = {
      type: 'request',
      source: task.className,
      destination: coreClass,
      endpoint,
      interface: coreInterface(endpoint),
      method: name,
    } as const
    const prepared = (task.prepared[nr] ??= core.monitor.prepare(head))
    verdicts[nr] = verdictOf[prepared.verdict]
    if (verdicts[nr] === granted) return true
    const message = syscallMessage(syscall, args, task, core.ids)
    const event = eventOf(head, message, task.sid, core.sid)
    return core.denialOf(event, mayCommit, prepared) === null
  }
}

// For people: `Notice.Create`.
function callName({ endpoint, name }: Syscall): string {
  return endpoint === '' ? name : `${endpoint.slice(endpoint.indexOf('.') + 1)}.${name}`
}

// `kl.core.Notice` for the endpoint `notice.Notice`.
function coreInterface(endpoint: string): string {
  return `kl.core.${endpoint.slice(endpoint.indexOf('.') + 1)}`
}
