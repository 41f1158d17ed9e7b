// Times as POSIX has them (time.h).

import { isTime } from '../fs/file-time.ts'

/** A time or an interval (`struct timespec`). */
export class timespec {
  /** Seconds; of a time since 1970. */
  tv_sec: number
  /** Nanoseconds of the second. */
  tv_nsec: number

  constructor(tv_sec = 0, tv_nsec = 0) {
    this.tv_sec = tv_sec
    this.tv_nsec = tv_nsec
  }
}

/** What has the fields of a time. */
export interface TimespecLike {
  readonly tv_sec: number
  readonly tv_nsec: number
}

/** Whether it is a record with the fields of a time. */
export function isTimespecLike(value: unknown): value is TimespecLike {
  return typeof value === 'object' && value !== null && 'tv_sec' in value && 'tv_nsec' in value
}

/** Whether the fields are a time: whole seconds, and nanoseconds below a second. */
export function isTimespec({ tv_sec, tv_nsec }: TimespecLike): boolean {
  return isTime(tv_sec, tv_nsec)
}
