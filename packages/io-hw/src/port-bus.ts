// The port bus: 65,536 I/O ports, each of one byte, and the devices behind them.
//
// An access of 2 or 4 bytes begins at its port and takes the ports behind it. What an access does
// is in `bus-window.ts`; who may make it in `port-permits.ts`.

import { BusWindow, type WindowRegisters } from './bus-window.ts'
import type { AccessSize, Device } from './device.ts'
import type { DeviceFailures } from './device-failures.ts'
import { portCount } from './limits.ts'
import { allOnes } from './open-bus.ts'

/** I/O ports. */
export class PortBus {
  readonly #failures: DeviceFailures
  /** By index: the windows. 0 and indices that are free have none. */
  readonly #windows: (BusWindow | null)[] = [null]
  /** By port: the index of its window, 0 for none. */
  readonly #index: Uint16Array = new Uint16Array(portCount)

  #last: BusWindow | null = null

  constructor(failures: DeviceFailures) {
    this.#failures = failures
  }

  /** The windows, from the lowest port up. */
  get windows(): readonly BusWindow[] {
    return this.#windows
      .filter((window) => window !== null)
      .sort((one, other) => one.base - other.base)
  }

  /** Why `size` ports from `base` on can have no window, in words; null if they can. */
  obstacle(base: number, size: number): string | null {
    if (!Number.isInteger(base) || base < 0 || base + size > portCount)
      return `ports ${base} to ${base + size - 1} do not exist`
    const taken = this.#index.subarray(base, base + size).findIndex((index) => index !== 0)
    return taken < 0
      ? null
      : `port ${base + taken} is one of ${this.windowAt(base + taken)?.device.name}`
  }

  /** @throws RangeError if a port does not exist, or has a device already. */
  add(device: Device, base: number, registers: WindowRegisters = {}): BusWindow {
    const window = new BusWindow(device, base, registers, 1, this.#failures)
    const obstacle = this.obstacle(base, window.size)
    if (obstacle !== null) throw new RangeError(`${device.name}: ${obstacle}`)
    const free = this.#windows.indexOf(null, 1)
    const index = free < 0 ? this.#windows.length : free
    this.#windows[index] = window
    this.#index.fill(index, base, window.end)
    return window
  }

  /** Takes a window away. Does nothing if it is not there. */
  remove(window: BusWindow): void {
    const index = this.#windows.indexOf(window)
    if (index < 0) return
    this.#windows[index] = null
    this.#last = null
    this.#index.fill(0, window.base, window.end)
  }

  /** The window that a port is in; null if there is none. */
  windowAt(port: number): BusWindow | null {
    return this.#windows[this.#index[port] ?? 0] ?? null
  }

  /** Reads a port, or the two or four ports from there on. */
  read(port: number, size: AccessSize): number {
    const window = this.#seek(port)
    return window === null ? allOnes[size] : window.read(port - window.base, size)
  }

  /** Writes likewise. */
  write(port: number, size: AccessSize, value: number): void {
    const window = this.#seek(port)
    if (window !== null) window.write(port - window.base, size, value)
  }

  // The window of the last access is looked at first (bench case `io/port-read8`).
  #seek(port: number): BusWindow | null {
    const last = this.#last
    if (last !== null && port >= last.base && port < last.end) return last
    const window = this.windowAt(port)
    if (window !== null) this.#last = window
    return window
  }
}
