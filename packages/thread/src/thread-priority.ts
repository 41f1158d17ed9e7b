// The priorities of a thread of a scheduler: its own one, which programs change, and the effective
// one, the higher one of its own and the inherited one. Where the inherited priority comes from is
// in `priority-inheritance.ts`.

import { updateInheritedPriority } from './priority-inheritance.ts'
import { ThreadState } from './thread-state.ts'
import type { Thread } from './thread.ts'

/**
 * Lowest and highest priority, and the one a thread gets when nothing else is said (documented
 * values).
 */
export const ThreadPriorityLowest = 0
export const ThreadPriorityNormal = 15
export const ThreadPriorityHighest = 31

/** Throws a RangeError unless `priority` is an integer from 0 to 31. */
export function checkPriority(priority: number): void {
  if (priority >>> 0 === priority && priority <= ThreadPriorityHighest) return
  throw new RangeError(
    `a thread's priority is an integer from 0 to ${ThreadPriorityHighest}, not ${priority}`,
  )
}

/** See `Scheduler.setPriority`. */
export function setOwnPriority(thread: Thread, priority: number): void {
  checkPriority(priority)
  thread.ownPriority = priority
  // `assignOwner` skips a resource that lends no more than the owner has: that may be more now.
  if (thread.owned !== null) updateInheritedPriority(thread)
  updateEffectivePriority(thread)
}

/**
 * The own or the inherited priority of `thread` has changed. If its effective priority changes by
 * that, it stands last among its new equals in its queue.
 */
export function updateEffectivePriority(thread: Thread): void {
  const { ownPriority, inheritedPriority, scheduler } = thread
  const priority = inheritedPriority > ownPriority ? inheritedPriority : ownPriority
  if (thread.priority === priority) return
  if (thread.queue !== null) thread.queue.move(thread, priority)
  else if (thread.state === ThreadState.ready && thread !== scheduler.current)
    scheduler.ready.move(thread, priority)
  else thread.priority = priority
}
