// A device that lies: registers read as anything, writes are lost, DMA carries other bytes and goes
// to other addresses, lines go up and down. How often is a rate that a test sets; at 0 it is the
// device that it is made of.

import type { AccessSize, Device, DeviceContext } from '@kos/io-hw'

/** The members of a context, to put others in their place. */
export function boundTo(context: DeviceContext): DeviceContext {
  return {
    now: () => context.now(),
    systemTime: () => context.systemTime(),
    entropy: () => context.entropy(),
    tickAfter: (milliseconds) => context.tickAfter(milliseconds),
    cancelTick: () => context.cancelTick(),
    setLine: (index, isHigh) => context.setLine(index, isHigh),
    batch: (operation) => context.batch(operation),
    dmaRead: (address, target) => context.dmaRead(address, target),
    dmaWrite: (address, source) => context.dmaWrite(address, source),
  }
}

/** A device of which each step may go wrong. */
export class HostileDevice implements Device {
  readonly name: string
  readonly registerBytes: number
  /** Part of the steps that go wrong, 0 to 1. */
  rate = 0
  readonly #inner: Device
  #seed: number

  constructor(inner: Device, seed: number) {
    this.name = inner.name
    this.registerBytes = inner.registerBytes
    this.#inner = inner
    this.#seed = seed >>> 0
  }

  attach(context: DeviceContext): void {
    this.#inner.attach({
      ...boundTo(context),
      setLine: (index, isHigh) => context.setLine(index, this.#isWrong() ? !isHigh : isHigh),
      dmaWrite: (address, source) => {
        if (this.#isWrong()) context.dmaWrite(this.#number(2 ** 21), this.#bytes(16))
        const bytes = this.#isWrong() ? this.#bytes(source.length) : source
        return this.#isWrong() || context.dmaWrite(address, bytes)
      },
    })
  }

  read(offset: number, size: AccessSize): number {
    const value = this.#inner.read(offset, size)
    return this.#isWrong() ? this.#number(2 ** (8 * size)) : value
  }

  write(offset: number, size: AccessSize, value: number): void {
    if (!this.#isWrong()) this.#inner.write(offset, size, value)
  }

  reset(): void {
    this.#inner.reset()
  }

  tick(): void {
    this.#inner.tick?.()
  }

  #isWrong(): boolean {
    return this.rate > 0 && this.#number(1_000_000) < this.rate * 1_000_000
  }

  #bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.#number(256))
  }

  // xorshift32
  #number(end: number): number {
    let seed = this.#seed === 0 ? 1 : this.#seed
    seed ^= seed << 13
    seed ^= seed >>> 17
    seed ^= seed << 5
    this.#seed = seed >>> 0
    return this.#seed % end
  }
}
