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
  maxRecordLocks,
  OPEN_MAX,
  PATH_MAX,
  PIPE_BUF,
  pipeSize,
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
  S_IFBLK,
  S_IFCHR,
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
  AT_EACCESS,
  AT_EMPTY_PATH,
  AT_FDCWD,
  AT_REMOVEDIR,
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

// Files and descriptors
export { LocalFiles } from './io/local-files.ts'
export type { Base, Files, TimeStamp } from './io/files.ts'
export type { FileDescription, FileOperations, RecordLock } from './io/file-description.ts'
export type { Answer, IoThread } from './io/io-thread.ts'
export { Identity, type IdRule } from './fs/identity.ts'
export { F_RDLCK, F_UNLCK, F_WRLCK, type LockOwner, RecordLocks } from './fs/record-locks.ts'
export {
  F_DUPFD,
  F_DUPFD_CLOEXEC,
  F_GETFD,
  F_GETFL,
  F_GETLK,
  F_GETOWN,
  F_SETFD,
  F_SETFL,
  F_SETLK,
  F_SETLKW,
  F_SETOWN,
  FD_CLOEXEC,
} from './io/fcntl-commands.ts'
export { flock } from './functions/record-lock.ts'
export {
  POSIX_FADV_DONTNEED,
  POSIX_FADV_NOREUSE,
  POSIX_FADV_NORMAL,
  POSIX_FADV_RANDOM,
  POSIX_FADV_SEQUENTIAL,
  POSIX_FADV_WILLNEED,
} from './functions/file-space.ts'
export { S_ISBLK, S_ISCHR, S_ISDIR, S_ISFIFO, S_ISLNK, S_ISREG, S_ISSOCK, Stat } from './io/stat.ts'
export type { FileTimes } from './functions/sys-stat.ts'
export { timespec } from './io/timespec.ts'
export { Statvfs } from './functions/sys-statvfs.ts'
export { utimbuf } from './functions/utime.ts'
export { alphasort, DIR, dirent } from './functions/dirent.ts'
export type { TextHolder } from './functions/temporary-files.ts'

// Waiting for descriptors
export { pollfd } from './functions/poll.ts'
export {
  FD_CLR,
  FD_ISSET,
  FD_SET,
  fd_set,
  FD_SETSIZE,
  FD_ZERO,
  timeval,
} from './functions/sys-select.ts'
export {
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLNVAL,
  POLLOUT,
  POLLPRI,
  POLLRDBAND,
  POLLRDNORM,
  POLLWRBAND,
  POLLWRNORM,
} from './io/poll-events.ts'

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

// Sockets
export {
  type AcceptedSocket,
  type InetAddress,
  type Network,
  type NetworkInterfaceAddress,
  type ReceivedMessage,
  type Socket,
  type SocketAddress,
  type SocketOperations,
  type UnixAddress,
} from './io/network.ts'
export { LocalNetwork } from './net/local-network.ts'
export { networkProcess } from './net/network-process.ts'
export type { NetworkOptions } from './net/network-stack.ts'
export type { GateConnection, GateIncoming, NetworkGate } from './net/network-gate.ts'
export { RemoteNetwork } from './net/remote-network.ts'
export {
  htonl,
  htons,
  in_addr,
  ntohl,
  ntohs,
  type sockaddr,
  sockaddr_in,
  sockaddr_storage,
  sockaddr_un,
} from './net/socket-address.ts'
export * from './net/socket-constants.ts'
export {
  IOV_MAX,
  iovec,
  linger,
  msghdr,
  type OptionTime,
  type OptionValue,
} from './functions/sys-socket.ts'
export { inet_addr, INET_ADDRSTRLEN, inet_ntoa } from './functions/arpa-inet.ts'
export { if_freenameindex, if_nameindex, IF_NAMESIZE } from './functions/net-if.ts'
export {
  addrinfo,
  AI_ADDRCONFIG,
  AI_ALL,
  AI_CANONNAME,
  AI_NUMERICHOST,
  AI_NUMERICSERV,
  AI_PASSIVE,
  AI_V4MAPPED,
  EAI_AGAIN,
  EAI_BADFLAGS,
  EAI_FAIL,
  EAI_FAMILY,
  EAI_MEMORY,
  EAI_NONAME,
  EAI_OVERFLOW,
  EAI_SERVICE,
  EAI_SOCKTYPE,
  EAI_SYSTEM,
  freeaddrinfo,
  gai_strerror,
  type hostent,
  type netent,
  NI_DGRAM,
  NI_NAMEREQD,
  NI_NOFQDN,
  NI_NUMERICHOST,
  NI_NUMERICSERV,
  type protoent,
  type servent,
  type ValueRef,
} from './functions/netdb.ts'
