// Time stamps of FAT: a date of 16 bits, a time of 16 bits in steps of two seconds, and hundredths of
// those two seconds where a file was made. They are UTC here. Years go from 1980 to 2107; earlier and
// later times become the first and the last.

import type { Timespec } from '../fs/file-time.ts'

/** A date and a time as they are stored, and the hundredths of the two seconds. */
export interface FatStamp {
  readonly date: number
  readonly time: number
  readonly hundredths: number
}

/** 1980-01-01 and the end of 2107, in seconds since 1970. */
const firstSecond = 315_532_800
const lastSecond = 4_354_819_198

/** A point in time as FAT stores it. */
export function fatStampOf(seconds: number, nanoseconds: number): FatStamp {
  const clamped = Math.min(Math.max(seconds, firstSecond), lastSecond)
  const at = new Date(clamped * 1000)
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate()
  const second = at.getUTCSeconds()
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (second >> 1)
  const fraction = clamped === seconds ? Math.floor(nanoseconds / 10_000_000) : 0
  return { date, time, hundredths: (second & 1) * 100 + fraction }
}

/** Seconds since 1970 of a stored date and time; what is no date counts as the first of 1980. */
export function secondsOf(date: number, time: number): number {
  const [month, day] = [(date >> 5) & 15, date & 31]
  if (month < 1 || month > 12 || day === 0) return firstSecond
  const at = Date.UTC(1980 + (date >> 9), month - 1, day)
  const hours = Math.min(time >> 11, 23)
  const minutes = Math.min((time >> 5) & 63, 59)
  return at / 1000 + hours * 3600 + minutes * 60 + Math.min((time & 31) * 2, 59)
}

/** The stamp of what a clock says. */
export function stampOf({ seconds, nanoseconds }: Timespec): FatStamp {
  return fatStampOf(seconds, nanoseconds)
}
