// Condition variables: `pthread_cond_t` over that of `@kos/sync`, whose waiters own their mutex
// again however their wait ends. So a thread that is cancelled has the mutex when its cleanup
// handlers run.

import { rcTimeout } from '@kos/libkos'
import { Condvar } from '@kos/sync'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { EBUSY, EFAULT, EINVAL, EPERM } from '../errno.ts'
import { Out } from '../out.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import {
  destroyAttributes,
  getAttribute,
  getShared,
  initAttributes,
  setAttribute,
  setShared,
} from './attributes.ts'
import { CLOCK_MONOTONIC, CLOCK_REALTIME, Deadline } from './deadline.ts'
import { lockError } from './lock-error.ts'
import { PosixMutex } from './mutex.ts'
import { Struct } from './struct.ts'

/** The values of the attributes. */
export class CondvarAttributes {
  clock: number = CLOCK_REALTIME
}

/** Attributes of condition variables. */
export class pthread_condattr_t extends Struct<CondvarAttributes> {
  constructor() {
    super(null)
  }
}

/** Sets all attributes to their defaults. 0; EFAULT: no pthread_condattr_t. */
export function pthread_condattr_init(attr: pthread_condattr_t): number {
  return initAttributes(attr, pthread_condattr_t, new CondvarAttributes())
}

/** Ends them, until they are initialised again. 0; EINVAL: they are not initialised. */
export function pthread_condattr_destroy(attr: pthread_condattr_t): number {
  return destroyAttributes(attr, pthread_condattr_t, CondvarAttributes)
}

/** The clock of pthread_cond_timedwait: CLOCK_REALTIME if none was set. 0; EINVAL; EFAULT. */
export function pthread_condattr_getclock(attr: pthread_condattr_t, clock_id: Out): number {
  return getAttribute(attr, CondvarAttributes, 'clock', clock_id)
}

/** CLOCK_REALTIME or CLOCK_MONOTONIC. 0; EINVAL: another clock, or not initialised. */
export function pthread_condattr_setclock(attr: pthread_condattr_t, clock_id: number): number {
  const isOne = clock_id === CLOCK_REALTIME || clock_id === CLOCK_MONOTONIC
  return setAttribute(attr, CondvarAttributes, 'clock', clock_id, isOne)
}

/** PTHREAD_PROCESS_PRIVATE, always. 0; EINVAL; EFAULT. */
export function pthread_condattr_getpshared(attr: pthread_condattr_t, pshared: Out): number {
  return getShared(attr, CondvarAttributes, pshared)
}

/** ENOSYS for PTHREAD_PROCESS_SHARED (documented). */
export function pthread_condattr_setpshared(attr: pthread_condattr_t, pshared: number): number {
  return setShared(attr, CondvarAttributes, pshared)
}

/** A condition variable with a clock. */
export class PosixCondvar {
  readonly #condvar: Condvar = new Condvar()
  readonly #clock: number
  /** The mutex of those that wait now. */
  #mutex: PosixMutex | null = null

  constructor({ clock }: CondvarAttributes = new CondvarAttributes()) {
    this.#clock = clock
  }

  /** True while threads wait. */
  get isUsed(): boolean {
    return this.#condvar.waiting > 0
  }

  /**
   * Waits without the mutex, until a signal or until `time` (null: for ever). 0; EPERM: the thread
   * does not have the mutex; EINVAL: others wait with another mutex, or no time; ETIMEDOUT.
   */
  async wait(thread: PosixThread, mutex: PosixMutex, time: unknown): Promise<number> {
    if (mutex.lock.owner !== thread.waiter) return EPERM
    if (this.isUsed && this.#mutex !== mutex) return EINVAL
    if (time === null) return lockError(await this.#waitFor(thread, mutex, INFINITE_TIMEOUT))
    const deadline = Deadline.at(thread.kos, time, this.#clock)
    if (typeof deadline === 'number') return deadline
    const rc = await this.#waitFor(thread, mutex, deadline.timeout)
    // A clock that was set back: a signal may have come between, so the caller looks again.
    // Waiting on would lose it; a wake-up without a signal is allowed.
    return rc === rcTimeout && deadline.timeout > 0 ? 0 : lockError(rc)
  }

  signal(): void {
    this.#condvar.signal()
  }

  broadcast(): void {
    this.#condvar.broadcast()
  }

  async #waitFor(thread: PosixThread, mutex: PosixMutex, timeout: number): Promise<number> {
    this.#mutex = mutex
    mutex.left(thread)
    try {
      return await thread.point(this.#condvar.wait(thread.waiter, mutex.lock, timeout))
    } finally {
      // Whether it goes on or is cancelled; a thread that was terminated owns nothing.
      if (mutex.lock.owner === thread.waiter) mutex.returned(thread)
    }
  }
}

/** A condition variable. A new one is as PTHREAD_COND_INITIALIZER makes it. */
export class pthread_cond_t extends Struct<PosixCondvar> {
  constructor() {
    super(new PosixCondvar())
  }
}

/** 0; EFAULT: no pthread_cond_t; EBUSY: threads wait; EINVAL: no attributes. */
export function initCondvar(cond: unknown, attr: unknown): number {
  const attributes = attr === null ? new CondvarAttributes() : Struct.read(attr, CondvarAttributes)
  if (attributes === undefined) return EINVAL
  if (Struct.read(cond, PosixCondvar)?.isUsed === true) return EBUSY
  return Struct.write(cond, pthread_cond_t, new PosixCondvar(attributes)) ? 0 : EFAULT
}

/** 0; EINVAL: no condition variable, or a destroyed one; EBUSY: threads wait. */
export function destroyCondvar(cond: unknown): number {
  const found = Struct.read(cond, PosixCondvar)
  if (found === undefined) return EINVAL
  if (found.isUsed) return EBUSY
  Struct.write(cond, pthread_cond_t, null)
  return 0
}
