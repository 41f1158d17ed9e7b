// A UART NS16550A for the threads of its driver: interrupt-driven in both directions, with a ring of
// bytes for each. Registers as in the data sheet of the PC16550D.
//
// The interrupt that says that the transmitter is empty is enabled while there is something to send.
// Enabling it makes one, if the transmitter is empty already: so sending begins.

import {
  type Kos,
  type KosEvent,
  KosInitializedEvent,
  type Result,
  type Retcode,
  rcInvalidArgument,
  rcOk,
} from '@kos/libkos'
import { ByteRing } from './byte-ring.ts'
import {
  type Config,
  MaxWait,
  ParityEven,
  ParityNone,
  ParityOdd,
} from './generated/kl/drivers/Serial.idl.ts'
import { maxSerialBurst, serialInputBytes, serialOutputBytes } from './limits.ts'
import type { DeviceDescription } from './machine-file.ts'
import { openRegisters8, type Registers8 } from './registers8.ts'
import type { SerialDevice } from './serial-endpoint.ts'
import { WaitingClients } from './waiting-clients.ts'

const registerCount = 8
// Data is the divisor's low byte, and the enable register its high byte, while the latch is open.
const data = 0
const interruptEnable = 1
const interruptId = 2
const fifoControl = 2
const lineControl = 3
const modemControl = 4
const lineStatus = 5
const modemStatus = 6

const enableReceived = 0x01
const enableTransmit = 0x02
const enableLineStatus = 0x04

const noInterrupt = 0x01
const causeMask = 0x0e
const causeModem = 0x00
const causeTransmit = 0x02

/** FIFOs on and empty; an interrupt for 8 bytes. */
const fifosOn = 0x87
const fifoBytes = 16
/** DTR, RTS, and OUT2, which lets the interrupt out on a PC. */
const modemReady = 0x0b

const lineTwoStopBits = 0x04
const lineParity = 0x08
const lineEvenParity = 0x10
const lineDivisorLatch = 0x80

const statusReady = 0x01
const statusOverrun = 0x02
/** Wrong parity, no stop bit, a break: of the byte that is read next. */
const statusDamaged = 0x1c
const statusTransmitEmpty = 0x20

/** Bits a second with a divisor of 1: a clock of 1.8432 MHz, divided by 16. */
const maxBaudRate = 115_200
/** How wrong a speed may be for receivers to bear it. */
const baudTolerance = 0.03

/** Passes of one interrupt over its causes. */
const maxCauses = 16

/** The port. */
export class SerialPort implements SerialDevice {
  /** Bytes that were lost, since nobody read them in time. */
  lost = 0
  /** Bytes that arrived damaged. They are not among the data. */
  damaged = 0
  #config: Config = { baudRate: maxBaudRate, dataBits: 8, stopBits: 1, parity: ParityNone }
  readonly #registers: Registers8
  readonly #input: ByteRing = new ByteRing(serialInputBytes)
  readonly #output: ByteRing = new ByteRing(serialOutputBytes)
  readonly #hasInput: KosEvent = KosInitializedEvent('input')
  readonly #hasRoom: KosEvent = KosInitializedEvent('room for output')
  readonly #waiting: WaitingClients = new WaitingClients(MaxWait)
  #enabled = 0

  private constructor(registers: Registers8) {
    this.#registers = registers
  }

