// Files by path: the functions of stdio.h that know no streams. What they may answer for a path is
// said in unistd-files.ts.

import { EISDIR, ENOTDIR, EPERM } from '../errno.ts'
import type { Answer } from '../io/io-thread.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { baseOf } from './path-base.ts'

/** Functions of stdio.h for files by path. */
export interface StdioFilesApi {
  /** Removes a file, as `unlink`, or an empty directory, as `rmdir`. */
  readonly remove: (path: string) => Promise<number>
  /**
   * Gives a file the path `newPath`, in one step, in place of what is there, which lives on while it
   * is open. -1: EINVAL (a directory into itself; `.` or `..`), EISDIR, ENOTDIR, ENOTEMPTY, EXDEV
   * (another mount), EBUSY (a mount), EPERM (sticky directory), EMLINK, ENOSPC, EDQUOT, EROFS.
   */
  readonly rename: (oldPath: string, newPath: string) => Promise<number>
  /** Likewise, from the directories of two descriptors on. */
  readonly renameat: (
    oldfd: number,
    oldPath: string,
    newfd: number,
    newPath: string,
  ) => Promise<number>
}

function remove(thread: PosixThread, path: string): Answer {
  const { files } = thread.process
  const answer = files.unlink(thread, null, path)
  if (typeof answer === 'number')
    return isDirectory(answer) ? removeDirectory(thread, path) : answer
  return answer.then((each) => (isDirectory(each) ? removeDirectory(thread, path) : each))
}

/** What `unlink` says to a directory; EPERM may also have another cause. */
function isDirectory(answer: number): boolean {
  return answer === -EPERM || answer === -EISDIR
}

async function removeDirectory(thread: PosixThread, path: string): Promise<number> {
  const answer = await thread.process.files.rmdir(thread, null, path)
  return answer === -ENOTDIR ? -EPERM : answer
}

function renameat(
  thread: PosixThread,
  oldfd: number,
  oldPath: string,
  newfd: number,
  newPath: string,
): Answer {
  const from = baseOf(thread, oldfd, oldPath)
  if (typeof from === 'number') return from
  const to = baseOf(thread, newfd, newPath)
  if (typeof to === 'number') return to
  return thread.process.files.rename(thread, from, oldPath, to, newPath)
}

/** Files by path. */
export const stdioFiles: Family<StdioFilesApi> = {
  remove: (thread) => (path) => thread.promise(remove(thread, path)),
  rename: (thread) => (oldPath, newPath) =>
    thread.promise(thread.process.files.rename(thread, null, oldPath, null, newPath)),
  renameat: (thread) => (oldfd, oldPath, newfd, newPath) =>
    thread.promise(renameat(thread, oldfd, oldPath, newfd, newPath)),
}
