// The two directions of a serial wire at a UART: when characters begin and when they have passed.
//
// `advance` catches up with the time: it makes all that has happened since, in its order. What a
// character takes follows from the divisor and LCR; with a divisor of 0 none begins.

import {
  FCR_ENABLE,
  FCR_RESET_RECEIVER,
  FCR_RESET_TRANSMITTER,
  LCR_BREAK,
  triggerLevels,
} from './ns16550a-registers.ts'
import { SerialReceiver } from './ns16550a-receiver.ts'
import { SerialTransmitter } from './ns16550a-transmitter.ts'
import { characterMask, frameBits, receivedErrors } from './serial-format.ts'
import { SerialInput } from './serial-input.ts'

/** Milliseconds by which an event may be early: more than the rounding errors of a clock. */
const tolerance = 0.001

/** Character times without a character or a read until there is a time-out. */
const timeoutCharacters = 4

/** Clock periods of a bit, with a divisor of 1. */
const clocksPerBit = 16

/** 9,600 baud with a clock of 1,843,200 Hz. */
const defaultDivisor = 12

/** How a wire is made: see the options of `Ns16550a`. */
export interface SerialWireOptions {
  readonly clock: number
  readonly instant: boolean
  readonly overrun: boolean
}

/** Both directions. All times are milliseconds of the machine. */
export class SerialWire {
  readonly transmitter: SerialTransmitter = new SerialTransmitter()
  readonly receiver: SerialReceiver = new SerialReceiver()
  readonly input: SerialInput = new SerialInput()
  readonly #options: SerialWireOptions
  #divisor = defaultDivisor
  #lineControl = 0
  #hasFifos = false
  #characterTime = Infinity
  /** Loop-back mode: what is transmitted is received, and the host is cut off. */
  isLooped = false
  /** When the character of the host that is under way has arrived; Infinity if there is none. */
  #arrivesAt = Infinity
  #output: number[] = []

  constructor(options: SerialWireOptions) {
    this.#options = options
  }

  /** The state after power-on. What the host has sent waits still. */
  reset(): void {
    this.transmitter.end()
    this.#setFifos(false)
    this.receiver.clearErrors()
    this.isLooped = false
    this.#arrivesAt = Infinity
    this.#output = []
    this.#divisor = defaultDivisor
    this.setLineControl(0)
  }

  /** DLL and DLM. */
  get divisor(): number {
    return this.#divisor
  }

  setDivisor(divisor: number): void {
    this.#divisor = divisor
    this.#setCharacterTime()
  }

  /** LCR. */
  get lineControl(): number {
    return this.#lineControl
  }

  setLineControl(lineControl: number): void {
    this.#lineControl = lineControl
    this.#setCharacterTime()
  }

  get hasFifos(): boolean {
    return this.#hasFifos
  }

  /** FCR. Without the bit that enables FIFOs the others count for nothing. */
  controlFifos(control: number): void {
    const hasFifos = (control & FCR_ENABLE) !== 0
    if (hasFifos !== this.#hasFifos) this.#setFifos(hasFifos)
    if (!hasFifos) return
    if ((control & FCR_RESET_RECEIVER) !== 0) this.receiver.clear()
    if ((control & FCR_RESET_TRANSMITTER) !== 0) this.transmitter.clear()
    this.receiver.setTrigger(triggerLevels[control >> 6] ?? 1)
  }

  /** When the next character has passed. */
  get nextCharacterAt(): number {
    return Math.min(this.transmitter.endAt, this.#arrivesAt)
  }

  /** When the time-out is due for which something at `now` is the last that happened. */
  timeoutAfter(now: number): number {
    return now + timeoutCharacters * this.#characterTime
  }

  /** Makes what has happened until `now`. */
  advance(now: number): void {
    const { transmitter, receiver } = this
    const end = now + tolerance
    this.#startSending(now)
    this.#startReceiving(now)
    for (;;) {
      const next = Math.min(transmitter.endAt, this.#arrivesAt, receiver.timeoutAt)
      if (next > end) return
      if (transmitter.endAt === next) this.#sent(next)
      else if (this.#arrivesAt === next) this.#arrived(next)
      else receiver.timeOut()
    }
  }

  /** Takes what has been transmitted to the host; null if there is nothing. */
  takeOutput(): Uint8Array | null {
    if (this.#output.length === 0) return null
    const bytes = Uint8Array.from(this.#output)
    this.#output = []
    return bytes
  }

  #setFifos(hasFifos: boolean): void {
    this.#hasFifos = hasFifos
    this.transmitter.setFifo(hasFifos)
    this.receiver.setFifo(hasFifos)
  }

  #setCharacterTime(): void {
    const { clock, instant } = this.#options
    const period = (1000 * clocksPerBit * this.#divisor) / clock
    if (instant) this.#characterTime = 0
    else this.#characterTime = period > 0 ? period * frameBits(this.#lineControl) : Infinity
  }

  #startSending(at: number): void {
    if (this.transmitter.canStart && this.#characterTime !== Infinity)
      this.transmitter.start(at + this.#characterTime)
  }

  #sent(at: number): void {
    const character = this.transmitter.end() & characterMask(this.#lineControl)
    if (this.isLooped) this.receiver.push(character, this.timeoutAfter(at))
    else if ((this.#lineControl & LCR_BREAK) === 0) this.#output.push(character)
    this.#startSending(at)
  }

  // A host that does not overrun waits until there is room and nobody loops back.
  get #canReceive(): boolean {
    return this.#options.overrun || (this.receiver.hasRoom && !this.isLooped)
  }

  #startReceiving(at: number): void {
    if (this.#arrivesAt !== Infinity || this.input.length === 0 || !this.#canReceive) return
    this.#arrivesAt = at + this.#characterTime
  }

  #arrived(at: number): void {
    this.#arrivesAt = Infinity
    if (!this.#canReceive) return
    const character = this.input.take()
    if (!this.isLooped) {
      const byte = character & characterMask(this.#lineControl)
      const errors = receivedErrors(character >> 8, this.#lineControl)
      this.receiver.push(byte | (errors << 8), this.timeoutAfter(at))
    }
    this.#startReceiving(at)
  }
}
