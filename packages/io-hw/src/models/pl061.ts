// PL061: a GPIO port of eight pins (ARM PrimeCell GPIO, document ARM DDI 0190).
//
// A pin is driven by the port (an output), by the host, or by nobody; then the pull resistors say
// what the port reads. The interrupt logic watches the levels of inputs. The host side sets and
// watches pins as a board would: what it drives outlives a reset of the port.

import type { AccessSize, Device, DeviceContext } from '../device.ts'

/** GPIODATA: bits 9 to 2 of the address say which pins an access is about. */
const dataEnd = 0x400
const GPIODIR = 0x400
const GPIOIS = 0x404
const GPIOIBE = 0x408
const GPIOIEV = 0x40c
const GPIOIE = 0x410
const GPIORIS = 0x414
const GPIOMIS = 0x418
const GPIOIC = 0x41c
const GPIOAFSEL = 0x420
/** GPIOPeriphID0 to 3 (part 061, designer ARM, revision 0), then GPIOPCellID0 to 3. */
const identification = 0xfe0
const identificationBytes = [0x61, 0x10, 0x04, 0x00, 0x0d, 0xf0, 0x05, 0xb1] as const

const pinCount = 8
const allPins = 0xff

/** The level of a pin: high, low, or null where nobody drives it. */
export type PinLevel = boolean | null

/** Hears of a pin that is at another level now. */
export type PinListener = (pin: number, level: PinLevel) => void

/** How a GPIO port is made. */
export interface Pl061Options {
  /** Default: `gpio`. */
  readonly name?: string
  /** Bit n: pin n reads high while nobody drives it. Default 0: all read low. */
  readonly pullUps?: number
}

/** A GPIO port. It has one interrupt line, GPIOINTR. */
export class Pl061 implements Device {
  readonly name: string
  readonly registerBytes = 4096
  readonly #pullUps: number
  readonly #listeners: Set<PinListener> = new Set()
  #context: DeviceContext | null = null
  #data = 0
  #direction = 0
  #sense = 0
  #bothEdges = 0
  #event = 0
  #enabled = 0
  #alternate = 0
  /** Edges that were detected and not cleared. */
  #edges = 0
  /** Pins that the host drives, and the levels at which it does. */
  #hostDriven = 0
  #hostLevels = 0

  constructor({ name = 'gpio', pullUps = 0 }: Pl061Options = {}) {
    this.name = name
    this.#pullUps = pullUps & allPins
  }

  attach(context: DeviceContext): void {
    this.#context = context
  }

  reset(): void {
    const before = this.#pads
    this.#data = 0
    this.#direction = 0
    this.#sense = 0
    this.#bothEdges = 0
    this.#event = 0
    this.#enabled = 0
    this.#alternate = 0
    this.#edges = 0
    this.#update(before, 0)
  }

  read(offset: number, _size: AccessSize): number {
    // All registers have eight bits: the upper bytes of their words are zero.
    if ((offset & 3) !== 0) return 0
    if (offset < dataEnd) {
      const { levels } = this
      const inputs = ~this.#direction
      return ((this.#data & this.#direction) | (levels & inputs)) & (offset >> 2)
    }
    switch (offset) {
      case GPIODIR:
        return this.#direction
      case GPIOIS:
        return this.#sense
      case GPIOIBE:
        return this.#bothEdges
      case GPIOIEV:
        return this.#event
      case GPIOIE:
        return this.#enabled
      case GPIORIS:
        return this.#rawInterrupts
      case GPIOMIS:
        return this.#rawInterrupts & this.#enabled
      case GPIOAFSEL:
        return this.#alternate
      default:
        return identificationBytes[(offset - identification) >> 2] ?? 0
    }
  }

  write(offset: number, _size: AccessSize, value: number): void {
    if ((offset & 3) !== 0) return
    const before = this.#pads
    const byte = value & 0xff
    if (offset < dataEnd) {
      const mask = (offset >> 2) & this.#direction
      this.#data = (this.#data & ~mask) | (byte & mask)
    } else this.#writeControl(offset, byte)
    this.#update(before)
  }

  /**
   * Drives a pin from outside, or with null no longer. An output keeps its own level, and takes
   * this one when it becomes an input.
   *
   * @throws RangeError if `pin` is no whole number from 0 to 7.
   */
  setPin(pin: number, level: PinLevel): void {
    const bit = bitOf(pin)
    const before = this.#pads
    this.#hostDriven = level === null ? this.#hostDriven & ~bit : this.#hostDriven | bit
    this.#hostLevels = level === true ? this.#hostLevels | bit : this.#hostLevels & ~bit
    if (this.#context === null) this.#update(before)
    else this.#context.batch(() => this.#update(before))
  }

  /**
   * The level of a pin: that of the port if it is an output, else that of the host, null if nobody
   * drives it.
   *
   * @throws RangeError if `pin` is no whole number from 0 to 7.
   */
  pin(pin: number): PinLevel {
    const bit = bitOf(pin)
    const pads = this.#pads
    return (pads & (bit << pinCount)) === 0 ? null : (pads & bit) !== 0
  }

  /**
   * Calls `listener` for each pin whose level has changed, whoever changed it, and after interrupts.
   * Answers how to stop that.
   */
  onPinChange(listener: PinListener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** The levels of all pins as the port sees them, pin n in bit n. */
  get levels(): number {
    return this.#pads & allPins
  }

  // Levels in the low byte; in the byte above, which pins are driven.
  get #pads(): number {
    const outputs = this.#direction & ~this.#alternate
    const driven = outputs | this.#hostDriven
    const levels =
      (this.#data & outputs) |
      (this.#hostLevels & this.#hostDriven & ~outputs) |
      (this.#pullUps & ~driven)
    return (driven << pinCount) | levels
  }

  get #rawInterrupts(): number {
    const active = ~(this.levels ^ this.#event) & ~this.#direction
    return ((active & this.#sense) | (this.#edges & ~this.#sense)) & allPins
  }

  #writeControl(offset: number, byte: number): void {
    switch (offset) {
      case GPIODIR:
        this.#direction = byte
        break
      case GPIOIS:
        this.#sense = byte
        break
      case GPIOIBE:
        this.#bothEdges = byte
        break
      case GPIOIEV:
        this.#event = byte
        break
      case GPIOIE:
        this.#enabled = byte
        break
      case GPIOIC:
        this.#edges &= ~byte
        break
      case GPIOAFSEL:
        this.#alternate = byte
        break
      default:
    }
  }

  // After any change. `before`: the pads before it; `watched`: the pins whose edges are detected.
  #update(before: number, watched: number = allPins): void {
    const pads = this.#pads
    const wanted = this.#bothEdges | ~(pads ^ this.#event)
    this.#edges |= (pads ^ before) & wanted & watched & ~this.#sense & ~this.#direction & allPins
    this.#context?.setLine(0, (this.#rawInterrupts & this.#enabled) !== 0)
    if (pads !== before && this.#listeners.size > 0) this.#tellListeners(pads ^ before)
  }

  #tellListeners(changed: number): void {
    for (let pin = 0; pin < pinCount; pin++) {
      if (((changed | (changed >> pinCount)) & (1 << pin)) === 0) continue
      for (const listener of this.#listeners) listener(pin, this.pin(pin))
    }
  }
}

function bitOf(pin: number): number {
  if (Number.isInteger(pin) && pin >= 0 && pin < pinCount) return 1 << pin
  throw new RangeError(`a port has the pins 0 to ${pinCount - 1}, not ${pin}`)
}
