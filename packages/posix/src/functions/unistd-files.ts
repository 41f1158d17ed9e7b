// Files by path: functions of unistd.h. Those whose names end with `at` begin at the directory of a
// descriptor, or with AT_FDCWD at the working directory.
//
// What all of them may answer for a path: EACCES (a directory may not be searched), EFAULT (no
// string), EINVAL (a null byte in it), ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR, EIO; with a descriptor
// EBADF and ENOTDIR. It is not repeated below.

import { EBADF, EFAULT, EINVAL, ENOTDIR, ERANGE } from '../errno.ts'
import { S_IFDIR } from '../fs/file-mode.ts'
import { utf8Length } from '../fs/file-name.ts'
import {
  AT_EACCESS,
  AT_REMOVEDIR,
  AT_SYMLINK_FOLLOW,
  AT_SYMLINK_NOFOLLOW,
} from '../fs/open-flags.ts'
import { writeUtf8 } from '../fs/utf8.ts'
import type { Base, Files } from '../io/files.ts'
import type { Answer } from '../io/io-thread.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { baseOf } from './path-base.ts'

/** Functions of unistd.h for files by path. */
export interface UnistdFilesApi {
  /**
   * Whether the real user may use a file so: `amode` is F_OK, or R_OK, W_OK and X_OK. -1: EACCES,
   * EROFS, EINVAL (other bits).
   */
  readonly access: (path: string, amode: number) => Promise<number>
  /** Likewise; with AT_EACCESS for the effective user. -1: EINVAL, another flag. */
  readonly faccessat: (fd: number, path: string, amode: number, flag: number) => Promise<number>
  /** Changes the working directory. -1: EACCES, ENOTDIR. */
  readonly chdir: (path: string) => Promise<number>
  /** Likewise, to the directory of a descriptor. -1: EBADF, ENOTDIR, EACCES. */
  readonly fchdir: (fildes: number) => Promise<number>
  /**
   * The absolute path of the working directory. null: EINVAL (`size` 0), ERANGE (longer than `size`
   * bytes with a null byte), ENOENT (it was removed, or is not below the root). Permissions of the
   * directories above are not asked for.
   */
  readonly getcwd: (size?: number) => Promise<string | null>
  /**
   * Changes owner and group; -1 leaves one as it is. -1: EPERM (neither root nor the owner, who may
   * give it to another group of its own), EINVAL (no ids), EROFS, EDQUOT.
   */
  readonly chown: (path: string, owner: number, group: number) => Promise<number>
  /** Likewise, of an open file. -1: EBADF; EINVAL, it is a pipe or a socket. */
  readonly fchown: (fildes: number, owner: number, group: number) => Promise<number>
  /** `chown`; with AT_SYMLINK_NOFOLLOW of a symbolic link itself. -1: EINVAL, another flag. */
  readonly fchownat: (
    fd: number,
    path: string,
    owner: number,
    group: number,
    flag: number,
  ) => Promise<number>
  /** `chown` of a symbolic link itself. */
  readonly lchown: (path: string, owner: number, group: number) => Promise<number>
  /**
   * Makes another entry for a file; of a symbolic link for the link itself. -1: EEXIST, EMLINK, EPERM
   * (a directory), EXDEV (another mount), ENOSPC, EDQUOT, EROFS.
   */
  readonly link: (path1: string, path2: string) => Promise<number>
  /** Likewise; with AT_SYMLINK_FOLLOW of what a symbolic link leads to. -1: EINVAL, another flag. */
  readonly linkat: (
    fd1: number,
    path1: string,
    fd2: number,
    path2: string,
    flag: number,
  ) => Promise<number>
  /** Makes a symbolic link `path2` to `path1`. -1: EEXIST, ENOSPC, EDQUOT, EROFS. */
  readonly symlink: (path1: string, path2: string) => Promise<number>
  /** Likewise. */
  readonly symlinkat: (path1: string, fd: number, path2: string) => Promise<number>
  /**
   * Writes the target of a symbolic link in UTF-8 to the start of `buf`, cut at `bufsize` bytes,
   * without a null byte, and resolves with how many bytes. -1: EINVAL (no link, or `bufsize`), EFAULT.
   */
  readonly readlink: (path: string, buf: Uint8Array, bufsize?: number) => Promise<number>
  /** Likewise. */
  readonly readlinkat: (
    fd: number,
    path: string,
    buf: Uint8Array,
    bufsize?: number,
  ) => Promise<number>
  /**
   * Removes the entry of a file, which lives on while it is open. -1: EPERM (a directory, or in a
   * sticky directory of others), EBUSY (a mount), EROFS.
   */
  readonly unlink: (path: string) => Promise<number>
  /** Likewise; with AT_REMOVEDIR `rmdir`. -1: EINVAL, another flag. */
  readonly unlinkat: (fd: number, path: string, flag: number) => Promise<number>
  /** Removes an empty directory. -1: ENOTEMPTY, EINVAL (`.` or `..`), EBUSY (a mount), EPERM, EROFS. */
  readonly rmdir: (path: string) => Promise<number>
  /** Cuts or extends a file. -1: EISDIR, EINVAL (no size), EFBIG, EROFS. */
  readonly truncate: (path: string, length: number) => Promise<number>
}

