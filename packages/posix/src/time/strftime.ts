// `strftime` of the C locale: a broken-down time as text, by a format.
//
// Of a conversion there may be a flag (`0` or `+`) and a least width, as POSIX.1-2008 has them for
// %C, %F, %G and %Y, and a modifier (E, O), which means nothing in this locale. What is no
// conversion is copied.

import type { tm } from './calendar.ts'

/** The zone of a time: its name, and its offset in seconds east of UTC; null: unknown. */
export interface ZoneOfTime {
  readonly name: string
  readonly east: number
}

export const dayNames: readonly string[] = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
]
export const monthNames: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** Name of a day of the week in three letters; `?` if there is none. */
export function shortDay(weekday: number): string {
  return dayNames[weekday]?.slice(0, 3) ?? '?'
}

/** Name of a month in three letters; `?` if there is none. */
export function shortMonth(month: number): string {
  return monthNames[month]?.slice(0, 3) ?? '?'
}

const conversion = /%([0+]?)(\d*)([EO]?)(.?)/gsu

/** The text of a time. `zone` null: %Z and %z are empty. */
export function formatTime(format: string, time: tm, zone: ZoneOfTime | null): string {
  return format.replace(
    conversion,
    (all, flag: string, width: string, _modifier, letter: string) => {
      const least = Math.min(Number(width), 1024)
      const text = letter === 'F' ? isoDate(time, flag, least) : converted(letter, time, zone)
      if (typeof text === 'string') return text
      return text === null ? all : year(text, flag, least)
    },
  )
}

// A number of a year: how many digits it has at least, and more than how many the flag + marks.
interface YearNumber {
  readonly value: number
  readonly digits: number
  readonly usual: number
}

function year({ value, digits, usual }: YearNumber, flag: string, width: number): string {
  const text = String(Math.abs(value)).padStart(digits, '0')
  const isMarked = flag === '+' && (text.length > usual || width > usual)
  const sign = value < 0 ? '-' : isMarked ? '+' : ''
  return sign + text.padStart(width - sign.length, '0')
}

function isoDate(time: tm, flag: string, width: number): string {
  const { tm_year, tm_mon, tm_mday } = time
  // Without a flag and a width: as %+4Y-%m-%d.
  const asDefault = flag === '' && width === 0
  const first = year(
    { value: tm_year + 1900, digits: 4, usual: 4 },
    asDefault ? '+' : flag,
    asDefault ? 4 : Math.max(width - 6, 0),
  )
  return `${first}-${two(tm_mon + 1)}-${two(tm_mday)}`
}

function two(value: number): string {
  return padded(value, 2)
}

function padded(value: number, digits: number, fill = '0'): string {
  return value < 0 ? `-${padded(-value, digits - 1, fill)}` : String(value).padStart(digits, fill)
}

function clock({ tm_hour, tm_min, tm_sec }: tm): string {
  return `${two(tm_hour)}:${two(tm_min)}:${two(tm_sec)}`
}

function hour12({ tm_hour }: tm): number {
  return tm_hour % 12 === 0 ? 12 : tm_hour % 12
}

function half({ tm_hour }: tm): string {
  return tm_hour < 12 ? 'AM' : 'PM'
}

// The text of a conversion; null: it is none.
function converted(letter: string, time: tm, zone: ZoneOfTime | null): string | YearNumber | null {
  const { tm_year, tm_mon, tm_mday, tm_hour, tm_min, tm_sec, tm_wday, tm_yday } = time
  switch (letter) {
    case 'a':
      return shortDay(tm_wday)
    case 'A':
      return dayNames[tm_wday] ?? '?'
    case 'b':
    case 'h':
      return shortMonth(tm_mon)
    case 'B':
      return monthNames[tm_mon] ?? '?'
    case 'c':
      return `${shortDay(tm_wday)} ${shortMonth(tm_mon)} ${padded(tm_mday, 2, ' ')} ${clock(time)} ${tm_year + 1900}`
    case 'C':
      return { value: Math.floor((tm_year + 1900) / 100), digits: 2, usual: 2 }
    case 'd':
      return two(tm_mday)
    case 'D':
    case 'x':
      return `${two(tm_mon + 1)}/${two(tm_mday)}/${two(yearOfCentury(time))}`
    case 'e':
      return padded(tm_mday, 2, ' ')
    case 'g':
      return two(((weekYear(time).year % 100) + 100) % 100)
    case 'G':
      return { value: weekYear(time).year, digits: 4, usual: 4 }
    case 'H':
      return two(tm_hour)
    case 'I':
      return two(hour12(time))
    case 'j':
      return padded(tm_yday + 1, 3)
    case 'm':
      return two(tm_mon + 1)
    case 'M':
      return two(tm_min)
    case 'n':
      return '\n'
    case 'p':
      return half(time)
    case 'r':
      return `${two(hour12(time))}:${two(tm_min)}:${two(tm_sec)} ${half(time)}`
    case 'R':
      return `${two(tm_hour)}:${two(tm_min)}`
    case 'S':
      return two(tm_sec)
    case 't':
      return '\t'
    case 'T':
    case 'X':
      return clock(time)
    case 'u':
      return String(tm_wday === 0 ? 7 : tm_wday)
    case 'U':
      return two(Math.floor((tm_yday + 7 - tm_wday) / 7))
    case 'V':
      return two(weekYear(time).week)
    case 'w':
      return String(tm_wday)
    case 'W':
      return two(Math.floor((tm_yday + 7 - ((tm_wday + 6) % 7)) / 7))
    case 'y':
      return two(yearOfCentury(time))
    case 'Y':
      return { value: tm_year + 1900, digits: 1, usual: 4 }
    case 'z':
      return zone === null ? '' : offset(zone.east)
    case 'Z':
      return zone === null ? '' : zone.name
    case '%':
      return '%'
    default:
      return null
  }
}

function yearOfCentury({ tm_year }: tm): number {
  return ((tm_year % 100) + 100) % 100
}

function offset(east: number): string {
  const minutes = Math.floor(Math.abs(east) / 60)
  return `${east < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`
}

// The week of ISO 8601: it has four days of its year, and begins on Monday.
function weekYear({ tm_year, tm_yday, tm_wday }: tm): {
  readonly year: number
  readonly week: number
} {
  const own = tm_year + 1900
  const monday = (tm_wday + 6) % 7
  const week = Math.floor((tm_yday - monday + 10) / 7)
  if (week < 1) return { year: own - 1, week: weeksOf(own - 1) }
  if (week > weeksOf(own)) return { year: own + 1, week: 1 }
  return { year: own, week }
}

function weeksOf(year: number): number {
  // The weekday of December 31.
  const last = (of: number): number =>
    (((of + Math.floor(of / 4) - Math.floor(of / 100) + Math.floor(of / 400)) % 7) + 7) % 7
  return last(year) === 4 || last(year - 1) === 3 ? 53 : 52
}
