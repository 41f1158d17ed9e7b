// The attributes of a thread to be made: `pthread_attr_t`.

import { ThreadPriorityHighest } from '@kos/thread'
import { EFAULT, EINVAL, ENOTSUP } from '../errno.ts'
import { maxStackSize, PTHREAD_STACK_MIN } from '../limits.ts'
import { Out } from '../runtime/out.ts'
import { highestPriority, SCHED_OTHER, sched_param } from './scheduling.ts'
import {
  destroyAttributes,
  getAttribute,
  initAttributes,
  isBit,
  setAttribute,
} from './attributes.ts'
import { Struct } from './struct.ts'

/** How a thread ends: its value is kept for pthread_join, or nothing is. */
export const PTHREAD_CREATE_JOINABLE = 0
export const PTHREAD_CREATE_DETACHED = 1
/** Where policy and priority come from: the creating thread, or the attributes. */
export const PTHREAD_INHERIT_SCHED = 0
export const PTHREAD_EXPLICIT_SCHED = 1
/** With which threads it competes: those of the system, or those of its process. */
export const PTHREAD_SCOPE_SYSTEM = 0
export const PTHREAD_SCOPE_PROCESS = 1

/** Bytes of a stack and of its guard if nothing is said: those of kos. */
const defaultStackSize = 0x10_0000
const defaultGuardSize = 0x1000

/** The values of the attributes. */
export class ThreadAttributes {
  detachState: number = PTHREAD_CREATE_JOINABLE
  inheritSched: number = PTHREAD_INHERIT_SCHED
  policy: number = SCHED_OTHER
  priority = 0
  stackAddress: number | null = null
  stackSize: number = defaultStackSize
  guardSize: number = defaultGuardSize
}

/** Attributes of threads. Without `pthread_attr_init` all functions answer EINVAL. */
export class pthread_attr_t extends Struct<ThreadAttributes> {
  constructor() {
    super(null)
  }
}

/** Sets all attributes to their defaults. 0; EFAULT: no pthread_attr_t. */
export function pthread_attr_init(attr: pthread_attr_t): number {
  return initAttributes(attr, pthread_attr_t, new ThreadAttributes())
}

/** Ends them, until they are initialised again. 0; EINVAL: they are not initialised. */
export function pthread_attr_destroy(attr: pthread_attr_t): number {
  return destroyAttributes(attr, pthread_attr_t, ThreadAttributes)
}

const get = (attr: unknown, out: unknown, field: keyof ThreadAttributes): number =>
  getAttribute(attr, ThreadAttributes, field, out)

const set = (
  attr: unknown,
  field: Exclude<keyof ThreadAttributes, 'stackAddress'>,
  value: number,
  isValid: boolean,
): number => setAttribute(attr, ThreadAttributes, field, value, isValid)

function isStackSize(size: unknown): boolean {
  return (
    Number.isInteger(size) &&
    (size as number) >= PTHREAD_STACK_MIN &&
    (size as number) <= maxStackSize
  )
}

/**
 * PTHREAD_CREATE_JOINABLE (the default) or PTHREAD_CREATE_DETACHED. All `get` functions: 0; EINVAL:
 * attributes that are not initialised; EFAULT: no out-parameter.
 */
export function pthread_attr_getdetachstate(attr: pthread_attr_t, detachstate: Out): number {
  return get(attr, detachstate, 'detachState')
}

/** All `set` functions: 0; EINVAL: attributes that are not initialised, or another value. */
export function pthread_attr_setdetachstate(attr: pthread_attr_t, detachstate: number): number {
  return set(attr, 'detachState', detachstate, isBit(detachstate))
}

/** PTHREAD_INHERIT_SCHED (the default) or PTHREAD_EXPLICIT_SCHED. */
export function pthread_attr_getinheritsched(attr: pthread_attr_t, inheritsched: Out): number {
  return get(attr, inheritsched, 'inheritSched')
}

/** With PTHREAD_EXPLICIT_SCHED policy and priority of the attributes count. */
export function pthread_attr_setinheritsched(attr: pthread_attr_t, inheritsched: number): number {
  return set(attr, 'inheritSched', inheritsched, isBit(inheritsched))
}

/** SCHED_OTHER (the default), SCHED_FIFO or SCHED_RR. */
export function pthread_attr_getschedpolicy(attr: pthread_attr_t, policy: Out): number {
  return get(attr, policy, 'policy')
}

