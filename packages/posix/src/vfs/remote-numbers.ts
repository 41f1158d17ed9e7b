// Numbers of programs on their way into messages. What no message can have is refused here, with the
// error that files in this process would have.

import { EFBIG, EINVAL } from '../errno.ts'
import { isTime, UTIME_NOW, UTIME_OMIT } from '../fs/file-time.ts'
import { isId } from '../fs/set-attributes.ts'
import type { Time } from '../generated/kl/VfsTypes.idl.ts'
import type { TimeStamp } from '../io/files.ts'
import { keptId } from './answered.ts'

/** A size or a position; or negated EINVAL (none) or EFBIG (past the largest file). */
export function sentSize(size: number): bigint | number {
  if (size > Number.MAX_SAFE_INTEGER) return -EFBIG
  return Number.isInteger(size) && size >= 0 ? BigInt(size) : -EINVAL
}

/** An id for `chown`: -1 is `keptId`; -1 for what is no id. */
export function sentId(id: number): number {
  if (id === -1) return keptId
  return isId(id) ? id : -1
}

/** A time for `utimens`; null for what is none. */
export function sentTimeStamp([seconds, nanoseconds]: TimeStamp): Time | null {
  const isMark = nanoseconds === UTIME_NOW || nanoseconds === UTIME_OMIT
  if (!isMark && !isTime(seconds, nanoseconds)) return null
  return { seconds: isMark ? 0n : BigInt(seconds), nanoseconds }
}

/** Whether it is a number of 32 bits, unsigned: flags, and what is wanted of `access`. */
export function isUint32(value: number): boolean {
  return typeof value === 'number' && value >>> 0 === value
}
