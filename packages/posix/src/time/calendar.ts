// The Gregorian calendar, without time zones: seconds since 1970 to a broken-down time and back. All
// years that `int` has, forwards and backwards; nothing here knows leap seconds, as in the standard.

/** A broken-down time (`struct tm`). */
export class tm {
  /** 0 to 60. */
  tm_sec = 0
  tm_min = 0
  tm_hour = 0
  /** Day of the month, from 1. */
  tm_mday = 1
  /** Month, from 0. */
  tm_mon = 0
  /** Year less 1900. */
  tm_year = 70
  /** Day of the week, 0 is Sunday. */
  tm_wday = 4
  /** Day of the year, from 0. */
  tm_yday = 0
  /** Daylight saving time: more than 0 yes, 0 no, less than 0 unknown. */
  tm_isdst = 0
}

const secondsPerDay = 86_400
/** Days from March 1 of the year 0 to January 1, 1970: years that begin in March end with February 29. */
const daysToEpoch = 719_468
const daysPerEra = 146_097
const greatestInt = 2 ** 31 - 1

/** Days since 1970 of a day: `month` from 0, within a year; `day` from 1, any number. */
export function daysOf(year: number, month: number, day: number): number {
  const shifted = month < 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * ((month + 10) % 12) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100)
  return era * daysPerEra + dayOfEra + dayOfYear - daysToEpoch
}

/** Whether a year has 366 days. */
export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

/** Writes a time in seconds since 1970. False: its year is no `int`, and nothing is written. */
export function writeCalendar(seconds: number, into: tm): boolean {
  const days = Math.floor(seconds / secondsPerDay)
  const rest = seconds - days * secondsPerDay
  const shifted = days + daysToEpoch
  const era = Math.floor(shifted / daysPerEra)
  const dayOfEra = shifted - era * daysPerEra
  const leapDays = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524)
  const yearOfEra = Math.floor((dayOfEra - leapDays - Math.floor(dayOfEra / 146_096)) / 365)
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const march = Math.floor((5 * dayOfYear + 2) / 153)
  const month = (march + 2) % 12
  const year = yearOfEra + era * 400 + (month < 2 ? 1 : 0)
  if (!isInt(year - 1900)) return false
  into.tm_sec = rest % 60
  into.tm_min = Math.floor(rest / 60) % 60
  into.tm_hour = Math.floor(rest / 3600)
  into.tm_mday = dayOfYear - Math.floor((153 * march + 2) / 5) + 1
  into.tm_mon = month
  into.tm_year = year - 1900
  into.tm_wday = (((days + 4) % 7) + 7) % 7
  into.tm_yday = days - daysOf(year, 0, 1)
  into.tm_isdst = 0
  return true
}

/** Seconds since 1970 of the fields, each of which may be out of its range; the last three do not count. */
export function secondsOf(time: tm): number {
  const { tm_year, tm_mon, tm_mday, tm_hour, tm_min, tm_sec } = time
  const years = Math.floor(tm_mon / 12)
  const days = daysOf(tm_year + 1900 + years, tm_mon - years * 12, tm_mday)
  return days * secondsPerDay + tm_hour * 3600 + tm_min * 60 + tm_sec
}

const fields = [
  'tm_sec',
  'tm_min',
  'tm_hour',
  'tm_mday',
  'tm_mon',
  'tm_year',
  'tm_wday',
  'tm_yday',
  'tm_isdst',
] as const

/** Whether it is a record with all fields of a broken-down time, each an `int`. */
export function isBrokenDown(value: unknown): value is tm {
  if (typeof value !== 'object' || value === null) return false
  return fields.every((field) => isInt((value as tm)[field]))
}

/** Copies all fields. */
export function copyTime(from: tm, into: tm): void {
  for (const field of fields) into[field] = from[field]
}

function isInt(value: unknown): boolean {
  return (
    Number.isInteger(value) &&
    (value as number) >= -greatestInt - 1 &&
    (value as number) <= greatestInt
  )
}
