// Absolute times of timed waits as time-outs of kos, in whole milliseconds.

import { type Kos, rcOk, rcTimeout } from '@kos/libkos'
import { EFAULT, EINVAL } from '../errno.ts'

/** Clocks that a wait can be timed by (time.h): the values of Linux. */
export const CLOCK_REALTIME = 0
export const CLOCK_MONOTONIC = 1

/** A point in time, as `struct timespec`: seconds, and nanoseconds below 10^9. */
export interface AbsoluteTime {
  readonly tv_sec: number
  readonly tv_nsec: number
}

/** Longer waits are made of several. */
const longestWait = 0x7fff_ffff
const nanosecondsPerSecond = 1_000_000_000

/** When a timed wait is over. */
export class Deadline {
  readonly #kos: Kos
  readonly #clock: number
  readonly #seconds: number
  readonly #nanoseconds: number

  private constructor(kos: Kos, clock: number, seconds: number, nanoseconds: number) {
    this.#kos = kos
    this.#clock = clock
    this.#seconds = seconds
    this.#nanoseconds = nanoseconds
  }

  /** The deadline at a time; EFAULT: no timespec; EINVAL: nanoseconds out of range. */
  static at(kos: Kos, time: unknown, clock: number = CLOCK_REALTIME): Deadline | number {
    if (typeof time !== 'object' || time === null) return EFAULT
    const { tv_sec: seconds, tv_nsec: nanoseconds } = time as Partial<AbsoluteTime>
    if (typeof seconds !== 'number' || typeof nanoseconds !== 'number') return EFAULT
    if (!Number.isSafeInteger(seconds) || !Number.isInteger(nanoseconds)) return EINVAL
    if (nanoseconds < 0 || nanoseconds >= nanosecondsPerSecond) return EINVAL
    return new Deadline(kos, clock, seconds, nanoseconds)
  }

  /** Milliseconds that are left, rounded up, but at most 24 days; 0: it has passed. */
  get timeout(): number {
    const kos = this.#kos
    const got = this.#clock === CLOCK_MONOTONIC ? kos.KnGetUpTime() : kos.KnGetSystemTime()
    if (got.rc !== rcOk) return 0
    const { sec, nsec } = got.time
    const left = (this.#seconds - sec) * 1_000 + (this.#nanoseconds - nsec) / 1_000_000
    return left <= 0 ? 0 : Math.min(Math.ceil(left), longestWait)
  }

  /** Waits until then: `wait` is called with a time-out, and again if that was too short. */
  async wait(wait: (timeout: number) => Promise<number>): Promise<number> {
    for (;;) {
      const rc = await wait(this.timeout)
      if (rc !== rcTimeout || this.timeout === 0) return rc
    }
  }
}
