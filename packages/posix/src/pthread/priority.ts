// The priority of a thread in the kernel: that of its policy and parameters, or the highest ceiling
// of the mutexes that it has (PTHREAD_PRIO_PROTECT), whichever is higher. What it inherits from
// threads that wait for its locks comes on top (`@kos/sync`).

import { rcOk } from '@kos/libkos'
import { setPriorityOf } from '@kos/libkos/process'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { kosPriority } from './scheduling.ts'
import { ThreadControlBlock } from './thread-control-block.ts'

/** The ceilings of the mutexes that a thread has, in the order in which it locked them. */
class Ceilings {
  readonly held: number[] = []

  static of(thread: PosixThread): Ceilings {
    return thread.local(Ceilings, () => new Ceilings())
  }
}

/** The priority of kos by policy and parameters alone. */
export function basePriority(thread: PosixThread): number {
  const { policy, priority } = ThreadControlBlock.of(thread)
  return kosPriority(policy, priority)
}

/** A thread has a mutex with this ceiling from now on. */
export function raiseTo(thread: PosixThread, ceiling: number): void {
  Ceilings.of(thread).held.push(ceiling)
  apply(thread, ThreadControlBlock.of(thread))
}

/** It has it no more. */
export function lowerFrom(thread: PosixThread, ceiling: number): void {
  const { held } = Ceilings.of(thread)
  const index = held.lastIndexOf(ceiling)
  if (index < 0) return
  held.splice(index, 1)
  apply(thread, ThreadControlBlock.of(thread))
}

/** Changes policy and priority of a thread. False if it is over. */
export function reschedule(
  caller: PosixThread,
  block: ThreadControlBlock,
  policy: number,
  priority: number,
): boolean {
  const before = { policy: block.policy, priority: block.priority }
  Object.assign(block, { policy, priority })
  if (apply(caller, block)) return true
  Object.assign(block, before)
  return false
}

function apply(caller: PosixThread, block: ThreadControlBlock): boolean {
  const { thread, policy, priority, tid } = block
  const ceilings = thread === null ? [] : Ceilings.of(thread).held
  const highest = Math.max(kosPriority(policy, priority), ...ceilings)
  return setPriorityOf(caller.sys, tid, thread?.sys ?? null, highest) === rcOk
}
