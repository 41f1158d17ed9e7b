// The scheduler's half of a thread: its state, its priorities, its wait. The program's half is a
// `ThreadBody` (`continuation.ts`).
//
// A thread is a Waiter, so mechanisms park and wake it. It is in at most one list at a time, linked
// by `previous` and `next`: a ready queue while it is ready, a wait queue while it is parked. Which
// thread runs is decided in `scheduler.ts`.

import { rcOk, rcTimeout } from '@kos/retcode'
import type { ThreadBody } from './continuation.ts'
import { callSoon } from './microtask.ts'
import type { Scheduler } from './scheduler.ts'
import { checkPriority, ThreadPriorityNormal, updateEffectivePriority } from './thread-priority.ts'
import { ThreadState } from './thread-state.ts'
import type { Timed } from './timer-heap.ts'
import { WaitQueue } from './wait-queue.ts'
import { WaiterState } from './waiter-state.ts'
import { PARKED, WaitKind, type Waiter } from './waiter.ts'

/** What a thread is made with. */
export interface ThreadOptions {
  /** For people, in reports. */
  readonly name?: string
  /** 0 to 31; default ThreadPriorityNormal. */
  readonly priority?: number
  /** Whatever the creator wants to find again by the thread, for instance its task. */
  readonly owner?: unknown
}

/** A thread of a scheduler. Fields without a comment of their own are the scheduler's. */
export class Thread extends WaiterState implements Waiter, Timed {
  readonly scheduler: Scheduler
  readonly body: ThreadBody
  /** Unique in its scheduler, never 0, never used again. */
  readonly tid: number
  readonly owner: unknown
  /** Its own priority, without inheritance. Change it with `Scheduler.setPriority`. */
  ownPriority: number
  state: ThreadState = ThreadState.new

  declare previous: Thread | null
  declare next: Thread | null
  /** The next thread in its bucket of the `ThreadTable`. */
  sibling: Thread | null = null
  waitKind: WaitKind = WaitKind.none
  waitObject: unknown = null
  /** The stack of the program where it waits, if the scheduler captures stacks. */
  waitStack: string | null = null

  deadline = 0
  sequence = 0
  heapIndex = -1

  /** The code with which the thread is resumed. */
  rc = 0
  /** A blocking operation that it called while it was away: done when it is dispatched. */
  deferredOperation: (() => number) | null = null
  /** Set when the thread has ended. */
  exitCode = 0
  /** The reason that `Scheduler.terminate` was given. */
  endReason: string | null = null
  /** Called once when the thread has ended, however it did. */
  onEnd: ((thread: Thread) => void) | null = null
  #joiners: WaitQueue | null = null
  readonly #name: string | null

  constructor(scheduler: Scheduler, tid: number, body: ThreadBody, options: ThreadOptions) {
    super(options.priority ?? ThreadPriorityNormal)
    this.scheduler = scheduler
    this.tid = tid
    this.body = body
    this.#name = options.name ?? null
    this.ownPriority = this.priority
    this.owner = options.owner ?? null
    checkPriority(this.priority)
  }

  /** For people. Made on demand if it was not given: most threads appear in no report. */
  get name(): string {
    return this.#name ?? `thread ${this.tid}`
  }

  /** The waiters that join this thread. */
  get joiners(): WaitQueue {
    return (this.#joiners ??= new WaitQueue())
  }

  get isOver(): boolean {
    return this.state === ThreadState.ended
  }

  /** True if a waiter ever joined this thread. */
  get wasJoined(): boolean {
    return this.#joiners !== null
  }

  park(timeout: number, kind: WaitKind, object: unknown): number {
    return this.scheduler.park(this, timeout, kind, object)
  }

  wake(rc: number): void {
    this.scheduler.wake(this, rc)
  }

  dropTimeout(): void {
    if (this.heapIndex >= 0) this.scheduler.cancel(this)
  }

  inherit(priority: number): void {
    if (priority === this.inheritedPriority) return
    this.inheritedPriority = priority
    // Called for every message, and mostly without effect (bench case ipc/round-trip).
    if ((priority > this.ownPriority ? priority : this.ownPriority) !== this.priority)
      updateEffectivePriority(this)
  }

  complete(rc: number): number {
    const scheduler = this.scheduler
    if (rc === PARKED) return rc
    if (31 - Math.clz32(scheduler.readyPriorities) <= this.priority && !scheduler.isExploring)
      return rc
    return scheduler.preempt(this, rc)
  }

  /** For the scheduler, which has dispatched this thread. */
  resume(): void {
    if (this.deferredOperation !== null) return this.#perform(this.deferredOperation)
    // What the body runs at once (`finish` of a wait, a getter `then` of its result) runs inside the
    // parking of another thread, so it must not park this one: it is ready until that is over.
    this.state = ThreadState.ready
    this.body.resume(this.rc)
    if (this.state === ThreadState.ready) this.state = ThreadState.running
  }

  #perform(operation: () => number): void {
    // In a microtask of its own: it may park this thread, and must not do so inside the parking of
    // another one. Until then the state is ready, so that a second call is refused and a
    // termination takes the operation back.
    this.state = ThreadState.ready
    callSoon(() => {
      if (this.deferredOperation !== operation) return
      this.deferredOperation = null
      this.state = ThreadState.running
      const answer = this.complete(operation())
      if (answer !== PARKED) this.body.resume(answer)
    })
  }

  expire(): void {
    const rc = this.waitKind === WaitKind.sleep ? rcOk : rcTimeout
    if (this.queue === null || this.queue.abandon(this, rc)) this.wake(rc)
  }
}
