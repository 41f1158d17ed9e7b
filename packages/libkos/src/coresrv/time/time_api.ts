// Time: documented headers `coresrv/time/time_api.h` and `rtl/rtc.h`. Waiting is in
// `kos/thread.ts`.

import { type Result, type Retcode, rcFail, rcInvalidArgument, rcOk } from '@kos/retcode'
import { timeContract } from '../../abi/contracts.ts'
import { callsOf } from '../../abi/syscall.ts'
import type { Library, Sys } from '../../runtime/sys.ts'

const calls = /* @__PURE__ */ callsOf(timeContract)

/** A time (topic `rtl_time_spec`): whole seconds, and nanoseconds on top. */
export interface RtlTimeSpec {
  readonly sec: number
  readonly nsec: number
}

/** A date (topic `kn_get_rtc_time`). */
export interface RtlRtcTime {
  readonly msec: number
  /** 0 to 59. */
  readonly sec: number
  readonly min: number
  readonly hour: number
  /** Day of the month, 1 to 31. */
  readonly mday: number
  /** 0 to 11. */
  readonly month: number
  /** The year less 1900. */
  readonly year: number
  /** Day of the week, 0 (Sunday) to 6. */
  readonly wday: number
}

/** Functions that the time service adds to `kos`. */
export interface TimeApi {
  /**
   * Milliseconds since the start of the system (topic `kn_get_msec_since_start`); 0 if the policy
   * denies it.
   */
  readonly KnGetMSecSinceStart: () => number
  /**
   * The system time as a date in UTC (topic `kn_get_rtc_time`). rcFail: it is no date: some 273,000
   * years from now.
   */
  readonly KnGetRtcTime: () => Result<{ readonly rt: RtlRtcTime }>
  /** The system time, since the Unix epoch (topic `kn_get_system_time`). */
  readonly KnGetSystemTime: () => Result<{ readonly time: RtlTimeSpec }>
  /**
   * Sets the system time (topic `kn_set_system_time`). rcInvalidArgument: not a time;
   * rcInvalidThreadState: the thread is attached to an interrupt (KnIoAttachIrq).
   */
  readonly KnSetSystemTime: (time: RtlTimeSpec) => Retcode
  /** The resolution of the system time (topic `kn_get_system_time_res`). */
  readonly KnGetSystemTimeRes: () => Result<{ readonly res: RtlTimeSpec }>
  /** The time since the start of the system (topic `kn_get_up_time`). */
  readonly KnGetUpTime: () => Result<{ readonly time: RtlTimeSpec }>
  /** The resolution of the time since the start (topic `kn_get_up_time_res`). */
  readonly KnGetUpTimeRes: () => Result<{ readonly res: RtlTimeSpec }>
}

type Read = 'GetUpTime' | 'GetUpTimeRes' | 'GetSystemTime' | 'GetSystemTimeRes'

/** The program half of the time service. */
export const timeLibrary: Library<TimeApi> = /* @__PURE__ */ Object.freeze({
  KnGetMSecSinceStart: (sys) => {
    const read = reader(sys, 'GetUpTime')
    return () => {
      const { value } = read()
      return value === undefined ? 0 : value.sec * 1_000 + Math.floor(value.nsec / 1_000_000)
    }
  },
  KnGetRtcTime: (sys) => {
    const read = reader(sys, 'GetSystemTime')
    return () => {
      const { rc, value } = read()
      if (value === undefined) return { rc } as Result<{ readonly rt: RtlRtcTime }>
      return rtcTime(value)
    }
  },
  KnGetSystemTime: (sys) => times(reader(sys, 'GetSystemTime'), 'time'),
  KnSetSystemTime: (sys) => {
    const set = sys.call(calls.SetSystemTime)
    return (time) => {
      const isTime = typeof time === 'object' && time !== null
      return (isTime ? set(time.sec, time.nsec) : rcInvalidArgument) as Retcode
    }
  },
  KnGetSystemTimeRes: (sys) => times(reader(sys, 'GetSystemTimeRes'), 'res'),
  KnGetUpTime: (sys) => times(reader(sys, 'GetUpTime'), 'time'),
  KnGetUpTimeRes: (sys) => times(reader(sys, 'GetUpTimeRes'), 'res'),
})

interface Reading {
  readonly rc: Retcode
  readonly value: RtlTimeSpec | undefined
}

function reader(sys: Sys, name: Read): () => Reading {
  const call = sys.call(calls[name])
  const { results } = calls[name]
  const { registers } = sys
  return () => {
    const rc = call() as Retcode
    return {
      rc,
      value:
        rc === rcOk
          ? { sec: registers[results.sec] as number, nsec: registers[results.nsec] as number }
          : undefined,
    }
  }
}

function times<K extends string>(
  read: () => Reading,
  field: K,
): () => Result<{ readonly [F in K]: RtlTimeSpec }> {
  return () => {
    const { rc, value } = read()
    return (value === undefined ? { rc } : { rc: rcOk, [field]: value }) as Result<{
      readonly [F in K]: RtlTimeSpec
    }>
  }
}

function rtcTime({ sec, nsec }: RtlTimeSpec): Result<{ readonly rt: RtlRtcTime }> {
  const date = new Date(sec * 1_000 + Math.floor(nsec / 1_000_000))
  if (Number.isNaN(date.getTime())) return { rc: rcFail }
  return {
    rc: rcOk,
    rt: {
      msec: date.getUTCMilliseconds(),
      sec: date.getUTCSeconds(),
      min: date.getUTCMinutes(),
      hour: date.getUTCHours(),
      mday: date.getUTCDate(),
      month: date.getUTCMonth(),
      year: date.getUTCFullYear() - 1900,
      wday: date.getUTCDay(),
    },
  }
}
