// What an observer of a kernel may hear. Every method is optional; one that is missing costs one
// branch.

import type { DmaTransfer, StrayDma } from '@kos/io-hw'
import type { Syscall } from '@kos/libkos/abi'
import type { Decision, Denied, EventHead, SecurityEvent } from '@kos/security'
import type { Clock, SchedulerProbe, Thread, WaitReport } from '@kos/thread'
import type { Misuse } from './misuse.ts'
import type { Task } from './task.ts'

/** Hears what happens in a kernel. What a scheduler tells comes first. */
export interface Probe extends SchedulerProbe {
  /** A kernel is made with this probe; nothing else is heard before. */
  attached?(clock: Clock): void
  /**
   * Whether `called` is to hear of a system call. Asked when the kernel is made, once for each;
   * without it `called` hears of all.
   */
  hearsOf?(syscall: Syscall): boolean
  /**
   * A thread makes a system call that is granted and whose arguments, `args`, are of their kinds;
   * it is done next. For this one the entries of the kernel are made differently: a kernel whose
   * probe lacks it pays nothing.
   */
  called?(thread: Thread, syscall: Syscall, args: readonly unknown[]): void
  /**
   * A request was received: by process ids. `sender` and `receiver` are the threads of the client
   * and of the server, `head` names the endpoint and the method.
   */
  requested?(
    client: number,
    server: number,
    sender: Thread,
    receiver: Thread,
    head: EventHead,
  ): void
  /** A response was received: by process ids. The threads are those of `requested`. */
  answered?(client: number, server: number, sender: Thread, receiver: Thread): void
  /** The policy is asked about an event: until `decided`. Its message may be read until then. */
  deciding?(event: SecurityEvent): void
  /** What the policy says of the event of the last `deciding` that it has not answered. */
  decided?(event: SecurityEvent, decision: Decision): void
  /** The policy, or the structure of a message, stopped something. */
  denied?(event: SecurityEvent, denial: Denied): void
  /** A program made a mistake. */
  misused?(misuse: Misuse): void
  /** Threads wait for each other in a ring. */
  deadlocked?(report: WaitReport): void
  /** A thread takes an interrupt: the number of its line. */
  interrupted?(thread: Thread, irq: number): void
  /** A device has read or written memory. */
  dma?(transfer: DmaTransfer): void
  /** A DMA transfer of a device was blocked. */
  strayDma?(stray: StrayDma): void
  taskStarted?(task: Task): void
  /**
   * A process ends, as `task.result` says. What it holds is there still, for the last time:
   * `Kernel.handlesOf`.
   */
  taskEnding?(task: Task): void
  /** It has ended, and nothing of it is left. */
  taskEnded?(task: Task): void
}
