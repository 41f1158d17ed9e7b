// What a function answers when an argument of it can't be used at all: a proxy that was revoked, a
// record with a field that throws, a text that can't be converted. In C that is a bad address, so
// here it is EFAULT, and nothing is thrown. `functionsOf` (family.ts) puts the guard around them.
// What was thrown is reported as misuse: a mistake of this package would show itself there, too.
//
// Functions that call back the program are left out: what their callbacks throw is the program's.

import { describeThrown } from '@kos/libkos/process'
import { ThreadTerminated } from '@kos/thread'
import { EFAULT } from '../errno.ts'
import type { PosixThread } from './posix-thread.ts'
import { resolved } from './resolved.ts'
import { ThreadExit } from './thread-exit.ts'

function names(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')))
}

/** Functions that answer with a promise. */
const promising: ReadonlySet<string> = /* @__PURE__ */ names(
  'accept access bind chdir chmod chown clock_nanosleep close closedir connect creat dup dup2',
  'faccessat fchdir fchmod fchmodat fchown fchownat fclose fcntl fdatasync fflush fgetc',
  'fgetpos fgets flockfile fopen fprintf fputc fputs fread freopen fscanf fseek fseeko',
  'fsetpos fstat fstatat fstatvfs fsync ftell ftello ftruncate futimens fwrite getaddrinfo',
  'getc getc_unlocked getchar getchar_unlocked getcwd getdelim getgrgid getgrgid_r getgrnam',
  'getgrnam_r gethostent getline getlogin getlogin_r getnameinfo getpeername getpwnam',
  'getpwnam_r getpwuid getpwuid_r gets getsockname getsockopt if_indextoname if_nameindex',
  'if_nametoindex kill lchown link linkat listen lseek lstat mkdir mkdirat mkdtemp mkfifo',
  'mkstemp mmap mq_receive mq_send mq_timedreceive mq_timedsend msync nanosleep open openat',
  'opendir pathconf perror pipe poll posix_fadvise posix_fallocate pread printf pselect',
  'psiginfo psignal pthread_barrier_wait pthread_cond_timedwait pthread_cond_wait',
  'pthread_join pthread_mutex_lock pthread_mutex_setprioceiling pthread_mutex_timedlock',
  'pthread_rwlock_rdlock pthread_rwlock_timedrdlock pthread_rwlock_timedwrlock',
  'pthread_rwlock_wrlock pthread_spin_lock pthread_testcancel putc putc_unlocked putchar',
  'putchar_unlocked puts pwrite raise read readdir readdir_r readlink readlinkat recv',
  'recvfrom recvmsg remove rename renameat rewind rewinddir rmdir scanf sched_yield seekdir',
  'select sem_timedwait sem_wait send sendmsg sendto setegid seteuid setgid setsockopt setuid',
  'shutdown sleep sockatmark socket socketpair stat statvfs symlink symlinkat telldir tmpfile',
  'tmpnam truncate umask ungetc unlink unlinkat utime utimensat vfprintf vfscanf vprintf',
  'vscanf write',
)

/** Functions whose failure is null. */
const nullable: ReadonlySet<string> = /* @__PURE__ */ names(
  'ctime ctime_r duplocale fdopen fdopendir fgets fopen freopen getcwd getenv gethostent getlogin',
  'getgrgid getgrnam getnetbyaddr getnetbyname getnetent getprotobyname getprotobynumber',
  'getprotoent getpwnam getpwuid gets getservbyname getservbyport getservent gmtime gmtime_r',
  'if_indextoname if_nameindex inet_ntop localtime localtime_r mkdtemp newlocale opendir popen',
  'pthread_getspecific readdir tmpfile tmpnam ttyname uselocale',
)

/** Functions that answer the number of the error, besides those of pthread.h. */
const numbering: ReadonlySet<string> = /* @__PURE__ */ names(
  'clock_getcpuclockid clock_nanosleep getgrgid_r getgrnam_r getlogin_r getpwnam_r getpwuid_r',
  'posix_fadvise posix_fallocate posix_madvise readdir_r ttyname_r',
)

/** Functions that fail with a text, for they know no error. */
const textual: ReadonlySet<string> = /* @__PURE__ */ names('ctermid strftime strftime_l')

/** Functions that look at arguments when they have waited, and not by `PosixThread.promise`. */
const late: ReadonlySet<string> = /* @__PURE__ */ names(
  'clock_nanosleep fgetpos fgets flockfile fprintf fputs freopen fread fsetpos fwrite getaddrinfo',
  'getdelim getgrgid getgrgid_r getgrnam getgrnam_r getline getlogin_r getnameinfo getpwnam',
  'getpwnam_r getpwuid getpwuid_r gets if_indextoname if_nameindex mkdtemp opendir printf',
  'fopen fscanf psiginfo psignal pthread_mutex_timedlock readdir readdir_r rewinddir scanf seekdir',
  'telldir tmpnam ungetc vfprintf vfscanf vprintf vscanf',
)

/** Functions that run code of the program, and pass on what it throws. */
const calling: ReadonlySet<string> = /* @__PURE__ */ names(
  '_Exit _exit abort exit glob pthread_cleanup_pop pthread_exit pthread_once scandir',
)

/** Reports what was thrown when a function looked at its arguments. */
export function reportFault({ sys }: PosixThread, name: string, thrown: unknown): void {
  const { message } = describeThrown(thrown)
  sys.misuse(
    `${sys.info.name}: ${name} was given an argument that it can't use (${message}); it answered EFAULT`,
  )
}

/** Whether a value that was thrown ends the thread, and is not to be caught. */
export function endsThread(thrown: unknown): boolean {
  return thrown instanceof ThreadExit || thrown instanceof ThreadTerminated
}

function answerOf(thread: PosixThread, name: string): unknown {
  if (name.startsWith('pthread_') && !nullable.has(name)) return EFAULT
  if (numbering.has(name)) return EFAULT
  thread.errno = EFAULT
  if (nullable.has(name)) return null
  return textual.has(name) ? '' : -1
}

/**
 * Puts the guard around a function of a thread. It is for what is thrown at once; an operation that
 * waits is guarded by `PosixThread.promise`.
 */
export function guarded(
  thread: PosixThread,
  name: string,
  call: (...args: unknown[]) => unknown,
): (...args: unknown[]) => unknown {
  if (calling.has(name)) return call
  const caught = (error: unknown): unknown => {
    if (endsThread(error)) throw error
    reportFault(thread, name, error)
    return answerOf(thread, name)
  }
  const isLate = late.has(name)
  return (...args) => {
    try {
      const answer = call(...args)
      return isLate ? (answer as Promise<unknown>).then(undefined, caught) : answer
    } catch (error) {
      const answer = caught(error)
      return promising.has(name) ? resolvedWith(answer) : answer
    }
  }
}

function resolvedWith(answer: unknown): Promise<unknown> {
  return typeof answer === 'number' ? resolved(answer) : Promise.resolve(answer)
}
