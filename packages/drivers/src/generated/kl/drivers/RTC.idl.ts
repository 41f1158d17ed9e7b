// Made by `kos gen` from kl/drivers/RTC.idl. Do not edit.
//
// A real-time clock, with an alarm and a periodic interrupt. Errors are return codes.
/* eslint-disable */

import { defineInterface, sint32, struct, uint16, uint32, uint8 } from '@kos/libkos'
import type { Implementation, Interface, Proxy, Type } from '@kos/libkos'
import {
  Arena,
  arenaView,
  emptyCodec,
  faultOf,
  getBytes,
  isObject,
  messageFault,
  putHeader,
  reservedFault,
  viewBytes,
} from '@kos/libkos/codec'
import type { CodecFunctions, HandleReader, Layout, ValueCodec } from '@kos/libkos/codec'

/** In an alarm: any hour, minute or second. */
export const Any = 255

/** Longest wait in milliseconds: longer ones are cut to it, and end with rcTimeout as usual. */
export const MaxWait = 10000

export interface DateTime {
  /** 1970 to 2099. */
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  /** 1 to 31. */
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}
export const DateTime: Type<DateTime> = /* @__PURE__ */ struct({ year: uint16, month: uint8, day: uint8, hour: uint8, minute: uint8, second: uint8 })

export interface Alarm {
  readonly hour: number
  readonly minute: number
  readonly second: number
}
export const Alarm: Type<Alarm> = /* @__PURE__ */ struct({ hour: uint8, minute: uint8, second: uint8 })

/** What GetTime gives. */
export interface GetTimeResponse {
  readonly time: DateTime
}

/** What GetTime gives in place of its response when it fails. */
export interface GetTimeError {
  readonly rc: number
}

/** What SetTime takes. */
export interface SetTimeRequest {
  readonly time: DateTime
}

/** What SetTime gives in place of its response when it fails. */
export interface SetTimeError {
  readonly rc: number
}

/** What SetAlarm takes. */
export interface SetAlarmRequest {
  readonly alarm: Alarm
}

/** What SetAlarm gives in place of its response when it fails. */
export interface SetAlarmError {
  readonly rc: number
}

/** What ClearAlarm gives in place of its response when it fails. */
export interface ClearAlarmError {
  readonly rc: number
}

/** What WaitAlarm takes. */
export interface WaitAlarmRequest {
  readonly timeout: number
}

/** What WaitAlarm gives in place of its response when it fails. */
export interface WaitAlarmError {
  readonly rc: number
}

/** What SetPeriod takes. */
export interface SetPeriodRequest {
  readonly hertz: number
}

/** What SetPeriod gives in place of its response when it fails. */
export interface SetPeriodError {
  readonly rc: number
}

/** What WaitPeriod takes. */
export interface WaitPeriodRequest {
  readonly timeout: number
}

/** What WaitPeriod gives. */
export interface WaitPeriodResponse {
  readonly count: number
}

/** What WaitPeriod gives in place of its response when it fails. */
export interface WaitPeriodError {
  readonly rc: number
}

