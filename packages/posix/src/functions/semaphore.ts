// semaphore.h.

import { rcFail, rcOk, rcTimeout } from '@kos/libkos'
import { Semaphore } from '@kos/sync'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { EAGAIN, EBUSY, EFAULT, EINVAL, EOVERFLOW } from '../errno.ts'
import { type AbsoluteTime, Deadline } from '../pthread/deadline.ts'
import { lockError, negated } from '../pthread/lock-error.ts'
import { initSemaphore, NamedSemaphores, SEM_FAILED, sem_t } from '../pthread/semaphore.ts'
import { Struct } from '../pthread/struct.ts'
import type { Family } from '../runtime/family.ts'
import { Out } from '../runtime/out.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'

/**
 * Functions of semaphores. They answer 0, or -1 and set errno; everywhere EINVAL: no semaphore, or a
 * destroyed one.
 */
export interface SemaphoreHeaderApi {
  /**
   * A semaphore for the threads of the process. EINVAL: the value is no integer from 0 to
   * SEM_VALUE_MAX; ENOTSUP: `pshared` is not 0 (documented); EBUSY: threads wait; EFAULT: no sem_t.
   */
  readonly sem_init: (sem: sem_t, pshared: number, value: number) => number
  /** Ends one that sem_init made. EBUSY: threads wait; EINVAL: it has a name. */
  readonly sem_destroy: (sem: sem_t) => number
  /** Waits until the value is above 0, and takes 1 from it. A cancellation point. */
  readonly sem_wait: (sem: sem_t) => Promise<number>
  /** The same without waiting. EAGAIN: the value is 0. */
  readonly sem_trywait: (sem: sem_t) => number
  /**
   * As sem_wait, until `abstime` of CLOCK_REALTIME at most. Also ETIMEDOUT; EINVAL: nanoseconds out of
   * range, and it would wait; EFAULT: no timespec, likewise.
   */
  readonly sem_timedwait: (sem: sem_t, abstime: AbsoluteTime) => Promise<number>
  /** Adds 1, for the first thread that waits. EOVERFLOW: the value is SEM_VALUE_MAX. */
  readonly sem_post: (sem: sem_t) => number
  /** The value; 0 while threads wait. EFAULT: no out-parameter. */
  readonly sem_getvalue: (sem: sem_t, sval: Out) => number
  /**
   * The semaphore with a name ("/name"), which the process alone knows (documented); made with the
   * value if there is none and `oflag` has O_CREAT. SEM_FAILED, and errno: ENOENT: there is none;
   * EEXIST: there is one, with O_CREAT | O_EXCL; EINVAL: no name, or no value; ENAMETOOLONG; EMFILE:
   * there are SEM_NSEMS_MAX; EFAULT: no string. The mode is ignored: the process is the only user.
   */
  readonly sem_open: (
    name: string,
    oflag: number,
    mode?: number,
    value?: number,
  ) => sem_t | typeof SEM_FAILED
  /** EINVAL: it was opened by no sem_open, or closed as often. */
  readonly sem_close: (sem: sem_t) => number
  /** Takes the name away. ENOENT: none has it; ENAMETOOLONG; EFAULT: no string. */
  readonly sem_unlink: (name: string) => number
}

const failure = (rc: number): number => negated(lockError(rc))

/** 0, or a negated errno. */
async function wait(thread: PosixThread, sem: unknown): Promise<number> {
  const semaphore = Struct.read(sem, Semaphore)
  if (semaphore === undefined) return -EINVAL
  return failure(await thread.point(semaphore.wait(thread.waiter, INFINITE_TIMEOUT)))
}

async function timedWait(thread: PosixThread, sem: unknown, time: unknown): Promise<number> {
  const semaphore = Struct.read(sem, Semaphore)
  if (semaphore === undefined) return -EINVAL
  // The time counts only if it has to wait.
  const rc = await thread.point(semaphore.wait(thread.waiter, 0))
  if (rc !== rcTimeout) return failure(rc)
  const deadline = Deadline.at(thread.kos, time)
  if (typeof deadline === 'number') return -deadline
  return failure(
    await deadline.wait((timeout) => thread.point(semaphore.wait(thread.waiter, timeout))),
  )
}

function tryWait(sem: unknown): number {
  const semaphore = Struct.read(sem, Semaphore)
  if (semaphore === undefined) return -EINVAL
  return semaphore.tryWait() === rcOk ? 0 : -EAGAIN
}

function post(sem: unknown): number {
  const semaphore = Struct.read(sem, Semaphore)
  if (semaphore === undefined) return -EINVAL
  return semaphore.signal() === rcFail ? -EOVERFLOW : 0
}

function getValue(sem: unknown, out: unknown): number {
  const semaphore = Struct.read(sem, Semaphore)
  if (semaphore === undefined) return -EINVAL
  return Out.put(out, semaphore.count) ? 0 : -EFAULT
}

function destroy({ process }: PosixThread, sem: unknown): number {
  const semaphore = Struct.read(sem, Semaphore)
  if (semaphore === undefined || NamedSemaphores.of(process).has(sem)) return -EINVAL
  if (semaphore.waiting > 0) return -EBUSY
  Struct.write(sem, sem_t, null)
  return 0
}

function open(
  thread: PosixThread,
  name: string,
  oflag: number,
  value: unknown,
): sem_t | typeof SEM_FAILED {
  const opened = NamedSemaphores.of(thread.process).open(name, oflag, value)
  if (typeof opened !== 'number') return opened
  thread.fail(-opened)
  return SEM_FAILED
}

/** Semaphores. */
export const semaphore: Family<SemaphoreHeaderApi> = {
  sem_init: (thread) => (sem, shared, value) => thread.result(initSemaphore(sem, shared, value)),
  sem_destroy: (thread) => (sem) => thread.result(destroy(thread, sem)),
  sem_wait: (thread) => (sem) => thread.promise(wait(thread, sem)),
  sem_trywait: (thread) => (sem) => thread.result(tryWait(sem)),
  sem_timedwait: (thread) => (sem, time) => thread.promise(timedWait(thread, sem, time)),
  sem_post: (thread) => (sem) => thread.result(post(sem)),
  sem_getvalue: (thread) => (sem, out) => thread.result(getValue(sem, out)),
  sem_open: (thread) => (name, oflag, _mode, value) => open(thread, name, oflag, value),
  sem_close: (thread) => (sem) => thread.result(NamedSemaphores.of(thread.process).close(sem)),
  sem_unlink: (thread) => (name) => thread.result(NamedSemaphores.of(thread.process).unlink(name)),
}
