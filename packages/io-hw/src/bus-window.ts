// A window: registers of a device on a bus, at numbers of the bus (ports, or physical addresses).
//
// An access must be aligned in the registers of the device and end inside the window. Else, and
// where no device answers, reads give all ones and writes are lost, as on a bus that nobody drives.
// What a device model throws is the end of the access, not of who made it. Of what it answers the low
// bits count, as many as the access has: no program gets anything but a number of them.

import type { AccessSize, Device } from './device.ts'
import type { DeviceFailures } from './device-failures.ts'
import { allOnes } from './open-bus.ts'

/** Which of its registers a device has in a window. */
export interface WindowRegisters {
  /** Offset of the first one in the registers of the device; default 0. */
  readonly offset?: number
  /** Bytes; default: all from there on. */
  readonly size?: number
}

/** Registers of a device on a bus. Made by `PortBus.add` and `MemoryBus.add`. */
export class BusWindow {
  readonly device: Device
  /** Port or physical address of the first register. */
  readonly base: number
  /** Bytes of registers. */
  readonly size: number
  /** What the window takes of the bus: `base`, and the end of its last whole port or page. */
  readonly first: number
  readonly end: number
  /** Offset of the first register in those of the device. */
  readonly #offset: number
  /** Offset behind the last register of the window. */
  readonly #registersEnd: number
  readonly #failures: DeviceFailures

  /** @throws RangeError if the device has no such registers. */
  constructor(
    device: Device,
    base: number,
    registers: WindowRegisters,
    unit: number,
    failures: DeviceFailures,
  ) {
    const { offset, size } = checkedRegisters(device, registers)
    this.device = device
    this.base = base
    this.size = size
    this.first = base
    this.end = Math.ceil((base + size) / unit) * unit
    this.#offset = offset
    this.#registersEnd = offset + size
    this.#failures = failures
  }

  /** Reads `from` bytes behind `base`. */
  read(from: number, size: AccessSize): number {
    const offset = from + this.#offset
    if ((offset & (size - 1)) !== 0 || offset + size > this.#registersEnd) return allOnes[size]
    try {
      const value = this.device.read(offset, size)
      return size === 1 ? value & 0xff : size === 2 ? value & 0xffff : value >>> 0
    } catch (error) {
      this.#failures.report(error, this.device)
      return allOnes[size]
    }
  }

  /** Writes likewise. */
  write(from: number, size: AccessSize, value: number): void {
    const offset = from + this.#offset
    if ((offset & (size - 1)) !== 0 || offset + size > this.#registersEnd) return
    try {
      this.device.write(offset, size, value)
    } catch (error) {
      this.#failures.report(error, this.device)
    }
  }
}

/** The registers with what is left out. @throws RangeError if the device has no such registers. */
export function checkedRegisters(
  { name, registerBytes }: Device,
  { offset = 0, size = registerBytes - offset }: WindowRegisters,
): Required<WindowRegisters> {
  const isWhole = Number.isInteger(offset) && Number.isInteger(size)
  if (isWhole && offset >= 0 && size > 0 && offset + size <= registerBytes) return { offset, size }
  throw new RangeError(`${name}: of ${registerBytes} bytes there are no ${size} from ${offset} on`)
}
