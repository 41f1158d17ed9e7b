// NS16550A: a UART with FIFOs, as a PC has it (National Semiconductor PC16550D).
//
// Registers, interrupts and the host's side are here. Characters pass over the wire of
// `serial-wire.ts`; modem lines are in `modem-status.ts`. Each access first catches up with the
// time, and in the end sets the interrupt line and the timer.

import type { AccessSize, Device, DeviceContext } from '../device.ts'
import { ByteChunks } from './byte-chunks.ts'
import { type ModemInputs, type ModemOutputs, ModemStatus } from './modem-status.ts'
import { interruptCause } from './ns16550a-interrupts.ts'
import {
  FCR,
  IER,
  IER_ERBFI,
  IER_ETBEI,
  IIR,
  IIR_FIFOS_ENABLED,
  IIR_NONE,
  IIR_THR_EMPTY,
  LCR,
  LCR_BREAK,
  LCR_DLAB,
  LSR,
  LSR_BREAK,
  LSR_FRAMING,
  LSR_PARITY,
  MCR,
  MCR_ALL,
  MCR_LOOP,
  MCR_OUT2,
  MSR,
  RBR,
  SCR,
  THR,
} from './ns16550a-registers.ts'
import { SerialWire } from './serial-wire.ts'

export type { ModemInputs, ModemOutputs } from './modem-status.ts'

/** 115,200 baud with a divisor of 1. */
const defaultClock = 1_843_200
/** What is wrong with characters that a host sends. */
export type SerialFault = 'parity' | 'framing'

const faultErrors = { parity: LSR_PARITY, framing: LSR_FRAMING } as const

/** How a UART is made. */
export interface Ns16550aOptions {
  /** Default: `uart`. */
  readonly name?: string
  /** The frequency of its clock in Hz; default 1,843,200. */
  readonly clock?: number
  /** True: characters take no time, whatever the divisor. */
  readonly instant?: boolean
  /** True: what the host sends arrives though there is no room, and is lost. Default: it waits. */
  readonly overrun?: boolean
  /**
   * False: the interrupt line does not depend on OUT2. On a PC it does, which is the default: it is
   * low while the pin OUT2 is inactive, and so in loop-back mode.
   */
  readonly out2Gate?: boolean
}

/** A UART. It has one interrupt line. */
export class Ns16550a implements Device {
  readonly name: string
  readonly registerBytes = 8
  readonly #hasGate: boolean
  readonly #wire: SerialWire
  readonly #modem: ModemStatus = new ModemStatus()
  readonly #listeners: Set<(bytes: Uint8Array) => void> = new Set()
  readonly #modemListeners: Set<(outputs: ModemOutputs) => void> = new Set()
  /** The modem lines that listeners were told of last: bits of MCR. */
  #toldModem = 0
  #context: DeviceContext | null = null
  #enabled = 0
  #scratch = 0
  /** When the timer is due; Infinity: it is not armed. */
  #armedAt = Infinity

  constructor({
    name = 'uart',
    clock = defaultClock,
    instant = false,
    overrun = false,
    out2Gate = true,
  }: Ns16550aOptions = {}) {
    this.name = name
    this.#hasGate = out2Gate
    this.#wire = new SerialWire({ clock, instant, overrun })
  }

  attach(context: DeviceContext): void {
    this.#context = context
  }

  reset(): void {
    this.#wire.reset()
    this.#modem.reset()
    this.#enabled = 0
    this.#scratch = 0
    this.#armedAt = Infinity
    this.#update()
  }

  read(offset: number, size: AccessSize): number {
    let value = 0
    for (let index = 0; index < size; index++)
      value |= this.#readRegister(offset + index) << (8 * index)
    return value >>> 0
  }

  write(offset: number, size: AccessSize, value: number): void {
    for (let index = 0; index < size; index++)
      this.#writeRegister(offset + index, (value >>> (8 * index)) & 0xff)
  }

  tick(): void {
    this.#armedAt = Infinity
    this.#update()
  }

  /** The host sends bytes, which wait for their turn; with a fault all of them have it. */
  receive(bytes: Uint8Array, fault?: SerialFault): void {
    this.#send(bytes, fault === undefined ? 0 : faultErrors[fault])
  }

  /** The host sends a break of one character. */
  sendBreak(): void {
    this.#send(new Uint8Array(1), LSR_BREAK)
  }

  /** Bytes that the host has sent and that have not arrived. */
  get waitingBytes(): number {
    return this.#wire.input.length
  }

