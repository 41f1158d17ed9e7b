// Entry `@kos/drivers/gpio`: the GPIO library of public solutions (`gpio/gpio.h`), over a driver of
// the interface kl.drivers.GPIO. Functions take `kos` first; results are fields, as in libkos.
//
// The names are those that public solutions use. Values of the constants are not public: these are
// those of the interface. Each function may be called by any thread of the process.

import {
  type Handle,
  INVALID_HANDLE,
  INVALID_RIID,
  type Kos,
  type Proxy,
  proxyOf,
  rcAlreadyExists,
  rcInvalidArgument,
  rcNotReady,
  rcOk,
  rcResourceNotFound,
  type Result,
  type Retcode,
} from '@kos/libkos'
import { sysOf } from '@kos/libkos/process'
import {
  DirIn,
  DirOut,
  EventFallEdge,
  EventHighLevel,
  EventLowLevel,
  EventRiseEdge,
  GPIO,
  TypeEdgeFall,
  TypeEdgeRise,
  TypeLevelHigh,
  TypeLevelLow,
} from './generated/kl/drivers/GPIO.idl.ts'
import { className } from './generated/kl/drivers/GPIO.edl.ts'

/** Mode of a pin: an input. */
export const GPIO_DIR_IN: number = DirIn
/** Mode of a pin: an output. */
export const GPIO_DIR_OUT: number = DirOut
/** Mode of an input: an event when its level rises. */
export const GPIO_EVENT_RISE_EDGE: number = EventRiseEdge
/** Mode of an input: an event when its level falls. */
export const GPIO_EVENT_FALL_EDGE: number = EventFallEdge
/** Mode of an input: an event while its level is high, again after it was taken. */
export const GPIO_EVENT_HIGH_LEVEL: number = EventHighLevel
/** Mode of an input: an event while its level is low, again after it was taken. */
export const GPIO_EVENT_LOW_LEVEL: number = EventLowLevel

/** Type of an event: the level rose. */
export const GPIO_EVENT_TYPE_EDGE_RISE: number = TypeEdgeRise
/** Type of an event: the level fell. */
export const GPIO_EVENT_TYPE_EDGE_FALL: number = TypeEdgeFall
/** Type of an event: the level was high. */
export const GPIO_EVENT_TYPE_LEVEL_HIGH: number = TypeLevelHigh
/** Type of an event: the level was low. */
export const GPIO_EVENT_TYPE_LEVEL_LOW: number = TypeLevelLow

/** An open port. */
export interface GpioHandle {
  /** Its name, as it was opened. */
  readonly name: string
}

/** The handle of no port. */
export const GPIO_INVALID_HANDLE = null

/** What happened to a pin. */
export interface GpioEvent {
  /** A GPIO_EVENT_TYPE_ constant. */
  readonly type: number
  readonly pin: number
  /** Events that were lost before this one. */
  readonly lost: number
}

class Port implements GpioHandle {
  readonly name: string
  readonly connection: Handle
  readonly riid: number
  isOpen = true
  /** Of each thread that has used it. */
  readonly #proxies: WeakMap<object, Proxy<GPIO>> = new WeakMap()

  constructor(name: string, connection: Handle, riid: number) {
    this.name = name
    this.connection = connection
    this.riid = riid
  }

  /** The proxy of a thread. Throws RetcodeError if the driver has another interface. */
  proxy(kos: Kos): Proxy<GPIO> {
    const sys = sysOf(kos)
    let proxy = this.#proxies.get(sys)
    if (proxy === undefined) {
      proxy = proxyOf(kos, GPIO, this.connection, this.riid)
      this.#proxies.set(sys, proxy)
    }
    return proxy
  }
}

/** The library in one process. */
class Library {
  isReady = false
  readonly ports: Map<string, Port> = new Map()
}

const libraryKey = {}

function libraryOf(kos: Kos): Library {
  return sysOf(kos).process.local(libraryKey, () => new Library())
}

/** Begins the use of the library. rcOk; rcAlreadyExists: it has begun. */
export function GpioInit(kos: Kos): Retcode {
  const library = libraryOf(kos)
  if (library.isReady) return rcAlreadyExists
  library.isReady = true
  return rcOk
}

/** Ends the use of the library: all ports are closed. rcOk; rcNotReady: it has not begun. */
export function GpioRelease(kos: Kos): Retcode {
  const library = libraryOf(kos)
  if (!library.isReady) return rcNotReady
  for (const port of library.ports.values()) port.isOpen = false
  library.ports.clear()
  library.isReady = false
  return rcOk
}

