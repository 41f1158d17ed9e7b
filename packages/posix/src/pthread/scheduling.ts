// Scheduling policies over the priorities of kos, which has one policy: of the ready threads that of
// the highest priority runs, first come, first served, until it waits.
//
// SCHED_FIFO and SCHED_RR have the 32 priorities of kos, as they are. SCHED_OTHER has one priority, 0,
// which is the normal one of kos (15). SCHED_RR is as SCHED_FIFO: no thread is ever interrupted at
// the end of a time slice.

import { ThreadPriorityHighest, ThreadPriorityNormal } from '@kos/thread'

/** Policies (sched.h): the values of Linux. */
export const SCHED_OTHER = 0
export const SCHED_FIFO = 1
export const SCHED_RR = 2

/** The scheduling parameters of a thread (sched.h). */
export class sched_param {
  /** 0 for SCHED_OTHER, 0 (lowest) to 31 for SCHED_FIFO and SCHED_RR. */
  sched_priority = 0
}

/** The highest priority of a policy; -1 if there is no such policy. */
export function highestPriority(policy: unknown): number {
  if (policy === SCHED_FIFO || policy === SCHED_RR) return ThreadPriorityHighest
  return policy === SCHED_OTHER ? 0 : -1
}

/** The priority of kos for one of a policy; -1 if the policy has none such. */
export function kosPriority(policy: unknown, priority: unknown): number {
  const isOne = Number.isInteger(priority) && (priority as number) >= 0
  if (!isOne || (priority as number) > highestPriority(policy)) return -1
  return policy === SCHED_OTHER ? ThreadPriorityNormal : (priority as number)
}
