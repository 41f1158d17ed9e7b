// Threads, for programs. Scheduling is in `@kos/thread`, the making of threads in `task-table.ts`.

import type { ThreadApi } from '@kos/libkos'
import { threadContract } from '@kos/libkos/abi'
import { threadLibrary } from '@kos/libkos/libraries'
import { rcInvalidArgument, rcOk } from '@kos/retcode'
import { PARKED, ThreadPriorityHighest, ThreadPriorityNormal } from '@kos/thread'
import { defineService, type Service } from '../service.ts'
import type { TaskThread } from '../task.ts'

/** Threads: create, wait, exit, terminate, suspend, sleep, yield. */
export function threads(): Service<'threads', ThreadApi> {
  return defineService({
    name: 'threads',
    contract: threadContract,
    library: threadLibrary,
    start: ({ scheduler, tasks }) => ({
      handlers: {
        Create(thread, priority, stackSize, entry, context, suspended) {
          if (priority > ThreadPriorityHighest || suspended > 1 || stackSize > maxStackSize)
            return rcInvalidArgument
          return tasks.createThread(thread, {
            priority,
            stackSize,
            entry,
            context,
            isSuspended: suspended === 1,
          })
        },
        ServeObjects: (thread, entry) => tasks.createThread(thread, { ...objectsThread, entry }),
        Exit(thread, exitCode) {
          scheduler.terminate(thread.thread, exitCode)
          return PARKED
        },
        Terminate(thread, tid, exitCode) {
          const target = find(thread, tid)
          if (target === undefined) return rcInvalidArgument
          const isSelf = target === thread
          scheduler.terminate(target.thread, isSelf ? exitCode : 0)
          return isSelf ? PARKED : rcOk
        },
        Wait(thread, tid, timeout) {
          const target = find(thread, tid)
          // A thread that is over left nothing behind to be told from one that never was.
          if (target === undefined) return tasks.hasEnded(tid) ? rcOk : rcInvalidArgument
          return scheduler.join(thread.thread, target.thread, timeout)
        },
        Sleep: (thread, delay) => scheduler.sleep(thread.thread, delay),
        Yield: (thread) => scheduler.yield(thread.thread),
        Resume(thread, tid) {
          const target = find(thread, tid)
          return target === undefined ? rcInvalidArgument : scheduler.start(target.thread)
        },
        Suspend: (thread, tid) =>
          find(thread, tid) === thread ? scheduler.suspend(thread.thread) : rcInvalidArgument,
        GetStack(thread, tid) {
          const target = find(thread, tid)
          if (target === undefined) return rcInvalidArgument
          const { stack, size } = threadContract.calls.GetStack.results
          thread.registers[stack] = target.stack.base
          thread.registers[size] = target.stack.size
          return rcOk
        },
      },
    }),
  })
}

const maxStackSize = 0x4000_0000

const objectsThread = {
  name: 'objects',
  priority: ThreadPriorityNormal,
  stackSize: 0,
  context: 0,
  isSuspended: false,
  isBackground: true,
} as const

function find({ task }: TaskThread, tid: number): TaskThread | undefined {
  return task.threads.get(tid)
}
