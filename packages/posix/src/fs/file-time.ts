// Time stamps of files: seconds since 1970 and nanoseconds, and the clock that they are read from.

/** A point in time. */
export interface Timespec {
  /** Seconds since 1970-01-01 00:00 UTC. */
  seconds: number
  /** Nanoseconds of the second, 0 to 999,999,999. */
  nanoseconds: number
}

/** Where a file system reads the time. It writes into the caller's record: nothing is allocated. */
export interface FileClock {
  read(into: Timespec): void
}

/** Instead of nanoseconds: the time is now (`UTIME_NOW` of sys/stat.h). */
export const UTIME_NOW: number = 2 ** 30 - 1
/** Instead of nanoseconds: the time stays (`UTIME_OMIT` of sys/stat.h). */
export const UTIME_OMIT: number = 2 ** 30 - 2

/** Nanoseconds of a second. */
export const nanosecondsPerSecond = 1_000_000_000

/** Whether it can be the time of a file; UTIME_NOW and UTIME_OMIT are not. */
export function isTime(seconds: number, nanoseconds: number): boolean {
  if (!Number.isSafeInteger(seconds) || !Number.isInteger(nanoseconds)) return false
  return nanoseconds >= 0 && nanoseconds < nanosecondsPerSecond
}
