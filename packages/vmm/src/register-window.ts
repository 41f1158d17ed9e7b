// Device pages as a program sees them: finds the register at an address. The part of `MemoryView`
// for accesses that are known to be of registers.
//
// Like the windows for memory (`memory-view.ts`) it has the page table entries of the last 128 MiB
// with a register, if they are a group; what it reads there is the entry of today, so a register that
// was taken away is not found. In the fast path 12 is PAGE_SHIFT, 8 is FRAME_SHIFT, and an access is
// shifted left by DEVICE_SHIFT, 3 (bench case `vmm/register32`).

import type { DeviceRegisters, RegisterSize } from './device-registers.ts'
import { PAGE_SIZE } from './flags.ts'
import type { Access } from './memory-fault.ts'
import type { PageGroups } from './page-groups.ts'
import { GROUP_PAGES } from './page-table-layout.ts'
import type { PageWalk } from './page-walk.ts'

const WINDOW_BYTES: number = GROUP_PAGES * PAGE_SIZE

/** Finds registers, and remembers where. */
export class RegisterWindow {
  readonly devices: DeviceRegisters
  readonly #walk: PageWalk
  readonly #groups: PageGroups
  /** Address of the first byte of the window; NaN for none. */
  #start: number = Number.NaN
  #entries: Int32Array = new Int32Array(0)

  constructor(devices: DeviceRegisters, walk: PageWalk, groups: PageGroups) {
    this.devices = devices
    this.#walk = walk
    this.#groups = groups
  }

  /**
   * The physical page of the register at an address, -1 if there is none that takes the access.
   * `low` is the offset in the window, with the bits cleared that are zero in an aligned address.
   */
  find(address: number, low: number, size: RegisterSize, access: Access): number {
    if (this.#start + low === address) {
      const entry = this.#entries[low >>> 12] as number
      if ((entry & (access << 3)) !== 0) return entry >>> 8
    }
    return this.#seek(address, size, access)
  }

  /** Page walk: moves the window to the register, if its range has a group. */
  #seek(address: number, size: RegisterSize, access: Access): number {
    const walk = this.#walk
    if (!walk.findRegister(address, access, size)) return -1
    const group = walk.group(address)
    if (group !== 0) {
      this.#start = Math.floor(address / WINDOW_BYTES) * WINDOW_BYTES
      this.#entries = this.#groups.at(group)
    }
    return walk.registerPage
  }

  /** Reads the register that the last walk found into the first bytes of a view. */
  load(view: DataView, size: RegisterSize): void {
    const { registerPage: page, registerOffset: offset } = this.#walk
    const value = this.devices.readRegister(page, offset, size)
    if (size === 1) view.setUint8(0, value)
    else if (size === 2) view.setUint16(0, value, true)
    else view.setUint32(0, value, true)
  }

  /** Writes the first bytes of a view to the register that the last walk found. */
  store(view: DataView, size: RegisterSize): void {
    const { registerPage: page, registerOffset: offset } = this.#walk
    if (size === 1) this.devices.writeRegister(page, offset, size, view.getUint8(0))
    else if (size === 2) this.devices.writeRegister(page, offset, size, view.getUint16(0, true))
    else this.devices.writeRegister(page, offset, size, view.getUint32(0, true))
  }
}
