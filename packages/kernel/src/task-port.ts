// What one process reaches of the kernel: the entries of system calls, bound to its threads, and where
// its host tells how threads and the process end. Nothing that the process passes is believed: threads
// and calls are looked up by number.
//
// How processes and threads are made is in `task-table.ts`, the entries in `syscall-entry.ts`.

import type {
  BoundSyscall,
  KernelPort,
  ProcessIoPorts,
  ProcessMemory,
  Syscall,
} from '@kos/libkos/abi'
import { rcUnimplemented } from '@kos/retcode'
import { Thread, ThreadState } from '@kos/thread'
import type { KernelCore } from './kernel-core.ts'
import type { SyscallEntry } from './syscall-entry.ts'
import { type Task, TaskThread } from './task.ts'

/** The kernel as a process has it. */
export class TaskPort implements KernelPort {
  readonly #task: Task
  readonly #core: KernelCore
  readonly #entries: readonly (SyscallEntry | undefined)[]

  /** `entries` are by system call number. */
  constructor(task: Task, core: KernelCore, entries: readonly (SyscallEntry | undefined)[]) {
    this.#task = task
    this.#core = core
    this.#entries = entries
  }

  get memory(): ProcessMemory | null {
    return this.#task.memory
  }

  // Few processes access ports: nothing is made for the others.
  get ioPorts(): ProcessIoPorts | null {
    return (this.#task.isAlive ? this.#core.provided.io?.portsOf(this.#task) : null) ?? null
  }

  get isQuiescent(): (() => boolean) | null {
    return this.#core.isQuiescent
  }

  // A thread that is over may use a call for the first time: to give something back, or to wait,
  // which it does for ever.
  bind(tid: number, syscall: Syscall): BoundSyscall {
    const thread = this.#task.threads.get(tid) ?? itself(this.#task, this.#core)
    return bound(thread, this.#entries, syscall)
  }

  registers(tid: number): Float64Array {
    return this.#task.threads.get(tid)?.registers ?? new Float64Array(0)
  }

  ended(tid: number, exitCode: number): void {
    const ended = this.#task.threads.get(tid)
    if (tid === 0 || ended?.isMain) return this.#core.tasks.end(this.#task, { code: exitCode })
    if (ended === undefined) return
    this.#core.scheduler.end(ended.thread, exitCode)
    ended.forget()
  }

  crashed(tid: number, message: string, stack: string): void {
    if (this.#task.threads.has(tid)) this.#core.tasks.end(this.#task, { crash: message, stack })
  }

  unhandled(tid: number): void {
    this.#core.misuse.reportUnhandled(this.#task.name, tid)
  }
}

// The thread that calls are made as which belong to no thread in particular, or to one that is
// over. It has ended, so it may release things and nothing else.
function itself(task: Task, { scheduler }: KernelCore): TaskThread {
  if (task.ended !== null) return task.ended
  const ended = new TaskThread(task, 0, 0)
  ended.thread = new Thread(scheduler, 0, ended, { name: task.name, owner: ended })
  ended.thread.state = ThreadState.ended
  if (task.isAlive) task.ended = ended
  return ended
}

// The descriptor is the process' own: only its number is believed.
function bound(
  thread: TaskThread,
  entries: readonly (SyscallEntry | undefined)[],
  { nr }: Syscall,
): BoundSyscall {
  const entry = typeof nr === 'number' ? entries[nr] : undefined
  return entry === undefined ? () => rcUnimplemented : entry(thread)
}
