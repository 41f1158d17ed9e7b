// The POSIX functions of programs, and the file systems below them. See README.md.

// Programs
export { posix, type Posix, posixMain } from './posix.ts'
export type { PosixOptions } from './runtime/posix-process.ts'
export { processClock } from './runtime/system-clock.ts'
export { Out } from './out.ts'

// Error numbers (errno.h), limits (limits.h) and those of this package
export * from './errno.ts'
export {
  ATEXIT_MAX,
  DELAYTIMER_MAX,
  HOST_NAME_MAX,
  LINK_MAX,
  LOGIN_NAME_MAX,
  MQ_OPEN_MAX,
  MQ_PRIO_MAX,
  NAME_MAX,
  OPEN_MAX,
  PATH_MAX,
  PIPE_BUF,
  PTHREAD_DESTRUCTOR_ITERATIONS,
  PTHREAD_KEYS_MAX,
  PTHREAD_STACK_MIN,
  SEM_NSEMS_MAX,
  SEM_VALUE_MAX,
  SYMLOOP_MAX,
  TIMER_MAX,
  TZNAME_MAX,
  defaultBytes,
  defaultInodes,
  maxBytes,
  maxFileSize,
  maxId,
  maxInodes,
  maxRecordLocks,
  pageSize,
  pipeSize,
} from './limits.ts'

// Files and descriptors (fcntl.h, unistd.h, sys/stat.h, sys/statvfs.h, utime.h)
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
export { F_RDLCK, F_UNLCK, F_WRLCK, type LockOwner, RecordLocks } from './fs/record-locks.ts'
export { flock } from './functions/record-lock.ts'
export {
  POSIX_FADV_DONTNEED,
  POSIX_FADV_NOREUSE,
  POSIX_FADV_NORMAL,
  POSIX_FADV_RANDOM,
  POSIX_FADV_SEQUENTIAL,
  POSIX_FADV_WILLNEED,
} from './functions/file-space.ts'
export { STDERR_FILENO, STDIN_FILENO, STDOUT_FILENO } from './io/descriptor-table.ts'
export { S_ISBLK, S_ISCHR, S_ISDIR, S_ISFIFO, S_ISLNK, S_ISREG, S_ISSOCK, Stat } from './io/stat.ts'
export type { FileTimes } from './functions/sys-stat.ts'
export { Statvfs } from './functions/sys-statvfs.ts'
export { utimbuf } from './functions/utime.ts'

// Directories (dirent.h), patterns (glob.h, fnmatch.h)
export { alphasort, DIR, dirent } from './functions/dirent.ts'
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
export { FNM_NOESCAPE, FNM_NOMATCH, FNM_PATHNAME, FNM_PERIOD, fnmatch } from './text/fnmatch.ts'

// Waiting for descriptors (poll.h, sys/select.h)
export { pollfd } from './functions/poll.ts'
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
export {
  FD_CLR,
  FD_ISSET,
  FD_SET,
  fd_set,
  FD_SETSIZE,
  FD_ZERO,
  timeval,
} from './functions/sys-select.ts'

// Streams and formats (stdio.h)
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
export { type FormattedText, snprintf, sprintf, vsnprintf, vsprintf } from './stdio/sprintf.ts'
export { type ScanPointer, sscanf, vsscanf } from './stdio/sscanf.ts'

// Numbers in text and options (stdlib.h), regular expressions (regex.h)
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
export { getsubopt } from './text/getsubopt.ts'
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

