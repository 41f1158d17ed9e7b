// The POSIX functions of programs, and the file systems below them. See README.md.

// Programs
export { posix, type Posix, posixMain } from './posix.ts'
export type { PosixOptions } from './runtime/posix-process.ts'

// Error numbers
export * from './errno.ts'
export {
  defaultBytes,
  defaultInodes,
  LINK_MAX,
  maxBytes,
  maxFileSize,
  maxId,
  maxInodes,
  NAME_MAX,
  pageSize,
  PATH_MAX,
  SYMLOOP_MAX,
} from './limits.ts'

// File systems
export {
  type FileSystem,
  SET_ATIME,
  SET_ATIME_NOW,
  SET_GID,
  SET_MODE,
  SET_MTIME,
  SET_MTIME_NOW,
  SET_SIZE,
  SET_UID,
} from './fs/file-system.ts'
export { DirectoryEntry, FileStat, FileSystemStat, LinkTarget } from './fs/file-stat.ts'
export { type FileClock, type Timespec, UTIME_NOW, UTIME_OMIT } from './fs/file-time.ts'
export {
  F_OK,
  isDirectory,
  isRegular,
  isSymlink,
  R_OK,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
  S_IFSOCK,
  S_ISGID,
  S_ISUID,
  S_ISVTX,
  W_OK,
  X_OK,
} from './fs/file-mode.ts'
export { MemoryFileSystem, type MemoryFileSystemOptions } from './fs/memory-file-system.ts'

// Paths
export { type InodeRef, Mount, type MountOptions, MountTable } from './fs/mount-table.ts'
export type { Credentials } from './fs/credentials.ts'
export { type PathView, PathWalk } from './fs/path-walk.ts'
export { Namespace, type NamespaceOptions } from './fs/namespace.ts'
export { type EntriesView, NamespaceEntries } from './fs/namespace-entries.ts'
export { OpenFile } from './fs/open-file.ts'
export {
  AT_EMPTY_PATH,
  AT_SYMLINK_FOLLOW,
  AT_SYMLINK_NOFOLLOW,
  O_ACCMODE,
  O_APPEND,
  O_CLOEXEC,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOCTTY,
  O_NOFOLLOW,
  O_NONBLOCK,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
  SEEK_CUR,
  SEEK_END,
  SEEK_SET,
} from './fs/open-flags.ts'

// Files as the functions see them
export type { Base, Files, TimeStamp } from './io/files.ts'
export type { FileDescription, FileOperations, RecordLock } from './io/file-description.ts'
export type { Answer, IoThread } from './io/io-thread.ts'
export { LocalFiles } from './io/local-files.ts'

// The VFS process
export { vfsProcess } from './vfs/vfs-process.ts'
export type { VfsClient, VfsOptions } from './vfs/vfs-options.ts'
export { RemoteFiles } from './vfs/remote-files.ts'
export { adoptFile, shareFile } from './vfs/file-transfer.ts'
export { isBelow, isPlainPath } from './vfs/plain-path.ts'
export { VfsFilesystem } from './generated/kl/VfsFilesystem.idl.ts'
export { VfsSession } from './generated/kl/VfsSession.idl.ts'
export { VfsFile } from './generated/kl/VfsFile.idl.ts'
export { VfsBuffer } from './generated/kl/VfsBuffer.idl.ts'
