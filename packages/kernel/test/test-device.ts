// A device with plain registers, for tests of what the kernel does with devices: what is written is
// read again, and everything that was accessed is remembered. The test is its host side: it sets
// lines and makes DMA.

import type { AccessSize, Device, DeviceContext } from '@kos/io-hw'
import type { IoOptions } from '../src/index.ts'

/** Physical address of its registers: the first page behind 1 GiB, the RAM of a kernel. */
export const registersAt: number = 2 ** 30
/** Its first port. */
export const portsAt = 0x3f8
/** Its interrupt lines. */
export const irqs: readonly number[] = [33, 34]
/** Its requester id: bus 0, device 3, function 0. */
export const deviceBdf: number = 3 << 3

/** A device whose registers are bytes. */
export class TestDevice implements Device {
  readonly name: string
  readonly registerBytes: number
  readonly bytes: Uint8Array
  /** `read8 3`, `write32 0 = 7`, in the order of the accesses. */
  readonly accesses: string[] = []
  /** Called at each access. */
  onAccess: (() => void) | null = null
  #context: DeviceContext | null = null

  constructor(name = 'box', registerBytes = 16) {
    this.name = name
    this.registerBytes = registerBytes
    this.bytes = new Uint8Array(registerBytes)
  }

  /** What it reaches of its machine. */
  get context(): DeviceContext {
    if (this.#context === null) throw new Error('the device is in no machine')
    return this.#context
  }

  attach(context: DeviceContext): void {
    this.#context = context
  }

  reset(): void {
    this.bytes.fill(0)
  }

  read(offset: number, size: AccessSize): number {
    this.accesses.push(`read${size * 8} ${offset}`)
    this.onAccess?.()
    let value = 0
    for (let i = size - 1; i >= 0; i--) value = value * 256 + (this.bytes[offset + i] as number)
    return value
  }

  write(offset: number, size: AccessSize, value: number): void {
    this.accesses.push(`write${size * 8} ${offset} = ${value}`)
    this.onAccess?.()
    for (let i = 0; i < size; i++) this.bytes[offset + i] = Math.floor(value / 256 ** i)
  }

  /** Sets a line high or low, as the host side of a model does. */
  setLine(isHigh: boolean, index = 0): void {
    this.context.batch(() => this.context.setLine(index, isHigh))
  }

  /** A line that goes up and down again. */
  pulse(index = 0): void {
    this.setLine(true, index)
    this.setLine(false, index)
  }
}

/** A machine with a device in every kind of place. */
export function machineWith(device: Device, ...others: readonly Device[]): IoOptions {
  const placement = { ports: portsAt, memory: registersAt, irqs, bdf: deviceBdf }
  return {
    devices: [
      { device, placement },
      ...others.map((other, index) => ({
        device: other,
        placement: { irqs, bdf: deviceBdf + 8 * (index + 1) },
      })),
    ],
  }
}
