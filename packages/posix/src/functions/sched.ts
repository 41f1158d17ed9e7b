// sched.h, and the scheduling functions of pthread.h. How policies become priorities of kos is in
// pthread/scheduling.ts.

import { EFAULT, EINVAL, ESRCH } from '../errno.ts'
import { negated } from '../pthread/lock-error.ts'
import { reschedule } from '../pthread/priority.ts'
import { livingBlock, type pthread_t } from '../pthread/pthread-id.ts'
import { highestPriority, kosPriority, sched_param } from '../pthread/scheduling.ts'
import { ThreadControlBlock } from '../pthread/thread-control-block.ts'
import { ProcessId } from '../process/process-id.ts'
import type { Family } from '../runtime/family.ts'
import { Out } from '../runtime/out.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'

/**
 * Functions of scheduling. Those of sched.h answer -1 and set errno; they act on the calling thread,
 * for which `pid` is 0 or that of the process, and on no other process: ESRCH.
 */
export interface SchedApi {
  /** Lets the other threads of the same priority run first. Resolves with 0. */
  readonly sched_yield: () => Promise<number>
  /** 31 for SCHED_FIFO and SCHED_RR, 0 for SCHED_OTHER. EINVAL: no policy. */
  readonly sched_get_priority_max: (policy: number) => number
  /** 0 for every policy. EINVAL: no policy. */
  readonly sched_get_priority_min: (policy: number) => number
  /** The policy. ESRCH. */
  readonly sched_getscheduler: (pid: number) => number
  /** Sets policy and priority, and answers the policy before. ESRCH, EINVAL, EFAULT. */
  readonly sched_setscheduler: (pid: number, policy: number, param: sched_param) => number
  /** Writes the priority. ESRCH; EFAULT: no sched_param. */
  readonly sched_getparam: (pid: number, param: sched_param) => number
  /** Sets the priority within the policy. ESRCH; EINVAL; EFAULT. */
  readonly sched_setparam: (pid: number, param: sched_param) => number
  /**
   * Writes the time slice of SCHED_RR: 0 seconds, since a thread is never interrupted at the end of
   * one. ESRCH; EFAULT: no record.
   */
  readonly sched_rr_get_interval: (
    pid: number,
    interval: { tv_sec: number; tv_nsec: number },
  ) => number
  /** Policy and priority of a thread. 0; ESRCH: there is none; EFAULT. Answers the error number. */
  readonly pthread_getschedparam: (thread: pthread_t, policy: Out, param: sched_param) => number
  /** Sets both. 0; ESRCH: there is no such thread; EINVAL: the policy has no such priority; EFAULT. */
  readonly pthread_setschedparam: (thread: pthread_t, policy: number, param: sched_param) => number
  /** Sets the priority within the policy. 0; ESRCH; EINVAL. */
  readonly pthread_setschedprio: (thread: pthread_t, prio: number) => number
}

function schedule(
  thread: PosixThread,
  block: ThreadControlBlock | undefined,
  policy: number,
  priority: unknown,
): number {
  if (block === undefined || block.isOver) return ESRCH
  if (kosPriority(policy, priority) < 0) return EINVAL
  return reschedule(thread, block, policy, priority as number) ? 0 : ESRCH
}

function self(thread: PosixThread, pid: unknown): ThreadControlBlock | undefined {
  const isOwn = pid === 0 || pid === ProcessId.of(thread).value
  return isOwn ? ThreadControlBlock.of(thread) : undefined
}

function setScheduler(
  thread: PosixThread,
  pid: unknown,
  policy: number | null,
  param: unknown,
): number {
  if (!(param instanceof sched_param)) return -EFAULT
  const block = self(thread, pid)
  if (block === undefined) return -ESRCH
  const before = block.policy
  const error = schedule(thread, block, policy ?? before, param.sched_priority)
  if (error !== 0) return -error
  return policy === null ? 0 : before
}

function getParam(block: ThreadControlBlock | undefined, param: unknown): number {
  if (block === undefined) return ESRCH
  if (!(param instanceof sched_param)) return EFAULT
  return Reflect.set(param, 'sched_priority', block.priority) ? 0 : EFAULT
}

function getSchedule(id: unknown, policy: unknown, param: unknown): number {
  const block = livingBlock(id)
  if (block === undefined || block.isOver) return ESRCH
  if (!Out.is(policy)) return EFAULT
  const error = getParam(block, param)
  if (error === 0) Out.put(policy, block.policy)
  return error
}

function interval(thread: PosixThread, pid: unknown, into: unknown): number {
  if (self(thread, pid) === undefined) return -ESRCH
  if (typeof into !== 'object' || into === null || Object.isFrozen(into)) return -EFAULT
  Object.assign(into, { tv_sec: 0, tv_nsec: 0 })
  return 0
}

/** Scheduling. */
export const sched: Family<SchedApi> = {
  sched_yield:
    ({ kos }) =>
    async () => {
      await kos.KosThreadYield()
      return 0
    },
  sched_get_priority_max: (thread) => (policy) => {
    const highest = highestPriority(policy)
    return highest < 0 ? thread.fail(EINVAL) : highest
  },
  sched_get_priority_min: (thread) => (policy) =>
    highestPriority(policy) < 0 ? thread.fail(EINVAL) : 0,
  sched_getscheduler: (thread) => (pid) => thread.result(self(thread, pid)?.policy ?? -ESRCH),
  sched_setscheduler: (thread) => (pid, policy, param) =>
    thread.result(setScheduler(thread, pid, policy, param)),
  sched_getparam: (thread) => (pid, param) =>
    thread.result(negated(getParam(self(thread, pid), param))),
  sched_setparam: (thread) => (pid, param) => thread.result(setScheduler(thread, pid, null, param)),
  sched_rr_get_interval: (thread) => (pid, into) => thread.result(interval(thread, pid, into)),
  pthread_getschedparam: () => getSchedule,
  pthread_setschedparam: (thread) => (id, policy, param) =>
    param instanceof sched_param
      ? schedule(thread, livingBlock(id), policy, param.sched_priority)
      : EFAULT,
  pthread_setschedprio: (thread) => (id, priority) => {
    const block = livingBlock(id)
    return block === undefined ? ESRCH : schedule(thread, block, block.policy, priority)
  },
}
