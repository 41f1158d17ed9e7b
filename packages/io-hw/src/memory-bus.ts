// The memory bus: windows of devices on the physical address map, beside RAM.
//
// RAM begins at 0 and has the frames of `@kos/vmm`; it is not accessed here. A window begins at a
// page and takes whole pages, so that a process may map one device without another. What an access
// does is in `bus-window.ts`.

import { PAGE_SIZE } from '@kos/vmm'
import { BusWindow, type WindowRegisters } from './bus-window.ts'
import type { AccessSize, Device } from './device.ts'
import type { DeviceFailures } from './device-failures.ts'
import { DisjointRanges } from './disjoint-ranges.ts'
import { physicalEnd } from './limits.ts'
import { allOnes } from './open-bus.ts'

/** Windows of devices in physical memory. */
export class MemoryBus {
  readonly #failures: DeviceFailures
  readonly #ramBytes: number
  readonly #windows: DisjointRanges<BusWindow> = new DisjointRanges()
  /** The window of the last access, and its pages; none if there are no such pages. */
  #last: BusWindow | null = null
  #firstPage = 0
  #endPage = 0

  constructor(failures: DeviceFailures, ramBytes: number) {
    this.#failures = failures
    this.#ramBytes = ramBytes
  }

  /** Bytes of RAM, from address 0 on. */
  get ramBytes(): number {
    return this.#ramBytes
  }

  /** The windows, from the lowest address up. */
  get windows(): readonly BusWindow[] {
    return this.#windows.all
  }

  /** Why `size` bytes from `base` on can have no window, in words; null if they can. */
  obstacle(base: number, size: number): string | null {
    const at = `0x${base.toString(16)}`
    const end = Math.ceil((base + size) / PAGE_SIZE) * PAGE_SIZE
    if (!Number.isInteger(base / PAGE_SIZE) || base < 0 || end > physicalEnd)
      return `${at} is no physical address of a page`
    if (base < this.#ramBytes) return `${at} is in RAM`
    const other = this.#windows.overlapping(base, end)
    return other === null ? null : `${at} overlaps the window of ${other.device.name}`
  }

  /**
   * @throws RangeError if `base` is no page, lies in RAM or past 64 GiB, or a page has a device
   * already.
   */
  add(device: Device, base: number, registers: WindowRegisters = {}): BusWindow {
    const window = new BusWindow(device, base, registers, PAGE_SIZE, this.#failures)
    const obstacle = this.obstacle(base, window.size)
    if (obstacle !== null) throw new RangeError(`${device.name}: ${obstacle}`)
    this.#windows.add(window)
    return window
  }

  /** Takes a window away. Does nothing if it is not there. */
  remove(window: BusWindow): void {
    if (!this.#windows.remove(window)) return
    this.#last = null
    this.#endPage = 0
  }

  /** The window that a physical address is in; null if there is none. */
  windowAt(address: number): BusWindow | null {
    return this.#windows.at(address)
  }

  /** Reads registers, `offset` bytes into a physical page. */
  readRegister(page: number, offset: number, size: AccessSize): number {
    const window = this.#seek(page)
    if (window === null) return allOnes[size]
    return window.read((page - this.#firstPage) * PAGE_SIZE + offset, size)
  }

  /** Writes registers, `offset` bytes into a physical page. */
  writeRegister(page: number, offset: number, size: AccessSize, value: number): void {
    const window = this.#seek(page)
    if (window !== null) window.write((page - this.#firstPage) * PAGE_SIZE + offset, size, value)
  }

  /** Reads registers at a physical address. */
  read(address: number, size: AccessSize): number {
    return this.readRegister(Math.floor(address / PAGE_SIZE), address % PAGE_SIZE, size)
  }

  /** Writes registers at a physical address. */
  write(address: number, size: AccessSize, value: number): void {
    this.writeRegister(Math.floor(address / PAGE_SIZE), address % PAGE_SIZE, size, value)
  }

  // The window of the last access is looked at first (bench case `io/mmio-read32`).
  #seek(page: number): BusWindow | null {
    if (page >= this.#firstPage && page < this.#endPage) return this.#last
    const window = this.windowAt(page * PAGE_SIZE)
    if (window === null) return null
    this.#last = window
    this.#firstPage = window.first / PAGE_SIZE
    this.#endPage = window.end / PAGE_SIZE
    return window
  }
}
