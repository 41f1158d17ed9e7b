// CPU time under a virtual clock: computed from what a process has done, by costs that are written
// down here. So equal runs have equal times, and hot paths only count.
//
// A virtual clock stands while threads run and moves when none can, so all of its time is idle, and
// CPU time comes on top: kernel + user + idle is the up time and the time of all that was done. It
// is as if the clock had been stopped meanwhile.

import type { Clock } from '@kos/thread'
import type { CpuTime, CpuTotals, CpuUse } from './cpu-time.ts'
import type { Task } from './task.ts'
import type { TaskTable } from './task-table.ts'

// Costs in nanoseconds: the order of magnitude that performance counters measure on a machine of
// 2024 (one typed call and its answer: two switches, two system calls, some 4 microseconds). What a
// program computes between its system calls is not known: the two costs for user stand for it.

/** In the kernel for each system call: the checks, and a handler that does little. */
export const kernelCostOfCall = 200
/** In the kernel for each switch to a thread of the process. */
export const kernelCostOfSwitch = 300
/** In the kernel for each KiB that the process sends: checks and one copy. */
export const kernelCostOfKibibyte = 100
/** In the process for each system call: its arguments, and its result. */
export const userCostOfCall = 200
/** In the process for each time that a thread of it goes on: the promise, and the work till then. */
export const userCostOfSwitch = 500

const bytesPerKibibyte = 1024
const nanosecondsPerMillisecond = 1_000_000

/** The computed CPU times of one kernel in virtual time. */
export class CpuModel implements CpuTime {
  readonly #clock: Clock
  readonly #tasks: TaskTable
  #endedKernelTime = 0
  #endedUserTime = 0

  constructor(clock: Clock, tasks: TaskTable) {
    this.#clock = clock
    this.#tasks = tasks
  }

  totals(): CpuTotals {
    let kernel = this.#endedKernelTime
    let user = this.#endedUserTime
    for (const task of this.#tasks.living) {
      if (isRecorded(task)) continue
      const use = costOf(task)
      kernel += use.kernel
      user += use.user
    }
    const idle = Math.round(this.#clock.now() * nanosecondsPerMillisecond)
    return { kernel, user, idle }
  }

  // What threads of a process still call while they unwind after its end is not counted: its
  // times stay those of its end.
  useOf(task: Task): CpuUse {
    return isRecorded(task) ? { kernel: task.kernelTime, user: task.userTime } : costOf(task)
  }

  taskEnded(task: Task): void {
    const { kernel, user } = costOf(task)
    task.kernelTime = kernel
    task.userTime = user
    this.#endedKernelTime += kernel
    this.#endedUserTime += user
  }
}

// Its times were written down when it ended, unless they are 0.
function isRecorded({ kernelTime }: Task): boolean {
  return kernelTime > 0
}

function costOf({ syscalls, switches, sentBytes }: Task): CpuUse {
  const copying = Math.round((sentBytes * kernelCostOfKibibyte) / bytesPerKibibyte)
  return {
    kernel: syscalls * kernelCostOfCall + switches * kernelCostOfSwitch + copying,
    user: syscalls * userCostOfCall + switches * userCostOfSwitch,
  }
}
