// What `sysconf`, `pathconf` and `confstr` answer (unistd.h): the limits of this system, and which
// options of the standard it has. -1: no limit, or no such option.

import type { Kos } from '@kos/libkos'
import {
  ATEXIT_MAX,
  DELAYTIMER_MAX,
  HOST_NAME_MAX,
  LINK_MAX,
  LOGIN_NAME_MAX,
  maxEnvironment,
  MQ_OPEN_MAX,
  MQ_PRIO_MAX,
  NAME_MAX,
  OPEN_MAX,
  pageSize,
  PATH_MAX,
  PIPE_BUF,
  PTHREAD_DESTRUCTOR_ITERATIONS,
  PTHREAD_KEYS_MAX,
  PTHREAD_STACK_MIN,
  SEM_NSEMS_MAX,
  SEM_VALUE_MAX,
  SYMLOOP_MAX,
  terminalLineBytes,
  TIMER_MAX,
  TZNAME_MAX,
} from '../limits.ts'
import { RE_DUP_MAX } from '../text/regex-syntax.ts'
import * as names from './configuration-names.ts'
import { processCpuTime } from './process-id.ts'

/** The version of the standard: what an option answers that is there. */
const version = 200_809
const none = -1

/** What `sysconf` answers; whatever is not here is not there. */
const system: ReadonlyMap<number, number> = /* @__PURE__ */ new Map([
  [names._SC_ARG_MAX, maxEnvironment],
  [names._SC_ATEXIT_MAX, ATEXIT_MAX],
  [names._SC_CLK_TCK, 100],
  [names._SC_DELAYTIMER_MAX, DELAYTIMER_MAX],
  [names._SC_HOST_NAME_MAX, HOST_NAME_MAX],
  [names._SC_LOGIN_NAME_MAX, LOGIN_NAME_MAX],
  [names._SC_MQ_OPEN_MAX, MQ_OPEN_MAX],
  [names._SC_MQ_PRIO_MAX, MQ_PRIO_MAX],
  [names._SC_NPROCESSORS_CONF, 1],
  [names._SC_NPROCESSORS_ONLN, 1],
  [names._SC_OPEN_MAX, OPEN_MAX],
  [names._SC_PAGESIZE, pageSize],
  [names._SC_RE_DUP_MAX, RE_DUP_MAX],
  [names._SC_SEM_NSEMS_MAX, SEM_NSEMS_MAX],
  [names._SC_SEM_VALUE_MAX, SEM_VALUE_MAX],
  [names._SC_STREAM_MAX, OPEN_MAX],
  [names._SC_SYMLOOP_MAX, SYMLOOP_MAX],
  [names._SC_THREAD_DESTRUCTOR_ITERATIONS, PTHREAD_DESTRUCTOR_ITERATIONS],
  [names._SC_THREAD_KEYS_MAX, PTHREAD_KEYS_MAX],
  [names._SC_THREAD_STACK_MIN, PTHREAD_STACK_MIN],
  [names._SC_TIMER_MAX, TIMER_MAX],
  [names._SC_TTY_NAME_MAX, 9],
  [names._SC_TZNAME_MAX, TZNAME_MAX],
  // Options.
  [names._SC_ADVISORY_INFO, version],
  [names._SC_BARRIERS, version],
  [names._SC_CLOCK_SELECTION, version],
  [names._SC_FSYNC, version],
  [names._SC_MAPPED_FILES, version],
  [names._SC_MEMLOCK, version],
  [names._SC_MEMLOCK_RANGE, version],
  [names._SC_MESSAGE_PASSING, version],
  [names._SC_MONOTONIC_CLOCK, version],
  [names._SC_PRIORITY_SCHEDULING, version],
  [names._SC_READER_WRITER_LOCKS, version],
  [names._SC_REGEXP, 1],
  [names._SC_SAVED_IDS, 1],
  [names._SC_SEMAPHORES, version],
  [names._SC_SPIN_LOCKS, version],
  [names._SC_SYNCHRONIZED_IO, version],
  [names._SC_THREAD_ATTR_STACKADDR, version],
  [names._SC_THREAD_ATTR_STACKSIZE, version],
  [names._SC_THREAD_PRIO_INHERIT, version],
  [names._SC_THREAD_PRIO_PROTECT, version],
  [names._SC_THREAD_PRIORITY_SCHEDULING, version],
  [names._SC_THREAD_SAFE_FUNCTIONS, version],
  [names._SC_THREADS, version],
  [names._SC_TIMEOUTS, version],
  [names._SC_TIMERS, version],
  [names._SC_VERSION, version],
])

/** What `pathconf` and `fpathconf` answer of any file. */
const path: ReadonlyMap<number, number> = /* @__PURE__ */ new Map([
  [names._PC_LINK_MAX, LINK_MAX],
  [names._PC_MAX_CANON, terminalLineBytes],
  [names._PC_MAX_INPUT, terminalLineBytes],
  [names._PC_NAME_MAX, NAME_MAX],
  [names._PC_PATH_MAX, PATH_MAX],
  [names._PC_PIPE_BUF, PIPE_BUF],
  [names._PC_CHOWN_RESTRICTED, 1],
  [names._PC_NO_TRUNC, 1],
  [names._PC_VDISABLE, 0],
  [names._PC_SYNC_IO, 1],
  // Sizes are exact up to 2^53 - 1: 54 bits with a sign.
  [names._PC_FILESIZEBITS, 54],
  [names._PC_ALLOC_SIZE_MIN, pageSize],
  [names._PC_SYMLINK_MAX, PATH_MAX - 1],
  [names._PC_2_SYMLINKS, 1],
])

/** What `confstr` answers; whatever is not here has no value. */
const strings: ReadonlyMap<number, string> = /* @__PURE__ */ new Map([
  [names._CS_PATH, '/bin:/usr/bin'],
  [names._CS_V6_ENV, 'POSIXLY_CORRECT=1'],
  [names._CS_V7_ENV, 'POSIXLY_CORRECT=1'],
])

/** Whether a number is one of the names with a prefix. */
function isName(prefix: string, number: number): boolean {
  return Object.entries(names).some(([name, value]) => value === number && name.startsWith(prefix))
}

/** A value of the system; null: there is no such name. */
export function systemValue(kos: Kos, name: number): number | null {
  if (!isName('_SC_', name)) return null
  if (name === names._SC_CPUTIME) return processCpuTime(kos) === null ? none : version
  return system.get(name) ?? none
}

/** A value of a path; null: there is no such name. */
export function pathValue(name: number): number | null {
  return isName('_PC_', name) ? (path.get(name) ?? none) : null
}

/** A string of the system, empty if it has no value; null: there is no such name. */
export function systemString(name: number): string | null {
  return isName('_CS_', name) ? (strings.get(name) ?? '') : null
}
