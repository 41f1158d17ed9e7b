// Arguments that a function may well accept, by the type that it declares: so that what is garbage
// beside them is looked at.

import {
  addrinfo,
  AF_UNIX,
  O_CREAT,
  O_RDONLY,
  O_RDWR,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  dirent,
  fd_set,
  type FILE,
  flock,
  fpos_t,
  glob_t,
  group,
  in_addr,
  itimerspec,
  locale_t,
  mq_attr,
  msghdr,
  Out,
  passwd,
  pollfd,
  type Posix,
  pthread_attr_init,
  pthread_attr_t,
  pthread_barrier_t,
  pthread_barrierattr_t,
  pthread_cond_t,
  pthread_condattr_t,
  pthread_key_t,
  pthread_mutex_t,
  pthread_mutexattr_t,
  pthread_once_t,
  pthread_rwlock_t,
  pthread_rwlockattr_t,
  pthread_spinlock_t,
  pthread_t,
  sched_param,
  sem_t,
  sigaction,
  sigevent,
  siginfo_t,
  sigset_t,
  sockaddr_in,
  Stat,
  Statvfs,
  termios,
  timespec,
  timeval,
  tm,
  utimbuf,
  utsname,
} from '@kos/posix'

/** What there is in the process for arguments: made by `fixtures`. */
export interface Fixtures {
  readonly numbers: readonly number[]
  readonly streams: readonly FILE[]
  readonly directory: object
  readonly kept: Readonly<Record<string, () => unknown>>
}

const text = ['/tmp/file', '/tmp', '/tmp/none', '/tmp/XXXXXX', '%d %s', 'r+', 'C', '/queue']

/** Makers of values by declared type. */
const makers: Readonly<Record<string, () => unknown>> = {
  Out: () => new Out(),
  'Pointer<string>': () => ({ value: 'line' }),
  Settings: () => new termios(),
  SignalHandler: () => () => {},
  Stat: () => new Stat(),
  Statvfs: () => new Statvfs(),
  TextHolder: () => ({ value: '/tmp/aXXXXXX' }),
  'TextRef<string | null>': () => ({ value: 'text' }),
  'ValueRef<addrinfo | null>': () => ({ value: null }),
  'ValueRef<string>': () => ({ value: '' }),
  Uint8Array: () => new Uint8Array(16),
  T: () => new Uint8Array(16),
  addrinfo: () => new addrinfo(),
  dirent: () => new dirent(),
  'dirent[]': () => [],
  '(dirent': () => [],
  fd_set: () => new fd_set(),
  fpos_t: () => new fpos_t(),
  glob_t: () => new glob_t(),
  group: () => new group(),
  in_addr: () => new in_addr(),
  itimerspec: () => new itimerspec(),
  locale_t: () => new locale_t(),
  mq_attr: () => new mq_attr(),
  msghdr: () => new msghdr(),
  flock: () => new flock(),
  Int32Array: () => new Int32Array(4),
  Uint32Array: () => new Uint32Array(4),
  OptionValue: () => new Int32Array(2),
  FileTimes: () => [new timespec(), new timespec()],
  AbsoluteTime: () => new timespec(1, 1),
  Action: () => new sigaction(),
  passwd: () => new passwd(),
  pthread_attr_t: () => {
    const attr = new pthread_attr_t()
    pthread_attr_init(attr)
    return attr
  },
  pthread_barrier_t: () => new pthread_barrier_t(),
  pthread_barrierattr_t: () => new pthread_barrierattr_t(),
  pthread_cond_t: () => new pthread_cond_t(),
  pthread_condattr_t: () => new pthread_condattr_t(),
  pthread_key_t: () => new pthread_key_t(),
  pthread_mutex_t: () => new pthread_mutex_t(),
  pthread_mutexattr_t: () => new pthread_mutexattr_t(),
  pthread_once_t: () => new pthread_once_t(),
  pthread_rwlock_t: () => new pthread_rwlock_t(),
  pthread_rwlockattr_t: () => new pthread_rwlockattr_t(),
  pthread_spinlock_t: () => new pthread_spinlock_t(),
  pthread_t: () => new pthread_t(),
  'readonly ScanPointer[]': () => [{ value: null }],
  'readonly pollfd[]': () => [new pollfd(0, 4)],
  'readonly string[]': () => ['program', '-a', 'b'],
  'readonly unknown[]': () => [1, 'a'],
  sched_param: () => new sched_param(),
  sem_t: () => new sem_t(),
  sigevent: () => new sigevent(),
  siginfo_t: () => new siginfo_t(),
  sigset_t: () => new sigset_t(),
  sockaddr: () => new sockaddr_in(),
  sockaddr_in: () => new sockaddr_in(),
  timespec: () => new timespec(0, 1000),
  timeval: () => new timeval(0, 1),
  tm: () => new tm(),
  utimbuf: () => new utimbuf(),
  utsname: () => new utsname(),
  '{ tv_sec': () => new timespec(),
}

/** A value of a declared type. `pick` answers a number from 0 to below its argument. */
export function plausible(type: string, has: Fixtures, pick: (below: number) => number): unknown {
  const one = <T>(values: readonly T[]): T => values[pick(values.length)] as T
  // Without a limit of time it would wait.
  const isTime = type.startsWith('time')
  const isWhole = type.startsWith('(') && type.includes('=>')
  const choices = isWhole ? [type] : type.split(' | ').slice(0, isTime ? 1 : undefined)
  const chosen = one(choices)
  if (chosen === 'null') return null
  if (chosen.includes('=>')) return () => 0
  if (chosen === 'number') return one(has.numbers)
  if (chosen === 'string') return one(text)
  if (chosen === 'FILE') return one(has.streams)
  if (chosen === 'DIR') return has.directory
  if (chosen === 'number[]') return []
  if (has.kept[chosen] !== undefined && pick(2) === 0) return has.kept[chosen]()
  const make = makers[chosen] ?? (chosen.startsWith('Out<') ? makers['Out'] : undefined)
  return make === undefined ? {} : make()
}

/** Opens what arguments refer to: a file, a directory, a pipe, streams, locks that are ready. */
export async function fixtures(posix: Posix): Promise<Fixtures> {
  const file = await posix.open('/tmp/file', O_CREAT | O_RDWR, 0o666)
  await posix.write(file, new Uint8Array(64).fill(0x61))
  const directory = await posix.open('/tmp', O_RDONLY)
  const ends = [0, 0]
  await posix.pipe(ends)
  const pair = [0, 0]
  await posix.socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair)
  const stream = (await posix.fopen('/tmp/stream', 'w+')) as FILE
  const mutex = new pthread_mutex_t()
  posix.pthread_mutex_init(mutex, null)
  const cond = new pthread_cond_t()
  posix.pthread_cond_init(cond, null)
  const rwlock = new pthread_rwlock_t()
  posix.pthread_rwlock_init(rwlock, null)
  const semaphore = new sem_t()
  posix.sem_init(semaphore, 0, 1000)
  const key = new pthread_key_t()
  posix.pthread_key_create(key, null)
  return {
    numbers: [0, 1, 2, 3, 8, 16, file, directory, ends[1] as number, ...pair, 99],
    streams: [stream],
    directory: (await posix.opendir('/tmp')) as object,
    kept: {
      pthread_mutex_t: () => mutex,
      pthread_cond_t: () => cond,
      pthread_rwlock_t: () => rwlock,
      sem_t: () => semaphore,
      pthread_key_t: () => key,
      pthread_t: () => posix.pthread_self(),
    },
  }
}
