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

// Text
export { FNM_NOESCAPE, FNM_NOMATCH, FNM_PATHNAME, FNM_PERIOD, fnmatch } from './text/fnmatch.ts'
export {
  REG_EXTENDED,
  REG_ICASE,
  REG_NEWLINE,
  REG_NOMATCH,
  REG_NOSUB,
  REG_NOTBOL,
  REG_NOTEOL,
  regcomp,
  regerror,
  regex_t,
  regexec,
  regfree,
  regmatch_t,
} from './text/regex.ts'
export {
  RE_DUP_MAX,
  REG_BADBR,
  REG_BADPAT,
  REG_BADRPT,
  REG_EBRACE,
  REG_EBRACK,
  REG_ECOLLATE,
  REG_ECTYPE,
  REG_EESCAPE,
  REG_EPAREN,
  REG_ERANGE,
  REG_ESPACE,
  REG_ESUBREG,
} from './text/regex-syntax.ts'
export {
  GLOB_ABORTED,
  GLOB_APPEND,
  GLOB_DOOFFS,
  GLOB_ERR,
  GLOB_MARK,
  GLOB_NOCHECK,
  GLOB_NOESCAPE,
  GLOB_NOMATCH,
  GLOB_NOSORT,
  GLOB_NOSPACE,
  glob_t,
} from './functions/glob.ts'
export { getsubopt, type TextRef } from './text/getsubopt.ts'

// Streams, formats, numbers in text
export type { FILE } from './stdio/file.ts'
export { fpos_t } from './functions/stdio-streams.ts'
export {
  _IOFBF,
  _IOLBF,
  _IONBF,
  BUFSIZ,
  EOF,
  L_tmpnam,
  P_tmpdir,
  TMP_MAX,
} from './stdio/buffering.ts'
export { type Formatted, snprintf, sprintf, vsnprintf, vsprintf } from './stdio/sprintf.ts'
export { type ScanPointer, sscanf, vsscanf } from './stdio/sscanf.ts'
export type { Pointer } from './text/pointer.ts'
export {
  atoi,
  atol,
  atoll,
  type NumberText,
  strtol,
  strtoll,
  strtoul,
  strtoull,
} from './stdlib/integer-text.ts'
export { atof, strtod, strtof, strtold } from './stdlib/float-text.ts'
