// Time zones as texts of POSIX: `std offset [dst [offset] [,start[/time],end[/time]]]`, for example
// `CET-1CEST,M3.5.0,M10.5.0/3`. Names of a database (`Europe/Berlin`) are not known: they are UTC.

import { TZNAME_MAX } from '../limits.ts'
import { daysOf, isLeapYear } from './calendar.ts'

/** When daylight saving time starts or ends in a year: days since 1970, and seconds of that day. */
interface Change {
  readonly day: (year: number) => number
  readonly seconds: number
}

/** Its names, its offsets in seconds east of UTC, and its changes. */
interface Zone {
  readonly standard: { readonly name: string; readonly east: number }
  readonly saving: {
    readonly name: string
    readonly east: number
    readonly start: Change
    readonly end: Change
  } | null
}

const namePattern = String.raw`(?:<[A-Za-z0-9+-]{3,}>|[A-Za-z]{3,})`
const timePattern = String.raw`[+-]?\d{1,3}(?::\d{1,2}(?::\d{1,2})?)?`
const datePattern = String.raw`J\d{1,3}|\d{1,3}|M\d{1,2}\.\d\.\d`
const zonePattern = new RegExp(
  `^(${namePattern})(${timePattern})(?:(${namePattern})(${timePattern})?` +
    `(?:,(${datePattern})(?:/(${timePattern}))?,(${datePattern})(?:/(${timePattern}))?)?)?$`,
)

const utc: Zone = { standard: { name: 'UTC', east: 0 }, saving: null }
const defaultStart = 'M3.2.0'
const defaultEnd = 'M11.1.0'
const secondsPerDay = 86_400

/** A time zone. */
export class TimeZone {
  readonly #zone: Zone

  /** Of the text of TZ. What is none is UTC. */
  constructor(text: string) {
    this.#zone = zoneOf(text) ?? utc
  }

  /** Whether it has daylight saving time in some part of the year. */
  get hasSaving(): boolean {
    return this.#zone.saving !== null
  }

  /** Its name; with daylight saving time, the name of that, if it has it. */
  name(isSaving: boolean): string {
    const { standard, saving } = this.#zone
    return isSaving && saving !== null ? saving.name : standard.name
  }

  /** Its offset in seconds east of UTC. */
  east(isSaving: boolean): number {
    const { standard, saving } = this.#zone
    return isSaving && saving !== null ? saving.east : standard.east
  }

  /** Whether a time in seconds since 1970 is in daylight saving time. */
  isSaving(seconds: number): boolean {
    const { standard, saving } = this.#zone
    if (saving === null) return false
    const year = yearOf(seconds + standard.east)
    const start = saving.start.day(year) * secondsPerDay + saving.start.seconds - standard.east
    const end = saving.end.day(year) * secondsPerDay + saving.end.seconds - saving.east
    if (start < end) return seconds >= start && seconds < end
    return seconds >= start || seconds < end
  }
}

function yearOf(seconds: number): number {
  const days = Math.floor(seconds / secondsPerDay)
  const near = 1970 + Math.floor(days / 365.2425)
  if (daysOf(near, 0, 1) > days) return near - 1
  return daysOf(near + 1, 0, 1) <= days ? near + 1 : near
}

function zoneOf(text: string): Zone | null {
  const match = zonePattern.exec(text)
  if (match === null) return null
  const [, name = '', west = '', savingName, savingWest, start, startTime, end, endTime] = match
  const east = -secondsIn(west)
  if (!isName(name) || !isOffset(west)) return null
  const standard = { name: nameIn(name), east }
  if (savingName === undefined) return { standard, saving: null }
  if (!isName(savingName) || (savingWest !== undefined && !isOffset(savingWest))) return null
  const from = changeOf(start ?? defaultStart, startTime)
  const to = changeOf(end ?? defaultEnd, endTime)
  if (from === null || to === null) return null
  const savingEast = savingWest === undefined ? east + 3600 : -secondsIn(savingWest)
  return { standard, saving: { name: nameIn(savingName), east: savingEast, start: from, end: to } }
}

function nameIn(text: string): string {
  return text.startsWith('<') ? text.slice(1, -1) : text
}

function isName(text: string): boolean {
  return nameIn(text).length <= TZNAME_MAX
}

function isOffset(text: string): boolean {
  return Math.abs(secondsIn(text)) <= 24 * 3600 + 59 * 60 + 59
}

function secondsIn(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.replace(/^[+-]/, '').split(':').map(Number)
  const total = hours * 3600 + minutes * 60 + seconds
  return text.startsWith('-') ? -total : total
}

function changeOf(date: string, time: string | undefined): Change | null {
  const seconds = time === undefined ? 7200 : secondsIn(time)
  if (Math.abs(seconds) > 167 * 3600 + 3599) return null
  if (date.startsWith('M')) {
    const [month = 0, week = 0, weekday = 0] = date.slice(1).split('.').map(Number)
    if (month < 1 || month > 12 || week < 1 || week > 5 || weekday > 6) return null
    return { day: (year) => weekdayOf(year, month - 1, week, weekday), seconds }
  }
  if (!date.startsWith('J')) {
    const day = Number(date)
    return day > 365 ? null : { day: (year) => daysOf(year, 0, 1) + day, seconds }
  }
  const day = Number(date.slice(1))
  if (day < 1 || day > 365) return null
  // February 29 is never counted.
  return {
    day: (year) => daysOf(year, 0, day) + (day >= 60 && isLeapYear(year) ? 1 : 0),
    seconds,
  }
}

// The day of a weekday in week 1 to 4 of a month, or the last one.
function weekdayOf(year: number, month: number, week: number, weekday: number): number {
  const first = daysOf(year, month, 1)
  const firstWeekday = (((first + 4) % 7) + 7) % 7
  const day = first + ((weekday - firstWeekday + 7) % 7) + (week - 1) * 7
  const next = month === 11 ? daysOf(year + 1, 0, 1) : daysOf(year, month + 1, 1)
  return day < next ? day : day - 7
}
