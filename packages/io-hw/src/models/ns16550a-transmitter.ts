// The transmitter of the NS16550A: FIFO, shift register, and the interrupt that says THR is empty.
//
// Without FIFOs there is a holding register, a FIFO of one character. With them the interrupt waits
// until the character in the shift register is out if the FIFO never had two since it was empty: a
// driver that writes one character at a time has time to write the next.

import { LSR_THR_EMPTY, LSR_TRANSMITTER_EMPTY } from './ns16550a-registers.ts'
import { fifoSize } from './ns16550a-receiver.ts'

/** The transmitter of a UART. */
export class SerialTransmitter {
  #characters: number[] = []
  #shiftRegister = 0
  #hasFifo = false
  #isInterrupting = false
  #isInterruptDelayed = false
  /** Most characters in the FIFO since it was empty. */
  #mostCharacters = 0
  /** When the character in the shift register is out; Infinity if there is none. */
  endAt: number = Infinity

  /** The state after power-on, except for the shift register. */
  setFifo(hasFifo: boolean): void {
    this.#hasFifo = hasFifo
    this.#characters = []
    this.#isInterrupting = false
    this.#isInterruptDelayed = false
    // The first interrupt is not delayed.
    this.#mostCharacters = 2
  }

  /** Forgets the characters, not the one in the shift register. */
  clear(): void {
    this.#characters = []
    this.#isInterrupting = true
    this.#isInterruptDelayed = false
  }

  /** True while there is a THR empty interrupt. */
  get isInterrupting(): boolean {
    return this.#isInterrupting
  }

  /** The interrupt is enabled: if THR is empty it comes at once. */
  enableInterrupt(): void {
    if (this.#characters.length === 0) this.#isInterrupting = true
  }

  /** The interrupt has been identified. */
  acknowledgeInterrupt(): void {
    this.#isInterrupting = false
  }

  /** The bits of LSR that are the transmitter's. */
  get lineStatus(): number {
    if (this.#characters.length > 0) return 0
    return this.endAt === Infinity ? LSR_THR_EMPTY | LSR_TRANSMITTER_EMPTY : LSR_THR_EMPTY
  }

  /** True if a character waits for the shift register, which is empty. */
  get canStart(): boolean {
    return this.endAt === Infinity && this.#characters.length > 0
  }

  /** Writes a character. A full FIFO drops it, the holding register is overwritten. */
  write(character: number): void {
    this.#isInterrupting = false
    this.#isInterruptDelayed = false
    if (!this.#hasFifo) this.#characters = []
    if (this.#characters.length < fifoSize) this.#characters.push(character)
    this.#mostCharacters = Math.max(this.#mostCharacters, this.#characters.length)
  }

  /** The next character goes to the shift register; it is out at `endAt`. */
  start(endAt: number): void {
    this.#shiftRegister = this.#characters.shift() ?? 0
    this.endAt = endAt
    if (this.#characters.length > 0) return
    this.#isInterruptDelayed = this.#hasFifo && this.#mostCharacters < 2
    this.#isInterrupting = !this.#isInterruptDelayed
    this.#mostCharacters = 0
  }

  /** The character in the shift register is out: answers it. */
  end(): number {
    this.endAt = Infinity
    if (this.#isInterruptDelayed) this.#isInterrupting = true
    this.#isInterruptDelayed = false
    return this.#shiftRegister
  }
}
