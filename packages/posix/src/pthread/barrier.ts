// Barriers: `pthread_barrier_t` over that of `@kos/sync`.

import { PARKED, INFINITE_TIMEOUT } from '@kos/thread'
import { Barrier, maxBarrierParties } from '@kos/sync'
import { EBUSY, EFAULT, EINVAL } from '../errno.ts'
import type { Out } from '../runtime/out.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { destroyAttributes, getShared, initAttributes, setShared } from './attributes.ts'
import { lockError } from './lock-error.ts'
import { Struct } from './struct.ts'

/** What pthread_barrier_wait answers one of the threads, the last to arrive; the others get 0. */
export const PTHREAD_BARRIER_SERIAL_THREAD = -1

/** The attributes: there are none but "process shared". */
export class BarrierAttributes {
  readonly isShared: boolean = false
}

/** Attributes of barriers. */
export class pthread_barrierattr_t extends Struct<BarrierAttributes> {
  constructor() {
    super(null)
  }
}

/** Sets all attributes to their defaults. 0; EFAULT: no pthread_barrierattr_t. */
export function pthread_barrierattr_init(attr: pthread_barrierattr_t): number {
  return initAttributes(attr, pthread_barrierattr_t, new BarrierAttributes())
}

/** Ends them, until they are initialised again. 0; EINVAL: they are not initialised. */
export function pthread_barrierattr_destroy(attr: pthread_barrierattr_t): number {
  return destroyAttributes(attr, pthread_barrierattr_t, BarrierAttributes)
}

/** PTHREAD_PROCESS_PRIVATE, always. 0; EINVAL; EFAULT. */
export function pthread_barrierattr_getpshared(attr: pthread_barrierattr_t, pshared: Out): number {
  return getShared(attr, BarrierAttributes, pshared)
}

/** ENOSYS for PTHREAD_PROCESS_SHARED (documented). */
export function pthread_barrierattr_setpshared(
  attr: pthread_barrierattr_t,
  pshared: number,
): number {
  return setShared(attr, BarrierAttributes, pshared)
}

/** A barrier. It has no static initialiser: without pthread_barrier_init it is none. */
export class pthread_barrier_t extends Struct<Barrier> {
  constructor() {
    super(null)
  }
}

/** 0; EFAULT: no pthread_barrier_t; EBUSY: threads wait; EINVAL: no attributes, or no count. */
export function initBarrier(barrier: unknown, attr: unknown, count: unknown): number {
  if (attr !== null && Struct.read(attr, BarrierAttributes) === undefined) return EINVAL
  const isCount = Number.isInteger(count) && (count as number) > 0
  if (!isCount || (count as number) > maxBarrierParties) return EINVAL
  if ((Struct.read(barrier, Barrier)?.waiting ?? 0) > 0) return EBUSY
  return Struct.write(barrier, pthread_barrier_t, new Barrier(count as number)) ? 0 : EFAULT
}

/** 0; EINVAL: no barrier, or a destroyed one; EBUSY: threads wait. */
export function destroyBarrier(barrier: unknown): number {
  const found = Struct.read(barrier, Barrier)
  if (found === undefined) return EINVAL
  if (found.waiting > 0) return EBUSY
  Struct.write(barrier, pthread_barrier_t, null)
  return 0
}

/** Waits until all have arrived. 0; PTHREAD_BARRIER_SERIAL_THREAD; EINVAL: no barrier. */
export async function waitAtBarrier(thread: PosixThread, value: unknown): Promise<number> {
  const barrier = Struct.read(value, Barrier)
  if (barrier === undefined) return EINVAL
  const answer = barrier.wait(thread.waiter, INFINITE_TIMEOUT)
  const error = lockError(await thread.settled(answer))
  return error === 0 && answer !== PARKED ? PTHREAD_BARRIER_SERIAL_THREAD : error
}
