// The memory bus: windows of devices on the physical address map, beside RAM.
//
// RAM begins at 0 and has the frames of `@kos/vmm`; it is not accessed here. A window begins at a
// page and takes whole pages, so that a process may map one device without another. Behind the
// registers of a device, and where no device answers, reads give all ones and writes are lost.

import { PAGE_SIZE } from '@kos/vmm'
import type { AccessSize, Device } from './device.ts'
import type { DeviceFailures } from './device-failures.ts'
import { allOnes } from './port-bus.ts'

/** A device on the memory bus. */
export interface MemoryWindow {
  readonly device: Device
  /** Physical address of its first register: a multiple of the page size. */
  readonly base: number
  /** Bytes of its registers. */
  readonly size: number
}

/** Highest physical address, and one: 64 GiB. */
const addressEnd = 2 ** 36

/** Windows of devices in physical memory. */
export class MemoryBus {
  readonly #failures: DeviceFailures
  readonly #ramBytes: number
  readonly #byPage: Map<number, MemoryWindow> = new Map()
  #last: MemoryWindow | null = null

  constructor(failures: DeviceFailures, ramBytes: number) {
    this.#failures = failures
    this.#ramBytes = ramBytes
  }

  /** Bytes of RAM, from address 0 on. */
  get ramBytes(): number {
    return this.#ramBytes
  }

  /** The windows, from the lowest address up. */
  get windows(): readonly MemoryWindow[] {
    return [...new Set(this.#byPage.values())].sort((one, other) => one.base - other.base)
  }

  /**
   * @throws RangeError if `base` is no page, lies in RAM or past 64 GiB, or a page has a device
   * already.
   */
  add(device: Device, base: number): void {
    const size = device.registerBytes
    const at = `0x${base.toString(16)}`
    if (!Number.isInteger(base / PAGE_SIZE) || base < 0 || base + size > addressEnd)
      throw new RangeError(`${device.name}: ${at} is no physical address of a page`)
    if (base < this.#ramBytes) throw new RangeError(`${device.name}: ${at} is in RAM`)
    const first = base / PAGE_SIZE
    const end = Math.ceil((base + size) / PAGE_SIZE)
    for (let page = first; page < end; page++) {
      const other = this.#byPage.get(page)?.device.name
      if (other !== undefined)
        throw new RangeError(`${device.name}: ${at} overlaps the window of ${other}`)
    }
    const window = { device, base, size }
    for (let page = first; page < end; page++) this.#byPage.set(page, window)
    this.#last = null
  }

  /** The window that a physical address is in; null if there is none. */
  windowAt(address: number): MemoryWindow | null {
    return this.#byPage.get(Math.floor(address / PAGE_SIZE)) ?? null
  }

  /** Reads registers at a physical address. */
  read(address: number, size: AccessSize): number {
    const window = this.#seek(address)
    if (window === null) return allOnes[size]
    const offset = address - window.base
    if ((offset & (size - 1)) !== 0 || offset + size > window.size) return allOnes[size]
    try {
      return window.device.read(offset, size)
    } catch (error) {
      this.#failures.report(error, window.device)
      return allOnes[size]
    }
  }

  /** Writes registers at a physical address. */
  write(address: number, size: AccessSize, value: number): void {
    const window = this.#seek(address)
    if (window === null) return
    const offset = address - window.base
    if ((offset & (size - 1)) !== 0 || offset + size > window.size) return
    try {
      window.device.write(offset, size, value)
    } catch (error) {
      this.#failures.report(error, window.device)
    }
  }

  // The window of the last access is looked at first (bench case `io/mmio-read32`).
  #seek(address: number): MemoryWindow | null {
    const last = this.#last
    if (last !== null && address >= last.base && address < last.base + last.size) return last
    const window = this.windowAt(address)
    if (window !== null) this.#last = window
    return window
  }
}
