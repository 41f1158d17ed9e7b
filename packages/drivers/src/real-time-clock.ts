// A real-time clock MC146818 for the threads of its driver: index and data register at two ports
// (Motorola MC146818A).
//
// The clock may count in binary or BCD, 24 hours or 12: it stays as it is, and times are translated.
// Years are 1970 to 2099: two digits, and a century in the RAM, where PCs have it. A clock does not
// move the century on itself.

import {
  type Kos,
  type KosEvent,
  KosInitializedEvent,
  type Result,
  type Retcode,
  rcDeviceNotFound,
  rcFail,
  rcInvalidArgument,
  rcNotReady,
  rcOk,
} from '@kos/libkos'
import { type Alarm, Any, type DateTime, MaxWait } from './generated/kl/drivers/RTC.idl.ts'
import { openPorts } from './io-resources.ts'
import { maxClockPolls } from './limits.ts'
import type { DeviceDescription } from './machine-file.ts'
import { WaitingClients } from './waiting-clients.ts'

const portCount = 2

const second = 0
const secondAlarm = 1
const minute = 2
const minuteAlarm = 3
const hour = 4
const hourAlarm = 5
const weekday = 6
const day = 7
const month = 8
const year = 9
const registerA = 10
const registerB = 11
const registerC = 12
const century = 0x32

const updateInProgress = 0x80
/** A crystal of 32.768 kHz, and no periodic interrupt. */
const divider = 0x20
const rateMask = 0x0f

const setMode = 0x80
const enablePeriodic = 0x40
const enableAlarm = 0x20
const enableUpdate = 0x10
const isBinary = 0x04
const is24Hours = 0x02

const periodicFlag = 0x40
const alarmFlag = 0x20

/** In an alarm: any value. Bit 7 of hours is for the afternoon else. */
const dontCare = 0xff
const afternoon = 0x80

const firstYear = 1970
const endYear = 2100

/** The clock. */
export class RealTimeClock {
  readonly #base: number
  readonly #waiting: WaitingClients = new WaitingClients(MaxWait)
  readonly #interrupted: KosEvent = KosInitializedEvent('alarm or period')
  #hasAlarm = false
  #periods = 0

  private constructor(base: number) {
    this.#base = base
  }

  /** Takes the clock; it makes no interrupts. rcDeviceNotFound: no ports; codes of `openPorts`. */
  static open(kos: Kos, { ports }: DeviceDescription): Result<{ readonly device: RealTimeClock }> {
    if (ports === null) return { rc: rcDeviceNotFound }
    const opened = openPorts(kos, ports, portCount)
    if (opened.rc !== rcOk) return { rc: opened.rc }
    const clock = new RealTimeClock(opened.base)
    clock.#enable(kos, 0, enablePeriodic | enableAlarm | enableUpdate | setMode)
    clock.#read(kos, registerC)
    return { rc: rcOk, device: clock }
  }

