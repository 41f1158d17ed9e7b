// Statistics of a kernel: the numbers that programs ask for one by one, and all of them together
// for the host, from one source. CPU times come from `cpu-time.ts`, memory from the memory service.
// A table of them for people is in `statistics-report.ts`.

import {
  GROUP_PARAM_CPU_IDLE,
  GROUP_PARAM_CPU_KERNEL,
  GROUP_PARAM_CPU_USER,
  GROUP_PARAM_MEM_FREE,
  GROUP_PARAM_MEM_TOTAL,
  GROUP_PARAM_TASKS,
  GROUP_PARAM_THREADS,
  TASK_PARAM_HANDLES,
  TASK_PARAM_MEM_PHY,
  TASK_PARAM_MEM_VIRT,
  TASK_PARAM_PPID,
  TASK_PARAM_PRIORITY,
  TASK_PARAM_STATE,
  TASK_PARAM_THREADS,
  TASK_PARAM_TIME_TOTAL,
  TASK_PARAM_TIME_USER,
  TaskStateRunning,
  TaskStateRestarting,
  TaskStateStopped,
  TaskStateTerminated,
} from '@kos/libkos/abi'
import { rcInvalidArgument, rcUnimplemented } from '@kos/retcode'
import { ThreadPriorityNormal } from '@kos/thread'
import type { CpuTime, CpuTotals } from './cpu-time.ts'
import type { KernelCore } from './kernel-core.ts'
import type { Task } from './task.ts'
import { nanosecondsPerMillisecond } from './time-units.ts'

/** One process at a moment. */
export interface TaskStatistics {
  /** Its security id: no other process of the kernel ever has it. */
  readonly id: number
  /** The id of the process that created it; 0 for the kernel. */
  readonly parent: number
  readonly name: string
  readonly className: string
  readonly state: 'stopped' | 'running' | 'terminated' | 'restarting'
  /** The highest own priority of its threads. */
  readonly priority: number
  readonly threads: number
  readonly handles: number
  /** Nanoseconds of CPU time: all of it, and in its own code. Null if it is not measured. */
  readonly cpu: { readonly total: number; readonly user: number } | null
  /**
   * Pages of 4 KiB that it is charged for, and that it has allocated. Null without the memory
   * service.
   */
  readonly memory: { readonly physical: number; readonly virtual: number } | null
  /** System calls that it made, IPC calls, and what the policy denied it. */
  readonly syscalls: number
  readonly calls: number
  readonly denials: number
}

/** A kernel at a moment. */
export interface KernelStatistics {
  /** Nanoseconds since the start of the kernel's clock. */
  readonly uptime: number
  /**
   * Nanoseconds of CPU time of all processes, those that have ended included. In real time their
   * sum is `uptime`. Null if it is not measured: in real time without performance counters.
   */
  readonly cpu: CpuTotals | null
  /** Pages of 4 KiB: all, and those that nobody is charged for. Null without the memory service. */
  readonly memory: { readonly total: number; readonly free: number } | null
  /** Processes that have not ended, and their threads. */
  readonly processes: number
  readonly threads: number
  /** All processes, the last of each name, in order of their first start. */
  readonly tasks: readonly TaskStatistics[]
}

const stateNames = {
  [TaskStateStopped]: 'stopped',
  [TaskStateRunning]: 'running',
  [TaskStateTerminated]: 'terminated',
  [TaskStateRestarting]: 'restarting',
} as const

/** The statistics of one kernel. */
export class Statistics {
  readonly #core: KernelCore
  readonly #cpu: CpuTime | null

  /** `cpu` is null if CPU time is not measured. */
  constructor(core: KernelCore, cpu: CpuTime | null) {
    this.#core = core
    this.#cpu = cpu
  }

