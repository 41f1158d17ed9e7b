// What may be set by `setattr`: the check that comes before anything changes, for all file systems.

import { EFBIG, EINVAL, EISDIR } from '../errno.ts'
import { maxFileSize, maxId } from '../limits.ts'
import { isDirectory, isRegular } from './file-mode.ts'
import type { FileStat } from './file-stat.ts'
import { SET_ATIME, SET_GID, SET_MTIME, SET_SIZE, SET_UID } from './file-system.ts'
import { isTime } from './file-time.ts'

/** What is wrong with attributes for a file of this mode: 0, or a negated error number. */
export function attributesFault(mode: number, mask: number, from: FileStat): number {
  if ((mask & SET_UID) !== 0 && !isId(from.uid)) return -EINVAL
  if ((mask & SET_GID) !== 0 && !isId(from.gid)) return -EINVAL
  if ((mask & SET_ATIME) !== 0 && !isTime(from.atimeSec, from.atimeNsec)) return -EINVAL
  if ((mask & SET_MTIME) !== 0 && !isTime(from.mtimeSec, from.mtimeNsec)) return -EINVAL
  return (mask & SET_SIZE) === 0 ? 0 : sizeFault(mode, from.size)
}

/** Whether it is the id of a user or a group. */
export function isId(id: number): boolean {
  return Number.isInteger(id) && id >= 0 && id <= maxId
}

function sizeFault(mode: number, size: number): number {
  if (isDirectory(mode)) return -EISDIR
  if (!isRegular(mode) || Number.isNaN(size) || size < 0) return -EINVAL
  if (size > maxFileSize) return -EFBIG
  return Number.isInteger(size) ? 0 : -EINVAL
}
