// Attributes of files: functions of sys/stat.h. What all of them may answer for a path is said in
// unistd-files.ts.

import { EBADF, EFAULT, EINVAL, ENOSYS } from '../errno.ts'
import { FileStat } from '../fs/file-stat.ts'
import { UTIME_NOW } from '../fs/file-time.ts'
import { AT_SYMLINK_NOFOLLOW } from '../fs/open-flags.ts'
import type { Base, TimeStamp } from '../io/files.ts'
import type { Answer } from '../io/io-thread.ts'
import { Stat, writeStat } from '../io/stat.ts'
import type { timespec } from '../io/timespec.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { isRecordOf } from './out-record.ts'
import { baseOf } from './path-base.ts'

/** Access and modification time; null: both are now. UTIME_NOW and UTIME_OMIT in `tv_nsec`. */
export type FileTimes = readonly [timespec, timespec] | null

/** Functions of sys/stat.h. */
export interface SysStatApi {
  /** Writes the attributes of a file to `buf`. -1: EFAULT, no `Stat`. */
  readonly stat: (path: string, buf: Stat) => Promise<number>
  /** Likewise, of an open file, pipe or socket. -1: EBADF. */
  readonly fstat: (fildes: number, buf: Stat) => Promise<number>
  /** `stat`; with AT_SYMLINK_NOFOLLOW `lstat`. -1: EINVAL, another flag. */
  readonly fstatat: (fd: number, path: string, buf: Stat, flag: number) => Promise<number>
  /** `stat`, of a symbolic link itself. */
  readonly lstat: (path: string, buf: Stat) => Promise<number>
  /** Changes permissions. -1: EPERM (neither root nor the owner), EINVAL (no mode), EROFS. */
  readonly chmod: (path: string, mode: number) => Promise<number>
  /** Likewise, of an open file. -1: EBADF; EINVAL, it is a pipe or a socket. */
  readonly fchmod: (fildes: number, mode: number) => Promise<number>
  /** `chmod`. -1: EINVAL, another flag; EOPNOTSUPP, AT_SYMLINK_NOFOLLOW and a symbolic link. */
  readonly fchmodat: (fd: number, path: string, mode: number, flag: number) => Promise<number>
  /** Makes a directory. -1: EEXIST, EINVAL (no mode), EMLINK, ENOSPC, EDQUOT, EROFS. */
  readonly mkdir: (path: string, mode: number) => Promise<number>
  /** Likewise. */
  readonly mkdirat: (fd: number, path: string, mode: number) => Promise<number>
  /** A stub (topic of POSIX): -1, ENOSYS. */
  readonly mkfifo: (path: string, mode: number) => Promise<number>
  /**
   * Sets the permissions that new files do not get, and resolves with those before. -1: EINVAL, no
   * mode.
   */
  readonly umask: (cmask: number) => Promise<number>
  /**
   * Sets the times of an open file. -1: EBADF; EINVAL (no times, or no file); EPERM; EACCES (both are
   * now, and the file may not be written); EFAULT.
   */
  readonly futimens: (fd: number, times: FileTimes) => Promise<number>
  /** Likewise, by path; with AT_SYMLINK_NOFOLLOW of a symbolic link itself. */
  readonly utimensat: (fd: number, path: string, times: FileTimes, flag: number) => Promise<number>
}

function stat(
  thread: PosixThread,
  base: Base | number,
  path: string,
  buf: Stat,
  flag: number,
): Promise<number> {
  if (typeof base === 'number') return thread.promise(base)
  if (!isRecordOf(buf, Stat)) return thread.promise(-EFAULT)
  const record = new FileStat()
  const answer = thread.process.files.stat(thread, base, path, record, flag)
  return thread.promise(told(answer, record, buf))
}

function fstat(thread: PosixThread, fildes: number, buf: Stat): Answer {
  const description = thread.process.descriptors.get(fildes)
  if (description === undefined) return -EBADF
  if (!isRecordOf(buf, Stat)) return -EFAULT
  const record = new FileStat()
  return told(description.stat(thread, record), record, buf)
}

function told(answer: Answer, record: FileStat, buf: Stat): Answer {
  if (typeof answer !== 'number') return answer.then((each) => told(each, record, buf))
  if (answer >= 0) writeStat(record, buf)
  return Math.min(answer, 0)
}