/** The priority has to fit the policy when the thread is made. */
export function pthread_attr_setschedpolicy(attr: pthread_attr_t, policy: number): number {
  return set(attr, 'policy', policy, highestPriority(policy) >= 0)
}

/** The priority, for the field `sched_priority`. 0; EINVAL; EFAULT: no sched_param. */
export function pthread_attr_getschedparam(attr: pthread_attr_t, param: sched_param): number {
  const attributes = Struct.read(attr, ThreadAttributes)
  if (attributes === undefined) return EINVAL
  if (!(param instanceof sched_param)) return EFAULT
  return Reflect.set(param, 'sched_priority', attributes.priority) ? 0 : EFAULT
}

/** Sets the priority: an integer from 0 to 31. 0; EINVAL; EFAULT: no sched_param. */
export function pthread_attr_setschedparam(attr: pthread_attr_t, param: sched_param): number {
  if (!(param instanceof sched_param)) return EFAULT
  const { sched_priority: priority } = param
  const isOne = Number.isInteger(priority) && priority >= 0 && priority <= ThreadPriorityHighest
  return set(attr, 'priority', priority, isOne)
}

/** PTHREAD_SCOPE_SYSTEM, always: threads compete with all of the system. */
export function pthread_attr_getscope(attr: pthread_attr_t, contentionscope: Out): number {
  if (Struct.read(attr, ThreadAttributes) === undefined) return EINVAL
  return Out.put(contentionscope, PTHREAD_SCOPE_SYSTEM) ? 0 : EFAULT
}

/** 0 for PTHREAD_SCOPE_SYSTEM; ENOTSUP for PTHREAD_SCOPE_PROCESS; EINVAL for others. */
export function pthread_attr_setscope(attr: pthread_attr_t, contentionscope: number): number {
  if (Struct.read(attr, ThreadAttributes) === undefined || !isBit(contentionscope)) return EINVAL
  return contentionscope === PTHREAD_SCOPE_SYSTEM ? 0 : ENOTSUP
}

/** Bytes of the stack; 1 MiB if nothing was set. */
export function pthread_attr_getstacksize(attr: pthread_attr_t, stacksize: Out): number {
  return get(attr, stacksize, 'stackSize')
}

/** An integer from PTHREAD_STACK_MIN to 1 GiB. */
export function pthread_attr_setstacksize(attr: pthread_attr_t, stacksize: number): number {
  return set(attr, 'stackSize', stacksize, isStackSize(stacksize))
}

/** Bytes that guard the end of the stack; 4096 if nothing was set. */
export function pthread_attr_getguardsize(attr: pthread_attr_t, guardsize: Out): number {
  return get(attr, guardsize, 'guardSize')
}

/** Any integer from 0. The kernel guards all stacks alike, so this is kept and has no effect. */
export function pthread_attr_setguardsize(attr: pthread_attr_t, guardsize: number): number {
  return set(attr, 'guardSize', guardsize, Number.isSafeInteger(guardsize) && guardsize >= 0)
}

/** The lowest address of the stack, null if none was set, and its size in bytes. */
export function pthread_attr_getstack(
  attr: pthread_attr_t,
  stackaddr: Out<number | null>,
  stacksize: Out,
): number {
  const attributes = Struct.read(attr, ThreadAttributes)
  if (attributes === undefined) return EINVAL
  if (!Out.is(stackaddr) || !Out.is(stacksize)) return EFAULT
  Out.put(stackaddr, attributes.stackAddress)
  Out.put(stacksize, attributes.stackSize)
  return 0
}

/**
 * Sets the size of the stack, as pthread_attr_setstacksize, and its address, which is kept and has
 * no effect: the kernel makes the stacks of threads, and JavaScript does not run on them.
 */
export function pthread_attr_setstack(
  attr: pthread_attr_t,
  stackaddr: number,
  stacksize: number,
): number {
  const attributes = Struct.read(attr, ThreadAttributes)
  if (attributes === undefined || !isStackSize(stacksize)) return EINVAL
  if (!Number.isSafeInteger(stackaddr) || stackaddr < 0) return EINVAL
  attributes.stackAddress = stackaddr
  attributes.stackSize = stacksize
  return 0
}
