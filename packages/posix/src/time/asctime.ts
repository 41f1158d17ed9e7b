// `asctime` of time.h, and `difftime`: what needs neither a clock nor a zone.

import { isBrokenDown, type tm } from './calendar.ts'
import { shortDay, shortMonth } from './strftime.ts'

/**
 * A broken-down time as `Thu Jan  1 00:00:00 1970\n`. Null if it is none, or has more than the 25
 * characters that the standard has room for: a year of more than four digits, fields out of range.
 */
export function asctime(timeptr: tm): string | null {
  if (!isBrokenDown(timeptr)) return null
  const { tm_wday, tm_mon, tm_mday, tm_hour, tm_min, tm_sec, tm_year } = timeptr
  const day = String(tm_mday).padStart(3)
  const clock = [tm_hour, tm_min, tm_sec].map((each) => String(each).padStart(2, '0')).join(':')
  const start = `${shortDay(tm_wday).padEnd(3, '?')} ${shortMonth(tm_mon).padEnd(3, '?')}`
  const text = `${start}${day} ${clock} ${tm_year + 1900}\n`
  return text.length > 25 ? null : text
}

/** The same: strings do not change, so there is nothing to write into. */
export function asctime_r(timeptr: tm): string | null {
  return asctime(timeptr)
}

/** Seconds from `time0` to `time1`. */
export function difftime(time1: number, time0: number): number {
  return time1 - time0
}