function chmod(
  thread: PosixThread,
  base: Base | number,
  path: string,
  mode: number,
  flag: number,
): Answer {
  if (typeof base === 'number') return base
  if (!Number.isInteger(mode)) return -EINVAL
  return thread.process.files.chmod(thread, base, path, mode, flag)
}

function fchmod(thread: PosixThread, fildes: number, mode: number): Answer {
  const description = thread.process.descriptors.get(fildes)
  if (description === undefined) return -EBADF
  if (!Number.isInteger(mode) || description.file === null) return -EINVAL
  return description.file.chmod(thread, mode)
}

function mkdir(thread: PosixThread, base: Base | number, path: string, mode: number): Answer {
  if (typeof base === 'number') return base
  return Number.isInteger(mode) ? thread.process.files.mkdir(thread, base, path, mode) : -EINVAL
}

const now: TimeStamp = [0, UTIME_NOW]

/** The stamps of `times`; null if they are none. */
function stampsOf(times: FileTimes): readonly [TimeStamp, TimeStamp] | null {
  if (times === null) return [now, now]
  if (!Array.isArray(times) || times.length < 2) return null
  const [atime, mtime] = times
  if (!isRecord(atime) || !isRecord(mtime)) return null
  return [
    [atime.tv_sec, atime.tv_nsec],
    [mtime.tv_sec, mtime.tv_nsec],
  ]
}

function isRecord(value: unknown): value is timespec {
  return typeof value === 'object' && value !== null
}

function futimens(thread: PosixThread, fd: number, times: FileTimes): Answer {
  const description = thread.process.descriptors.get(fd)
  if (description === undefined) return -EBADF
  const stamps = stampsOf(times)
  if (stamps === null) return -EFAULT
  const { file } = description
  return file === null ? -EINVAL : file.utimens(thread, stamps[0], stamps[1])
}

/** The operation of `utimensat` and `utime`. */
export function utimens(
  thread: PosixThread,
  base: Base | number,
  path: string,
  times: FileTimes,
  flag: number,
): Answer {
  if (typeof base === 'number') return base
  const stamps = stampsOf(times)
  if (stamps === null) return -EFAULT
  return thread.process.files.utimens(thread, base, path, stamps[0], stamps[1], flag)
}

function isFlag(flag: number): boolean {
  return flag === 0 || flag === AT_SYMLINK_NOFOLLOW
}

/** Attributes of files. */
export const sysStat: Family<SysStatApi> = {
  stat: (thread) => (path, buf) => stat(thread, null, path, buf, 0),
  fstat: (thread) => (fildes, buf) => thread.promise(fstat(thread, fildes, buf)),
  fstatat: (thread) => (fd, path, buf, flag) =>
    stat(thread, isFlag(flag) ? baseOf(thread, fd, path) : -EINVAL, path, buf, flag),
  lstat: (thread) => (path, buf) => stat(thread, null, path, buf, AT_SYMLINK_NOFOLLOW),
  chmod: (thread) => (path, mode) => thread.promise(chmod(thread, null, path, mode, 0)),
  fchmod: (thread) => (fildes, mode) => thread.promise(fchmod(thread, fildes, mode)),
  fchmodat: (thread) => (fd, path, mode, flag) => {
    const base = isFlag(flag) ? baseOf(thread, fd, path) : -EINVAL
    return thread.promise(chmod(thread, base, path, mode, flag))
  },
  mkdir: (thread) => (path, mode) => thread.promise(mkdir(thread, null, path, mode)),
  mkdirat: (thread) => (fd, path, mode) =>
    thread.promise(mkdir(thread, baseOf(thread, fd, path), path, mode)),
  mkfifo: (thread) => () => thread.promise(-ENOSYS),
  umask: (thread) => (cmask) =>
    thread.promise(Number.isInteger(cmask) ? thread.process.files.umask(thread, cmask) : -EINVAL),
  futimens: (thread) => (fd, times) => thread.promise(futimens(thread, fd, times)),
  utimensat: (thread) => (fd, path, times, flag) => {
    const base = isFlag(flag) ? baseOf(thread, fd, path) : -EINVAL
    return thread.promise(utimens(thread, base, path, times, flag))
  },
}