  /** Calls `listener` with bytes that have been transmitted. Answers how to stop that. */
  onTransmit(listener: (bytes: Uint8Array) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** What is transmitted from now on, for `for await`. */
  transmitted(): AsyncIterableIterator<Uint8Array> {
    return new ByteChunks((listener) => this.onTransmit(listener))
  }

  /** The host sets modem lines. At first all but RI are active. */
  setModemLines(lines: Partial<ModemInputs>): void {
    this.#fromHost(() => this.#modem.setInputs(lines))
  }

  /** The modem lines of the driver, at the pins. */
  get modemOutputs(): ModemOutputs {
    return this.#modem.outputs
  }

  /** Calls `listener` when the driver has changed its modem lines. Answers how to stop that. */
  onModemChange(listener: (outputs: ModemOutputs) => void): () => void {
    this.#modemListeners.add(listener)
    return () => void this.#modemListeners.delete(listener)
  }

  /** True while the driver sends a break. */
  get isBreaking(): boolean {
    return (this.#wire.lineControl & LCR_BREAK) !== 0 && !this.#modem.isLooped
  }

  #send(bytes: Uint8Array, errors: number): void {
    this.#fromHost(() => this.#wire.input.add(bytes, errors))
  }

  // The host may act before the device is in a machine.
  #fromHost(action: () => void): void {
    if (this.#context === null) return action()
    this.#context.batch(() => {
      this.#wire.advance(this.#now)
      action()
      this.#update()
    })
  }

  get #now(): number {
    return (this.#context as DeviceContext).now()
  }

  #readRegister(offset: number): number {
    this.#wire.advance(this.#now)
    const hasDivisor = (this.#wire.lineControl & LCR_DLAB) !== 0 && offset <= IER
    const value = hasDivisor ? this.#wire.divisor >> (8 * offset) : this.#read(offset)
    this.#update()
    return value & 0xff
  }

  // Side effects: RBR takes a character, IIR, LSR and MSR clear the interrupts that they tell of.
  #read(offset: number): number {
    const { receiver, transmitter } = this.#wire
    switch (offset) {
      case RBR:
        return receiver.read(this.#wire.timeoutAfter(this.#now))
      case IER:
        return this.#enabled
      case IIR: {
        const cause = interruptCause(this.#enabled, this.#wire, this.#modem)
        if (cause === IIR_THR_EMPTY) transmitter.acknowledgeInterrupt()
        return cause | (this.#wire.hasFifos ? IIR_FIFOS_ENABLED : 0)
      }
      case LCR:
        return this.#wire.lineControl
      case MCR:
        return this.#modem.control
      case LSR:
        return receiver.readLineStatus() | transmitter.lineStatus
      case MSR:
        return this.#modem.read()
      default:
        return this.#scratch
    }
  }

  #writeRegister(offset: number, byte: number): void {
    this.#wire.advance(this.#now)
    if ((this.#wire.lineControl & LCR_DLAB) === 0 || offset > IER) this.#write(offset, byte)
    else {
      const kept = this.#wire.divisor & (0xff00 >> (8 * offset))
      this.#wire.setDivisor(kept | (byte << (8 * offset)))
    }
    this.#update()
  }

  #write(offset: number, byte: number): void {
    switch (offset) {
      case THR:
        this.#wire.transmitter.write(byte)
        break
      case IER:
        if ((byte & ~this.#enabled & IER_ETBEI) !== 0) this.#wire.transmitter.enableInterrupt()
        this.#enabled = byte & 0x0f
        break
      case FCR:
        this.#wire.controlFifos(byte)
        break
      case LCR:
        this.#wire.setLineControl(byte)
        break
      case MCR:
        this.#modem.setControl(byte & MCR_ALL)
        this.#wire.isLooped = this.#modem.isLooped
        break
      case SCR:
        this.#scratch = byte
        break
      default: // LSR and MSR are read-only.
    }
  }

  // After any change: what begins by it, the level of the line, the timer, and what is transmitted.
  #update(): void {
    const context = this.#context as DeviceContext
    const wire = this.#wire
    const now = context.now()
    wire.advance(now)
    const gate = this.#modem.control & (MCR_OUT2 | MCR_LOOP)
    const cause = interruptCause(this.#enabled, wire, this.#modem)
    context.setLine(0, cause !== IIR_NONE && (!this.#hasGate || gate === MCR_OUT2))
    this.#arm(now)
    const bytes = wire.takeOutput()
    if (bytes !== null) for (const listener of this.#listeners) listener(bytes)
    const pins = this.#modem.isLooped ? 0 : this.#modem.control
    if (pins === this.#toldModem) return
    this.#toldModem = pins
    for (const listener of this.#modemListeners) listener(this.#modem.outputs)
  }

  #arm(now: number): void {
    const { receiver, nextCharacterAt } = this.#wire
    // Only the interrupt needs to know when the time-out comes.
    const awaitsTimeout = (this.#enabled & IER_ERBFI) !== 0 && !receiver.isTriggered
    const next = awaitsTimeout ? Math.min(nextCharacterAt, receiver.timeoutAt) : nextCharacterAt
    if (next === this.#armedAt) return
    this.#armedAt = next
    if (next === Infinity) this.#context?.cancelTick()
    else this.#context?.tickAfter(next - now)
  }
}
