// The records that file systems write into: attributes of a file, of a file system, an entry of a
// directory, the target of a link. The caller makes one and uses it again: nothing is allocated.

import { pageSize } from '../limits.ts'

/** Attributes of a file (`struct stat`). Times are seconds since 1970 and nanoseconds. */
export class FileStat {
  /** Number of the mount that the file is in. */
  dev = 0
  ino = 0
  /** Type and permissions: see file-mode.ts. */
  mode = 0
  nlink = 0
  uid = 0
  gid = 0
  /** Bytes; of a symbolic link those of its target. */
  size = 0
  /** Best size of a transfer, in bytes. */
  blksize: number = pageSize
  /** Allocated blocks of 512 bytes. */
  blocks = 0
  atimeSec = 0
  atimeNsec = 0
  mtimeSec = 0
  mtimeNsec = 0
  ctimeSec = 0
  ctimeNsec = 0
}

/** Attributes of a file system (`struct statvfs`). Sizes are in blocks of `bsize` bytes. */
export class FileSystemStat {
  bsize: number = pageSize
  blocks = 0
  bfree = 0
  files = 0
  ffree = 0
  namemax = 0
}

/** An entry of a directory (`struct dirent`). */
export class DirectoryEntry {
  ino = 0
  /** The file type: S_IFDIR and so on. */
  type = 0
  name = ''
}

/** The target of a symbolic link. */
export class LinkTarget {
  target = ''
}
