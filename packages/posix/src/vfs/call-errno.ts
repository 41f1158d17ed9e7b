// What the code of a call to a VFS process means for a function of POSIX.

import {
  rcHandleRevoked,
  rcInvalidArgument,
  rcIpcInterrupt,
  rcNoCapability,
  rcNotConnected,
  rcOutOfMemory,
  rcQuotaExceeded,
  rcResourceNotFound,
  rcRestart,
  rcSecurityDisallow,
} from '@kos/libkos'
import { EACCES, EBADF, EINTR, EIO, ENOMEM } from '../errno.ts'

/**
 * The negated error number: EINTR (interrupted), EACCES (the policy denies the message), EBADF (no
 * handle, or a revoked one), ENOMEM, else EIO.
 */
export function errnoOfCall(rc: number): number {
  switch (rc) {
    case rcIpcInterrupt:
    case rcRestart:
      return -EINTR
    case rcSecurityDisallow:
      return -EACCES
    case rcInvalidArgument:
    case rcHandleRevoked:
    case rcNoCapability:
      return -EBADF
    case rcOutOfMemory:
    case rcQuotaExceeded:
      return -ENOMEM
    default:
      return -EIO
  }
}

/** Whether the server has ended. */
export function isServerGone(rc: number): boolean {
  return rc === rcNotConnected || rc === rcResourceNotFound
}
