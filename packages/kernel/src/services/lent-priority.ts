// The priority that threads of a process lend each other while they wait for locks (priority
// inheritance). Locks live in the process, which says who inherits how much. The kernel believes it
// up to a bound: the highest own priority among the threads of the process that wait in `Park`. So
// a process raises no thread by saying that another one waits.
//
// A process says what is inherited before its thread parks, since the owner must run with it at
// once. What exceeds the bound then takes effect when the thread parks (`settle`). The thread that
// the bound comes from is the lender: when it goes on, the bound is found anew.

import {
  assignOwner,
  type OwnedResource,
  releaseOwner,
  ThreadState,
  updateInheritedPriority,
  type Waiter,
} from '@kos/thread'
import type { Lending, Task, TaskThread } from '../task.ts'

/** What the threads of one process lend each other. */
export class LentPriorities implements Lending {
  /** True if more was claimed than the waiting threads have: one that parks may change that. */
  isExceeded = false
  readonly #task: Task
  readonly #waits: (thread: TaskThread) => boolean
  readonly #claims: Set<InheritedPriority> = new Set()
  #lender: TaskThread | null = null

  /** `waits` says whether a thread waits in `Park`. */
  constructor(task: Task, waits: (thread: TaskThread) => boolean) {
    this.#task = task
    this.#waits = waits
  }

  /** The process says that a thread inherits `priority`; -1: nothing. */
  claim(inherited: InheritedPriority, priority: number): void {
    inherited.claimed = priority
    if (priority < 0) this.#claims.delete(inherited)
    else this.#claims.add(inherited)
    const before = this.#bound
    if (priority > before) this.#lendFrom(this.#highestWaiting(priority))
    if (this.#bound === before) this.#apply(inherited)
    else this.#applyAll()
  }

  /** A thread is about to park: what was claimed may be lent by it. */
  settle(parking: TaskThread): void {
    if (parking.thread.ownPriority <= this.#bound) return
    this.#lendFrom(parking)
    this.#applyAll()
  }

  /** The lender waits no more. */
  lenderGoesOn(): void {
    const isNeeded = this.#task.isAlive && this.#claims.size > 0
    this.#lendFrom(isNeeded ? this.#highestWaiting(Infinity) : null)
    if (isNeeded) this.#applyAll()
  }

  get #bound(): number {
    return this.#lender === null ? -1 : this.#lender.thread.ownPriority
  }

  #lendFrom(lender: TaskThread | null): void {
    if (this.#lender !== null) this.#lender.lending = null
    this.#lender = lender
    if (lender !== null) lender.lending = this
  }

  // One that has `enough` will do.
  #highestWaiting(enough: number): TaskThread | null {
    let highest = this.#lender
    let priority = this.#bound
    if (highest !== null && !this.#waits(highest)) [highest, priority] = [null, -1]
    for (const each of this.#task.threads.values()) {
      if (each.thread.ownPriority <= priority || !this.#waits(each)) continue
      highest = each
      priority = each.thread.ownPriority
      if (priority >= enough) break
    }
    return highest
  }

  #applyAll(): void {
    this.isExceeded = false
    for (const inherited of this.#claims) this.#apply(inherited)
  }

  #apply(inherited: InheritedPriority): void {
    if (inherited.isOver) {
      this.#claims.delete(inherited)
      return
    }
    const bound = this.#bound
    if (inherited.claimed > bound) this.isExceeded = true
    inherited.change(Math.min(inherited.claimed, bound))
  }
}

/** The priority that a thread inherits from the threads that wait for its locks. */
export class InheritedPriority implements OwnedResource {
  /** What its process says; -1: nothing. */
  claimed = -1
  maxWaiterPriority = -1
  nextOwned: OwnedResource | null = null
  readonly #thread: TaskThread

  constructor(thread: TaskThread) {
    this.#thread = thread
  }

  /** The thread has ended. */
  get isOver(): boolean {
    return this.#thread.thread.state === ThreadState.ended
  }

  owners(): readonly Waiter[] {
    return [this.#thread.thread]
  }

  change(maxWaiterPriority: number): void {
    if (maxWaiterPriority === this.maxWaiterPriority) return
    const { thread } = this.#thread
    const wasInherited = this.maxWaiterPriority >= 0
    this.maxWaiterPriority = maxWaiterPriority
    if (maxWaiterPriority < 0) releaseOwner(thread, this)
    else if (wasInherited) updateInheritedPriority(thread)
    else assignOwner(thread, this)
  }
}
