// Functions of fcntl.h: files are opened, descriptors controlled and duplicated, ranges locked and
// allocated. Commands are in io/fcntl-commands.ts, locks in record-lock.ts beside this file.

import { EBADF, EINVAL } from '../errno.ts'
import { O_CLOEXEC, O_CREAT, O_TRUNC, O_WRONLY } from '../fs/open-flags.ts'
import { OPEN_MAX } from '../limits.ts'
import {
  F_DUPFD,
  F_DUPFD_CLOEXEC,
  F_GETFD,
  F_GETFL,
  F_GETLK,
  F_SETFD,
  F_SETFL,
  F_SETLK,
  F_SETLKW,
  FD_CLOEXEC,
} from '../io/fcntl-commands.ts'
import type { FileDescription } from '../io/file-description.ts'
import type { Base } from '../io/files.ts'
import type { Answer } from '../io/io-thread.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { advise, allocate } from './file-space.ts'
import { baseOf } from './path-base.ts'
import { controlLock, type flock } from './record-lock.ts'

/** Functions of fcntl.h. */
export interface FcntlApi {
  /**
   * Opens a file, and resolves with the lowest free descriptor. `oflag`: one of O_RDONLY, O_WRONLY,
   * O_RDWR, with O_CREAT (the file gets the permissions `mode` without those of the umask), O_EXCL,
   * O_TRUNC, O_APPEND, O_NONBLOCK, O_DIRECTORY, O_NOFOLLOW, O_CLOEXEC. -1: EACCES, EEXIST (O_EXCL),
   * EFAULT (no path), EINVAL (flags, mode, a null byte in the path), EISDIR (to write), ELOOP,
   * EMFILE (OPEN_MAX are open), ENAMETOOLONG, ENOENT, ENOSPC, EDQUOT, ENOTDIR, ENXIO, EROFS.
   */
  readonly open: (path: string, oflag: number, mode?: number) => Promise<number>
  /** Likewise, from the directory `fd` on. -1 besides: EBADF, ENOTDIR. */
  readonly openat: (fd: number, path: string, oflag: number, mode?: number) => Promise<number>
  /** `open` with O_WRONLY, O_CREAT and O_TRUNC. */
  readonly creat: (path: string, mode: number) => Promise<number>
  /**
   * Controls a descriptor. F_DUPFD and F_DUPFD_CLOEXEC answer another descriptor from `arg` on
   * (EINVAL: out of range; EMFILE); F_GETFD and F_SETFD have FD_CLOEXEC; F_GETFL and F_SETFL the
   * status flags; F_GETLK, F_SETLK, F_SETLKW a record lock, with a `flock` (EFAULT if it is none;
   * EINVAL, EOVERFLOW: no range; EAGAIN: a lock is in the way; EBADF: not open so; EDEADLK, ENOLCK).
   * -1: EBADF; EINVAL, another command, also F_GETOWN and F_SETOWN.
   */
  readonly fcntl: (fildes: number, cmd: number, arg?: number | flock) => Promise<number>
  /**
   * Says how a file will be used: nothing here makes use of it. Resolves with 0 or EBADF, EINVAL (a
   * negative length, or no POSIX_FADV_*), ESPIPE (a pipe or a socket).
   */
  readonly posix_fadvise: (
    fd: number,
    offset: number,
    len: number,
    advice: number,
  ) => Promise<number>
  /**
   * Makes room for a range of bytes, and the file as long as that. Resolves with 0 or EBADF (not open
   * to write), EINVAL, EFBIG, ENODEV (no regular file), ESPIPE, ENOSPC. Holes inside a file that is
   * not open to read stay holes.
   */
  readonly posix_fallocate: (fd: number, offset: number, len: number) => Promise<number>
}

/** The descriptor of what was opened, or a negated error number. */
function opened(thread: PosixThread, answer: FileDescription | number, oflag: number): number {
  if (typeof answer === 'number') return answer
  const { descriptors } = thread.process
  const fd = descriptors.add(answer)
  if (fd < 0) dropped(answer.close(thread))
  else if ((oflag & O_CLOEXEC) !== 0) descriptors.setCloseOnExec(fd, true)
  return fd
}

/** Nobody is told how a file was closed that had no descriptor. */
function dropped(answer: Answer): void {
  if (typeof answer !== 'number') answer.catch(() => {})
}

/** Opens a file by path: the operation of all functions that do. */
export function openDescriptor(
  thread: PosixThread,
  base: Base | number,
  path: string,
  oflag: number,
  mode: number,
): Promise<number> {
  if (typeof base === 'number') return thread.promise(base)
  if (!Number.isInteger(mode)) return thread.promise(-EINVAL)
  const answer = thread.process.files.open(thread, base, path, oflag, mode)
  if (!(answer instanceof Promise)) return thread.promise(opened(thread, answer, oflag))
  return thread.promise(answer.then((each) => opened(thread, each, oflag)))
}

function duplicate(thread: PosixThread, fildes: number, from: unknown, cloexec: boolean): number {
  if (typeof from !== 'number' || !Number.isInteger(from)) return -EINVAL
  if (from < 0 || from >= OPEN_MAX) return -EINVAL
  const { descriptors } = thread.process
  const fd = descriptors.duplicate(fildes, from)
  if (fd >= 0 && cloexec) descriptors.setCloseOnExec(fd, true)
  return fd
}

function control(thread: PosixThread, fildes: number, cmd: number, arg: unknown): Answer {
  const { descriptors } = thread.process
  const description = descriptors.get(fildes)
  if (description === undefined) return -EBADF
  switch (cmd) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
      return duplicate(thread, fildes, arg, cmd === F_DUPFD_CLOEXEC)
    case F_GETFD:
      return descriptors.isCloseOnExec(fildes) ? FD_CLOEXEC : 0
    case F_SETFD:
      if (typeof arg !== 'number' || !Number.isInteger(arg)) return -EINVAL
      descriptors.setCloseOnExec(fildes, (arg & FD_CLOEXEC) !== 0)
      return 0
    case F_GETFL:
      return description.flags
    case F_SETFL:
      if (typeof arg !== 'number' || !Number.isInteger(arg)) return -EINVAL
      return description.setFlags(arg)
    case F_GETLK:
    case F_SETLK:
    case F_SETLKW:
      return controlLock(thread, description, cmd, arg)
    default:
      return -EINVAL
  }
}

/** Opening and controlling files. */
export const fcntl: Family<FcntlApi> = {
  open:
    (thread) =>
    (path, oflag, mode = 0) =>
      openDescriptor(thread, null, path, oflag, mode),
  openat:
    (thread) =>
    (fd, path, oflag, mode = 0) =>
      openDescriptor(thread, baseOf(thread, fd, path), path, oflag, mode),
  creat: (thread) => (path, mode) =>
    openDescriptor(thread, null, path, O_WRONLY | O_CREAT | O_TRUNC, mode),
  fcntl: (thread) => (fildes, cmd, arg) => thread.promise(control(thread, fildes, cmd, arg)),
  posix_fadvise: (thread) => (fd, offset, len, advice) =>
    Promise.resolve(advise(thread, fd, offset, len, advice)),
  posix_fallocate: (thread) => (fd, offset, len) => allocate(thread, fd, offset, len),
}
