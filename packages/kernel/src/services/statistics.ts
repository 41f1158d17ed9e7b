// Statistics, for programs: numbers of all processes and of each, and lists of processes. Where the
// numbers come from is in `../statistics.ts`.
//
// A list and each item of it is an object with a handle that cannot be copied or transferred. They
// end with their handles, and so with the process at the latest. An item keeps what is known of its
// process after the end of that.

import { HANDLE_TYPE_STATISTICS, KernelObject, type ZeroHandlesListener } from '@kos/handles'
import type { StatisticsApi } from '@kos/libkos'
import { statisticsContract } from '@kos/libkos/abi'
import { statisticsLibrary } from '@kos/libkos/libraries'
import { rcInvalidArgument, rcQuotaExceeded, rcResourceNotFound } from '@kos/retcode'
import { CpuCounters } from '../cpu-counters.ts'
import { CpuModel } from '../cpu-model.ts'
import type { CpuTime } from '../cpu-time.ts'
import { handlesOf } from '../handle-kinds.ts'
import type { KernelCore } from '../kernel-core.ts'
import { maxTaskItemsPerTask, maxTaskListsPerTask } from '../limits.ts'
import type { Needed } from '../provides.ts'
import { defineService, type Service } from '../service.ts'
import { Statistics } from '../statistics.ts'
import type { Task, TaskThread } from '../task.ts'
import { returnName } from './name-out.ts'
import { returnHandle, returnValue } from './returns.ts'

/** How statistics are counted. */
export interface StatisticsOptions {
  /**
   * Performance counters: the kernel measures CPU time with two time stamps for each system call.
   * Without them CPU time is not known (rcUnimplemented), and nothing is paid for. Under a virtual
   * clock it is computed from counts, with or without them. Default false.
   */
  readonly counters?: boolean
}

/** What the statistics service provides. */
export interface StatisticsProvides {
  readonly statistics: Statistics
  /** See `Kernel.handlesOf`. */
  handlesOf(task: Task): Readonly<Record<string, number>> | null
}

/** Statistics: CPU time, memory and other numbers of processes. */
export function statistics(
  options: StatisticsOptions = {},
): Service<'statistics', StatisticsApi, Needed<never, 'memory'>, StatisticsProvides> {
  return defineService({
    name: 'statistics',
    uses: ['memory'],
    contract: statisticsContract,
    library: statisticsLibrary,
    start(kernel) {
      const cpu = cpuTimeOf(kernel, options.counters ?? false)
      const numbers = new Statistics(kernel, cpu)
      const owners = new Owners()
      return {
        provides: { statistics: numbers, handlesOf: (task) => handlesOf(kernel, task) },
        handlers: {
          GetGroupParam: (thread, param) => returnNumber(thread, numbers.groupParam(param)),
          GetTaskParam(thread, handle, param) {
            const item = itemOf(kernel, thread.task, handle)
            if (typeof item === 'number') return item
            return returnNumber(thread, numbers.taskParam(item.task, param))
          },
          GetTaskList(thread) {
            const owner = owners.of(thread.task)
            if (owner.lists.own >= maxTaskListsPerTask) return rcQuotaExceeded
            return give(thread, new TaskList(owner.lists, [...kernel.tasks.living]))
          },
          GetTasksCount(thread, handle) {
            const list = listOf(kernel, thread.task, handle)
            return typeof list === 'number' ? list : returnValue(thread, list.tasks.length)
          },
          EnumTaskList(thread, handle, index) {
            const list = listOf(kernel, thread.task, handle)
            if (typeof list === 'number') return list
            const task = list.tasks[index]
            if (task === undefined) return rcResourceNotFound
            const owner = owners.of(thread.task)
            if (owner.items.own >= maxTaskItemsPerTask) return rcQuotaExceeded
            return give(thread, new TaskItem(owner.items, task))
          },
          GetTaskName(thread, handle, name) {
            const item = itemOf(kernel, thread.task, handle)
            return typeof item === 'number' ? item : returnName(thread, item.task.name, name)
          },
          GetTaskId(thread, handle) {
            const item = itemOf(kernel, thread.task, handle)
            return typeof item === 'number' ? item : returnValue(thread, item.task.sid)
          },
          CloseTask({ task }, handle) {
            const item = itemOf(kernel, task, handle)
            return typeof item === 'number' ? item : task.space.close(handle)
          },
          CloseTaskList({ task }, handle) {
            const list = listOf(kernel, task, handle)
            return typeof list === 'number' ? list : task.space.close(handle)
          },
        },
        taskEnded(task) {
          cpu?.taskEnded(task)
          owners.drop(task)
        },
        counts: () => owners.counts,
      }
    },
  })
}

