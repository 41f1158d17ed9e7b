// What one process reaches of the kernel: the entries of system calls, bound to its threads, and where
// its host tells how threads and the process end. Nothing that the process passes is believed: threads
// and calls are looked up by number.
//
// How processes and threads are made is in `task-table.ts`, the entries in `syscall-entry.ts`.

import type { BoundSyscall, KernelPort, Syscall } from '@kos/libkos/abi'
import { rcUnimplemented } from '@kos/retcode'
import { Thread, ThreadState } from '@kos/thread'
import type { KernelCore } from './kernel-core.ts'
import type { SyscallEntry } from './syscall-entry.ts'
import { type Task, TaskThread } from './task.ts'

/** The kernel as a process has it; `entries` are by system call number. */
export function portOf(
  task: Task,
  core: KernelCore,
  entries: readonly (SyscallEntry | undefined)[],
): KernelPort {
  const { scheduler, tasks } = core
  return {
    // A thread that is over may use a call for the first time: to give something back, or to
    // wait, which it does for ever.
    bind: (tid, syscall) => bound(task.threads.get(tid) ?? itself(task, core), entries, syscall),
    registers: (tid) => task.threads.get(tid)?.registers ?? new Float64Array(0),
    memory: task.memory,
    // Few processes access ports: nothing is made for the others.
    get ioPorts() {
      return (task.isAlive ? core.provided.io?.portsOf(task) : null) ?? null
    },
    isQuiescent: scheduler.clock.isVirtual ? () => scheduler.isQuiescent : null,
    ended: (tid, exitCode) => {
      const ended = task.threads.get(tid)
      if (ended === undefined) return
      if (ended.isMain) return tasks.end(task, { code: exitCode })
      scheduler.end(ended.thread, exitCode)
      ended.forget()
    },
    crashed: (tid, message, stack) => {
      if (task.threads.has(tid)) tasks.end(task, { crash: message, stack })
    },
    unhandled: (tid) => core.misuse.reportUnhandled(task.name, tid),
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
