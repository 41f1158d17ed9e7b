// What the services of one kernel share: its clock, scheduler, handles, policy and tasks.
// `kernel.ts` puts it together and drives it; what becomes of unusual system calls is in
// `syscall-gatekeeper.ts`.

import {
  type HandleObserver,
  HandleTable,
  type KernelObject,
  type ZeroHandlesListener,
} from '@kos/handles'
import { ResourceIds } from '@kos/ipc'
import type { Denied, PreparedDecision, PreparingMonitor, SecurityEvent } from '@kos/security'
import type { Clock, Scheduler } from '@kos/thread'
import type { CpuCounters } from './cpu-counters.ts'
import { HandleWork } from './handle-work.ts'
import type { HostCode } from './host-code.ts'
import type { Images } from './images.ts'
import type { MisuseReports } from './misuse.ts'
import type { Probe } from './probe.ts'
import type { ProgramClasses } from './program-classes.ts'
import type { KernelProvides } from './provides.ts'
import type { DeniedEvent, ProcessExit } from './reports.ts'
import { Starts } from './starts.ts'
import { SyscallGatekeeper } from './syscall-gatekeeper.ts'
import { keptMessage } from './syscall-message.ts'
import type { Task, TaskThread } from './task.ts'
import { TaskTable, type TaskTableOptions } from './task-table.ts'

/** The parts of a kernel. */
export interface CoreParts extends TaskTableOptions {
  readonly clock: Clock
  readonly scheduler: Scheduler
  readonly hostCode: HostCode
  readonly monitor: PreparingMonitor
  readonly misuse: MisuseReports
  readonly onExit: (end: ProcessExit) => void
  readonly onDenied: (denial: DeniedEvent) => void
  readonly probe: Probe | null
  readonly handleQuota: number | undefined
  readonly classes: ProgramClasses
  readonly images: Images
}

/** The middle of a kernel. */
export class KernelCore implements HandleObserver {
  readonly clock: Clock
  readonly scheduler: Scheduler
  /** `KernelPort.isQuiescent` of all processes. */
  readonly isQuiescent: (() => boolean) | null
  /** How code of the host is called; monitor, reports and probe are called so already. */
  readonly hostCode: HostCode
  readonly monitor: PreparingMonitor
  readonly handles: HandleTable
  /** Security ids of processes and of resources: one set, so no two have the same. */
  readonly ids: ResourceIds
  /** The security id of the kernel itself. */
  readonly sid: number
  readonly misuse: MisuseReports
  readonly onExit: (end: ProcessExit) => void
  readonly probe: Probe | null
  /** Measures CPU time; null in a kernel without performance counters. Set while services start. */
  counters: CpuCounters | null = null
  readonly tasks: TaskTable
  readonly starts: Starts
  /** What becomes of system calls that the policy has not plainly granted. */
  readonly gatekeeper: SyscallGatekeeper
  /** The classes under which rules know each program. */
  readonly classes: ProgramClasses
  /** What processes can be created of, by path. */
  readonly images: Images
  readonly #onDenied: (denial: DeniedEvent) => void
  readonly #observers: HandleObserver[] = []
  /** What the services that have started provide. A service that is not chosen has no member. */
  readonly provided: Partial<KernelProvides> = {}
  #locals = 0

  constructor(parts: CoreParts) {
    this.clock = parts.clock
    this.scheduler = parts.scheduler
    this.isQuiescent = parts.clock.isVirtual ? () => parts.scheduler.isQuiescent : null
    this.hostCode = parts.hostCode
    this.monitor = parts.monitor
    this.misuse = parts.misuse
    this.onExit = parts.onExit
    this.#onDenied = parts.onDenied
    this.probe = parts.probe
    const quota = parts.handleQuota === undefined ? {} : { quota: parts.handleQuota }
    this.handles = new HandleTable({
      entropy: () => parts.clock.entropy(),
      observer: this,
      onWorkLeft: () => handleWork.begin(),
      ...quota,
    })
    const handleWork = new HandleWork(parts.scheduler, this.handles)
    this.ids = new ResourceIds(this.handles)
    this.sid = this.ids.next()
    this.tasks = new TaskTable(this, parts)
    this.starts = new Starts(this)
    this.gatekeeper = new SyscallGatekeeper(this)
    this.classes = parts.classes
    this.images = parts.images
  }

  /**
   * A place for what a service knows of each thread: answers a function that gives a thread's own,
   * made when it is first asked for.
   */
  local<T extends object>(make: (thread: TaskThread) => T): (thread: TaskThread) => T {
    const index = this.#locals++
    return (thread) => (thread.locals[index] ??= make(thread)) as T
  }

  /**
   * The value of the object that a handle of a process leads to, if the handle has these rights;
   * else a code.
   */
  valueOf({ space }: Task, handle: number, rights: number): unknown {
    const node = space.check(handle, rights)
    return node < 0 ? node : this.handles.objectOf(node).value
  }

  /** Adds an observer of destroyed objects and closed badges. */
  observe(observer: HandleObserver): void {
    this.#observers.push(observer)
  }

  objectDestroyed(object: KernelObject): void {
    for (const observer of this.#observers) observer.objectDestroyed(object)
    const { value, context, creator } = object
    if (hearsZeroHandles(value)) value.onZeroHandles()
    // The number of a space that is gone may be another's by now.
    if (context !== 0 && creator?.alive === true)
      this.tasks.bySpace(creator.id)?.port?.release([context])
  }

  badgeClosed(badge: KernelObject): void {
    for (const observer of this.#observers) observer.badgeClosed(badge)
  }

  // ---- Policy

  /**
   * Counts a denial, and tells the probe and the host; the monitor, too, if it was not asked.
   */
  denied(event: SecurityEvent, denial: Denied): void {
    const task = this.tasks.bySid(event.sourceSid)
    if (task !== undefined) task.denials++
    if (denial.reason === 'malformed') this.monitor.refused?.(event, denial)
    this.probe?.denied?.(event, denial)
    this.#onDenied({ event, denied: denial })
  }

  /**
   * Asks the policy, or what it prepared, about an event: null if it is granted. `mayCommit` is asked
   * after all rules have granted and before their state changes: whether what was asked about can
   * still be done.
   */
  denialOf(
    event: SecurityEvent,
    mayCommit?: () => boolean,
    decider: Pick<PreparedDecision, 'decide'> = this.monitor,
  ): Denied | null {
    const decision = decider.decide(event, mayCommit)
    if (decision.granted) return null
    this.denied(kept(event), decision)
    return decision
  }
}

// Listeners keep what they are told, so they get a copy of the message.
function kept(event: SecurityEvent): SecurityEvent {
  const { message } = event
  if (typeof message !== 'object' || message === null) return event
  return { ...event, message: keptMessage(message) }
}

function hearsZeroHandles(value: unknown): value is ZeroHandlesListener {
  return (
    typeof value === 'object' &&
    value !== null &&
    'onZeroHandles' in value &&
    typeof value.onZeroHandles === 'function'
  )
}
