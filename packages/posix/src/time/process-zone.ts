// The time zone of a process: that of its variable TZ, UTC without. Looked at anew by each function
// that needs it, as if it called `tzset`.

import { Environment } from '../process/environment.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { copyTime, secondsOf, tm, writeCalendar } from './calendar.ts'
import type { ZoneOfTime } from './strftime.ts'
import { TimeZone } from './time-zone.ts'

/** The zone of a process, and the names that `tzname` has. */
export class ProcessZone {
  /** `tzname`: of standard time and of daylight saving time. */
  readonly names: [string, string] = ['UTC', 'UTC']
  #text = ''
  #zone: TimeZone = new TimeZone('')

  /** That of the process of a thread, as TZ says now. */
  static of(thread: PosixThread): ProcessZone {
    const zone = thread.process.local(ProcessZone, () => new ProcessZone())
    zone.#look(Environment.of(thread).get('TZ') ?? '')
    return zone
  }

  /** Writes a time in seconds since 1970 as local time. False: its year is no `int`. */
  write(seconds: number, into: tm): boolean {
    const isSaving = this.#zone.isSaving(seconds)
    if (!writeCalendar(seconds + this.#zone.east(isSaving), into)) return false
    into.tm_isdst = isSaving ? 1 : 0
    return true
  }

  /** The zone of a local time. */
  of({ tm_isdst }: tm): ZoneOfTime | null {
    if (tm_isdst < 0) return null
    return { name: this.#zone.name(tm_isdst > 0), east: this.#zone.east(tm_isdst > 0) }
  }

  /**
   * Seconds since 1970 of a local time whose fields may be out of range; the fields are set anew.
   * Null: that is no time, or its year no `int`, and nothing is written.
   */
  make(time: tm): number | null {
    const local = secondsOf(time)
    const seconds = local - this.#zone.east(this.#isSavingAt(local, time.tm_isdst))
    if (!Number.isSafeInteger(seconds)) return null
    const fields = new tm()
    if (!this.write(seconds, fields)) return null
    copyTime(fields, time)
    return seconds
  }

  // Whether a local time is meant as daylight saving time. An hour that is there twice is the later
  // one, one that is not there is counted on from before.
  #isSavingAt(local: number, isdst: number): boolean {
    const zone = this.#zone
    if (!zone.hasSaving) return false
    if (isdst >= 0) return isdst > 0
    return !zone.isSaving(local - zone.east(false)) ? false : zone.isSaving(local - zone.east(true))
  }

  #look(text: string): void {
    if (text === this.#text) return
    this.#text = text
    this.#zone = new TimeZone(text)
    this.names[0] = this.#zone.name(false)
    this.names[1] = this.#zone.name(true)
  }
}
