// A GPIO port PL061 for the threads of its driver: eight pins (ARM DDI 0190).
//
// An event is for the client that set the mode or the events of its pin last. Events wait in one
// queue, in their order, but each pin has a limit of its own: a client that takes none of its events
// loses them, and no others. The interrupt of a level is masked until its event was taken, else it would
// come without end.

import {
  type Kos,
  type KosEvent,
  KosInitializedEvent,
  type Result,
  type Retcode,
  rcDeviceNotFound,
  rcInvalidArgument,
  rcInvalidOperation,
  rcOk,
} from '@kos/libkos'
import {
  DirIn,
  DirOut,
  EventFallEdge,
  EventHighLevel,
  EventLowLevel,
  EventRiseEdge,
  MaxWait,
  TypeEdgeFall,
  TypeEdgeRise,
  TypeLevelHigh,
  TypeLevelLow,
} from './generated/kl/drivers/GPIO.idl.ts'
import { openMemory } from './io-resources.ts'
import { maxPinEvents } from './limits.ts'
import type { DeviceDescription } from './machine-file.ts'
import { WaitingClients } from './waiting-clients.ts'

/** Pins of the port, from number 0 on. */
export const pinCount = 8

const registerBytes = 0x1000
// Bits 9 to 2 of the address of the data register say which pins an access is about.
const direction = 0x400
const senseLevel = 0x404
const bothEdges = 0x408
const eventHigh = 0x40c
const interruptMask = 0x410
const maskedStatus = 0x418
const interruptClear = 0x41c
const alternate = 0x420
/** The cell id of ARM's peripherals: a byte in each of four words. */
const cellId = 0xff0
const cellIdBytes = [0x0d, 0xf0, 0x05, 0xb1]

/** A pin's event that nobody has taken yet. */
interface PinEvent {
  readonly pin: number
  readonly type: number
}

/** An event as a client gets it. */
export interface TakenEvent extends PinEvent {
  /** Events that were lost before it. */
  readonly lost: number
}

/** How the interrupts of a pin are set up for events. */
interface Trigger {
  readonly isLevel: boolean
  readonly isBoth: boolean
  readonly isHigh: boolean
}

/** The port. */
export class GpioPort {
  readonly #addr: number
  /** Who gets the events of each pin: an id of a process. */
  readonly #owners: number[] = Array<number>(pinCount).fill(0)
  readonly #events: PinEvent[] = []
  readonly #hasEvents: KosEvent = KosInitializedEvent('events of pins')
  readonly #waiting: WaitingClients = new WaitingClients(MaxWait)
  /** Of each pin: events in the queue, and those that were lost since its client was told. */
  readonly #queued: number[] = Array<number>(pinCount).fill(0)
  readonly #lost: number[] = Array<number>(pinCount).fill(0)

  private constructor(addr: number) {
    this.#addr = addr
  }

