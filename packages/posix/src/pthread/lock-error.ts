// Codes of the mechanisms of `@kos/sync` as error numbers.

import {
  rcBusy,
  rcInvalidOperation,
  rcInvalidThreadState,
  rcOk,
  rcQuotaExceeded,
  rcTimeout,
} from '@kos/libkos'
import { EAGAIN, EBUSY, EDEADLK, EINVAL, EPERM, ETIMEDOUT } from '../errno.ts'

/**
 * The error number for a code: EPERM if the thread does not own a lock, EDEADLK if it waits for
 * something else already.
 */
export function lockError(rc: number): number {
  if (rc === rcOk) return 0
  if (rc === rcTimeout) return ETIMEDOUT
  if (rc === rcBusy) return EBUSY
  if (rc === rcInvalidOperation) return EPERM
  if (rc === rcQuotaExceeded) return EAGAIN
  return rc === rcInvalidThreadState ? EDEADLK : EINVAL
}

/** An error number as the answer of an operation: negated, and 0 for none. */
export function negated(error: number): number {
  return error === 0 ? 0 : -error
}
