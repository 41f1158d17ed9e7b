// A base address register (BAR) of a PCI function: where the function answers, and with which
// registers.
//
// Its size is a power of two, and its low bits are fixed: that is how software learns the size. It
// writes all ones and reads which bits stayed zero. The address is what the register says, and a
// window is there while the function decodes accesses and nothing else is in the way.

import { PAGE_SIZE } from '@kos/vmm'
import { type BusWindow, checkedRegisters, type WindowRegisters } from './bus-window.ts'
import type { Device } from './device.ts'
import { physicalEnd, portCount } from './limits.ts'
import type { Machine } from './machine.ts'
import type { PciConfig } from './pci-config.ts'

/** A base address register. */
export interface PciBarOptions extends WindowRegisters {
  /** `memory64` has an address of 64 bits, and takes two of the six registers. */
  readonly kind: 'memory' | 'memory64' | 'ports'
  /** What the register says at first; left out, the bus finds a place. */
  readonly address?: number
}

/** Bits of a register that say what it is. */
const portsType = 1
const memory64Type = 4

/** A base address register of a function. */
export class PciBar {
  readonly kind: PciBarOptions['kind']
  /** Bytes of addresses that it takes: a power of two, in memory whole pages. */
  readonly bytes: number
  /** What it says at first; null: the bus finds a place. */
  readonly wanted: number | null
  readonly #registers: Required<WindowRegisters>
  readonly #device: Device
  readonly #config: PciConfig
  readonly #at: number
  #window: BusWindow | null = null

  /**
   * `at` is its offset in the configuration space, where `define` defines it.
   *
   * @throws RangeError if the device has no such registers, or too many.
   */
  constructor(device: Device, config: PciConfig, at: number, options: PciBarOptions) {
    const { kind, address = null } = options
    this.kind = kind
    this.wanted = address
    this.#registers = checkedRegisters(device, options)
    const least = kind === 'ports' ? 4 : PAGE_SIZE
    this.bytes = Math.max(least, 2 ** Math.ceil(Math.log2(this.#registers.size)))
    if (this.bytes >= this.addressEnd)
      throw new RangeError(`${device.name}: ${this.bytes} bytes are too many for ${kind}`)
    this.#device = device
    this.#config = config
    this.#at = at
  }

  /** The name of the device. */
  get name(): string {
    return this.#device.name
  }

  /** Addresses of its kind lie below this one. */
  get addressEnd(): number {
    if (this.kind === 'ports') return portCount
    return this.kind === 'memory' ? 2 ** 32 : physicalEnd
  }

  /** True in memory, false at ports. */
  get isMemory(): boolean {
    return this.kind !== 'ports'
  }

  /** Registers of the header that it takes. */
  get registers(): number {
    return this.kind === 'memory64' ? 2 : 1
  }

  /** The address that the register says. */
  get address(): number {
    const low = this.#config.read(this.#at, 4)
    if (this.kind === 'ports') return low - (low % 4)
    const high = this.kind === 'memory64' ? this.#config.read(this.#at + 4, 4) : 0
    return high * 2 ** 32 + low - (low % 16)
  }

  /** True if the function answers there. */
  get isMapped(): boolean {
    return this.#window !== null
  }

  /** Defines the register, with an address that is a multiple of `bytes`. */
  define(address: number): void {
    const type = this.kind === 'ports' ? portsType : this.kind === 'memory64' ? memory64Type : 0
    // Ports of PCI have 32 bits, of which this machine has 16: the others stay writable.
    this.#config.define(this.#at, 4, (address % 2 ** 32) | type, -this.bytes)
    if (this.kind !== 'memory64') return
    const mask = 2 ** 32 - Math.ceil(this.bytes / 2 ** 32)
    this.#config.define(this.#at + 4, 4, Math.floor(address / 2 ** 32), mask)
  }

  /** Why its window cannot be at an address, in words; null: it can. */
  obstacle(machine: Machine, address: number): string | null {
    const bus = this.isMemory ? machine.bus : machine.ports
    return bus.obstacle(address, this.#registers.size)
  }

  /**
   * True if another register of the same kind of bus, at `address`, takes some of its addresses.
   */
  overlaps(other: PciBar, address: number): boolean {
    if (this.isMemory !== other.isMemory) return false
    return address < this.address + this.bytes && this.address < address + other.bytes
  }

  /** Takes the window away, unless the function decodes accesses and it is where it must be. */
  withdraw(machine: Machine, isDecoding: boolean): void {
    const window = this.#window
    if (window === null || (isDecoding && window.base === this.address)) return
    this.#window = null
    if (this.isMemory) machine.bus.remove(window)
    else machine.ports.remove(window)
  }

  /** Puts the window where the register says, unless something is in the way. */
  settle(machine: Machine): void {
    const { address } = this
    if (this.#window !== null || this.obstacle(machine, address) !== null) return
    const bus = this.isMemory ? machine.bus : machine.ports
    this.#window = bus.add(this.#device, address, this.#registers)
  }
}