  /**
   * Takes the port. Directions and levels stay as they are; nothing makes events. rcDeviceNotFound:
   * it is none; codes of `openMemory`.
   */
  static open(kos: Kos, { memory }: DeviceDescription): Result<{ readonly device: GpioPort }> {
    if (memory === null) return { rc: rcDeviceNotFound }
    const opened = openMemory(kos, memory, registerBytes)
    if (opened.rc !== rcOk) return { rc: opened.rc }
    const port = new GpioPort(opened.addr)
    const isOne = cellIdBytes.every((byte, index) => port.#read(kos, cellId + 4 * index) === byte)
    if (!isOne) return { rc: rcDeviceNotFound }
    port.#write(kos, interruptMask, 0)
    port.#write(kos, interruptClear, 0xff)
    port.#write(kos, alternate, 0)
    return { rc: rcOk, device: port }
  }

  /** Sets direction and events. rcInvalidArgument: there is no such pin or mode. */
  setMode(kos: Kos, pin: number, mode: number, client: number): Retcode {
    const dir = mode & (DirIn | DirOut)
    const events = mode - dir
    if (!isPin(pin) || (dir !== DirIn && dir !== DirOut)) return rcInvalidArgument
    if (dir === DirOut && events !== 0) return rcInvalidArgument
    if (events !== 0 && triggerOf(events) === null) return rcInvalidArgument
    this.#setBit(kos, interruptMask, pin, false)
    this.#setBit(kos, direction, pin, dir === DirOut)
    return this.#setEvents(kos, pin, events, client)
  }

  /** Sets a level. rcInvalidArgument: no such pin or level; rcInvalidOperation: it is an input. */
  out(kos: Kos, pin: number, value: number): Retcode {
    if (!isPin(pin) || value > 1) return rcInvalidArgument
    if (!this.#isOutput(kos, pin)) return rcInvalidOperation
    this.#write(kos, dataOf(pin), value << pin)
    return rcOk
  }

  /** The level of a pin. rcInvalidArgument: there is no such pin. */
  in(kos: Kos, pin: number): Result<{ readonly value: number }> {
    if (!isPin(pin)) return { rc: rcInvalidArgument }
    return { rc: rcOk, value: this.#read(kos, dataOf(pin)) === 0 ? 0 : 1 }
  }

  /**
   * Sets the events of an input. rcInvalidArgument: no such pin or events; rcInvalidOperation: it is
   * an output.
   */
  setEvent(kos: Kos, pin: number, events: number, client: number): Retcode {
    if (!isPin(pin)) return rcInvalidArgument
    if (this.#isOutput(kos, pin)) return rcInvalidOperation
    return this.#setEvents(kos, pin, events, client)
  }

  /** The next event for a client. rcTimeout; rcBusy: too many clients wait. */
  async getEvent(
    kos: Kos,
    timeout: number,
    client: number,
  ): Promise<Result<{ readonly event: TakenEvent }>> {
    const isFor = ({ pin }: PinEvent): boolean => this.#owners[pin] === client
    const hasOne = (): boolean => this.#events.some(isFor)
    const rc = await this.#waiting.wait(kos, this.#hasEvents, timeout, hasOne)
    if (rc !== rcOk) return { rc }
    const [event] = this.#events.splice(this.#events.findIndex(isFor), 1) as [PinEvent]
    this.#queued[event.pin] = (this.#queued[event.pin] as number) - 1
    const lost = this.#takeLost(client)
    // An edge is not masked: nothing happens to it.
    this.#setBit(kos, interruptMask, event.pin, true)
    return { rc, event: { ...event, lost } }
  }

  /** Handles an interrupt. */
  interrupt(kos: Kos): void {
    const active = this.#read(kos, maskedStatus)
    const levels = this.#read(kos, senseLevel)
    this.#write(kos, interruptClear, active & ~levels)
    this.#write(kos, interruptMask, this.#read(kos, interruptMask) & ~(active & levels))
    for (let pin = 0; pin < pinCount; pin++)
      if (((active >>> pin) & 1) !== 0) this.#add(pin, this.#typeOf(kos, pin))
    if (active !== 0) kos.KosEventSet(this.#hasEvents)
  }

  #setEvents(kos: Kos, pin: number, events: number, client: number): Retcode {
    const trigger = triggerOf(events)
    if (events !== 0 && trigger === null) return rcInvalidArgument
    this.#setBit(kos, interruptMask, pin, false)
    this.#owners[pin] = client
    this.#forget(pin)
    if (trigger === null) return rcOk
    this.#setBit(kos, senseLevel, pin, trigger.isLevel)
    this.#setBit(kos, bothEdges, pin, trigger.isBoth)
    this.#setBit(kos, eventHigh, pin, trigger.isHigh)
    // An edge from before, and one that the changes made.
    this.#write(kos, interruptClear, 1 << pin)
    this.#setBit(kos, interruptMask, pin, true)
    return rcOk
  }

  #add(pin: number, type: number): void {
    const queued = this.#queued[pin] as number
    if (queued === maxPinEvents) {
      this.#lost[pin] = (this.#lost[pin] as number) + 1
      return
    }
    this.#queued[pin] = queued + 1
    this.#events.push({ pin, type })
  }

  /** How many events a client has lost since it was told. */
  #takeLost(client: number): number {
    let lost = 0
    for (let pin = 0; pin < pinCount; pin++) {
      if (this.#owners[pin] !== client) continue
      lost += this.#lost[pin] as number
      this.#lost[pin] = 0
    }
    return lost
  }

  #forget(pin: number): void {
    const others = this.#events.filter((event) => event.pin !== pin)
    this.#events.splice(0, Infinity, ...others)
    this.#queued[pin] = 0
    this.#lost[pin] = 0
  }

  #typeOf(kos: Kos, pin: number): number {
    const isBoth = this.#bit(kos, bothEdges, pin)
    const isHigh = isBoth ? this.#read(kos, dataOf(pin)) !== 0 : this.#bit(kos, eventHigh, pin)
    if (this.#bit(kos, senseLevel, pin)) return isHigh ? TypeLevelHigh : TypeLevelLow
    return isHigh ? TypeEdgeRise : TypeEdgeFall
  }

  #isOutput(kos: Kos, pin: number): boolean {
    return this.#bit(kos, direction, pin)
  }

  #bit(kos: Kos, register: number, pin: number): boolean {
    return ((this.#read(kos, register) >>> pin) & 1) !== 0
  }

  #setBit(kos: Kos, register: number, pin: number, value: boolean): void {
    const before = this.#read(kos, register)
    this.#write(kos, register, value ? before | (1 << pin) : before & ~(1 << pin))
  }

  #read(kos: Kos, register: number): number {
    return kos.IoReadMmReg32(this.#addr + register) & 0xff
  }

  #write(kos: Kos, register: number, value: number): void {
    kos.IoWriteMmReg32(this.#addr + register, value & 0xff)
  }
}

function isPin(pin: number): boolean {
  return pin < pinCount
}

/** The data register for one pin. */
function dataOf(pin: number): number {
  return 4 << pin
}

/** How events are made; null if there are none, or no such together. */
function triggerOf(events: number): Trigger | null {
  switch (events) {
    case EventRiseEdge:
      return { isLevel: false, isBoth: false, isHigh: true }
    case EventFallEdge:
      return { isLevel: false, isBoth: false, isHigh: false }
    case EventRiseEdge | EventFallEdge:
      return { isLevel: false, isBoth: true, isHigh: false }
    case EventHighLevel:
      return { isLevel: true, isBoth: false, isHigh: true }
    case EventLowLevel:
      return { isLevel: true, isBoth: false, isHigh: false }
    default:
      return null
  }
}
