// Made by `kos gen` from kl/drivers/GPIO.idl. Do not edit.
//
// Pins for general purposes. Errors are return codes.
/* eslint-disable */

import { defineInterface, sint32, uint32 } from '@kos/libkos'
import type { Implementation, Interface, Proxy, Type } from '@kos/libkos'
import { emptyCodec, isObject, messageFault, putHeader, reservedFault } from '@kos/libkos/codec'
import type { CodecFunctions, Layout } from '@kos/libkos/codec'

/** The mode of a pin is one direction, and for an input the events that it makes. */
export const DirIn = 1

export const DirOut = 2

export const EventRiseEdge = 4

export const EventFallEdge = 8

export const EventHighLevel = 16

export const EventLowLevel = 32

/** Types of events. */
export const TypeEdgeRise = 1

export const TypeEdgeFall = 2

export const TypeLevelHigh = 3

export const TypeLevelLow = 4

/** Longest wait in milliseconds: longer ones are cut to it, and end with rcTimeout as usual. */
export const MaxWait = 10000

/** What GetInfo gives. */
export interface GetInfoResponse {
  readonly pins: number
}

/** What GetInfo gives in place of its response when it fails. */
export interface GetInfoError {
  readonly rc: number
}

/** What SetMode takes. */
export interface SetModeRequest {
  readonly pin: number
  readonly mode: number
}

/** What SetMode gives in place of its response when it fails. */
export interface SetModeError {
  readonly rc: number
}

/** What Out takes. */
export interface OutRequest {
  readonly pin: number
  readonly value: number
}

/** What Out gives in place of its response when it fails. */
export interface OutError {
  readonly rc: number
}

/** What In takes. */
export interface InRequest {
  readonly pin: number
}

/** What In gives. */
export interface InResponse {
  readonly value: number
}

/** What In gives in place of its response when it fails. */
export interface InError {
  readonly rc: number
}

/** What SetEvent takes. */
export interface SetEventRequest {
  readonly pin: number
  readonly events: number
}

/** What SetEvent gives in place of its response when it fails. */
export interface SetEventError {
  readonly rc: number
}

/** What GetEvent takes. */
export interface GetEventRequest {
  readonly timeout: number
}

/** What GetEvent gives. */
export interface GetEventResponse {
  readonly pin: number
  readonly type: number
  readonly lost: number
}

/** What GetEvent gives in place of its response when it fails. */
export interface GetEventError {
  readonly rc: number
}

