// An open file description: what file descriptors refer to. Regular files, directories, pipes,
// sockets and terminals are kinds of it, of this process or of another one behind it.
//
// An operation that a kind does not have answers as the standard says (`unsupported` below);
// descriptors, their limits and FD_CLOEXEC are the business of descriptor-table.ts.

import type { DirectoryEntry, FileStat, FileSystemStat } from '../fs/file-stat.ts'
import type { Answer, IoThread } from './io-thread.ts'
import type { Readiness } from './readiness.ts'

/** An open file description. It ends with the last descriptor that refers to it. */
export interface FileDescription {
  /** S_IFREG, S_IFDIR, S_IFIFO, S_IFSOCK or S_IFCHR. */
  readonly type: number
  /** Access mode and status flags, as F_GETFL answers them. */
  readonly flags: number
  /** F_SETFL: O_APPEND and O_NONBLOCK are taken, all else is ignored. */
  setFlags(flags: number): number

  /** Reads at most `length` bytes into a buffer from byte `at` on. May wait, unless O_NONBLOCK. */
  read(thread: IoThread, into: Uint8Array, at: number, length: number): Answer
  /** Writes. Likewise. */
  write(thread: IoThread, from: Uint8Array, at: number, length: number): Answer
  /** Writes the attributes (`fstat`). */
  stat(thread: IoThread, into: FileStat): Answer
  /** The last descriptor was closed. */
  close(thread: IoThread): Answer
  /**
   * The process is over: gives back what others share, and makes no calls. Without it there is
   * nothing of that kind: handles are closed by the kernel.
   */
  abandon?(): void

  /** What `poll` and `select` need; null for what is always ready (files, directories). */
  readonly readiness: Readiness | null

  /** What files and directories have; null for pipes, sockets and terminals. */
  readonly file: FileOperations | null
}

/** What the description of a file or a directory has besides. */
export interface FileOperations {
  pread(thread: IoThread, position: number, into: Uint8Array, at: number, length: number): Answer
  pwrite(thread: IoThread, position: number, from: Uint8Array, at: number, length: number): Answer
  lseek(thread: IoThread, offset: number, whence: number): Answer
  truncate(thread: IoThread, size: number): Answer
  sync(thread: IoThread): Answer
  /** 1: an entry was written; 0: there are no more. */
  readdir(thread: IoThread, into: DirectoryEntry): Answer
  chmod(thread: IoThread, mode: number): Answer
  chown(thread: IoThread, uid: number, gid: number): Answer
  utimens(
    thread: IoThread,
    atime: readonly [seconds: number, nanoseconds: number],
    mtime: readonly [seconds: number, nanoseconds: number],
  ): Answer
  statfs(thread: IoThread, into: FileSystemStat): Answer
  /**
   * Record locks of `process` (F_GETLK, F_SETLK, F_SETLKW). `lock` is absolute: `start` from the
   * beginning of the file, `length` 0 up to its end. F_GETLK writes the lock that is in the way.
   */
  lock(thread: IoThread, command: number, lock: RecordLock): Answer
  /** A descriptor of this file was closed in this process: its record locks fall. */
  dropLocks(thread: IoThread): Answer
}

/** A lock of a range of bytes (`struct flock`, with `l_whence` SEEK_SET). */
export interface RecordLock {
  /** F_RDLCK, F_WRLCK or F_UNLCK. */
  type: number
  start: number
  length: number
  /** The process that has it. */
  pid: number
}