/**
 * Opens a port by its name, `gpio0`: over the connection of that name, else over that of the class,
 * `kl.drivers.GPIO`. A port that is open is the same handle.
 *
 * rcNotReady: without GpioInit; rcResourceNotFound: there is no such connection, or its server has
 * no endpoint `gpio`.
 */
export function GpioOpenPort(kos: Kos, name: string): Result<{ readonly handle: GpioHandle }> {
  const library = libraryOf(kos)
  if (!library.isReady) return { rc: rcNotReady }
  const open = library.ports.get(name)
  if (open !== undefined) return { rc: rcOk, handle: open }
  for (const connection of [name, className]) {
    const handle = kos.ServiceLocatorConnect(connection)
    if (handle === INVALID_HANDLE) continue
    const riid = kos.ServiceLocatorGetRiid(handle, 'gpio')
    if (riid === INVALID_RIID) continue
    const port = new Port(name, handle, riid)
    library.ports.set(name, port)
    return { rc: rcOk, handle: port }
  }
  return { rc: rcResourceNotFound }
}

/** Closes a port. Modes and levels of its pins stay. rcOk; rcInvalidArgument: it is not open. */
export function GpioClosePort(kos: Kos, handle: GpioHandle | null): Retcode {
  const port = openPort(handle)
  if (port === null || !libraryOf(kos).ports.delete(port.name)) return rcInvalidArgument
  port.isOpen = false
  return rcOk
}

/**
 * Sets direction and events of a pin: GPIO_DIR_OUT, or GPIO_DIR_IN alone or with GPIO_EVENT_
 * constants: both edges, or one of the four.
 *
 * rcOk; rcInvalidArgument: no open port, no such pin or mode; codes of the call.
 */
export async function GpioSetMode(
  kos: Kos,
  handle: GpioHandle | null,
  pin: number,
  mode: number,
): Promise<Retcode> {
  const port = openPort(handle)
  if (port === null) return rcInvalidArgument
  return codeOf(await port.proxy(kos).SetMode({ pin, mode }))
}

/**
 * Sets the level of an output: 0 or 1. rcOk; rcInvalidArgument: no open port, no such pin or level;
 * rcInvalidOperation: it is no output; codes of the call.
 */
export async function GpioOut(
  kos: Kos,
  handle: GpioHandle | null,
  pin: number,
  value: number,
): Promise<Retcode> {
  const port = openPort(handle)
  if (port === null) return rcInvalidArgument
  return codeOf(await port.proxy(kos).Out({ pin, value }))
}

/** The level of a pin: 0 or 1. rcInvalidArgument: no open port, no such pin; codes of the call. */
export async function GpioIn(
  kos: Kos,
  handle: GpioHandle | null,
  pin: number,
): Promise<Result<{ readonly value: number }>> {
  const port = openPort(handle)
  if (port === null) return { rc: rcInvalidArgument }
  const answer = await port.proxy(kos).In({ pin })
  return answer.rc === rcOk ? { rc: rcOk, value: answer.value } : failed(answer)
}

/**
 * Sets the events of an input, 0 for none; they are for this process from now on.
 *
 * rcOk; rcInvalidArgument: no open port, no such pin or events; rcInvalidOperation: it is an output;
 * codes of the call.
 */
export async function GpioSetEvent(
  kos: Kos,
  handle: GpioHandle | null,
  pin: number,
  events: number,
): Promise<Retcode> {
  const port = openPort(handle)
  if (port === null) return rcInvalidArgument
  return codeOf(await port.proxy(kos).SetEvent({ pin, events }))
}

/**
 * The next event of the pins whose events are for this process. Waits `msec` milliseconds at most;
 * the driver lets nobody wait longer than 10 seconds.
 *
 * rcTimeout; rcInvalidArgument: no open port; rcBusy: too many clients wait; codes of the call.
 */
export async function GpioGetEvent(
  kos: Kos,
  handle: GpioHandle | null,
  msec: number,
): Promise<Result<{ readonly event: GpioEvent }>> {
  const port = openPort(handle)
  if (port === null) return { rc: rcInvalidArgument }
  const answer = await port.proxy(kos).GetEvent({ timeout: msec })
  if (answer.rc !== rcOk) return failed(answer)
  const { type, pin, lost } = answer
  return { rc: rcOk, event: { type, pin, lost } }
}

function openPort(handle: GpioHandle | null): Port | null {
  return handle instanceof Port && handle.isOpen ? handle : null
}

interface Answer {
  readonly rc: Retcode
  readonly error?: { readonly rc: number } | undefined
}

function codeOf({ rc, error }: Answer): Retcode {
  return (error?.rc ?? rc) as Retcode
}

function failed<T extends object>(answer: Answer): Result<T> {
  return { rc: codeOf(answer) } as Result<T>
}
