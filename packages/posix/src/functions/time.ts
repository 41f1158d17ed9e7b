// Calendar and clocks: time.h but timers, `sleep` of unistd.h.

import { EFAULT, EINVAL, EOVERFLOW, ESRCH, ENOTSUP } from '../errno.ts'
import { isTimespec, isTimespecLike, timespec } from '../io/timespec.ts'
import { ProcessId } from '../process/process-id.ts'
import { isRecordOf } from './out-record.ts'
import type { Family, Variables } from '../runtime/family.ts'
import { Out } from '../out.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { utf8Length } from '../fs/file-name.ts'
import { asctime } from '../time/asctime.ts'
import { isBrokenDown, tm, writeCalendar } from '../time/calendar.ts'
import {
  CLOCK_MONOTONIC,
  CLOCK_PROCESS_CPUTIME_ID,
  CLOCK_REALTIME,
  CLOCK_THREAD_CPUTIME_ID,
  clockResolution,
  ClockWaits,
  readClock,
} from '../time/clocks.ts'
import { ProcessZone } from '../time/process-zone.ts'
import { formatTime } from '../time/strftime.ts'
import { nanosecondsOf, writeTimespec } from '../time/intervals.ts'

/** Functions of time.h. Times are seconds since 1970. */
export interface TimeHeaderApi {
  /** The time; written to `tloc`, too, if that is given. -1 with errno EOVERFLOW: there is none;
   * EFAULT: `tloc` is no Out. */
  readonly time: (tloc?: Out<number> | null) => number
  /** CPU time of the process in microseconds; -1: the kernel does not count it. */
  readonly clock: () => number
  /**
   * Writes what a clock shows. 0; -1 with errno: EINVAL (no such clock, or the kernel does not
   * count CPU time), EFAULT (no record).
   */
  readonly clock_gettime: (clock_id: number, tp: timespec) => number
  /** Writes the resolution of a clock, if `res` is given. 0; -1 with errno EINVAL, EFAULT. */
  readonly clock_getres: (clock_id: number, res?: timespec | null) => number
  /**
   * Sets CLOCK_REALTIME. 0; -1 with errno: EINVAL (another clock, not a time), EFAULT (no record),
   * EPERM (the kernel refuses it).
   */
  readonly clock_settime: (clock_id: number, tp: timespec) => number
  /**
   * Writes the id of the CPU-time clock of a process, which may only be this one (0, or its id): 0,
   * or ESRCH, EFAULT.
   */
  readonly clock_getcpuclockid: (pid: number, clock_id: Out<number>) => number
  /**
   * Waits for a span, and resolves with 0. Nothing interrupts it, so `rmtp` is not written. -1 with
   * errno: EINVAL (not a time, or a negative one), EFAULT (no record).
   */
  readonly nanosleep: (rqtp: timespec, rmtp?: timespec | null) => Promise<number>
  /**
   * Waits for a span, or with TIMER_ABSTIME until the clock shows a time. Resolves with 0, or
   * EINVAL (no such clock, not a time), ENOTSUP (CPU time of the process), EFAULT (no record).
   */
  readonly clock_nanosleep: (
    clock_id: number,
    flags: number,
    rqtp: timespec,
    rmtp?: timespec | null,
  ) => Promise<number>
  /** Waits for so many seconds, and resolves with 0. What is no number of seconds is none. */
  readonly sleep: (seconds: number) => Promise<number>
  /** A time in UTC. Null with errno: EOVERFLOW (its year is no `int`), EFAULT (no number). */
  readonly gmtime: (timer: number) => tm | null
  /** The same, into a record. */
  readonly gmtime_r: (timer: number, result: tm) => tm | null
  /** A time in the zone of TZ. Null with errno as `gmtime`. */
  readonly localtime: (timer: number) => tm | null
  /** The same, into a record. */
  readonly localtime_r: (timer: number, result: tm) => tm | null
  /**
   * The time of a local time, whose fields may be out of their ranges and are set anew. -1 with
   * errno: EOVERFLOW (too far away), EFAULT (no record, or fields that are no `int`).
   */
  readonly mktime: (timeptr: tm) => number
  /** A local time as `Thu Jan  1 00:00:00 1970\n`. Null with errno as `localtime`. */
  readonly ctime: (clock: number) => string | null
  /** The same: strings do not change, so there is nothing to write into. */
  readonly ctime_r: (clock: number) => string | null
  /**
   * A time as text, as a format says, in the C locale. Empty if it has `maxsize` bytes or more, as
   * one does not fit that is written with a null byte.
   */
  readonly strftime: (maxsize: number, format: string, timeptr: tm) => string
  /** The same: there is one locale. */
  readonly strftime_l: (maxsize: number, format: string, timeptr: tm, locale: object) => string
  /** Looks at TZ, and sets `tzname`. All functions of local time do that themselves. */
  readonly tzset: () => void
}

/** Variables of time.h. */
export interface TimeVariables {
  /** Names of the zone: in standard time, and in daylight saving time. */
  readonly tzname: readonly [string, string]
}

/** `clock_nanosleep`: wait until a time, not for a span. */
export const TIMER_ABSTIME = 1

/** Whether the flags of `clock_nanosleep` or `timer_settime` say a time, not a span. */
export function isUntilTime(flags: number): boolean {
  return Number.isInteger(flags) && (flags & TIMER_ABSTIME) !== 0
}

/** What C makes of an argument of `sleep` or `alarm`: an `unsigned`, 0 of what is no number. */
export function wholeSeconds(seconds: unknown): number {
  if (typeof seconds !== 'number' || !(seconds > 0)) return 0
  return Math.floor(Math.min(seconds, 2 ** 32 - 1))
}