  /** The time. rcNotReady: it is being updated for too long; rcFail: the clock has none. */
  async time(kos: Kos): Promise<Result<{ readonly time: DateTime }>> {
    for (let polls = 0; polls < maxClockPolls; polls++) {
      if (this.#isUpdating(kos)) {
        await kos.KnSleep(1)
        continue
      }
      // 244 us are left for reading. In real time it may take longer: then all is read again.
      const begin = this.#readValue(kos, second)
      const time = this.#readTime(kos)
      if (this.#isUpdating(kos) || time.second !== begin) continue
      return isTime(time) ? { rc: rcOk, time } : { rc: rcFail }
    }
    return { rc: rcNotReady }
  }

  /** Sets the time. rcInvalidArgument: there is no such. */
  setTime(kos: Kos, time: DateTime): Retcode {
    if (!isTime(time)) return rcInvalidArgument
    this.#enable(kos, setMode, 0)
    this.#writeValue(kos, second, time.second)
    this.#writeValue(kos, minute, time.minute)
    this.#writeHour(kos, hour, time.hour)
    this.#writeValue(kos, weekday, weekdayOf(time))
    this.#writeValue(kos, day, time.day)
    this.#writeValue(kos, month, time.month)
    this.#writeValue(kos, year, time.year % 100)
    this.#writeValue(kos, century, Math.floor(time.year / 100))
    this.#enable(kos, 0, setMode)
    return rcOk
  }

  /** Sets the alarm. rcInvalidArgument: there is no such time of day. */
  setAlarm(kos: Kos, alarm: Alarm): Retcode {
    const fits = (value: number, end: number): boolean => value < end || value === Any
    if (!fits(alarm.hour, 24) || !fits(alarm.minute, 60) || !fits(alarm.second, 60))
      return rcInvalidArgument
    this.#enable(kos, 0, enableAlarm)
    if (alarm.hour === Any) this.#write(kos, hourAlarm, dontCare)
    else this.#writeHour(kos, hourAlarm, alarm.hour)
    this.#writeAlarm(kos, minuteAlarm, alarm.minute)
    this.#writeAlarm(kos, secondAlarm, alarm.second)
    // One from before: reading clears all flags, so the other one must not be lost.
    this.interrupt(kos)
    this.#hasAlarm = false
    this.#enable(kos, enableAlarm, 0)
    return rcOk
  }

  /** Switches the alarm off. */
  clearAlarm(kos: Kos): void {
    this.#enable(kos, 0, enableAlarm)
    this.#hasAlarm = false
  }

  /** Waits for the alarm. rcTimeout; rcBusy: too many clients wait. */
  async waitAlarm(kos: Kos, timeout: number): Promise<Retcode> {
    const rc = await this.#waiting.wait(kos, this.#interrupted, timeout, () => this.#hasAlarm)
    if (rc === rcOk) this.#hasAlarm = false
    return rc
  }

  /** Sets the rate of periodic interrupts. rcInvalidArgument: no power of two, or out of range. */
  setPeriod(kos: Kos, hertz: number): Retcode {
    const rate = hertz === 0 ? 0 : 16 - Math.log2(hertz)
    if (!Number.isInteger(rate) || (hertz !== 0 && (rate < 3 || rate > 15)))
      return rcInvalidArgument
    this.#enable(kos, 0, enablePeriodic)
    const kept = this.#read(kos, registerA) & ~(rateMask | updateInProgress | 0x70)
    this.#write(kos, registerA, kept | divider | rate)
    this.#periods = 0
    if (rate !== 0) this.#enable(kos, enablePeriodic, 0)
    return rcOk
  }

  /** Waits for periodic interrupts, and counts them. rcTimeout; rcBusy: too many clients wait. */
  async waitPeriod(kos: Kos, timeout: number): Promise<Result<{ readonly count: number }>> {
    const hasSome = (): boolean => this.#periods > 0
    const rc = await this.#waiting.wait(kos, this.#interrupted, timeout, hasSome)
    if (rc !== rcOk) return { rc }
    const count = this.#periods
    this.#periods = 0
    return { rc, count }
  }

  /** Handles an interrupt. */
  interrupt(kos: Kos): void {
    const flags = this.#read(kos, registerC)
    const enabled = this.#read(kos, registerB)
    const counts = flags & enabled
    if ((counts & alarmFlag) !== 0) this.#hasAlarm = true
    if ((counts & periodicFlag) !== 0) this.#periods = Math.min(this.#periods + 1, 0xffff_ffff)
    if ((counts & (alarmFlag | periodicFlag)) !== 0) kos.KosEventSet(this.#interrupted)
  }

  #isUpdating(kos: Kos): boolean {
    return (this.#read(kos, registerA) & updateInProgress) !== 0
  }

  #readTime(kos: Kos): DateTime {
    return {
      year: this.#readYear(kos),
      month: this.#readValue(kos, month),
      day: this.#readValue(kos, day),
      hour: this.#readHour(kos),
      minute: this.#readValue(kos, minute),
      second: this.#readValue(kos, second),
    }
  }

  #readYear(kos: Kos): number {
    const twoDigits = this.#readValue(kos, year)
    // A century of 19 may be out of date, and another byte is none.
    const isNext = this.#readValue(kos, century) === 20 || twoDigits < firstYear % 100
    return twoDigits + (isNext ? 2000 : 1900)
  }

  #readValue(kos: Kos, register: number): number {
    return this.#decoded(kos, this.#read(kos, register))
  }

  #readHour(kos: Kos): number {
    const cell = this.#read(kos, hour)
    if ((this.#read(kos, registerB) & is24Hours) !== 0) return this.#decoded(kos, cell)
    const value = this.#decoded(kos, cell & ~afternoon)
    if (value < 1 || value > 12) return Any
    return (value % 12) + ((cell & afternoon) === 0 ? 0 : 12)
  }

  /** 255 for what is no number in BCD. */
  #decoded(kos: Kos, cell: number): number {
    if ((this.#read(kos, registerB) & isBinary) !== 0) return cell
    const isBcd = (cell & 0x0f) <= 9 && cell >>> 4 <= 9
    return isBcd ? (cell >>> 4) * 10 + (cell & 0x0f) : Any
  }

  #encoded(kos: Kos, value: number): number {
    if ((this.#read(kos, registerB) & isBinary) !== 0) return value
    return (Math.floor(value / 10) << 4) | (value % 10)
  }

  #writeValue(kos: Kos, register: number, value: number): void {
    this.#write(kos, register, this.#encoded(kos, value))
  }

  #writeHour(kos: Kos, register: number, value: number): void {
    if ((this.#read(kos, registerB) & is24Hours) !== 0)
      return this.#writeValue(kos, register, value)
    const twelve = value % 12 === 0 ? 12 : value % 12
    const cell = this.#encoded(kos, twelve) | (value < 12 ? 0 : afternoon)
    this.#write(kos, register, cell)
  }

  #writeAlarm(kos: Kos, register: number, value: number): void {
    if (value === Any) this.#write(kos, register, dontCare)
    else this.#writeValue(kos, register, value)
  }

  /** Sets and clears bits of register B. */
  #enable(kos: Kos, set: number, clear: number): void {
    this.#write(kos, registerB, (this.#read(kos, registerB) & ~clear) | set)
  }

  #read(kos: Kos, register: number): number {
    kos.IoWriteIoPort8(this.#base, register)
    return kos.IoReadIoPort8(this.#base + 1)
  }

  #write(kos: Kos, register: number, value: number): void {
    kos.IoWriteIoPort8(this.#base, register)
    kos.IoWriteIoPort8(this.#base + 1, value)
  }
}

function isTime({ year, month, day, hour, minute, second }: DateTime): boolean {
  const isDate = year >= firstYear && year < endYear && month >= 1 && month <= 12
  if (!isDate || day < 1 || day > daysIn(year, month)) return false
  return hour < 24 && minute < 60 && second < 60
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** 1 for Sunday. */
function weekdayOf({ year, month, day }: DateTime): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1
}
