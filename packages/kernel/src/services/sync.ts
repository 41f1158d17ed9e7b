// Synchronisation, for programs: the kernel half stops a thread and lets it run again, no more.
// Locks live in the process, on `@kos/sync`. They tell the kernel two things: which thread waits
// for which (for reports of deadlocks), and the priority that owners inherit.

import type { SyncApi } from '@kos/libkos'
import { syncContract } from '@kos/libkos/abi'
import { syncLibrary } from '@kos/libkos/libraries'
import { rcInvalidArgument, rcInvalidThreadState, rcOk, rcTimeout } from '@kos/retcode'
import {
  type Owned,
  PARKED,
  ThreadPriorityHighest,
  ThreadState,
  type Waiter,
  WaitKind,
} from '@kos/thread'
import { defineService, type Service } from '../service.ts'
import type { Task, TaskThread } from '../task.ts'
import { InheritedPriority, LentPriorities } from './lent-priority.ts'
import { returnValue } from './returns.ts'

/** Mutexes, condition variables, events, rwlocks, semaphores, queues, once. */
export function sync(): Service<'sync', SyncApi> {
  return defineService({
    name: 'sync',
    contract: syncContract,
    library: syncLibrary,
    start(kernel) {
      const { scheduler } = kernel
      const lent = new Map<Task, LentPriorities>()
      const lentBy = (task: Task): LentPriorities => {
        let found = lent.get(task)
        if (found === undefined) lent.set(task, (found = new LentPriorities(task, waits)))
        return found
      }
      const waitOf = kernel.local((thread) => new Wait(thread, lentBy(thread.task)))
      const inheritedOf = kernel.local((thread) => new InheritedPriority(thread))
      return {
        handlers: {
          Park(thread, timeout, kind, object, isOwned) {
            if (!isOfProcess(kind) || isOwned > 1) return rcInvalidArgument
            const wait = waitOf(thread)
            const permit = wait.takePermit()
            if (permit !== PARKED) return permit
            if (timeout === 0) return rcTimeout
            wait.object = object
            thread.thread.waitOwner = isOwned === 1 ? wait : null
            if (wait.lent.isExceeded) wait.lent.settle(thread)
            const answer = scheduler.park(thread.thread, timeout, kind, wait)
            // Its time was up before anybody else ran: then it is not resumed.
            if (answer !== PARKED && thread.lending !== null) thread.lending.lenderGoesOn()
            return answer
          },
          Unpark({ task }, tid, rc) {
            const target = task.threads.get(tid)
            if (target === undefined || rc > rcOk) return rcInvalidArgument
            const { thread } = target
            // The thread is away, so its call to Park is still to come.
            if (thread.deferredOperation !== null) return waitOf(target).permit(rc)
            if (thread.state !== ThreadState.parked || !(thread.waitObject instanceof Wait))
              return rcInvalidThreadState
            scheduler.wake(thread, rc)
            return rcOk
          },
          DropTimeout({ task }, tid) {
            const thread = task.threads.get(tid)?.thread
            if (thread === undefined) return rcInvalidArgument
            if (thread.state !== ThreadState.parked || !(thread.waitObject instanceof Wait))
              return rcInvalidThreadState
            thread.dropTimeout()
            return rcOk
          },
          Inherit({ task }, tid, priority) {
            const target = task.threads.get(tid)
            if (target === undefined || priority < -1 || priority > ThreadPriorityHighest)
              return rcInvalidArgument
            lentBy(task).claim(inheritedOf(target), priority)
            return rcOk
          },
          SwitchPoint: (_thread, rc) => (rc > rcOk ? rcInvalidArgument : rc),
          GetPriority: (thread) => returnValue(thread, thread.thread.ownPriority),
          SetPriority({ task }, tid, priority) {
            const target = task.threads.get(tid)
            if (target === undefined || priority > ThreadPriorityHighest) return rcInvalidArgument
            scheduler.setPriority(target.thread, priority)
            // The bound of what threads inherit may be another one now.
            lentBy(task).lenderGoesOn()
            return rcOk
          },
        },
        taskEnded: (task) => void lent.delete(task),
      }
    },
  })
}

// The kinds of wait that a process may say it is in: not those that the kernel itself ends.
const ofProcess = new Set<number>([
  WaitKind.sleep,
  WaitKind.mutex,
  WaitKind.condvar,
  WaitKind.event,
  WaitKind.rwlock,
  WaitKind.semaphore,
  WaitKind.queue,
  WaitKind.once,
  WaitKind.barrier,
  WaitKind.latch,
  WaitKind.other,
])

function isOfProcess(kind: number): kind is WaitKind {
  return ofProcess.has(kind)
}

function waits({ thread }: TaskThread): boolean {
  return thread.state === ThreadState.parked && thread.waitObject instanceof Wait
}

/** What a thread waits for in its process, which also knows the owners. */
class Wait implements Owned {
  /** Its number in the process. */
  object = 0
  /** What the threads of its process lend each other. */
  readonly lent: LentPriorities
  readonly #thread: TaskThread
  #permit: number = PARKED

  constructor(thread: TaskThread, lent: LentPriorities) {
    this.#thread = thread
    this.lent = lent
  }

  /** For people. */
  get name(): string {
    const { task, thread } = this.#thread
    return task.port?.waitOf(thread.tid)?.name ?? String(this.object)
  }

  owners(): readonly Waiter[] {
    const { task, thread } = this.#thread
    const owners = task.port?.waitOf(thread.tid)?.owners ?? []
    return owners.flatMap((tid) => task.threads.get(tid)?.thread ?? [])
  }

  /** Lets the next Park end at once. */
  permit(rc: number): typeof rcOk {
    this.#permit = rc
    return rcOk
  }

  /** The code that Park ends with at once; PARKED if there is none. */
  takePermit(): number {
    const permit = this.#permit
    this.#permit = PARKED
    return permit
  }
}
