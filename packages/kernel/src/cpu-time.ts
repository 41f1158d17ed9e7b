// CPU time of processes and of the whole kernel, in nanoseconds since its start: in code of
// processes (user), in system calls for them (kernel), and while nothing ran (idle).
//
// Real time is measured (`cpu-counters.ts`), if the kernel was made with performance counters. Under
// a virtual clock, which stands while code runs, CPU time is computed from counts
// (`cpu-model.ts`).

import type { Task } from './task.ts'

/** CPU time of one process. */
export interface CpuUse {
  /** In the kernel for it. */
  readonly kernel: number
  /** In its own code. */
  readonly user: number
}

/** CPU time of everything. */
export interface CpuTotals extends CpuUse {
  /** While no thread ran. */
  readonly idle: number
}

/** Where CPU times come from. They never go back. */
export interface CpuTime {
  /** All processes together, those that have ended included. */
  totals(): CpuTotals
  /** One process; what it had used at its end, if it has ended. */
  useOf(task: Task): CpuUse
  /** A process ended. */
  taskEnded(task: Task): void
}