function getTime(into: timespec, read: bigint | number): number {
  if (typeof read === 'number') return read
  if (!isTimespecLike(into) || Object.isFrozen(into)) return -EFAULT
  writeTimespec(read, into)
  return 0
}

function setTime(thread: PosixThread, clock: number, time: timespec): number {
  if (clock !== CLOCK_REALTIME) return -EINVAL
  if (!isTimespecLike(time)) return -EFAULT
  return isTimespec(time) ? ClockWaits.of(thread).set(thread, time) : -EINVAL
}

// Answers 0 or a negated error number.
function sleepFor(
  thread: PosixThread,
  clock: number,
  flags: number,
  time: timespec,
): number | Promise<number> {
  if (!isTimespecLike(time)) return -EFAULT
  if (!isTimespec(time) || clock === CLOCK_THREAD_CPUTIME_ID) return -EINVAL
  if (clock === CLOCK_PROCESS_CPUTIME_ID) return -ENOTSUP
  const isAbsolute = isUntilTime(flags)
  if (!isAbsolute && time.tv_sec < 0) return -EINVAL
  const waits = ClockWaits.of(thread)
  if (isAbsolute) return waits.sleepUntil(thread, clock, nanosecondsOf(time))
  if (clock !== CLOCK_REALTIME && clock !== CLOCK_MONOTONIC) return -EINVAL
  // A span is not changed by setting a clock.
  const now = readClock(thread.kos, CLOCK_MONOTONIC)
  if (typeof now === 'number') return now
  return waits.sleepUntil(thread, CLOCK_MONOTONIC, now + nanosecondsOf(time))
}

function broken(
  thread: PosixThread,
  write: (seconds: number, into: tm) => boolean,
): (timer: number, result: tm) => tm | null {
  return (timer, result) => {
    const isWrong = !Number.isInteger(timer) || !isRecordOf(result, tm)
    const errno = isWrong ? EFAULT : write(timer, result) ? 0 : EOVERFLOW
    if (errno === 0) return result
    thread.fail(errno)
    return null
  }
}

function local(thread: PosixThread): (timer: number, result: tm) => tm | null {
  return broken(thread, (seconds, into) => ProcessZone.of(thread).write(seconds, into))
}

function localText(thread: PosixThread): (clock: number) => string | null {
  const convert = local(thread)
  return (clock) => {
    const time = convert(clock, new tm())
    return time === null ? null : asctime(time)
  }
}

function format(thread: PosixThread): TimeHeaderApi['strftime'] {
  return (maxsize, text, time) => {
    if (typeof text !== 'string' || typeof maxsize !== 'number' || !isBrokenDown(time)) return ''
    const formatted = formatTime(text, time, ProcessZone.of(thread).of(time))
    return utf8Length(formatted) < maxsize ? formatted : ''
  }
}

/** Calendar and clocks. */
export const time: Family<TimeHeaderApi> = {
  time: (thread) => (tloc) => {
    if (tloc != null && !Out.is(tloc)) return thread.fail(EFAULT)
    const now = readClock(thread.kos, CLOCK_REALTIME)
    if (typeof now === 'number') return thread.fail(EOVERFLOW)
    const seconds = Number(now / 1_000_000_000n)
    Out.put(tloc, seconds)
    return seconds
  },
  clock: (thread) => () => {
    const used = readClock(thread.kos, CLOCK_PROCESS_CPUTIME_ID)
    return typeof used === 'number' ? -1 : Number(used / 1000n)
  },
  clock_gettime: (thread) => (clock, tp) =>
    thread.result(getTime(tp, readClock(thread.kos, clock))),
  clock_getres:
    (thread) =>
    (clock, res = null) =>
      thread.result(getTime(res ?? new timespec(), clockResolution(thread.kos, clock))),
  clock_settime: (thread) => (clock, tp) => thread.result(setTime(thread, clock, tp)),
  clock_getcpuclockid: (thread) => (pid, clock) => {
    if (!Out.is(clock)) return EFAULT
    if (pid !== 0 && pid !== ProcessId.of(thread).value) return ESRCH
    Out.put(clock, CLOCK_PROCESS_CPUTIME_ID)
    return 0
  },
  nanosleep: (thread) => (rqtp) => thread.promise(sleepFor(thread, CLOCK_MONOTONIC, 0, rqtp)),
  clock_nanosleep: (thread) => async (clock, flags, rqtp) =>
    -(await sleepFor(thread, clock, flags, rqtp)) || 0,
  sleep: (thread) => async (seconds) => {
    await sleepFor(thread, CLOCK_MONOTONIC, 0, new timespec(wholeSeconds(seconds)))
    return 0
  },
  gmtime: (thread) => {
    const convert = broken(thread, writeCalendar)
    return (timer) => convert(timer, new tm())
  },
  gmtime_r: (thread) => broken(thread, writeCalendar),
  localtime: (thread) => {
    const convert = local(thread)
    return (timer) => convert(timer, new tm())
  },
  localtime_r: local,
  mktime: (thread) => (timeptr) => {
    if (!isRecordOf(timeptr, tm) || !isBrokenDown(timeptr)) return thread.fail(EFAULT)
    return ProcessZone.of(thread).make(timeptr) ?? thread.fail(EOVERFLOW)
  },
  ctime: localText,
  ctime_r: localText,
  strftime: format,
  strftime_l: format,
  tzset: (thread) => () => void ProcessZone.of(thread),
}

/** `tzname`. */
export const timeVariables: Variables<TimeVariables> = {
  tzname: { get: (thread) => ProcessZone.of(thread).names, set: () => {} },
}
