// What an observer of a kernel may hear. Every method is optional; one that is missing costs one
// branch.

import type { Syscall } from '@kos/libkos/abi'
import type { Denied, SecurityEvent } from '@kos/security'
import type { SchedulerProbe, Thread, WaitReport } from '@kos/thread'
import type { Misuse } from './misuse.ts'
import type { Task } from './task.ts'

/** Hears what happens in a kernel. What a scheduler tells comes first. */
export interface Probe extends SchedulerProbe {
  /**
   * A thread makes a system call that is granted and whose arguments are of their kinds; it is done
   * next. For this one the entries of the kernel are made differently: a kernel whose probe lacks
   * it pays nothing.
   */
  called?(thread: Thread, syscall: Syscall): void
  /** A request was received: by process ids. */
  requested?(client: number, server: number): void
  /** A response was received: by process ids. */
  answered?(client: number, server: number): void
  /** The policy, or the structure of a message, stopped something. */
  denied?(event: SecurityEvent, denial: Denied): void
  /** A program made a mistake. */
  misused?(misuse: Misuse): void
  /** Threads wait for each other in a ring. */
  deadlocked?(report: WaitReport): void
  taskStarted?(task: Task): void
  /**
   * A process ends, as `task.result` says. What it holds is there still, for the last time:
   * `Kernel.handlesOf`.
   */
  taskEnding?(task: Task): void
  /** It has ended, and nothing of it is left. */
  taskEnded?(task: Task): void
}
