// Intervals of timers, and the arithmetic of times that clocks and timers share. Inside,
// times are nanoseconds as bigint: seconds since 1970 in nanoseconds are beyond 2^53.

import { timespec, type TimespecLike } from '../io/timespec.ts'

/** When a timer runs out, and again after which span (`struct itimerspec`). */
export class itimerspec {
  readonly it_interval: timespec = new timespec()
  readonly it_value: timespec = new timespec()
}

/** Nanoseconds of a time. */
export function nanosecondsOf({ tv_sec, tv_nsec }: TimespecLike): bigint {
  return BigInt(tv_sec) * 1_000_000_000n + BigInt(tv_nsec)
}

/** Writes nanoseconds into a record. */
export function writeTimespec(nanoseconds: bigint, into: timespec): void {
  const rest = ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n
  into.tv_sec = Number((nanoseconds - rest) / 1_000_000_000n)
  into.tv_nsec = Number(rest)
}
