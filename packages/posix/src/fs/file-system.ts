// A file system at the level of inodes: what stands below paths, descriptors and permissions.
//
// Files are named by their inode number, entries by a directory and a name. Mounts, paths and
// permissions are the business of the layer above (mount-table.ts, path-walk.ts, namespace.ts): an
// implementation checks none of them. It does hold the rules of entries, types, links and space.

import type { Kos } from '@kos/libkos'
import type { DirectoryEntry, FileStat, FileSystemStat, LinkTarget } from './file-stat.ts'

/** For `setattr`: take the permissions of `mode`. */
export const SET_MODE = 1
/** Take `uid`. */
export const SET_UID = 2
/** Take `gid`. */
export const SET_GID = 4
/** Take `size`: cut the file, or extend it by zeros. */
export const SET_SIZE = 8
/** Take the time of the last access. */
export const SET_ATIME = 16
/** Take the time of the last modification. */
export const SET_MTIME = 32
/** The time of the last access is now. */
export const SET_ATIME_NOW = 64
/** The time of the last modification is now. */
export const SET_MTIME_NOW = 128

/**
 * Negated, the answer of a file system that lacks a block for an operation, which has changed
 * nothing: await `settle` and make it again. No error of POSIX; programs never see it.
 */
export const ERESTART = 85

/**
 * A file system. Each method answers at once: a number of 0 or more, or a negated error number of
 * errno.ts, and then nothing has changed. ESTALE is the answer for an inode that is not there,
 * ENOTDIR where a directory is needed; names that cannot be are ENOENT (empty), EINVAL (slash, null
 * byte), EILSEQ (half of a surrogate pair) or ENAMETOOLONG (NAME_MAX).
 */
export interface FileSystem {
  /** The inode of the root directory. */
  readonly root: number

  /** The mode of a file: type and permissions, all that most steps of a path walk need. */
  mode(ino: number): number
  /**
   * The inode of an entry, or ENOENT. `.` is the directory, `..` the one that it is in; the root is
   * in itself. A directory that was removed has neither.
   */
  lookup(directory: number, name: string): number
  /** Writes the attributes of a file, all but `dev`. */
  getattr(ino: number, into: FileStat): number
  /**
   * Changes the attributes that `mask` names (SET_MODE, ...), all or none. The time of the last
   * status change is now; with SET_SIZE that of the last modification, too. EISDIR: the size of a
   * directory; EINVAL: that of neither a directory nor a regular file, a negative size, or times
   * that are none; EFBIG: larger than the largest file.
   */
  setattr(ino: number, mask: number, from: FileStat): number

  /**
   * Makes a file of the type that `mode` has: S_IFREG (also if it has none), S_IFIFO, S_IFSOCK,
   * else EINVAL. Answers its inode. EEXIST: the name is taken; ENOENT: the directory was removed;
   * ENOSPC: no inode or no space is left.
   */
  create(directory: number, name: string, mode: number, uid: number, gid: number): number
  /** Makes a directory, likewise. EMLINK: the parent has LINK_MAX links. */
  mkdir(directory: number, name: string, mode: number, uid: number, gid: number): number
  /** Makes a symbolic link, likewise. ENOENT: the target is empty; ENAMETOOLONG: PATH_MAX. */
  symlink(directory: number, name: string, target: string, uid: number, gid: number): number
  /** Writes the target of a link, and answers its bytes. EINVAL: it is no symbolic link. */
  readlink(ino: number, into: LinkTarget): number

  /**
   * Makes another entry for a file. EPERM: a directory; EMLINK: LINK_MAX; ENOENT: the file has no
   * entry any more, or the directory was removed; EEXIST, ENOSPC.
   */
  link(ino: number, directory: number, name: string): number
  /** Removes an entry. EPERM: of a directory; ENOENT. The file lives until it is released. */
  unlink(directory: number, name: string): number
  /** Removes an empty directory. ENOENT, ENOTDIR, ENOTEMPTY; EINVAL for `.` and `..`. */
  rmdir(directory: number, name: string): number
  /**
   * Gives an entry another name, in one step, in place of an entry of that name. Two names of one
   * file both stay. EINVAL: a directory into itself, or `.` and `..`; EISDIR: a file in place of a
   * directory; ENOTDIR: a directory in place of a file; ENOTEMPTY; EMLINK, ENOENT, ENOSPC.
   */
  rename(directory: number, name: string, newDirectory: number, newName: string): number

  /**
   * Reads at most `length` bytes at `position` into a buffer from byte `at` on, and answers how
   * many: 0 at the end of the file. Holes are zeros. EISDIR; EINVAL: not a regular file, or
   * numbers that fit neither file nor buffer.
   */
  read(ino: number, position: number, into: Uint8Array, at: number, length: number): number
  /**
   * Writes, and answers how many bytes: fewer if no more fit. ENOSPC: none fit; EFBIG: the position
   * is past the largest file. Otherwise like `read`.
   */
  write(ino: number, position: number, from: Uint8Array, at: number, length: number): number

  /**
   * Writes the entry after `cookie` (0 for the first), and answers its cookie; 0 if there is none.
   * `.` and `..` come first. Cookies are stable: entries that neither come nor go in between are
   * seen once, whatever else changes. ENOENT: the directory was removed.
   */
  readdir(directory: number, cookie: number, into: DirectoryEntry): number
  /** Writes the sizes of the file system. */
  statfs(into: FileSystemStat): number
  /** Makes the file last: returns when it is stored. */
  fsync(ino: number): number

  /** Counts a user of the file, which then lives without entries, too. Answers the count. */
  open(ino: number): number
  /** Ends one use, and answers how many are left. EINVAL: there is none. */
  release(ino: number): number

  /**
   * For those whose data is on a device: fetches what the last operation that answered ERESTART
   * lacked. Answers 0 or a negated error number, EIO. `kos` is that of the calling thread.
   */
  settle?(kos: Kos): Promise<number>
}
