// The POSIX functions of programs, and the file systems below them. See README.md.

// Programs
export { posix, type Posix, posixMain } from './posix.ts'
export type { PosixOptions } from './runtime/posix-process.ts'

// Threads (pthread.h, sched.h, semaphore.h)
export { Out } from './runtime/out.ts'
export { pthread_equal, pthread_t } from './pthread/pthread-id.ts'
export { PTHREAD_CANCELED, ThreadExit } from './runtime/thread-exit.ts'
export {
  PTHREAD_CANCEL_ASYNCHRONOUS,
  PTHREAD_CANCEL_DEFERRED,
  PTHREAD_CANCEL_DISABLE,
  PTHREAD_CANCEL_ENABLE,
} from './runtime/cancellation.ts'
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
export { pthread_key_t } from './pthread/keys.ts'
export { pthread_once_t } from './pthread/once.ts'
export { SCHED_FIFO, SCHED_OTHER, sched_param, SCHED_RR } from './pthread/scheduling.ts'

// Locks
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
  PTHREAD_DESTRUCTOR_ITERATIONS,
  PTHREAD_KEYS_MAX,
  PTHREAD_STACK_MIN,
  SEM_NSEMS_MAX,
  SEM_VALUE_MAX,
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
