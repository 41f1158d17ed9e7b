// What the attribute objects of pthread.h have in common: init, destroy, get and set of one
// attribute, and the attribute "process shared", which kos has for none of its objects.

import { EFAULT, EINVAL, ENOSYS } from '../errno.ts'
import { Out } from '../runtime/out.ts'
import { Struct } from './struct.ts'

/** Used by the threads of one process (all objects of kos are), or by those of several. */
export const PTHREAD_PROCESS_PRIVATE = 0
export const PTHREAD_PROCESS_SHARED = 1

type Kind<A> = abstract new (...args: never[]) => A
type StructClass<A extends object> = abstract new (...args: never[]) => Struct<A>

/** 0; EFAULT: `attr` is no such object. */
export function initAttributes<A extends object>(
  attr: unknown,
  struct: StructClass<A>,
  attributes: A,
): number {
  return Struct.write(attr, struct, attributes) ? 0 : EFAULT
}

/** 0; EINVAL: the object is not initialised. */
export function destroyAttributes<A extends object>(
  attr: unknown,
  struct: StructClass<A>,
  kind: Kind<A>,
): number {
  if (Struct.read(attr, kind) === undefined) return EINVAL
  return Struct.write(attr, struct, null) ? 0 : EINVAL
}

/** 0; EINVAL: the object is not initialised; EFAULT: `out` is no out-parameter. */
export function getAttribute<A extends object>(
  attr: unknown,
  kind: Kind<A>,
  field: keyof A,
  out: unknown,
): number {
  const attributes = Struct.read(attr, kind)
  if (attributes === undefined) return EINVAL
  return Out.put(out, attributes[field]) ? 0 : EFAULT
}

/** 0; EINVAL: the object is not initialised, or the value is none. */
export function setAttribute<A extends object, F extends keyof A>(
  attr: unknown,
  kind: Kind<A>,
  field: F,
  value: A[F],
  isValid: boolean,
): number {
  const attributes = Struct.read(attr, kind)
  if (attributes === undefined || !isValid) return EINVAL
  attributes[field] = value
  return 0
}

/** PTHREAD_PROCESS_PRIVATE, always. 0; EINVAL; EFAULT. */
export function getShared<A extends object>(attr: unknown, kind: Kind<A>, out: unknown): number {
  if (Struct.read(attr, kind) === undefined) return EINVAL
  return Out.put(out, PTHREAD_PROCESS_PRIVATE) ? 0 : EFAULT
}

/** 0 for PTHREAD_PROCESS_PRIVATE; ENOSYS for PTHREAD_PROCESS_SHARED; EINVAL for all else. */
export function setShared<A extends object>(attr: unknown, kind: Kind<A>, shared: unknown): number {
  if (Struct.read(attr, kind) === undefined || !isBit(shared)) return EINVAL
  return shared === PTHREAD_PROCESS_PRIVATE ? 0 : ENOSYS
}

/** True for 0 and 1. */
export function isBit(value: unknown): boolean {
  return value === 0 || value === 1
}
