// The directory that the path of an `*at` function begins at.

import { EBADF, ENOTDIR } from '../errno.ts'
import { S_IFDIR } from '../fs/file-mode.ts'
import { AT_FDCWD } from '../fs/open-flags.ts'
import type { Base } from '../io/files.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'

/**
 * The description of a directory; null for the working directory (AT_FDCWD), and for an absolute
 * path, which looks at no descriptor. Or negated EBADF (not open) or ENOTDIR.
 */
export function baseOf(thread: PosixThread, fd: number, path: string): Base | number {
  if (fd === AT_FDCWD) return null
  if (typeof path === 'string' && path.startsWith('/')) return null
  const description = thread.process.descriptors.get(fd)
  if (description === undefined) return -EBADF
  return description.type === S_IFDIR ? description : -ENOTDIR
}
