// The scheduler's half of a thread: its state, its priority, what it waits for. The program's half
// is `continuation.ts`.
//
// A thread is a Waiter: mechanisms park and wake it. It stands in at most one list at a time,
// linked by `previous` and `next`: a ready queue while it is ready, a wait queue while it is
// parked. Who runs when is decided in `scheduler.ts`.

import { rcOk, rcTimeout } from '@kos/retcode'
import { type ThreadBody, settled } from './continuation.ts'
import type { Scheduler } from './scheduler.ts'
import { checkPriority, ThreadPriorityNormal, updateEffectivePriority } from './thread-priority.ts'
import { ThreadState } from './thread-state.ts'
import type { Timed } from './timer-heap.ts'
import { WaitQueue } from './wait-queue.ts'
import { WaiterState } from './waiter-state.ts'
import { PARKED, WaitKind, type Waiter } from './waiter.ts'

/** What a thread is made with. */
export interface ThreadOptions {
  /** For people. */
  readonly name?: string
  /** 0 to 31; default ThreadPriorityNormal. */
  readonly priority?: number
  /** Whatever the owner wants to find again (a task). */
  readonly owner?: unknown
}

/** A thread of a scheduler. Fields without a comment of their own belong to the scheduler. */
export class Thread extends WaiterState implements Waiter, Timed {
  readonly scheduler: Scheduler
  readonly body: ThreadBody
  /** Unique in its scheduler, never 0, never used again. */
  readonly tid: number
  readonly owner: unknown
  /** Its own priority. Change it with `Scheduler.setPriority`. */
  ownPriority: number
  state: ThreadState = ThreadState.new

  declare previous: Thread | null
  declare next: Thread | null
  /** The next one in a bucket of the scheduler's table. */
  sibling: Thread | null = null
  waitKind: WaitKind = WaitKind.none
  waitObject: unknown = null
  /** Where the program waits, if the scheduler captures that. */
  waitStack: string | null = null

  deadline = 0
  sequence = 0
  heapIndex = -1

  /** The code the thread goes on with. */
  rc = 0
  /** An operation that an away thread asked for, to be done when it is chosen. */
  deferredOperation: (() => number) | null = null
  /** Set when the thread has ended. */
  exitCode = 0
  /** Why it was terminated, if somebody said so. */
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

  /**
   * For people. Made when it is asked for, unless the thread was given one: most threads are never
   * spoken of.
   */
  get name(): string {
    return this.#name ?? `thread ${this.tid}`
  }

  /** Those who wait for this thread's end. */
  get joiners(): WaitQueue {
    return (this.#joiners ??= new WaitQueue())
  }

  get isOver(): boolean {
    return this.state === ThreadState.ended
  }

  /** True if somebody ever waited for this thread's end. */
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
    // Called for every message: mostly nothing changes by it.
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

  /** The scheduler chose this thread. */
  resume(): void {
    if (this.deferredOperation === null) this.body.resume(this.rc)
    else this.#perform(this.deferredOperation)
  }

  #perform(operation: () => number): void {
    // In a microtask of its own: it may park, and so must not run inside somebody else's parking.
    // Until then the thread waits, so that a second call is refused, and its termination takes the
    // operation back.
    this.state = ThreadState.ready
    void settled(rcOk).then(() => {
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
