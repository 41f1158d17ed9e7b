// Read-write locks: `pthread_rwlock_t` over that of `@kos/sync`. Readers and writers are served by
// priority, first come, first served within one.

import { rcOk } from '@kos/libkos'
import { RWLock } from '@kos/sync'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { EAGAIN, EBUSY, EDEADLK, EFAULT, EINVAL } from '../errno.ts'
import { maxReadLocks } from '../limits.ts'
import type { Out } from '../runtime/out.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { destroyAttributes, getShared, initAttributes, setShared } from './attributes.ts'
import { Deadline } from './deadline.ts'
import { lockError } from './lock-error.ts'
import { Struct } from './struct.ts'

/** The attributes: there are none but "process shared". */
export class RWLockAttributes {
  readonly isShared: boolean = false
}

/** Attributes of read-write locks. */
export class pthread_rwlockattr_t extends Struct<RWLockAttributes> {
  constructor() {
    super(null)
  }
}

/** Sets all attributes to their defaults. 0; EFAULT: no pthread_rwlockattr_t. */
export function pthread_rwlockattr_init(attr: pthread_rwlockattr_t): number {
  return initAttributes(attr, pthread_rwlockattr_t, new RWLockAttributes())
}

/** Ends them, until they are initialised again. 0; EINVAL: they are not initialised. */
export function pthread_rwlockattr_destroy(attr: pthread_rwlockattr_t): number {
  return destroyAttributes(attr, pthread_rwlockattr_t, RWLockAttributes)
}

/** PTHREAD_PROCESS_PRIVATE, always. 0; EINVAL; EFAULT. */
export function pthread_rwlockattr_getpshared(attr: pthread_rwlockattr_t, pshared: Out): number {
  return getShared(attr, RWLockAttributes, pshared)
}

/** ENOSYS for PTHREAD_PROCESS_SHARED (documented). */
export function pthread_rwlockattr_setpshared(attr: pthread_rwlockattr_t, pshared: number): number {
  return setShared(attr, RWLockAttributes, pshared)
}

/** How a lock is taken. */
export type LockMode = 'read' | 'write'

/** A read-write lock. */
export class PosixRWLock {
  readonly #lock: RWLock = new RWLock()

  /** True while threads that live have it or wait for it. */
  get isUsed(): boolean {
    return this.#lock.waiting > 0 || this.#lock.owners().some(({ isOver }) => !isOver)
  }

  /**
   * Locks it, waiting until `time` at most (null: for ever). 0; EDEADLK: the thread would wait for
   * itself; EAGAIN: there are maxReadLocks; EINVAL: no time; ETIMEDOUT.
   */
  async acquire(thread: PosixThread, mode: LockMode, time: unknown): Promise<number> {
    if (mode === 'read' && this.#isFull) return EAGAIN
    if (this.#try(thread, mode) === rcOk) return thread.settled(rcOk)
    const lock = this.#lock
    const { waiter } = thread
    if (mode === 'read' ? lock.writer === waiter : lock.owners().includes(waiter)) return EDEADLK
    if (time === null) return lockError(await thread.settled(lock[mode](waiter, INFINITE_TIMEOUT)))
    const deadline = Deadline.at(thread.kos, time)
    if (typeof deadline === 'number') return deadline
    return lockError(await deadline.wait((timeout) => thread.settled(lock[mode](waiter, timeout))))
  }

  /** Locks it if that needs no waiting. 0; EBUSY; EAGAIN. */
  tryAcquire(thread: PosixThread, mode: LockMode): number {
    return mode === 'read' && this.#isFull ? EAGAIN : lockError(this.#try(thread, mode))
  }

  /** 0; EPERM: the thread has it not. */
  release(thread: PosixThread): number {
    return lockError(this.#lock.unlock(thread.waiter))
  }

  get #isFull(): boolean {
    return this.#lock.readers >= maxReadLocks
  }

  #try({ waiter }: PosixThread, mode: LockMode): number {
    return mode === 'write' ? this.#lock.tryWrite(waiter) : this.#lock.tryRead(waiter)
  }
}

/** A read-write lock. A new one is as PTHREAD_RWLOCK_INITIALIZER makes it. */
export class pthread_rwlock_t extends Struct<PosixRWLock> {
  constructor() {
    super(new PosixRWLock())
  }
}

/** 0; EFAULT: no pthread_rwlock_t; EBUSY: it is in use; EINVAL: no attributes. */
export function initRWLock(rwlock: unknown, attr: unknown): number {
  if (attr !== null && Struct.read(attr, RWLockAttributes) === undefined) return EINVAL
  if (Struct.read(rwlock, PosixRWLock)?.isUsed === true) return EBUSY
  return Struct.write(rwlock, pthread_rwlock_t, new PosixRWLock()) ? 0 : EFAULT
}

/** 0; EINVAL: no lock, or a destroyed one; EBUSY: it is in use. */
export function destroyRWLock(rwlock: unknown): number {
  const found = Struct.read(rwlock, PosixRWLock)
  if (found === undefined) return EINVAL
  if (found.isUsed) return EBUSY
  Struct.write(rwlock, pthread_rwlock_t, null)
  return 0
}