// Threads (pthread.h, sched.h)
export { pthread_equal, pthread_t } from './pthread/pthread-id.ts'
export {
  pthread_attr_destroy,
  pthread_attr_getdetachstate,
  pthread_attr_getguardsize,
  pthread_attr_getinheritsched,
  pthread_attr_getschedparam,
  pthread_attr_getschedpolicy,
  pthread_attr_getscope,
  pthread_attr_getstack,
  pthread_attr_getstacksize,
  pthread_attr_init,
  pthread_attr_setdetachstate,
  pthread_attr_setguardsize,
  pthread_attr_setinheritsched,
  pthread_attr_setschedparam,
  pthread_attr_setschedpolicy,
  pthread_attr_setscope,
  pthread_attr_setstack,
  pthread_attr_setstacksize,
  pthread_attr_t,
  PTHREAD_CREATE_DETACHED,
  PTHREAD_CREATE_JOINABLE,
  PTHREAD_EXPLICIT_SCHED,
  PTHREAD_INHERIT_SCHED,
  PTHREAD_SCOPE_PROCESS,
  PTHREAD_SCOPE_SYSTEM,
} from './pthread/thread-attributes.ts'
export { PTHREAD_CANCELED, ThreadExit } from './runtime/thread-exit.ts'
export {
  PTHREAD_CANCEL_ASYNCHRONOUS,
  PTHREAD_CANCEL_DEFERRED,
  PTHREAD_CANCEL_DISABLE,
  PTHREAD_CANCEL_ENABLE,
} from './runtime/cancellation.ts'
export { pthread_key_t } from './pthread/keys.ts'
export { pthread_once_t } from './pthread/once.ts'
export { SCHED_FIFO, SCHED_OTHER, sched_param, SCHED_RR } from './pthread/scheduling.ts'

// Locks (pthread.h, semaphore.h)
export { PTHREAD_PROCESS_PRIVATE, PTHREAD_PROCESS_SHARED } from './pthread/attributes.ts'
export { pthread_mutex_t } from './pthread/mutex.ts'
export {
  PTHREAD_MUTEX_DEFAULT,
  PTHREAD_MUTEX_ERRORCHECK,
  PTHREAD_MUTEX_NORMAL,
  PTHREAD_MUTEX_RECURSIVE,
  pthread_mutexattr_destroy,
  pthread_mutexattr_getprioceiling,
  pthread_mutexattr_getprotocol,
  pthread_mutexattr_getpshared,
  pthread_mutexattr_gettype,
  pthread_mutexattr_init,
  pthread_mutexattr_setprioceiling,
  pthread_mutexattr_setprotocol,
  pthread_mutexattr_setpshared,
  pthread_mutexattr_settype,
  pthread_mutexattr_t,
  PTHREAD_PRIO_INHERIT,
  PTHREAD_PRIO_NONE,
  PTHREAD_PRIO_PROTECT,
} from './pthread/mutex-attributes.ts'
export {
  pthread_cond_t,
  pthread_condattr_destroy,
  pthread_condattr_getclock,
  pthread_condattr_getpshared,
  pthread_condattr_init,
  pthread_condattr_setclock,
  pthread_condattr_setpshared,
  pthread_condattr_t,
} from './pthread/condvar.ts'
export {
  pthread_rwlock_t,
  pthread_rwlockattr_destroy,
  pthread_rwlockattr_getpshared,
  pthread_rwlockattr_init,
  pthread_rwlockattr_setpshared,
  pthread_rwlockattr_t,
} from './pthread/rwlock.ts'
export {
  PTHREAD_BARRIER_SERIAL_THREAD,
  pthread_barrier_t,
  pthread_barrierattr_destroy,
  pthread_barrierattr_getpshared,
  pthread_barrierattr_init,
  pthread_barrierattr_setpshared,
  pthread_barrierattr_t,
} from './pthread/barrier.ts'
export { pthread_spinlock_t } from './pthread/spinlock.ts'
export { SEM_FAILED, sem_t } from './pthread/semaphore.ts'

// Time and timers (time.h)
export { timespec } from './io/timespec.ts'
export {
  CLOCK_MONOTONIC,
  CLOCK_PROCESS_CPUTIME_ID,
  CLOCK_REALTIME,
  CLOCK_THREAD_CPUTIME_ID,
  CLOCKS_PER_SEC,
} from './time/clocks.ts'
export { TIMER_ABSTIME } from './functions/time.ts'
export { tm } from './time/calendar.ts'
export { asctime, asctime_r, difftime } from './time/asctime.ts'
export { itimerspec } from './time/intervals.ts'
export { SIGEV_NONE, SIGEV_SIGNAL, SIGEV_THREAD, sigevent } from './time/sigevent.ts'

