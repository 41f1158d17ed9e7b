// Mutexes: `pthread_mutex_t` over the mutex of `@kos/sync`, with the types and protocols of the
// standard. A free one is locked without the kernel, and without anything being made.

import { rcOk } from '@kos/libkos'
import { Mutex } from '@kos/sync'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { EBUSY, EDEADLK, EFAULT, EINVAL } from '../errno.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import type { Deadline } from './deadline.ts'
import { lockError } from './lock-error.ts'
import {
  isCeiling,
  MutexAttributes,
  PTHREAD_MUTEX_ERRORCHECK,
  PTHREAD_MUTEX_RECURSIVE,
  PTHREAD_PRIO_PROTECT,
} from './mutex-attributes.ts'
import { basePriority, lowerFrom, raiseTo } from './priority.ts'
import { Struct } from './struct.ts'

/** A mutex with a type and a protocol. */
export class PosixMutex {
  readonly lock: Mutex
  readonly #isErrorChecking: boolean
  /** The priority that its owner has at least; -1: it has no ceiling. */
  ceiling: number

  constructor({ type, protocol, prioceiling }: MutexAttributes = new MutexAttributes()) {
    this.lock = new Mutex({ recursive: type === PTHREAD_MUTEX_RECURSIVE })
    this.#isErrorChecking = type === PTHREAD_MUTEX_ERRORCHECK
    this.ceiling = protocol === PTHREAD_PRIO_PROTECT ? prioceiling : -1
  }

  /**
   * Locks it, waiting until `deadline` at most. 0; EDEADLK: an error-checking mutex that the thread
   * has; EAGAIN: locked too often; EINVAL: the thread is above the ceiling; ETIMEDOUT.
   */
  async acquire(thread: PosixThread, deadline: Deadline | null): Promise<number> {
    const { lock, ceiling } = this
    const { waiter } = thread
    if (ceiling >= 0 && basePriority(thread) > ceiling) return EINVAL
    if (this.#isErrorChecking && lock.owner === waiter) return EDEADLK
    const rc =
      deadline === null
        ? await thread.settled(lock.lock(waiter, INFINITE_TIMEOUT))
        : await deadline.wait((timeout) => thread.settled(lock.lock(waiter, timeout)))
    if (rc === rcOk) this.entered(thread)
    return lockError(rc)
  }

  /** Locks it if that needs no waiting. 0; EBUSY, EAGAIN, EINVAL. */
  tryAcquire(thread: PosixThread): number {
    if (this.ceiling >= 0 && basePriority(thread) > this.ceiling) return EINVAL
    const rc = this.lock.tryLock(thread.waiter)
    if (rc === rcOk) this.entered(thread)
    return lockError(rc)
  }

  /** 0; EPERM: the thread does not have it. */
  release(thread: PosixThread): number {
    const { lock, ceiling } = this
    const { waiter } = thread
    const isLast = ceiling >= 0 && lock.owner === waiter && lock.depth === 1
    const rc = lock.unlock(waiter)
    if (isLast) lowerFrom(thread, ceiling)
    return lockError(rc)
  }

  /** A thread has locked it: the ceiling counts. */
  entered(thread: PosixThread): void {
    if (this.ceiling >= 0 && this.lock.depth === 1) raiseTo(thread, this.ceiling)
  }

  /** For condition variables: the thread waits without it. */
  left(thread: PosixThread): void {
    if (this.ceiling >= 0) lowerFrom(thread, this.ceiling)
  }

  /** For condition variables: the thread has it again, as often as before. */
  returned(thread: PosixThread): void {
    if (this.ceiling >= 0) raiseTo(thread, this.ceiling)
  }

  /** Changes the ceiling, owning the mutex meanwhile. Answers the old one, or a negated errno. */
  async changeCeiling(thread: PosixThread, ceiling: number): Promise<number> {
    if (this.ceiling < 0 || !isCeiling(ceiling)) return -EINVAL
    const { lock } = this
    const { waiter } = thread
    if (this.#isErrorChecking && lock.owner === waiter) return -EDEADLK
    const rc = await thread.settled(lock.lock(waiter, INFINITE_TIMEOUT))
    if (rc !== rcOk) return -lockError(rc)
    const old = this.ceiling
    if (lock.depth > 1) lowerFrom(thread, old)
    this.ceiling = ceiling
    if (lock.depth > 1) raiseTo(thread, ceiling)
    lock.unlock(waiter)
    return old
  }

  /** True while a thread that lives has it, or one waits for it. */
  get isUsed(): boolean {
    const { owner, waiting } = this.lock
    return (owner !== null && !owner.isOver) || waiting > 0
  }
}

/** A mutex. A new one is as PTHREAD_MUTEX_INITIALIZER makes it: unlocked, with default attributes. */
export class pthread_mutex_t extends Struct<PosixMutex> {
  constructor() {
    super(new PosixMutex())
  }
}

/** 0; EFAULT: no pthread_mutex_t; EBUSY: it is in use; EINVAL: no attributes. */
export function initMutex(mutex: unknown, attr: unknown): number {
  const attributes = attr === null ? new MutexAttributes() : Struct.read(attr, MutexAttributes)
  if (attributes === undefined) return EINVAL
  if (Struct.read(mutex, PosixMutex)?.isUsed === true) return EBUSY
  return Struct.write(mutex, pthread_mutex_t, new PosixMutex(attributes)) ? 0 : EFAULT
}

/** 0; EINVAL: no mutex, or a destroyed one; EBUSY: it is in use. */
export function destroyMutex(mutex: unknown): number {
  const found = Struct.read(mutex, PosixMutex)
  if (found === undefined) return EINVAL
  if (found.isUsed) return EBUSY
  Struct.write(mutex, pthread_mutex_t, null)
  return 0
}
