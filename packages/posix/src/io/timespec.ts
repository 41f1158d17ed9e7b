// Times as POSIX has them (time.h).

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
