// The cancellation points: functions of a thread that look for a request before they do anything.
// `functionsOf` (family.ts) puts the check in front of them, so no function makes it itself.
//
// These are the points that the standard demands, but those that never wait here (stubs as sigwait
// and waitpid, tcdrain). The standard lets other functions of files and streams be points: they are
// while they really wait, by `PosixThread.wait` and `PosixThread.signal`. Functions of mutexes,
// barriers and spin locks, and pthread_once, are none.

/** Names of the functions that are cancellation points. */
export const cancellationPoints: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'accept',
  'clock_nanosleep',
  'close',
  'connect',
  'creat',
  'fcntl',
  'fdatasync',
  'fsync',
  'mq_receive',
  'mq_send',
  'mq_timedreceive',
  'mq_timedsend',
  'msync',
  'nanosleep',
  'open',
  'openat',
  'poll',
  'pread',
  'pselect',
  'pthread_cond_timedwait',
  'pthread_cond_wait',
  'pthread_join',
  'pthread_testcancel',
  'pwrite',
  'read',
  'readv',
  'recv',
  'recvfrom',
  'recvmsg',
  'select',
  'sem_timedwait',
  'sem_wait',
  'send',
  'sendmsg',
  'sendto',
  'sleep',
  'write',
  'writev',
])
