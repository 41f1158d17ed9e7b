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
import { nanosecondsPerMillisecond } from './time-units.ts'

// Costs in nanoseconds, of the order of magnitude that was measured in real time (x64, Node.js 22): a
// system call that reads the clock takes 60 to 100, a typed call and its answer 700 to 1000, which
// is two system calls and two switches. What a program computes between its system calls is not
// known: the costs for its own code are those of libkos and of a promise.

/** In the kernel for each system call: the checks, and a handler that does little. */
export const kernelCostOfCall = 50
/** In the kernel for each switch to a thread of the process. */
export const kernelCostOfSwitch = 150
/** In the kernel for each KiB that the process sends: checks and one copy. */
export const kernelCostOfKibibyte = 50
/** In the process for each system call: its arguments, and its result. */
export const userCostOfCall = 50
/** In the process for each switch to a thread of it: the promise, and what the thread does then. */
export const userCostOfSwitch = 200

const bytesPerKibibyte = 1024

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