// Signals (signal.h)
export * from './signal/signal-numbers.ts'
export { sigset_t } from './signal/signal-set.ts'
export { sigaction, siginfo_t, type SignalHandler } from './signal/signal-actions.ts'
export { strsignal } from './signal/signal-table.ts'

// Message queues (mqueue.h), memory (sys/mman.h)
export { mq_attr } from './messages/message-queue.ts'
export * from './memory/memory-flags.ts'

// The system and its users (unistd.h, sys/utsname.h, pwd.h, grp.h)
export * from './process/configuration-names.ts'
export { utsname } from './functions/system-configuration.ts'
export { group, passwd } from './process/user-database.ts'

// Locales (locale.h, langinfo.h, string.h)
export {
  LC_ALL,
  LC_ALL_MASK,
  LC_COLLATE,
  LC_COLLATE_MASK,
  LC_CTYPE,
  LC_CTYPE_MASK,
  LC_GLOBAL_LOCALE,
  LC_MESSAGES,
  LC_MESSAGES_MASK,
  LC_MONETARY,
  LC_MONETARY_MASK,
  LC_NUMERIC,
  LC_NUMERIC_MASK,
  LC_TIME,
  LC_TIME_MASK,
  lconv,
  locale_t,
  localeconv,
  setlocale,
} from './locale/locale.ts'
export * from './locale/langinfo.ts'
export { strerror_l, strerror_r } from './locale/error-texts.ts'

// Terminals (termios.h)
export * from './terminal/termios.ts'
export { InputBytes, type TerminalInput } from './terminal/terminal-input.ts'

// Sockets (sys/socket.h, netinet/in.h, arpa/inet.h, sys/un.h)
export * from './net/socket-constants.ts'
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
export { IOV_MAX, iovec, msghdr } from './functions/socket-message.ts'
export { linger, type OptionTime, type OptionValue } from './functions/socket-option-value.ts'
export { inet_addr, INET_ADDRSTRLEN, inet_ntoa } from './functions/arpa-inet.ts'

// Names of the network (netdb.h, net/if.h)
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
  NI_DGRAM,
  NI_NAMEREQD,
  NI_NOFQDN,
  NI_NUMERICHOST,
  NI_NUMERICSERV,
} from './functions/address-info.ts'
export type { hostent, netent, protoent, servent } from './functions/network-lists.ts'
export { if_freenameindex, if_nameindex, IF_NAMESIZE } from './functions/net-if.ts'

// File systems: what one is, and the one in memory
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
export type { Quota } from './fs/quota.ts'
export { MemoryFileSystem, type MemoryFileSystemOptions } from './fs/memory-file-system.ts'

// The files of a process: mounts, paths, credentials, open files
export { type InodeRef, Mount, type MountOptions, MountTable } from './fs/mount-table.ts'
export { Namespace, type NamespaceOptions } from './fs/namespace.ts'
export { type EntriesView, NamespaceEntries } from './fs/namespace-entries.ts'
export { type PathView, PathWalk } from './fs/path-walk.ts'
export { OpenFile } from './fs/open-file.ts'
export type { Credentials } from './fs/credentials.ts'
export { Identity, type IdRule } from './fs/identity.ts'
export type { Base, Files, TimeStamp } from './io/files.ts'
export { LocalFiles } from './io/local-files.ts'
export type { FileDescription, FileOperations, RecordLock } from './io/file-description.ts'
export type { Answer, IoThread } from './io/io-thread.ts'

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

// The network process
export { networkProcess } from './net/network-process.ts'
export type { NetworkOptions } from './net/network-stack.ts'
export type { GateConnection, GateIncoming, NetworkGate } from './net/network-gate.ts'
export { LocalNetwork } from './net/local-network.ts'
export { RemoteNetwork } from './net/remote-network.ts'
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
