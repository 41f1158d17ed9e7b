// Flags of `open` and of the `*at` functions (fcntl.h), and how `lseek` counts (unistd.h). The values
// are those of Linux.

/** Read only. */
export const O_RDONLY = 0
/** Write only. */
export const O_WRONLY = 1
/** Read and write. */
export const O_RDWR = 2
/** Mask of the three above. */
export const O_ACCMODE = 3
/** Make the file if it is not there. */
export const O_CREAT = 0o100
/** With O_CREAT: fail if it is there. */
export const O_EXCL = 0o200
/** Do not make it the controlling terminal. No file system here has any. */
export const O_NOCTTY = 0o400
/** Cut the file to 0 bytes. */
export const O_TRUNC = 0o1000
/** Write at the end. */
export const O_APPEND = 0o2000
/** Do not wait. Files here never do. */
export const O_NONBLOCK = 0o4000
/** Fail if it is no directory. */
export const O_DIRECTORY = 0o200000
/** Fail if it is a symbolic link. */
export const O_NOFOLLOW = 0o400000
/** Close on exec: kept for `fcntl`. */
export const O_CLOEXEC = 0o2000000

/** Act on a symbolic link itself. */
export const AT_SYMLINK_NOFOLLOW = 0x100
/** In place of a directory: the working directory. */
export const AT_FDCWD = -100
/** For `faccessat`: with the effective ids. */
export const AT_EACCESS = 0x200
/** For `unlinkat`: remove a directory. */
export const AT_REMOVEDIR = 0x200
/** For `link`: follow a symbolic link. */
export const AT_SYMLINK_FOLLOW = 0x400
/** With an empty path: act on the open file itself (`fstat`, `fchmod`, `fchown`, `futimens`). */
export const AT_EMPTY_PATH = 0x1000

/** From the start. */
export const SEEK_SET = 0
/** From where the offset is. */
export const SEEK_CUR = 1
/** From the end. */
export const SEEK_END = 2
