// PCI: functions, and the host bridge through which software reaches their configuration spaces.
// (Configuration mechanism 1: the address at port 0xCF8, the data at ports 0xCFC to 0xCFF.)
//
// A window that a base address register moves to where something else is, or out of the machine,
// answers nothing until its place is free; who was there first stays.

import type { AccessSize, Device } from './device.ts'
import type { Machine } from './machine.ts'
import { allOnes } from './open-bus.ts'
import type { PciBar } from './pci-bar.ts'
import { PciFunction, type PciPlacement } from './pci-function.ts'

/** Where a bus finds places for functions. */
export interface PciBusOptions {
  /** Physical address from which windows are placed; default 3.5 GiB, or the end of RAM. */
  readonly memoryBase?: number
  /** First port from which ports are placed; default 0xC000. */
  readonly portBase?: number
}

/** The ports of the bridge. */
const bridgePort = 0xcf8
/** Offset of the data in its registers. */
const dataOffset = 4
const addressEnabled = 0x8000_0000
/** The other bits of the address are reserved, and zero. */
const addressBits = 0x80ff_fffc

/** The PCI bus of a machine. */
export class PciBus {
  readonly #machine: Machine
  readonly #memoryBase: number
  readonly #portBase: number
  readonly #functions: PciFunction[] = []

  /** Places the host bridge. @throws RangeError if its ports are taken. */
  constructor(machine: Machine, options: PciBusOptions = {}) {
    this.#machine = machine
    this.#memoryBase = Math.max(options.memoryBase ?? 0xe000_0000, machine.bus.ramBytes)
    this.#portBase = options.portBase ?? 0xc000
    machine.place(new HostBridge(this), { ports: bridgePort })
  }

  /** The functions, in the order in which they were placed. */
  get functions(): readonly PciFunction[] {
    return this.#functions
  }

  /**
   * Places a device as a function, and resets it.
   *
   * @throws RangeError if the requester id or the interrupt line does not exist or is taken, if an
   * address is no multiple of what its register takes, or if there is no place.
   */
  place(device: Device, placement: PciPlacement): PciFunction {
    const { bdf, irq } = placement
    const made = new PciFunction(device, placement)
    const taken = this.#functions.flatMap((other) => other.bars)
    for (const bar of made.bars) {
      bar.define(this.#placeOf(bar, taken))
      taken.push(bar)
    }
    const irqs = irq === undefined ? [] : [irq]
    this.#machine.place(device, { bdf, irqs, dmaObstacle: () => made.dmaObstacle })
    made.wire(this.#machine.deviceAt(bdf)?.sources[0] ?? null)
    this.#functions.push(made)
    const neighbours = this.#functions.filter((other) => other.bdf >> 3 === bdf >> 3)
    if (neighbours.length > 1) for (const neighbour of neighbours) neighbour.showOthers()
    this.#settle()
    return made
  }

  /** Reads the configuration space of a function; all ones if there is none. */
  read(bdf: number, offset: number, size: AccessSize): number {
    return this.#at(bdf)?.read(offset, size) ?? allOnes[size]
  }

  /** Writes it, and moves windows. */
  write(bdf: number, offset: number, size: AccessSize, value: number): void {
    this.#at(bdf)?.write(offset, size, value)
    this.#settle()
  }

  #at(bdf: number): PciFunction | null {
    return this.#functions.find((each) => each.bdf === bdf) ?? null
  }

  /** The address that a register says at first. */
  #placeOf(bar: PciBar, taken: readonly PciBar[]): number {
    const isFree = (address: number): boolean =>
      bar.obstacle(this.#machine, address) === null &&
      !taken.some((other) => other.overlaps(bar, address))
    const { wanted, bytes, name } = bar
    if (wanted !== null) {
      if (wanted % bytes === 0 && wanted + bytes <= bar.addressEnd && isFree(wanted)) return wanted
      throw new RangeError(`${name}: 0x${wanted.toString(16)} is no free place of ${bytes} bytes`)
    }
    const base = bar.isMemory ? this.#memoryBase : this.#portBase
    for (let at = Math.ceil(base / bytes) * bytes; at + bytes <= bar.addressEnd; at += bytes)
      if (isFree(at)) return at
    throw new RangeError(`${name}: there is no place for ${bytes} bytes at ${bar.kind}`)
  }

  #settle(): void {
    for (const each of this.#functions) each.withdraw(this.#machine)
    for (const each of this.#functions) each.settle(this.#machine)
  }
}

/** The host bridge: a register with an address, and one with the data there. */
class HostBridge implements Device {
  readonly name = 'PCI host bridge'
  readonly registerBytes = 8
  readonly #bus: PciBus
  #address = 0

  constructor(bus: PciBus) {
    this.#bus = bus
  }

  attach(): void {}

  reset(): void {
    this.#address = 0
  }

  read(offset: number, size: AccessSize): number {
    if (offset === 0 && size === 4) return this.#address
    if (offset < dataOffset || !this.#isEnabled) return allOnes[size]
    return this.#bus.read(this.#bdf, this.#registerAt(offset), size)
  }

  write(offset: number, size: AccessSize, value: number): void {
    if (offset === 0 && size === 4) this.#address = (value & addressBits) >>> 0
    else if (offset >= dataOffset && this.#isEnabled)
      this.#bus.write(this.#bdf, this.#registerAt(offset), size, value)
  }

  get #isEnabled(): boolean {
    return (this.#address & addressEnabled) !== 0
  }

  get #bdf(): number {
    return (this.#address >>> 8) & 0xffff
  }

  #registerAt(offset: number): number {
    return (this.#address & 0xfc) + offset - dataOffset
  }
}