/** The methods of kl.drivers.GPIO. */
export type GPIOMethods = {
  /** How many pins there are, from number 0 on. */
  readonly GetInfo: {
    readonly out: { readonly pins: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
  /** Sets direction and events of a pin. Its events are for the client that asked last. */
  readonly SetMode: {
    readonly in: { readonly pin: Type<number>; readonly mode: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
  /** Sets the level of an output: 0 or 1. */
  readonly Out: {
    readonly in: { readonly pin: Type<number>; readonly value: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
  /** The level of a pin: 0 or 1. */
  readonly In: {
    readonly in: { readonly pin: Type<number> }
    readonly out: { readonly value: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
  /**
   * Sets the events of an input: both edges, or one of the four. 0: none. A level makes one event;
   * the next one comes after that was taken, if the pin has the level then.
   */
  readonly SetEvent: {
    readonly in: { readonly pin: Type<number>; readonly events: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
  /**
   * The next event of the pins that are the caller's, and how many were lost before it. Waits
   * timeout milliseconds at most.
   */
  readonly GetEvent: {
    readonly in: { readonly timeout: Type<number> }
    readonly out: { readonly pin: Type<number>; readonly type: Type<number>; readonly lost: Type<number> }
    readonly error: { readonly rc: Type<number> }
  }
}

export type GPIO = Interface<GPIOMethods>
export const GPIO: GPIO = /* @__PURE__ */ defineInterface(
  'kl.drivers.GPIO',
  {
    GetInfo: { out: { pins: uint32 }, error: { rc: sint32 } },
    SetMode: { in: { pin: uint32, mode: uint32 }, error: { rc: sint32 } },
    Out: { in: { pin: uint32, value: uint32 }, error: { rc: sint32 } },
    In: { in: { pin: uint32 }, out: { value: uint32 }, error: { rc: sint32 } },
    SetEvent: { in: { pin: uint32, events: uint32 }, error: { rc: sint32 } },
    GetEvent: { in: { timeout: uint32 }, out: { pin: uint32, type: uint32, lost: uint32 }, error: { rc: sint32 } },
  },
  {
    code: {
      GetInfo: { request: emptyCodec, response: getInfoResponseCodec, error: getInfoErrorCodec },
      SetMode: { request: setModeRequestCodec, response: emptyCodec, error: setModeErrorCodec },
      Out: { request: outRequestCodec, response: emptyCodec, error: outErrorCodec },
      In: { request: inRequestCodec, response: inResponseCodec, error: inErrorCodec },
      SetEvent: { request: setEventRequestCodec, response: emptyCodec, error: setEventErrorCodec },
      GetEvent: { request: getEventRequestCodec, response: getEventResponseCodec, error: getEventErrorCodec },
    },
  },
)

/** What a client calls: `connect(kos, GPIO, channel, endpoint)`. */
export type GPIOProxy = Proxy<GPIO>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type GPIOImplementation = Implementation<GPIO>

class GetInfoResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get pins(): number {
    return this.#view.getUint32(16, true)
  }
}

function getInfoResponseCodec(layout: Layout): CodecFunctions<GetInfoResponse, GetInfoResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { pins } = value
      if (typeof pins !== 'number' || pins >>> 0 !== pins) return -1
      view.setUint32(16, pins, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        pins: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new GetInfoResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class GetInfoErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function getInfoErrorCodec(layout: Layout): CodecFunctions<GetInfoError, GetInfoError> {
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
      return new GetInfoErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class SetModeRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get pin(): number {
    return this.#view.getUint32(16, true)
  }

  get mode(): number {
    return this.#view.getUint32(20, true)
  }
}

function setModeRequestCodec(layout: Layout): CodecFunctions<SetModeRequest, SetModeRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { pin, mode } = value
      if (typeof pin !== 'number' || pin >>> 0 !== pin) return -1
      view.setUint32(16, pin, true)
      if (typeof mode !== 'number' || mode >>> 0 !== mode) return -1
      view.setUint32(20, mode, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view) {
      return {
        pin: view.getUint32(16, true),
        mode: view.getUint32(20, true),
      }
    },
    lazy(view) {
      return new SetModeRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      return messageFault(layout, view, size, arena, arenaSize)
    },
  }
}

class SetModeErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function setModeErrorCodec(layout: Layout): CodecFunctions<SetModeError, SetModeError> {
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
      return new SetModeErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class OutRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get pin(): number {
    return this.#view.getUint32(16, true)
  }

  get value(): number {
    return this.#view.getUint32(20, true)
  }
}

function outRequestCodec(layout: Layout): CodecFunctions<OutRequest, OutRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { pin, value: value_ } = value
      if (typeof pin !== 'number' || pin >>> 0 !== pin) return -1
      view.setUint32(16, pin, true)
      if (typeof value_ !== 'number' || value_ >>> 0 !== value_) return -1
      view.setUint32(20, value_, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view) {
      return {
        pin: view.getUint32(16, true),
        value: view.getUint32(20, true),
      }
    },
    lazy(view) {
      return new OutRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      return messageFault(layout, view, size, arena, arenaSize)
    },
  }
}

class OutErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function outErrorCodec(layout: Layout): CodecFunctions<OutError, OutError> {
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
      return new OutErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class InRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get pin(): number {
    return this.#view.getUint32(16, true)
  }
}

function inRequestCodec(layout: Layout): CodecFunctions<InRequest, InRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { pin } = value
      if (typeof pin !== 'number' || pin >>> 0 !== pin) return -1
      view.setUint32(16, pin, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        pin: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new InRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class InResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get value(): number {
    return this.#view.getUint32(16, true)
  }
}

function inResponseCodec(layout: Layout): CodecFunctions<InResponse, InResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { value: value_ } = value
      if (typeof value_ !== 'number' || value_ >>> 0 !== value_) return -1
      view.setUint32(16, value_, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        value: view.getUint32(16, true),
      }
    },
    lazy(view) {
      return new InResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class InErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function inErrorCodec(layout: Layout): CodecFunctions<InError, InError> {
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
      return new InErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class SetEventRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get pin(): number {
    return this.#view.getUint32(16, true)
  }

  get events(): number {
    return this.#view.getUint32(20, true)
  }
}

function setEventRequestCodec(layout: Layout): CodecFunctions<SetEventRequest, SetEventRequest> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { pin, events } = value
      if (typeof pin !== 'number' || pin >>> 0 !== pin) return -1
      view.setUint32(16, pin, true)
      if (typeof events !== 'number' || events >>> 0 !== events) return -1
      view.setUint32(20, events, true)
      putHeader(layout, view, riid)
      return 0
    },
    decode(view) {
      return {
        pin: view.getUint32(16, true),
        events: view.getUint32(20, true),
      }
    },
    lazy(view) {
      return new SetEventRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      return messageFault(layout, view, size, arena, arenaSize)
    },
  }
}

class SetEventErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function setEventErrorCodec(layout: Layout): CodecFunctions<SetEventError, SetEventError> {
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
      return new SetEventErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class GetEventRequestView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get timeout(): number {
    return this.#view.getUint32(16, true)
  }
}

function getEventRequestCodec(layout: Layout): CodecFunctions<GetEventRequest, GetEventRequest> {
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
      return new GetEventRequestView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}

class GetEventResponseView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get pin(): number {
    return this.#view.getUint32(16, true)
  }

  get type(): number {
    return this.#view.getUint32(20, true)
  }

  get lost(): number {
    return this.#view.getUint32(24, true)
  }
}

function getEventResponseCodec(layout: Layout): CodecFunctions<GetEventResponse, GetEventResponse> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { pin, type, lost } = value
      if (typeof pin !== 'number' || pin >>> 0 !== pin) return -1
      view.setUint32(16, pin, true)
      if (typeof type !== 'number' || type >>> 0 !== type) return -1
      view.setUint32(20, type, true)
      if (typeof lost !== 'number' || lost >>> 0 !== lost) return -1
      view.setUint32(24, lost, true)
      putHeader(layout, view, riid)
      view.setUint32(28, 0, true)
      return 0
    },
    decode(view) {
      return {
        pin: view.getUint32(16, true),
        type: view.getUint32(20, true),
        lost: view.getUint32(24, true),
      }
    },
    lazy(view) {
      return new GetEventResponseView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(28, true) !== 0) return reservedFault(layout, 28)
      return null
    },
  }
}

class GetEventErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function getEventErrorCodec(layout: Layout): CodecFunctions<GetEventError, GetEventError> {
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
      return new GetEventErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