  /** The value of a GROUP_PARAM_, which is not negative; else a code. */
  groupParam(param: number): number {
    const { tasks, provided } = this.#core
    switch (param) {
      case GROUP_PARAM_CPU_KERNEL:
        return this.#cpu?.totals().kernel ?? rcUnimplemented
      case GROUP_PARAM_CPU_USER:
        return this.#cpu?.totals().user ?? rcUnimplemented
      case GROUP_PARAM_CPU_IDLE:
        return this.#cpu?.totals().idle ?? rcUnimplemented
      case GROUP_PARAM_MEM_TOTAL:
        return provided.memory?.machine().total ?? rcUnimplemented
      case GROUP_PARAM_MEM_FREE:
        return provided.memory?.machine().free ?? rcUnimplemented
      case GROUP_PARAM_TASKS:
        return tasks.alive
      case GROUP_PARAM_THREADS:
        return this.#threads()
      default:
        return rcInvalidArgument
    }
  }

  /** The value of a TASK_PARAM_ for a process, which is not negative; else a code. */
  taskParam(task: Task, param: number): number {
    switch (param) {
      case TASK_PARAM_TIME_TOTAL:
        return this.#cpuOf(task)?.total ?? rcUnimplemented
      case TASK_PARAM_TIME_USER:
        return this.#cpuOf(task)?.user ?? rcUnimplemented
      case TASK_PARAM_MEM_PHY:
        return this.#memoryOf(task)?.physical ?? rcUnimplemented
      case TASK_PARAM_STATE:
        return task.state
      case TASK_PARAM_THREADS:
        return task.threads.size
      case TASK_PARAM_PPID:
        return task.parent
      case TASK_PARAM_PRIORITY:
        return priorityOf(task)
      case TASK_PARAM_HANDLES:
        return task.space.used
      case TASK_PARAM_MEM_VIRT:
        return this.#memoryOf(task)?.virtual ?? rcUnimplemented
      default:
        return rcInvalidArgument
    }
  }

  /** All of it, as plain data. */
  read(): KernelStatistics {
    const { clock, provided, tasks } = this.#core
    // Before the rest, which takes time: then both are of one moment.
    const cpu = this.#cpu?.totals() ?? null
    return {
      uptime: Math.round(clock.now() * nanosecondsPerMillisecond),
      cpu,
      memory: provided.memory?.machine() ?? null,
      processes: tasks.alive,
      threads: this.#threads(),
      tasks: [...tasks.all].map((task) => this.#readTask(task)),
    }
  }

  #readTask(task: Task): TaskStatistics {
    return {
      id: task.sid,
      parent: task.parent,
      name: task.name,
      className: task.className,
      state: stateNames[task.state],
      priority: priorityOf(task),
      threads: task.threads.size,
      handles: task.space.used,
      cpu: this.#cpuOf(task),
      memory: this.#memoryOf(task),
      syscalls: task.syscalls,
      calls: task.calls,
      denials: task.denials,
    }
  }

  #threads(): number {
    let threads = 0
    for (const task of this.#core.tasks.living) threads += task.threads.size
    return threads
  }

  #cpuOf(task: Task): TaskStatistics['cpu'] {
    if (this.#cpu === null) return null
    const { kernel, user } = this.#cpu.useOf(task)
    return { total: kernel + user, user }
  }

  #memoryOf(task: Task): TaskStatistics['memory'] {
    const { memory } = this.#core.provided
    if (memory === undefined) return null
    const counts = memory.statisticsOf(task)
    if (counts === null) return nothing
    const { charged, committed, reserved, shared, guards } = counts
    return { physical: charged, virtual: committed + reserved + shared + guards }
  }
}

// The memory of a process that has ended.
const nothing = { physical: 0, virtual: 0 }

// A process without threads has the priority that its first one gets.
function priorityOf({ threads }: Task): number {
  let highest = -1
  for (const { thread } of threads.values()) highest = Math.max(highest, thread.ownPriority)
  return highest < 0 ? ThreadPriorityNormal : highest
}
