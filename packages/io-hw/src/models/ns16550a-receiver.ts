// The receiver of the NS16550A: its FIFO, the errors of characters, and the character time-out.
//
// An error belongs to a character, and shows in the line status when the character is the next to
// be read. Without FIFOs there is a holding register, a FIFO of one character. What is on the wire
// is in `serial-input.ts`.

import {
  LSR_BREAK,
  LSR_DATA_READY,
  LSR_FIFO_ERROR,
  LSR_FRAMING,
  LSR_OVERRUN,
  LSR_PARITY,
} from './ns16550a-registers.ts'

/** Characters in a FIFO. */
export const fifoSize = 16
const characterErrors = LSR_PARITY | LSR_FRAMING | LSR_BREAK

/** The receiver of a UART. */
export class SerialReceiver {
  /** Characters, the oldest first; their errors, bits of LSR, are in the byte above. */
  #characters: number[] = []
  #errors = 0
  #hasFifo = false
  /** Characters at which there is a received data interrupt, with FIFOs. */
  #trigger = 1
  #isTimedOut = false
  /** When the character time-out is due, in milliseconds of the machine. */
  timeoutAt: number = Infinity

  /** The state after power-on, except for the trigger level. */
  setFifo(hasFifo: boolean): void {
    this.#hasFifo = hasFifo
    this.clear()
  }

  setTrigger(characters: number): void {
    this.#trigger = characters
  }

  /** Forgets the characters, not the errors in the line status. */
  clear(): void {
    this.#characters = []
    this.#isTimedOut = false
    this.timeoutAt = Infinity
  }

  clearErrors(): void {
    this.#errors = 0
  }

  get hasRoom(): boolean {
    return this.#characters.length < (this.#hasFifo ? fifoSize : 1)
  }

  /** True while there is a received data interrupt. */
  get isTriggered(): boolean {
    return this.#characters.length >= (this.#hasFifo ? this.#trigger : 1)
  }

  /** True while there is a character time-out interrupt. */
  get isTimedOut(): boolean {
    return this.#isTimedOut
  }

  /** True while there is a line status interrupt. */
  get hasErrors(): boolean {
    return this.#errors !== 0
  }

  /** A character has arrived, with its errors in the byte above. `timeoutAt`: as in `read`. */
  push(character: number, timeoutAt: number): void {
    if (!this.hasRoom) {
      this.#errors |= LSR_OVERRUN
      if (this.#hasFifo) return
      this.#characters = []
    }
    this.#characters.push(character)
    if (this.#characters.length === 1) this.#errors |= character >> 8
    if (this.#hasFifo && !this.#isTimedOut) this.timeoutAt = timeoutAt
  }

  /** Takes a character, 0 if there is none. There is a time-out at `timeoutAt` if nothing happens. */
  read(timeoutAt: number): number {
    const character = this.#characters.shift()
    if (character === undefined) return 0
    const next = this.#characters[0]
    if (next !== undefined) this.#errors |= next >> 8
    this.#isTimedOut = false
    this.timeoutAt = this.#hasFifo && next !== undefined ? timeoutAt : Infinity
    return character & 0xff
  }

  /** The time-out has come. */
  timeOut(): void {
    this.#isTimedOut = true
    this.timeoutAt = Infinity
  }

  /** The bits of LSR that are the receiver's. Reading clears the errors. */
  readLineStatus(): number {
    const errors = this.#errors
    let status = errors
    const [first] = this.#characters
    if (first !== undefined) status |= LSR_DATA_READY
    if (this.#hasFifo && ((errors & characterErrors) !== 0 || this.#characters.some(hasError)))
      status |= LSR_FIFO_ERROR
    if (first !== undefined) this.#characters[0] = first & 0xff
    this.#errors = 0
    return status
  }
}

function hasError(character: number): boolean {
  return character > 0xff
}