  /**
   * Takes the port and puts it in order: 115,200 bits a second, 8 bits, no parity; it makes no
   * interrupts yet. Codes as `openRegisters8`.
   */
  static open(kos: Kos, place: DeviceDescription): Result<{ readonly device: SerialPort }> {
    const { rc, registers } = openRegisters8(kos, place, registerCount)
    if (rc !== rcOk) return { rc }
    const port = new SerialPort(registers)
    port.setConfig(kos, port.#config)
    registers.write(kos, fifoControl, fifosOn)
    registers.write(kos, modemControl, modemReady)
    return { rc: rcOk, device: port }
  }

  get config(): Config {
    return this.#config
  }

  /** Lets input come, once a thread handles the interrupts. */
  enable(kos: Kos): void {
    this.#enable(kos, enableReceived | enableLineStatus)
  }

  /** Sets speed and format. rcInvalidArgument: the port has no such. */
  setConfig(kos: Kos, config: Config): Retcode {
    const { baudRate, dataBits, stopBits, parity } = config
    const divisor = Math.round(maxBaudRate / baudRate)
    const isSpeed =
      divisor >= 1 &&
      divisor <= 0xffff &&
      Math.abs(maxBaudRate / divisor - baudRate) <= baudTolerance * baudRate
    const isFormat = dataBits >= 5 && dataBits <= 8 && (stopBits === 1 || stopBits === 2)
    const parityBits = parityControl.get(parity)
    if (!isSpeed || !isFormat || parityBits === undefined) return rcInvalidArgument
    const line = (dataBits - 5) | (stopBits === 2 ? lineTwoStopBits : 0) | parityBits
    const registers = this.#registers
    registers.write(kos, lineControl, lineDivisorLatch)
    registers.write(kos, data, divisor & 0xff)
    registers.write(kos, interruptEnable, divisor >>> 8)
    registers.write(kos, lineControl, line)
    // The latch shared its port with it.
    registers.write(kos, interruptEnable, this.#enabled)
    this.#config = { baudRate, dataBits, stopBits, parity }
    return rcOk
  }

  /**
   * Takes as many bytes to send as there is room for, at least one. rcTimeout; rcBusy: too many
   * clients wait.
   */
  async write(
    kos: Kos,
    bytes: Uint8Array,
    timeout: number,
  ): Promise<Result<{ readonly count: number }>> {
    // The bytes of a request are valid until the answer, so they may be taken after the wait.
    const rc = await this.#waiting.wait(kos, this.#hasRoom, timeout, () => this.#output.room > 0)
    if (rc !== rcOk) return { rc }
    const count = Math.min(bytes.length, this.#output.room)
    for (let index = 0; index < count; index++) this.#output.push(bytes[index] as number)
    if (count > 0) this.#enable(kos, this.#enabled | enableTransmit)
    return { rc, count }
  }

  /** Takes what has arrived, at least one byte. rcTimeout; rcBusy: too many clients wait. */
  async read(
    kos: Kos,
    limit: number,
    timeout: number,
  ): Promise<Result<{ readonly data: Uint8Array }>> {
    const rc = await this.#waiting.wait(kos, this.#hasInput, timeout, () => this.#input.length > 0)
    return rc === rcOk ? { rc, data: this.#input.take(limit) } : { rc }
  }

  /** Handles an interrupt: one cause after the other, the most urgent first. */
  interrupt(kos: Kos): void {
    for (let count = 0; count < maxCauses; count++) {
      const id = this.#registers.read(kos, interruptId)
      if ((id & noInterrupt) !== 0) return
      const cause = id & causeMask
      if (cause === causeTransmit) this.#transmit(kos)
      else if (cause === causeModem) this.#registers.read(kos, modemStatus)
      else this.#receive(kos)
    }
  }

  // Reading the line status tells of the byte that is read next, and clears what it tells.
  #receive(kos: Kos): void {
    const registers = this.#registers
    let hasNew = false
    for (let count = 0; count < maxSerialBurst; count++) {
      const status = registers.read(kos, lineStatus)
      if ((status & statusOverrun) !== 0) this.lost++
      if ((status & statusReady) === 0) break
      const byte = registers.read(kos, data)
      if ((status & statusDamaged) !== 0) this.damaged++
      else if (this.#input.push(byte)) hasNew = true
      else this.lost++
    }
    if (hasNew) kos.KosEventSet(this.#hasInput)
  }

  #transmit(kos: Kos): void {
    const registers = this.#registers
    if ((registers.read(kos, lineStatus) & statusTransmitEmpty) !== 0) {
      for (let count = 0; count < fifoBytes; count++) {
        const byte = this.#output.shift()
        if (byte < 0) break
        registers.write(kos, data, byte)
      }
      kos.KosEventSet(this.#hasRoom)
    }
    if (this.#output.length === 0) this.#enable(kos, this.#enabled & ~enableTransmit)
  }

  #enable(kos: Kos, enabled: number): void {
    if (enabled === this.#enabled) return
    this.#enabled = enabled
    this.#registers.write(kos, interruptEnable, enabled)
  }
}

const parityControl: ReadonlyMap<number, number> = /* @__PURE__ */ new Map([
  [ParityNone, 0],
  [ParityOdd, lineParity],
  [ParityEven, lineParity | lineEvenParity],
])
