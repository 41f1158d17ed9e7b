// The port bus: 65,536 I/O ports, each of one byte, and the devices behind them.
//
// An access of 2 or 4 bytes begins at its port and takes the ports behind it; it must be aligned in
// the registers of one device. Where no device answers, reads give all ones and writes are lost, as
// on a bus that nobody drives.

import type { AccessSize, Device } from './device.ts'
import type { DeviceFailures } from './device-failures.ts'
import { portCount } from './limits.ts'

/** What reads give where no device answers. */
export const allOnes: Readonly<Record<AccessSize, number>> = { 1: 0xff, 2: 0xffff, 4: 0xffff_ffff }

/** A device on the port bus. */
export interface PortWindow {
  readonly device: Device
  readonly base: number
  readonly size: number
}

/** I/O ports. */
export class PortBus {
  readonly #failures: DeviceFailures
  readonly #windows: (PortWindow | null)[] = [null]
  /** By port: the index of its window, 0 for none. */
  readonly #index: Uint16Array = new Uint16Array(portCount)

  constructor(failures: DeviceFailures) {
    this.#failures = failures
  }

  /** The windows, in the order in which they were added. */
  get windows(): readonly PortWindow[] {
    return this.#windows.filter((window) => window !== null)
  }

  /** @throws RangeError if the ports do not exist or one of them has a device already. */
  add(device: Device, base: number): void {
    const size = device.registerBytes
    if (!Number.isInteger(base) || base < 0 || base + size > portCount)
      throw new RangeError(`${device.name}: ports ${base} to ${base + size - 1} do not exist`)
    const taken = this.#index.subarray(base, base + size).findIndex((index) => index !== 0)
    if (taken >= 0) {
      const other = this.#windows[this.#index[base + taken] as number]?.device.name
      throw new RangeError(`${device.name}: port ${base + taken} is one of ${other}`)
    }
    this.#index.fill(this.#windows.length, base, base + size)
    this.#windows.push({ device, base, size })
  }

  /** Reads a port, or the two or four ports from there on. */
  read(port: number, size: AccessSize): number {
    const window = this.#windows[this.#index[port] as number] ?? null
    if (window === null) return allOnes[size]
    const offset = port - window.base
    if ((offset & (size - 1)) !== 0 || offset + size > window.size) return allOnes[size]
    try {
      return window.device.read(offset, size)
    } catch (error) {
      this.#failures.report(error, window.device)
      return allOnes[size]
    }
  }

  /** Writes likewise. */
  write(port: number, size: AccessSize, value: number): void {
    const window = this.#windows[this.#index[port] as number] ?? null
    if (window === null) return
    const offset = port - window.base
    if ((offset & (size - 1)) !== 0 || offset + size > window.size) return
    try {
      window.device.write(offset, size, value)
    } catch (error) {
      this.#failures.report(error, window.device)
    }
  }
}
