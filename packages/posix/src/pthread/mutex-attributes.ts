// The attributes of a mutex: `pthread_mutexattr_t`.

import { ThreadPriorityHighest } from '@kos/thread'
import type { Out } from '../runtime/out.ts'
import {
  destroyAttributes,
  getAttribute,
  getShared,
  initAttributes,
  setAttribute,
  setShared,
} from './attributes.ts'
import { Struct } from './struct.ts'

/**
 * What happens when its owner locks it again: it waits for itself, locks it once more, or gets
 * EDEADLK.
 */
export const PTHREAD_MUTEX_NORMAL = 0
export const PTHREAD_MUTEX_RECURSIVE = 1
export const PTHREAD_MUTEX_ERRORCHECK = 2
export const PTHREAD_MUTEX_DEFAULT: typeof PTHREAD_MUTEX_NORMAL = PTHREAD_MUTEX_NORMAL
/**
 * What the priority of its owner is: its own, but see pthread_mutexattr_setprotocol; at least the
 * highest of those who wait for it; at least a ceiling.
 */
export const PTHREAD_PRIO_NONE = 0
export const PTHREAD_PRIO_INHERIT = 1
export const PTHREAD_PRIO_PROTECT = 2

/** The values of the attributes. */
export class MutexAttributes {
  type: number = PTHREAD_MUTEX_DEFAULT
  protocol: number = PTHREAD_PRIO_NONE
  prioceiling: number = ThreadPriorityHighest
}

/** Attributes of mutexes. Without `pthread_mutexattr_init` all functions answer EINVAL. */
export class pthread_mutexattr_t extends Struct<MutexAttributes> {
  constructor() {
    super(null)
  }
}

/** Sets all attributes to their defaults. 0; EFAULT: no pthread_mutexattr_t. */
export function pthread_mutexattr_init(attr: pthread_mutexattr_t): number {
  return initAttributes(attr, pthread_mutexattr_t, new MutexAttributes())
}

/** Ends them, until they are initialised again. 0; EINVAL: they are not initialised. */
export function pthread_mutexattr_destroy(attr: pthread_mutexattr_t): number {
  return destroyAttributes(attr, pthread_mutexattr_t, MutexAttributes)
}

/** PTHREAD_MUTEX_*. All `get` functions: 0; EINVAL: not initialised; EFAULT: no out-parameter. */
export function pthread_mutexattr_gettype(attr: pthread_mutexattr_t, type: Out): number {
  return getAttribute(attr, MutexAttributes, 'type', type)
}

/** All `set` functions: 0; EINVAL: attributes that are not initialised, or another value. */
export function pthread_mutexattr_settype(attr: pthread_mutexattr_t, type: number): number {
  return setAttribute(attr, MutexAttributes, 'type', type, isUpToTwo(type))
}

/** PTHREAD_PRIO_*. */
export function pthread_mutexattr_getprotocol(attr: pthread_mutexattr_t, protocol: Out): number {
  return getAttribute(attr, MutexAttributes, 'protocol', protocol)
}

/** All mutexes of kos inherit: with PTHREAD_PRIO_NONE, too, priority inversion is bounded. */
export function pthread_mutexattr_setprotocol(attr: pthread_mutexattr_t, protocol: number): number {
  return setAttribute(attr, MutexAttributes, 'protocol', protocol, isUpToTwo(protocol))
}

/** The ceiling for PTHREAD_PRIO_PROTECT; 31 if none was set. */
export function pthread_mutexattr_getprioceiling(
  attr: pthread_mutexattr_t,
  prioceiling: Out,
): number {
  return getAttribute(attr, MutexAttributes, 'prioceiling', prioceiling)
}

/** An integer from 0 to 31. */
export function pthread_mutexattr_setprioceiling(
  attr: pthread_mutexattr_t,
  prioceiling: number,
): number {
  const isOne = isCeiling(prioceiling)
  return setAttribute(attr, MutexAttributes, 'prioceiling', prioceiling, isOne)
}

/** PTHREAD_PROCESS_PRIVATE, always. */
export function pthread_mutexattr_getpshared(attr: pthread_mutexattr_t, pshared: Out): number {
  return getShared(attr, MutexAttributes, pshared)
}

/** ENOSYS for PTHREAD_PROCESS_SHARED (documented). */
export function pthread_mutexattr_setpshared(attr: pthread_mutexattr_t, pshared: number): number {
  return setShared(attr, MutexAttributes, pshared)
}

/** True for a priority of kos. */
export function isCeiling(ceiling: unknown): ceiling is number {
  const isOne = typeof ceiling === 'number' && Number.isInteger(ceiling)
  return isOne && ceiling >= 0 && ceiling <= ThreadPriorityHighest
}

function isUpToTwo(value: unknown): boolean {
  return value === 0 || value === 1 || value === 2
}
