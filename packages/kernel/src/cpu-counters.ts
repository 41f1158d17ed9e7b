// Performance counters: CPU time measured with time stamps, one whenever the processor passes from
// one to another of three uses: a system call for a process, code of a process, nothing.
//
// Each stamp adds the time since the last one to what was going on, so that all times together are
// the time since the start of the clock. Entries of system calls are made differently for it
// (`measured`), and the scheduler tells of its switches (`probe`): a kernel without counters pays
// nothing. A thread that awaits the host is not seen between its return and its next system call.

import type { Clock, Scheduler, SchedulerProbe, Thread } from '@kos/thread'
import type { CpuTime, CpuTotals, CpuUse } from './cpu-time.ts'
import type { SyscallEntry } from './syscall-entry.ts'
import type { Task, TaskThread } from './task.ts'
import { nanosecondsPerMillisecond } from './time-units.ts'

/** The counters of one kernel in real time. */
export class CpuCounters implements CpuTime {
  readonly #clock: Clock
  readonly #scheduler: Scheduler
  /** The process whose system call is done; null outside of the kernel. */
  #caller: Task | null = null
  /** The process whose code runs; null in the kernel, and while nothing runs. */
  #user: Task | null = null
  /** The last time stamp: whole nanoseconds, so that sums are exact. */
  #stamp = 0
  #kernelTime = 0
  #userTime = 0
  #idleTime = 0

  /** Counts from now on what `scheduler` switches to. */
  constructor(clock: Clock, scheduler: Scheduler) {
    this.#clock = clock
    this.#scheduler = scheduler
    scheduler.probe = this.#probe(scheduler.probe)
  }

  /** The same entry, with a time stamp on the way in and out. */
  measured(entry: SyscallEntry): SyscallEntry {
    return (thread) => {
      const call = entry(thread) as (...args: readonly unknown[]) => number
      return (...args: readonly unknown[]) => {
        if (this.#caller !== null) return call(...args)
        this.#settle(this.#clock.now())
        this.#caller = thread.task
        try {
          return call(...args)
        } finally {
          this.#settle(this.#clock.now())
          this.#caller = null
          this.#user = taskOf(this.#scheduler.running)
        }
      }
    }
  }

  totals(): CpuTotals {
    this.#settle(this.#clock.now())
    return { kernel: this.#kernelTime, user: this.#userTime, idle: this.#idleTime }
  }

  useOf(task: Task): CpuUse {
    this.#settle(this.#clock.now())
    return { kernel: task.kernelTime, user: task.userTime }
  }

  taskEnded(): void {
    // What it has used is in the task and in the sums.
  }

  // Told first, so that what the host's probe does is time of the kernel or of who runs next. In a
  // system call nothing has to be done: its end looks at who runs.
  #probe(host: SchedulerProbe | null): SchedulerProbe {
    return {
      switched: (thread, now) => {
        this.#passTo(taskOf(thread), now)
        host?.switched?.(thread, now)
      },
      parked: (thread, now) => {
        this.#passTo(null, now)
        host?.parked?.(thread, now)
      },
      ended: (thread, now) => {
        this.#passTo(taskOf(this.#scheduler.running), now)
        host?.ended?.(thread, now)
      },
      away: (thread, now) => {
        this.#passTo(null, now)
        host?.away?.(thread, now)
      },
    }
  }

  #passTo(user: Task | null, now: number): void {
    if (this.#caller !== null) return
    this.#settle(now)
    this.#user = user
  }

  // Adds the time since the last stamp to what was going on.
  #settle(now: number): void {
    const stamp = Math.round(now * nanosecondsPerMillisecond)
    const elapsed = stamp - this.#stamp
    this.#stamp = stamp
    if (this.#caller !== null) {
      this.#caller.kernelTime += elapsed
      this.#kernelTime += elapsed
    } else if (this.#user !== null) {
      this.#user.userTime += elapsed
      this.#userTime += elapsed
    } else this.#idleTime += elapsed
  }
}

function taskOf(thread: Thread | null): Task | null {
  return thread === null ? null : (thread.owner as TaskThread).task
}
