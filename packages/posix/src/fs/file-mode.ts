// The mode of a file (sys/stat.h): its type, and who may do what. The values are those of Linux.

/** Mask of the file type. */
export const S_IFMT = 0o170000
/** A socket. */
export const S_IFSOCK = 0o140000
/** A symbolic link. */
export const S_IFLNK = 0o120000
/** A regular file. */
export const S_IFREG = 0o100000
/** A directory. */
export const S_IFDIR = 0o040000
/** A character device: a terminal. */
export const S_IFCHR = 0o020000
/** A block device. */
export const S_IFBLK = 0o060000

/** A FIFO. */
export const S_IFIFO = 0o010000

/** Set the user id on execution. */
export const S_ISUID = 0o4000
/** Set the group id on execution; in a directory: new files get its group. */
export const S_ISGID = 0o2000
/** Sticky: only its owner, the owner of the directory and root may remove a file from it. */
export const S_ISVTX = 0o1000
/** All bits of a mode but the type. */
export const permissionBits = 0o7777

/** Access that is asked for, as for `access`: to read. */
export const R_OK = 4
/** To write. */
export const W_OK = 2
/** To execute; of directories: to search. */
export const X_OK = 1
/** To be there. */
export const F_OK = 0

/** Whether a mode is that of a directory. */
export function isDirectory(mode: number): boolean {
  return (mode & S_IFMT) === S_IFDIR
}

/** Whether a mode is that of a regular file. */
export function isRegular(mode: number): boolean {
  return (mode & S_IFMT) === S_IFREG
}

/** Whether a mode is that of a symbolic link. */
export function isSymlink(mode: number): boolean {
  return (mode & S_IFMT) === S_IFLNK
}