/** Makes an operation that begins at a base, if that is one. */
function at(
  thread: PosixThread,
  fd: number,
  path: string,
  operation: (files: Files, base: Base) => Answer,
): Promise<number> {
  const base = baseOf(thread, fd, path)
  return thread.promise(typeof base === 'number' ? base : operation(thread.process.files, base))
}

function chdir(thread: PosixThread, fildes: number): Answer {
  const description = thread.process.descriptors.get(fildes)
  if (description === undefined) return -EBADF
  if (description.type !== S_IFDIR) return -ENOTDIR
  return thread.process.files.chdir(thread, description, '.')
}

async function getcwd(thread: PosixThread, size: number): Promise<string | null> {
  if (size === 0 || (!Number.isInteger(size) && size !== Infinity)) return fail(thread, EINVAL)
  const path = await thread.process.files.getcwd(thread)
  if (typeof path === 'number') return fail(thread, -path)
  return utf8Length(path) < size ? path : fail(thread, ERANGE)
}

function fail(thread: PosixThread, errno: number): null {
  thread.fail(errno)
  return null
}

function fchown(thread: PosixThread, fildes: number, owner: number, group: number): Answer {
  const description = thread.process.descriptors.get(fildes)
  if (description === undefined) return -EBADF
  return description.file === null ? -EINVAL : description.file.chown(thread, owner, group)
}

function readlink(
  thread: PosixThread,
  base: Base | number,
  path: string,
  buf: Uint8Array,
  bufsize: number,
): Answer {
  if (typeof base === 'number') return base
  if (!(buf instanceof Uint8Array)) return -EFAULT
  if (!Number.isInteger(bufsize) || bufsize <= 0 || bufsize > buf.length) return -EINVAL
  const target = thread.process.files.readlink(thread, base, path)
  const into = buf.subarray(0, bufsize)
  if (target instanceof Promise) return target.then((each) => written(each, into))
  return written(target, into)
}

function written(target: string | number, into: Uint8Array): number {
  return typeof target === 'number' ? target : writeUtf8(target, into)
}

/** Whether a flag is 0 or the only one that a function has. */
function isFlag(flag: number, known: number): boolean {
  return flag === 0 || flag === known
}

const refused = (thread: PosixThread): Promise<number> => thread.promise(-EINVAL)

/** Files by path. */
export const unistdFiles: Family<UnistdFilesApi> = {
  access: (thread) => (path, amode) =>
    thread.promise(thread.process.files.access(thread, null, path, amode, 0)),
  faccessat: (thread) => (fd, path, amode, flag) =>
    isFlag(flag, AT_EACCESS)
      ? at(thread, fd, path, (files, base) => files.access(thread, base, path, amode, flag))
      : refused(thread),
  chdir: (thread) => (path) => thread.promise(thread.process.files.chdir(thread, null, path)),
  fchdir: (thread) => (fildes) => thread.promise(chdir(thread, fildes)),
  getcwd:
    (thread) =>
    (size = Infinity) =>
      getcwd(thread, size),
  chown: (thread) => (path, owner, group) =>
    thread.promise(thread.process.files.chown(thread, null, path, owner, group, 0)),
  fchown: (thread) => (fildes, owner, group) =>
    thread.promise(fchown(thread, fildes, owner, group)),
  fchownat: (thread) => (fd, path, owner, group, flag) =>
    isFlag(flag, AT_SYMLINK_NOFOLLOW)
      ? at(thread, fd, path, (files, base) => files.chown(thread, base, path, owner, group, flag))
      : refused(thread),
  lchown: (thread) => (path, owner, group) =>
    thread.promise(
      thread.process.files.chown(thread, null, path, owner, group, AT_SYMLINK_NOFOLLOW),
    ),
  link: (thread) => (path1, path2) =>
    thread.promise(thread.process.files.link(thread, null, path1, null, path2, 0)),
  linkat: (thread) => (fd1, path1, fd2, path2, flag) => {
    if (!isFlag(flag, AT_SYMLINK_FOLLOW)) return refused(thread)
    const from = baseOf(thread, fd1, path1)
    if (typeof from === 'number') return thread.promise(from)
    return at(thread, fd2, path2, (files, to) => files.link(thread, from, path1, to, path2, flag))
  },
  symlink: (thread) => (path1, path2) =>
    thread.promise(thread.process.files.symlink(thread, path1, null, path2)),
  symlinkat: (thread) => (path1, fd, path2) =>
    at(thread, fd, path2, (files, base) => files.symlink(thread, path1, base, path2)),
  readlink:
    (thread) =>
    (path, buf, bufsize = buf?.length) =>
      thread.promise(readlink(thread, null, path, buf, bufsize)),
  readlinkat:
    (thread) =>
    (fd, path, buf, bufsize = buf?.length) =>
      thread.promise(readlink(thread, baseOf(thread, fd, path), path, buf, bufsize)),
  unlink: (thread) => (path) => thread.promise(thread.process.files.unlink(thread, null, path)),
  unlinkat: (thread) => (fd, path, flag) =>
    isFlag(flag, AT_REMOVEDIR)
      ? at(thread, fd, path, (files, base) =>
          flag === 0 ? files.unlink(thread, base, path) : files.rmdir(thread, base, path),
        )
      : refused(thread),
  rmdir: (thread) => (path) => thread.promise(thread.process.files.rmdir(thread, null, path)),
  truncate: (thread) => (path, length) =>
    thread.promise(thread.process.files.truncate(thread, path, length)),
}
