// The answer of a call to a network process as an error number.

import {
  type Retcode,
  rcHandleRevoked,
  rcIpcInterrupt,
  rcNoCapability,
  rcNotConnected,
  rcOk,
  rcOutOfMemory,
  rcQuotaExceeded,
  rcResourceNotFound,
  rcSecurityDisallow,
} from '@kos/libkos'
import { EACCES, EBADF, ECONNRESET, EINTR, EIO, ENETDOWN, ENOBUFS } from '../errno.ts'

/** What every answer of a call has. */
export interface CallAnswer {
  readonly rc: Retcode
  readonly error?: { readonly errno: number } | undefined
}

/**
 * 0 for a call that succeeded; the error number that the network process answered, negated; or one for
 * why it did not answer: EACCES (the policy), ECONNRESET (it has ended), EBADF, EINTR, ENOBUFS, EIO.
 */
export function errnoOf({ rc, error }: CallAnswer): number {
  if (error !== undefined) return error.errno > 0 ? -error.errno : -EIO
  switch (rc) {
    case rcOk:
      return 0
    case rcSecurityDisallow:
      return -EACCES
    case rcNotConnected:
    case rcHandleRevoked:
      return -ECONNRESET
    case rcResourceNotFound:
      return -ENETDOWN
    case rcNoCapability:
      return -EBADF
    case rcIpcInterrupt:
      return -EINTR
    case rcOutOfMemory:
    case rcQuotaExceeded:
      return -ENOBUFS
    default:
      return -EIO
  }
}
