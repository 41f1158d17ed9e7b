// Threads of pthread.h: made, joined, detached, exited; and pthread_kill of signal.h.
// ThreadCancellation, keys, scheduling, locks and attributes are in files of their own.

import { EDEADLK, EFAULT, EINVAL, ENOENT, ENOSYS, ESRCH } from '../errno.ts'
import type { Family } from '../runtime/family.ts'
import { Out } from '../out.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { idOf, isId, livingBlock, type pthread_t, writeId } from '../pthread/pthread-id.ts'
import { doOnce, type pthread_once_t } from '../pthread/once.ts'
import { Struct } from '../pthread/struct.ts'
import { type pthread_attr_t, ThreadAttributes } from '../pthread/thread-attributes.ts'
import { ThreadControlBlock } from '../pthread/thread-control-block.ts'
import { createThread } from '../pthread/thread-life.ts'
import { NSIG } from '../signal/signal-numbers.ts'

/** Functions of pthread.h that make and end threads. They answer an error number. */
export interface PthreadThreadApi {
  /**
   * Makes a thread that calls `start_routine` with the functions of the new thread and `arg`; what
   * it returns is the value of the thread. Its id is written to `thread`. `attr` null: the
   * defaults, and policy and priority of the calling thread.
   *
   * 0; EAGAIN: too many threads, or no memory for its stack; EINVAL: no attributes, no function,
   * or a priority that the policy does not have; EFAULT: no pthread_t.
   */
  readonly pthread_create: <A>(
    thread: pthread_t,
    attr: pthread_attr_t | null,
    start_routine: (posix: this, arg: A) => unknown,
    arg: A,
  ) => number
  /**
   * Waits for the end of a thread, and takes its value: PTHREAD_CANCELED if it was cancelled or
   * terminated. Its id is used up. A cancellation point: the thread stays joinable then.
   *
   * 0; ESRCH: there is no such thread, or it was joined; EINVAL: it is detached, or another thread
   * joins it; EDEADLK: it is the calling thread, or waits for that; EFAULT: no out-parameter.
   */
  readonly pthread_join: (thread: pthread_t, value_ptr: Out<unknown> | null) => Promise<number>
  /** Nobody joins the thread. 0; ESRCH: there is none; EINVAL: it is detached, or being joined. */
  readonly pthread_detach: (thread: pthread_t) => number
  /** The id of the calling thread. */
  readonly pthread_self: () => pthread_t
  /**
   * Ends the calling thread with a value: the promise rejects with ThreadExit, so that `finally`
   * runs. Then cleanup handlers run, and destructors of keys. The process lives until its last
   * thread ends.
   */
  readonly pthread_exit: (value_ptr: unknown) => Promise<never>
  /**
   * Calls `init_routine` unless that was done for `once_control`; waits for a thread that does it
   * now. If the routine throws or is cancelled, it was not done. No cancellation point itself.
   *
   * 0; EINVAL: no pthread_once_t, or no function.
   */
  readonly pthread_once: (
    once_control: pthread_once_t,
    init_routine: (posix: this) => unknown,
  ) => Promise<number>
  /**
   * There is no clock of the CPU time of a thread, which the kernel does not count. ENOENT; ESRCH:
   * there is no such thread; EFAULT: no out-parameter.
   */
  readonly pthread_getcpuclockid: (thread_id: pthread_t, clock_id: Out) => number
  /**
   * Signals reach no thread (documented). 0 for `sig` 0: the thread exists; ESRCH: it does not;
   * ENOSYS for a signal; EINVAL for any other number.
   */
  readonly pthread_kill: (thread: pthread_t, sig: number) => number
}

function create(
  thread: PosixThread,
  id: unknown,
  attr: unknown,
  routine: unknown,
  argument: unknown,
): number {
  const attributes = attr === null ? null : Struct.read(attr, ThreadAttributes)
  if (attributes === undefined || typeof routine !== 'function') return EINVAL
  if (!isId(id)) return EFAULT
  const made = createThread(thread, attributes, routine as never, argument)
  if (typeof made === 'number') return made
  writeId(id, made)
  return 0
}

async function join(thread: PosixThread, id: unknown, value: unknown): Promise<number> {
  const block = livingBlock(id)
  if (block === undefined) return ESRCH
  if (value !== null && !Out.is(value)) return EFAULT
  const self = ThreadControlBlock.of(thread)
  if (block.isDetached) return EINVAL
  if (waitsFor(block, self)) return EDEADLK
  if (block.joiner !== null) return EINVAL
  if (!block.isOver) await waitForEnd(thread, block, self)
  const taken = block.take()
  if (value !== null) Out.put(value, taken)
  return 0
}

async function waitForEnd(
  thread: PosixThread,
  block: ThreadControlBlock,
  self: ThreadControlBlock,
): Promise<void> {
  block.joiner = self
  self.joins = block
  const { waiter } = thread
  waiter.waitOwner = block
  try {
    await thread.wait(block.ended, undefined, block)
  } finally {
    block.joiner = null
    self.joins = null
  }
}

function waitsFor(block: ThreadControlBlock, self: ThreadControlBlock): boolean {
  let next: ThreadControlBlock | null = block
  while (next !== null && next !== self) next = next.joins
  return next === self
}

function detach(id: unknown): number {
  const block = livingBlock(id)
  if (block === undefined) return ESRCH
  if (block.isDetached || block.joiner !== null) return EINVAL
  block.isDetached = true
  block.value = null
  return 0
}

function kill(id: unknown, sig: unknown): number {
  const block = livingBlock(id)
  if (block === undefined || block.isOver) return ESRCH
  if (sig === 0) return 0
  const isSignal = Number.isInteger(sig) && (sig as number) > 0 && (sig as number) < NSIG
  return isSignal ? ENOSYS : EINVAL
}

function cpuClock(id: unknown, clock: unknown): number {
  const block = livingBlock(id)
  if (block === undefined || block.isOver) return ESRCH
  return Out.is(clock) ? ENOENT : EFAULT
}

/** Threads. */
export const pthreadThread: Family<PthreadThreadApi> = {
  pthread_create: (thread) => (id, attr, routine, argument) =>
    create(thread, id, attr, routine, argument),
  pthread_join: (thread) => (id, value) => join(thread, id, value),
  pthread_detach: () => detach,
  pthread_self: (thread) => () => idOf(ThreadControlBlock.of(thread)),
  pthread_exit: (thread) => (value) => thread.exit(value),
  pthread_once: (thread) => (control, routine) =>
    doOnce(thread, control, routine, thread.process.functionsOf(thread)),
  pthread_getcpuclockid: () => cpuClock,
  pthread_kill: () => kill,
}
