// Paths and numbers on their way to a VFS process: what no message can have is refused here, with
// the error that files in this process would have.

import { EFAULT, EILSEQ, EINVAL, ENAMETOOLONG } from '../errno.ts'
import { isLongerThan, utf8Length } from '../fs/file-name.ts'
import { PATH_MAX } from '../limits.ts'

/** What is wrong with a path: 0, or negated EFAULT, ENAMETOOLONG, EINVAL (null byte), EILSEQ. */
export function pathFault(path: string): number {
  if (typeof path !== 'string') return -EFAULT
  if (isLongerThan(path, PATH_MAX - 1)) return -ENAMETOOLONG
  if (path.includes('\0')) return -EINVAL
  return utf8Length(path) < 0 ? -EILSEQ : 0
}