/** The methods of kl.drivers.RTC. */
export type RTCMethods = {
  readonly GetTime: {
    readonly out: { readonly time: Type<DateTime> }
    readonly error: { readonly rc: Type<number> }
  }
  readonly SetTime: {
    readonly in: { readonly time: Type<DateTime> }
    readonly error: { readonly rc: Type<number> }
  }
  /** Sets the time of day of the alarm, in place of the last one. */
  readonly SetAlarm: {
    readonly in: { readonly alarm: Type<Alarm> }
    readonly error: { readonly rc: Type<number> }
  }
  /** Switches the alarm off. */
  readonly ClearAlarm: {
    readonly error: { readonly rc: Type<number> }
  }
  /** Waits for the next alarm, timeout milliseconds at most. */
  readonly WaitAlarm: {
    readonly in: { readonly timeout: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
  /** Sets the rate of the periodic interrupt: a power of two from 2 to 8192 Hz, or 0 for none. */
  readonly SetPeriod: {
    readonly in: { readonly hertz: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
  /**
   * Waits for the periodic interrupt, timeout milliseconds at most, and answers how often it came
   * since the clock was asked last.
   */
  readonly WaitPeriod: {
    readonly in: { readonly timeout: Type<number> }
    readonly out: { readonly count: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
}

export type RTC = Interface<RTCMethods>
export const RTC: RTC = /* @__PURE__ */ defineInterface(
  'kl.drivers.RTC',
  {
    GetTime: { out: { time: DateTime }, error: { rc: sint32 } },
    SetTime: { in: { time: DateTime }, error: { rc: sint32 } },
    SetAlarm: { in: { alarm: Alarm }, error: { rc: sint32 } },
    ClearAlarm: { error: { rc: sint32 } },
    WaitAlarm: { in: { timeout: uint32 }, error: { rc: sint32 } },
    SetPeriod: { in: { hertz: uint32 }, error: { rc: sint32 } },
    WaitPeriod: { in: { timeout: uint32 }, out: { count: uint32 }, error: { rc: sint32 } },
  },
  {
    code: {
      GetTime: { request: emptyCodec, response: getTimeResponseCodec, error: getTimeErrorCodec },
      SetTime: { request: setTimeRequestCodec, response: emptyCodec, error: setTimeErrorCodec },
      SetAlarm: { request: setAlarmRequestCodec, response: emptyCodec, error: setAlarmErrorCodec },
      ClearAlarm: { request: emptyCodec, response: emptyCodec, error: clearAlarmErrorCodec },
      WaitAlarm: { request: waitAlarmRequestCodec, response: emptyCodec, error: waitAlarmErrorCodec },
      SetPeriod: { request: setPeriodRequestCodec, response: emptyCodec, error: setPeriodErrorCodec },
      WaitPeriod: { request: waitPeriodRequestCodec, response: waitPeriodResponseCodec, error: waitPeriodErrorCodec },
    },
  },
)

/** What a client calls: `connect(kos, RTC, channel, endpoint)`. */
export type RTCProxy = Proxy<RTC>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type RTCImplementation = Implementation<RTC>

export const DateTimeCodec: ValueCodec<DateTime> = {
  take(given) {
    if (!isObject(given)) return null as never
    const { year, month, day, hour, minute, second } = given
    return { year, month, day, hour, minute, second }
  },
  put(taken, view, at, _arena, _data, used) {
    if (taken === null) return -1
    const { year, month, day, hour, minute, second } = taken
    if (typeof year !== 'number' || (year & 0xffff) !== year) return -1
    view.setUint16(at, year, true)
    if (typeof month !== 'number' || (month & 0xff) !== month) return -1
    view.setUint8(at + 2, month)
    if (typeof day !== 'number' || (day & 0xff) !== day) return -1
    view.setUint8(at + 3, day)
    if (typeof hour !== 'number' || (hour & 0xff) !== hour) return -1
    view.setUint8(at + 4, hour)
    if (typeof minute !== 'number' || (minute & 0xff) !== minute) return -1
    view.setUint8(at + 5, minute)
    if (typeof second !== 'number' || (second & 0xff) !== second) return -1
    view.setUint8(at + 6, second)
    view.setUint8(at + 7, 0)
    return used
  },
  get(view, at) {
    return {
      year: view.getUint16(at, true),
      month: view.getUint8(at + 2),
      day: view.getUint8(at + 3),
      hour: view.getUint8(at + 4),
      minute: view.getUint8(at + 5),
      second: view.getUint8(at + 6),
    }
  },
  check(view, at) {
    if (view.getUint8(at + 7) !== 0) return ' has reserved bytes that are not zero'
    return null
  },
}

export const AlarmCodec: ValueCodec<Alarm> = {
  take(given) {
    if (!isObject(given)) return null as never
    const { hour, minute, second } = given
    return { hour, minute, second }
  },
  put(taken, view, at, _arena, _data, used) {
    if (taken === null) return -1
    const { hour, minute, second } = taken
    if (typeof hour !== 'number' || (hour & 0xff) !== hour) return -1
    view.setUint8(at, hour)
    if (typeof minute !== 'number' || (minute & 0xff) !== minute) return -1
    view.setUint8(at + 1, minute)
    if (typeof second !== 'number' || (second & 0xff) !== second) return -1
    view.setUint8(at + 2, second)
    return used
  },
  get(view, at) {
    return {
      hour: view.getUint8(at),
      minute: view.getUint8(at + 1),
      second: view.getUint8(at + 2),
    }
  },
  check() {
    return null
  },
}

class GetTimeResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get time(): DateTime {
    return DateTimeCodec.get(this.#view, 16, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function getTimeResponseCodec(layout: Layout): CodecFunctions<GetTimeResponse, GetTimeResponse> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const time = DateTimeCodec.take(value.time, writer)
      const data = arenaView(arena)
      let used = 0
      used = DateTimeCodec.put(time, view, 16, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        time: DateTimeCodec.get(view, 16, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new GetTimeResponseView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const segments = new Arena(arena, arenaSize)
      const time = DateTimeCodec.check(view, 16, segments)
      if (time !== null) return faultOf(layout, 'time', time)
      return null
    },
  }
}

class GetTimeErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function getTimeErrorCodec(layout: Layout): CodecFunctions<GetTimeError, GetTimeError> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { rc } = value
      if (typeof rc !== 'number' || (rc | 0) !== rc) return -1
      view.setInt32(16, rc, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        rc: view.getInt32(16, true),
      }
    },
    lazy(view) {
      return new GetTimeErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class SetTimeRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get time(): DateTime {
    return DateTimeCodec.get(this.#view, 16, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function setTimeRequestCodec(layout: Layout): CodecFunctions<SetTimeRequest, SetTimeRequest> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const time = DateTimeCodec.take(value.time, writer)
      const data = arenaView(arena)
      let used = 0
      used = DateTimeCodec.put(time, view, 16, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        time: DateTimeCodec.get(view, 16, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new SetTimeRequestView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const segments = new Arena(arena, arenaSize)
      const time = DateTimeCodec.check(view, 16, segments)
      if (time !== null) return faultOf(layout, 'time', time)
      return null
    },
  }
}

class SetTimeErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function setTimeErrorCodec(layout: Layout): CodecFunctions<SetTimeError, SetTimeError> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { rc } = value
      if (typeof rc !== 'number' || (rc | 0) !== rc) return -1
      view.setInt32(16, rc, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        rc: view.getInt32(16, true),
      }
    },
    lazy(view) {
      return new SetTimeErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class SetAlarmRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #handles: HandleReader

  constructor(view: DataView, arena: Uint8Array, handles: HandleReader) {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
  }

  get alarm(): Alarm {
    return AlarmCodec.get(this.#view, 16, this.#arena, arenaView(this.#arena), this.#handles, viewBytes)
  }
}

function setAlarmRequestCodec(layout: Layout): CodecFunctions<SetAlarmRequest, SetAlarmRequest> {
  return {
    encode(value, riid, view, arena, writer) {
      if (!isObject(value)) return -1
      const alarm = AlarmCodec.take(value.alarm, writer)
      const data = arenaView(arena)
      let used = 0
      used = AlarmCodec.put(alarm, view, 16, arena, data, used)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      view.setUint8(19, 0)
      view.setUint32(20, 0, true)
      return used
    },
    decode(view, arena, handles) {
      const data = arenaView(arena)
      return {
        alarm: AlarmCodec.get(view, 16, arena, data, handles, getBytes),
      }
    },
    lazy(view, arena, handles) {
      return new SetAlarmRequestView(view, arena, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint8(19) !== 0) return reservedFault(layout, 19)
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class SetAlarmErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function setAlarmErrorCodec(layout: Layout): CodecFunctions<SetAlarmError, SetAlarmError> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { rc } = value
      if (typeof rc !== 'number' || (rc | 0) !== rc) return -1
      view.setInt32(16, rc, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        rc: view.getInt32(16, true),
      }
    },
    lazy(view) {
      return new SetAlarmErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class ClearAlarmErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function clearAlarmErrorCodec(layout: Layout): CodecFunctions<ClearAlarmError, ClearAlarmError> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { rc } = value
      if (typeof rc !== 'number' || (rc | 0) !== rc) return -1
      view.setInt32(16, rc, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        rc: view.getInt32(16, true),
      }
    },
    lazy(view) {
      return new ClearAlarmErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class WaitAlarmRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get timeout(): number {
    return this.#view.getUint32(16, true)
  }
}

function waitAlarmRequestCodec(layout: Layout): CodecFunctions<WaitAlarmRequest, WaitAlarmRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { timeout } = value
      if (typeof timeout !== 'number' || timeout >>> 0 !== timeout) return -1
      view.setUint32(16, timeout, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        timeout: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new WaitAlarmRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class WaitAlarmErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function waitAlarmErrorCodec(layout: Layout): CodecFunctions<WaitAlarmError, WaitAlarmError> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { rc } = value
      if (typeof rc !== 'number' || (rc | 0) !== rc) return -1
      view.setInt32(16, rc, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        rc: view.getInt32(16, true),
      }
    },
    lazy(view) {
      return new WaitAlarmErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class SetPeriodRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get hertz(): number {
    return this.#view.getUint32(16, true)
  }
}

function setPeriodRequestCodec(layout: Layout): CodecFunctions<SetPeriodRequest, SetPeriodRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { hertz } = value
      if (typeof hertz !== 'number' || hertz >>> 0 !== hertz) return -1
      view.setUint32(16, hertz, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        hertz: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new SetPeriodRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class SetPeriodErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function setPeriodErrorCodec(layout: Layout): CodecFunctions<SetPeriodError, SetPeriodError> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { rc } = value
      if (typeof rc !== 'number' || (rc | 0) !== rc) return -1
      view.setInt32(16, rc, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        rc: view.getInt32(16, true),
      }
    },
    lazy(view) {
      return new SetPeriodErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class WaitPeriodRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get timeout(): number {
    return this.#view.getUint32(16, true)
  }
}

function waitPeriodRequestCodec(layout: Layout): CodecFunctions<WaitPeriodRequest, WaitPeriodRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { timeout } = value
      if (typeof timeout !== 'number' || timeout >>> 0 !== timeout) return -1
      view.setUint32(16, timeout, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        timeout: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new WaitPeriodRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class WaitPeriodResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get count(): number {
    return this.#view.getUint32(16, true)
  }
}

function waitPeriodResponseCodec(layout: Layout): CodecFunctions<WaitPeriodResponse, WaitPeriodResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { count: count_ } = value
      if (typeof count_ !== 'number' || count_ >>> 0 !== count_) return -1
      view.setUint32(16, count_, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        count: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new WaitPeriodResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class WaitPeriodErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function waitPeriodErrorCodec(layout: Layout): CodecFunctions<WaitPeriodError, WaitPeriodError> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { rc } = value
      if (typeof rc !== 'number' || (rc | 0) !== rc) return -1
      view.setInt32(16, rc, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        rc: view.getInt32(16, true),
      }
    },
    lazy(view) {
      return new WaitPeriodErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
