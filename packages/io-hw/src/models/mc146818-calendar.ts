// The time, calendar and alarm bytes of the MC146818, in the formats that register B selects.
//
// Bytes that are no date are read as numbers that overflow into the next larger unit: the 31st of
// April is the 1st of May. Hours of the 12-hour format are read modulo 12. Times here are whole
// seconds since the Unix epoch.

import {
  anyValue,
  B_24H,
  B_DM,
  CENTURY,
  DAY,
  HOURS,
  HOURS_ALARM,
  MINUTES,
  MINUTES_ALARM,
  MONTH,
  SECONDS,
  SECONDS_ALARM,
  WEEKDAY,
  YEAR,
} from './mc146818-registers.ts'

const secondsPerMinute = 60
const secondsPerHour = 3600
const secondsPerDay = 86_400
const pm = 0x80

/** The time in the bytes. */
export function timeInCells(cells: Uint8Array, b: number): number {
  const number = (index: number): number => decode(cells[index] as number, b)
  const date = new Date(0)
  date.setUTCFullYear(number(CENTURY) * 100 + number(YEAR), number(MONTH) - 1, number(DAY))
  date.setUTCHours(decodeHours(cells[HOURS] as number, b), number(MINUTES), number(SECONDS))
  return date.getTime() / 1000
}

/** Puts a time into the bytes, except for the day of the week. */
export function setTimeInCells(cells: Uint8Array, b: number, time: number): void {
  const date = new Date(time * 1000)
  const year = date.getUTCFullYear()
  cells[SECONDS] = encode(date.getUTCSeconds(), b)
  cells[MINUTES] = encode(date.getUTCMinutes(), b)
  cells[HOURS] = encodeHours(date.getUTCHours(), b)
  cells[DAY] = encode(date.getUTCDate(), b)
  cells[MONTH] = encode(date.getUTCMonth() + 1, b)
  cells[YEAR] = encode(modulo(year, 100), b)
  cells[CENTURY] = encode(modulo(Math.floor(year / 100), 100), b)
}

/** Moves the bytes on, from one time to a later one; the day of the week as a counter of its own. */
export function advanceCells(cells: Uint8Array, b: number, from: number, to: number): void {
  setTimeInCells(cells, b, to)
  const days = Math.floor(to / secondsPerDay) - Math.floor(from / secondsPerDay)
  if (days === 0) return
  const weekday = decode(cells[WEEKDAY] as number, b)
  cells[WEEKDAY] = encode(modulo(weekday - 1 + days, 7) + 1, b)
}

/** The day of the week of a time, 1 for Sunday. */
export function weekdayOf(time: number): number {
  return new Date(time * 1000).getUTCDay() + 1
}

/** The first time after `time` that the alarm bytes match; Infinity if none does. */
export function nextAlarm(cells: Uint8Array, b: number, time: number): number {
  const end = time + secondsPerDay
  let next = time + 1
  while (next <= end) {
    const hours = Math.floor(modulo(next, secondsPerDay) / secondsPerHour)
    const minutes = Math.floor(modulo(next, secondsPerHour) / secondsPerMinute)
    const seconds = modulo(next, secondsPerMinute)
    if (!matches(cells[HOURS_ALARM] as number, encodeHours(hours, b)))
      next += secondsPerHour - modulo(next, secondsPerHour)
    else if (!matches(cells[MINUTES_ALARM] as number, encode(minutes, b)))
      next += secondsPerMinute - seconds
    else if (!matches(cells[SECONDS_ALARM] as number, encode(seconds, b))) next++
    else return next
  }
  return Infinity
}

/** A number below 100 as a byte: binary or BCD. */
export function encode(value: number, b: number): number {
  return (b & B_DM) !== 0 ? value : (Math.floor(value / 10) << 4) | (value % 10)
}

function decode(byte: number, b: number): number {
  return (b & B_DM) !== 0 ? byte : (byte >> 4) * 10 + (byte & 0x0f)
}

function encodeHours(hours: number, b: number): number {
  if ((b & B_24H) !== 0) return encode(hours, b)
  return encode(hours % 12 === 0 ? 12 : hours % 12, b) | (hours < 12 ? 0 : pm)
}

function decodeHours(byte: number, b: number): number {
  if ((b & B_24H) !== 0) return decode(byte, b)
  return (decode(byte & ~pm, b) % 12) + ((byte & pm) === 0 ? 0 : 12)
}

function matches(alarm: number, byte: number): boolean {
  return alarm >= anyValue || alarm === byte
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor
}
