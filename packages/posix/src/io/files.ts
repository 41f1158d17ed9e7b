// The files of a process by path: a namespace in the process (local-files.ts), or one that a VFS
// process has for it. The functions of POSIX know this interface only.
//
// Every operation takes a base first, for the `*at` functions: the description of a directory, or
// null for the working directory. Error numbers are those of fs/namespace.ts.

import type { Identity, IdRule } from '../fs/identity.ts'
import type { FileStat, FileSystemStat } from '../fs/file-stat.ts'
import type { FileDescription } from './file-description.ts'
import type { Answer, IoThread } from './io-thread.ts'

/** A time stamp for `utimens`: seconds since 1970, and nanoseconds, UTIME_NOW or UTIME_OMIT. */
export type TimeStamp = readonly [seconds: number, nanoseconds: number]

/** The directory that a path begins at: null for the working directory. */
export type Base = FileDescription | null

/** Files by path. */
export interface Files {
  open(
    thread: IoThread,
    base: Base,
    path: string,
    flags: number,
    mode: number,
  ): FileDescription | number | Promise<FileDescription | number>
  stat(thread: IoThread, base: Base, path: string, into: FileStat, flags: number): Answer
  statfs(thread: IoThread, base: Base, path: string, into: FileSystemStat): Answer
  /** With the real ids, unless flags have AT_EACCESS. */
  access(thread: IoThread, base: Base, path: string, wanted: number, flags: number): Answer
  readlink(thread: IoThread, base: Base, path: string): string | number | Promise<string | number>
  chmod(thread: IoThread, base: Base, path: string, mode: number, flags: number): Answer
  chown(thread: IoThread, base: Base, path: string, uid: number, gid: number, flags: number): Answer
  truncate(thread: IoThread, path: string, size: number): Answer
  utimens(
    thread: IoThread,
    base: Base,
    path: string,
    atime: TimeStamp,
    mtime: TimeStamp,
    flags: number,
  ): Answer
  mkdir(thread: IoThread, base: Base, path: string, mode: number): Answer
  mknod(thread: IoThread, base: Base, path: string, mode: number): Answer
  symlink(thread: IoThread, target: string, base: Base, path: string): Answer
  link(
    thread: IoThread,
    base: Base,
    path: string,
    newBase: Base,
    newPath: string,
    flags: number,
  ): Answer
  unlink(thread: IoThread, base: Base, path: string): Answer
  rmdir(thread: IoThread, base: Base, path: string): Answer
  rename(thread: IoThread, base: Base, path: string, newBase: Base, newPath: string): Answer
  chdir(thread: IoThread, base: Base, path: string): Answer
  chroot(thread: IoThread, path: string): Answer
  /** The absolute path of the working directory. */
  getcwd(thread: IoThread): string | number | Promise<string | number>
  umask(thread: IoThread, mask: number): Answer
  /** Who asks, as it was when this process was told last: `setId` keeps it current. */
  readonly identity: Identity
  /** Changes ids by the rules of one of `setuid`, `seteuid`, `setgid`, `setegid`. EPERM, EINVAL. */
  setId(thread: IoThread, rule: IdRule, id: number): Answer
  /** The process is over: gives back root, working directory and locks. It makes no calls. */
  close(): void
}
