// Synchronisation, for programs: the kernel half stops a thread and lets it run again, no more.
// Locks live in the process, on `@kos/sync`. They tell the kernel two things: which thread waits
// for which (for reports of deadlocks), and the priority that owners inherit.

import type { SyncApi } from '@kos/libkos'
import { syncContract } from '@kos/libkos/abi'
import { syncLibrary } from '@kos/libkos/libraries'
import { rcInvalidArgument, rcInvalidThreadState, rcOk, rcTimeout } from '@kos/retcode'
import {
  type OwnedResource,
  assignOwner,
  updateInheritedPriority,
  releaseOwner,
  type Owned,
  PARKED,
  ThreadPriorityHighest,
  ThreadState,
  type Waiter,
  WaitKind,
} from '@kos/thread'
import { defineService, type Service } from '../service.ts'
import type { TaskThread } from '../task.ts'
import { returnValue } from './returns.ts'

/** Mutexes, condition variables, events, rwlocks, semaphores, queues, once. */
export function sync(): Service<'sync', SyncApi> {
  return defineService({
    name: 'sync',
    contract: syncContract,
    library: syncLibrary,
    start(kernel) {
      const { scheduler } = kernel
      const waitOf = kernel.local((thread) => new Wait(thread))
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
            return scheduler.park(thread.thread, timeout, kind, wait)
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
            inheritedOf(target).change(priority)
            return rcOk
          },
          SwitchPoint: (_thread, rc) => (rc > rcOk ? rcInvalidArgument : rc),
          GetPriority: (thread) => returnValue(thread, thread.thread.ownPriority),
        },
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
  WaitKind.other,
])

function isOfProcess(kind: number): kind is WaitKind {
  return ofProcess.has(kind)
}

/** What a thread waits for in its process, which also knows the owners. */
class Wait implements Owned {
  /** Its number in the process. */
  object = 0
  readonly #thread: TaskThread
  #permit: number = PARKED

  constructor(thread: TaskThread) {
    this.#thread = thread
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

/** The priority that a thread inherits from the threads that wait for its locks. */
class InheritedPriority implements OwnedResource {
  maxWaiterPriority = -1
  nextOwned: OwnedResource | null = null
  readonly #thread: TaskThread

  constructor(thread: TaskThread) {
    this.#thread = thread
  }

  owners(): readonly Waiter[] {
    return [this.#thread.thread]
  }

  change(maxWaiterPriority: number): void {
    const { thread } = this.#thread
    const wasInherited = this.maxWaiterPriority >= 0
    this.maxWaiterPriority = maxWaiterPriority
    if (maxWaiterPriority < 0) releaseOwner(thread, this)
    else if (wasInherited) updateInheritedPriority(thread)
    else assignOwner(thread, this)
  }
}
