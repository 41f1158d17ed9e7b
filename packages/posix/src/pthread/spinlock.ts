// Spin locks: `pthread_spinlock_t`. Nothing spins: there is one processor, so a thread that finds the
// lock taken waits in its queue, as at a mutex.

import { Mutex } from '@kos/sync'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { EBUSY, EDEADLK, EFAULT, EINVAL } from '../errno.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { isBit } from './attributes.ts'
import { lockError } from './lock-error.ts'
import { Struct } from './struct.ts'

/** A spin lock. It has no static initialiser: without pthread_spin_init it is none. */
export class pthread_spinlock_t extends Struct<Mutex> {
  constructor() {
    super(null)
  }
}

function isUsed({ owner, waiting }: Mutex): boolean {
  return (owner !== null && !owner.isOver) || waiting > 0
}

/**
 * 0; EFAULT: no pthread_spinlock_t; EBUSY: it is in use; EINVAL: `shared` is none of
 * PTHREAD_PROCESS_*. PTHREAD_PROCESS_SHARED is ignored (documented).
 */
export function initSpinlock(lock: unknown, shared: unknown): number {
  if (!isBit(shared)) return EINVAL
  const old = Struct.read(lock, Mutex)
  if (old !== undefined && isUsed(old)) return EBUSY
  return Struct.write(lock, pthread_spinlock_t, new Mutex()) ? 0 : EFAULT
}

/** 0; EINVAL: no spin lock, or a destroyed one; EBUSY: it is in use. */
export function destroySpinlock(lock: unknown): number {
  const found = Struct.read(lock, Mutex)
  if (found === undefined) return EINVAL
  if (isUsed(found)) return EBUSY
  Struct.write(lock, pthread_spinlock_t, null)
  return 0
}

/** Locks it. 0; EINVAL: no spin lock; EDEADLK: the thread has it. */
export async function lockSpinlock(thread: PosixThread, lock: unknown): Promise<number> {
  const found = Struct.read(lock, Mutex)
  if (found === undefined) return EINVAL
  const { waiter } = thread
  if (found.owner === waiter) return EDEADLK
  return lockError(await thread.settled(found.lock(waiter, INFINITE_TIMEOUT)))
}

/** Locks it if it is free. 0; EINVAL: no spin lock; EBUSY. */
export function tryLockSpinlock({ waiter }: PosixThread, lock: unknown): number {
  const found = Struct.read(lock, Mutex)
  return found === undefined ? EINVAL : lockError(found.tryLock(waiter))
}

/** Unlocks it. 0; EINVAL: no spin lock; EPERM: the thread does not have it. */
export function unlockSpinlock({ waiter }: PosixThread, lock: unknown): number {
  const found = Struct.read(lock, Mutex)
  return found === undefined ? EINVAL : lockError(found.unlock(waiter))
}