// Null: CPU time is not measured.
function cpuTimeOf(kernel: KernelCore, hasCounters: boolean): CpuTime | null {
  const { clock, scheduler, tasks } = kernel
  if (clock.isVirtual) return new CpuModel(clock, tasks)
  if (!hasCounters) return null
  kernel.counters = new CpuCounters(clock, scheduler)
  return kernel.counters
}

// A value is not negative, a code is.
function returnNumber(thread: TaskThread, answer: number): number {
  return answer < 0 ? answer : returnValue(thread, answer)
}

/** How many objects of one kind a process has, and all processes together. */
class Tally {
  own = 0
  readonly #all: { count: number }

  constructor(all: { count: number }) {
    this.#all = all
  }

  add(count: 1 | -1): void {
    this.own += count
    this.#all.count += count
  }
}

/** A process that has lists or items. */
interface Owner {
  readonly lists: Tally
  readonly items: Tally
}

/** The processes that have lists or items. */
class Owners {
  readonly #byTask: Map<Task, Owner> = new Map()
  readonly #lists = { count: 0 }
  readonly #items = { count: 0 }

  of(task: Task): Owner {
    let owner = this.#byTask.get(task)
    if (owner === undefined) {
      owner = { lists: new Tally(this.#lists), items: new Tally(this.#items) }
      this.#byTask.set(task, owner)
    }
    return owner
  }

  /** The process has ended: its objects go with its handles. */
  drop(task: Task): void {
    this.#byTask.delete(task)
  }

  get counts(): Readonly<Record<string, number>> {
    return {
      taskLists: this.#lists.count,
      taskItems: this.#items.count,
      taskListOwners: this.#byTask.size,
    }
  }
}

/** A list of processes: those that lived when it was made. */
class TaskList implements ZeroHandlesListener {
  readonly tally: Tally
  readonly tasks: readonly Task[]

  constructor(tally: Tally, tasks: readonly Task[]) {
    this.tally = tally
    this.tasks = tasks
  }

  onZeroHandles(): void {
    this.tally.add(-1)
  }
}

/** An item of a list: one process. */
class TaskItem implements ZeroHandlesListener {
  readonly tally: Tally
  readonly task: Task

  constructor(tally: Tally, task: Task) {
    this.tally = tally
    this.task = task
  }

  onZeroHandles(): void {
    this.tally.add(-1)
  }
}

/** Leaves a handle of a new list or item in the registers of its thread. */
function give(thread: TaskThread, value: TaskList | TaskItem): number {
  const { space } = thread.task
  const handle = space.create(new KernelObject(HANDLE_TYPE_STATISTICS, space, 0, value), 0)
  if (handle > 0) value.tally.add(1)
  return returnHandle(thread, handle)
}

/** The list that a handle leads to, or why there is none. */
function listOf(kernel: KernelCore, task: Task, handle: number): TaskList | number {
  const value = kernel.valueOf(task, handle, 0)
  if (value instanceof TaskList) return value
  return typeof value === 'number' ? value : rcInvalidArgument
}

/** The item that a handle leads to, or why there is none. */
function itemOf(kernel: KernelCore, task: Task, handle: number): TaskItem | number {
  const value = kernel.valueOf(task, handle, 0)
  if (value instanceof TaskItem) return value
  return typeof value === 'number' ? value : rcInvalidArgument
}
