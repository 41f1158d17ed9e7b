// Intervals of timers, and the arithmetic of times that clocks and timers share. Inside,
// times are nanoseconds as bigint: seconds since 1970 in nanoseconds are beyond 2^53.

import { nanosecondsPerSecond } from '../fs/file-time.ts'
import { timespec } from '../io/timespec.ts'

/** When a timer runs out, and again after which span (`struct itimerspec`). */
export class itimerspec {
  readonly it_interval: timespec = new timespec()
  readonly it_value: timespec = new timespec()
}

/** What has the fields of a time. */
export type TimespecLike = { readonly tv_sec: number; readonly tv_nsec: number }

/** Whether it is a record with the fields of a time. */
export function isRecord(value: unknown): value is TimespecLike {
  return typeof value === 'object' && value !== null && 'tv_sec' in value && 'tv_nsec' in value
}

/** Whether the fields are a time: whole seconds, and nanoseconds below a second. */
export function isTimespec({ tv_sec, tv_nsec }: TimespecLike): boolean {
  if (!Number.isSafeInteger(tv_sec) || !Number.isInteger(tv_nsec)) return false
  return tv_nsec >= 0 && tv_nsec < nanosecondsPerSecond
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
