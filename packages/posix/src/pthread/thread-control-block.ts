// The thread control block: what the functions of pthread.h know of a thread. It is there before
// the thread begins, and as long as somebody has the id of the thread (`pthread_t`).
//
// A thread that ends wakes the one that joins it. Its value is kept until it is joined; a detached
// thread keeps nothing. How a thread ends is in thread-life.ts.

import { type Owned, type Waiter, WaitQueue } from '@kos/thread'
import { ThreadCancellation } from '../runtime/cancellation.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { CleanupStack } from './cleanup-stack.ts'
import { PTHREAD_CREATE_DETACHED, ThreadAttributes } from './thread-attributes.ts'

/** The control block of a thread. */
export class ThreadControlBlock implements Owned {
  readonly cancellation: ThreadCancellation
  readonly cleanup: CleanupStack = new CleanupStack()
  /** Whoever joins it waits here. */
  readonly ended: WaitQueue = new WaitQueue()
  /** The id of the thread in the kernel; 0 before the kernel has made it. */
  tid = 0
  /** Null until it begins. */
  thread: PosixThread | null = null
  /** Its policy and priority (SCHED_*), without what ceilings of mutexes add. */
  policy: number
  priority: number
  isDetached: boolean
  isOver = false
  /** True once somebody has its value: its id is used up. */
  isJoined = false
  /** The thread that joins it. */
  joiner: ThreadControlBlock | null = null
  /** The thread that it joins. */
  joins: ThreadControlBlock | null = null
  /** What it returned, or gave to pthread_exit. */
  value: unknown = null

  constructor(
    attributes: ThreadAttributes,
    cancellation: ThreadCancellation = new ThreadCancellation(),
  ) {
    this.cancellation = cancellation
    this.policy = attributes.policy
    this.priority = attributes.priority
    this.isDetached = attributes.detachState === PTHREAD_CREATE_DETACHED
  }

  /** That of a thread; one that no pthread_create made gets its own when it is first asked for. */
  static of(thread: PosixThread): ThreadControlBlock {
    return thread.local(ThreadControlBlock, () => {
      const block = new ThreadControlBlock(new ThreadAttributes(), thread.cancellation)
      block.begin(thread)
      return block
    })
  }

  /** For people. */
  get name(): string {
    return `thread ${this.tid}`
  }

  /** True if its id leads to nothing any more. */
  get isGone(): boolean {
    return this.isJoined || (this.isOver && this.isDetached)
  }

  /** The thread begins. */
  begin(thread: PosixThread): void {
    this.thread = thread
    this.tid = thread.sys.tid
  }

  /** For reports of waits: whoever joins it waits for it. */
  owners(): readonly Waiter[] {
    const waiter = this.thread?.sys.waiter ?? null
    return waiter === null ? [] : [waiter]
  }

  /** The thread is over. Does nothing the second time. */
  end(value: unknown): void {
    if (this.isOver) return
    this.isOver = true
    this.value = this.isDetached ? null : value
    this.ended.wakeAll(0)
  }

  /** Takes its value. */
  take(): unknown {
    const { value } = this
    this.isJoined = true
    this.value = null
    return value
  }
}
