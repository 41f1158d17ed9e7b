// A scale, as a device: it weighs what lies on it, and interrupts when that is more than a limit.
//
// Registers of 32 bits: 0 the weight in grams; 4 the limit; 8 the status, whose bit 0 says that the
// limit was passed, until 1 is written to it. The line is high while it is set.

import type { AccessSize, Device, DeviceContext } from '@kos/io-hw'

const weightRegister = 0
const limitRegister = 4
const statusRegister = 8

export class Scale implements Device {
  readonly name = 'scale0'
  readonly registerBytes = 4096
  #context: DeviceContext | null = null
  #weight = 0
  #limit = 0xffff_ffff
  #status = 0

  attach(context: DeviceContext): void {
    this.#context = context
  }

  reset(): void {
    this.#limit = 0xffff_ffff
    this.#setStatus(0)
  }

  read(offset: number, size: AccessSize): number {
    if (size !== 4) return 0
    if (offset === weightRegister) return this.#weight
    if (offset === limitRegister) return this.#limit
    return offset === statusRegister ? this.#status : 0
  }

  write(offset: number, size: AccessSize, value: number): void {
    if (size !== 4) return
    if (offset === statusRegister) this.#setStatus(this.#status & ~value)
    if (offset !== limitRegister) return
    this.#limit = value
    this.#compare()
  }

  /** The world: so many grams lie on it now. */
  put(grams: number): void {
    this.#weight = grams
    this.#context?.batch(() => this.#compare())
  }

  #compare(): void {
    if (this.#weight > this.#limit) this.#setStatus(1)
  }

  #setStatus(status: number): void {
    this.#status = status
    this.#context?.setLine(0, status !== 0)
  }
}
