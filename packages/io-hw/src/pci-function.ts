// A PCI function: a device with a configuration space, through which software finds it, moves it,
// and turns it on.
//
// It answers at its ports and windows while the command register says so, makes DMA while that has
// the bus-master bit, and asserts its interrupt pin unless that is disabled. Functions are placed
// by `pci-bus.ts`.

import type { AccessSize, Device } from './device.ts'
import type { IrqSource } from './irq-line.ts'
import { maxBars } from './limits.ts'
import type { Machine } from './machine.ts'
import { PciBar, type PciBarOptions } from './pci-bar.ts'
import {
  PCI_BAR_0,
  PCI_CACHE_LINE_SIZE,
  PCI_CLASS_CODE,
  PCI_COMMAND,
  PCI_COMMAND_INTERRUPT_DISABLE,
  PCI_COMMAND_IO,
  PCI_COMMAND_MASTER,
  PCI_COMMAND_MEMORY,
  PCI_DEVICE_ID,
  PCI_HEADER_TYPE,
  PCI_INTERRUPT_LINE,
  PCI_INTERRUPT_PIN,
  PCI_REVISION_ID,
  PCI_STATUS,
  PCI_STATUS_INTERRUPT,
  PCI_SUBSYSTEM_ID,
  PCI_SUBSYSTEM_VENDOR_ID,
  PCI_VENDOR_ID,
  PciConfig,
} from './pci-config.ts'

/** Who made a function, and what it is. */
export interface PciIds {
  readonly vendor: number
  readonly device: number
  readonly revision?: number
  readonly subsystemVendor?: number
  readonly subsystem?: number
}

/** Where a function is on PCI, and what software finds there. */
export interface PciPlacement {
  /** Bus, device and function: 8, 5 and 3 bits. It is the requester id, too. */
  readonly bdf: number
  readonly ids: PciIds
  /** The class code: 24 bits, of class, subclass and programming interface. */
  readonly class: number
  /** The base address registers, from the first on. */
  readonly bars: readonly PciBarOptions[]
  /** The interrupt line that the pin INTA is wired to; left out: it has no pin. */
  readonly irq?: number
  /** The command register as firmware leaves it; default 0: the function answers nowhere. */
  readonly command?: number
}

const multiFunction = 0x80
const noLine = 0xff

/** A device on PCI. */
export class PciFunction {
  readonly bdf: number
  readonly device: Device
  readonly bars: readonly PciBar[]
  readonly #config: PciConfig = new PciConfig()
  #source: IrqSource | null = null

  /** For `PciBus.place`. @throws RangeError if there are too many base address registers. */
  constructor(device: Device, placement: PciPlacement) {
    this.bdf = placement.bdf
    this.device = device
    const bars: PciBar[] = []
    let register = 0
    for (const options of placement.bars) {
      const bar = new PciBar(device, this.#config, PCI_BAR_0 + 4 * register, options)
      register += bar.registers
      bars.push(bar)
    }
    if (register > maxBars)
      throw new RangeError(`${device.name}: a function has ${maxBars} registers for addresses`)
    this.bars = bars
    this.#define(placement)
  }

  /** The command register. */
  get command(): number {
    return this.#config.read(PCI_COMMAND, 2)
  }

  /** Why the function may make no DMA now; null: it may. */
  get dmaObstacle(): string | null {
    return (this.command & PCI_COMMAND_MASTER) === 0 ? 'bus mastering is off' : null
  }

  /** Reads the configuration space; `offset` is a multiple of `size`. */
  read(offset: number, size: AccessSize): number {
    const status = this.#source?.isHigh === true ? PCI_STATUS_INTERRUPT : 0
    this.#config.define(PCI_STATUS, 2, status)
    return this.#config.read(offset, size)
  }

  /** Writes it. `PciBus.write` puts windows where they belong afterwards. */
  write(offset: number, size: AccessSize, value: number): void {
    this.#config.write(offset, size, value)
    this.#gate()
  }

  /** For the bus: the end of the line that its pin is wired to. */
  wire(source: IrqSource | null): void {
    this.#source = source
    this.#gate()
  }

  /** For the bus: its device has other functions. */
  showOthers(): void {
    this.#config.define(PCI_HEADER_TYPE, 1, multiFunction)
  }

  /** For the bus: takes windows away that must not be where they are. */
  withdraw(machine: Machine): void {
    for (const bar of this.bars) bar.withdraw(machine, this.#decodes(bar))
  }

  /** For the bus: puts windows where they must be, if nothing is in the way. */
  settle(machine: Machine): void {
    for (const bar of this.bars) if (this.#decodes(bar)) bar.settle(machine)
  }

  #gate(): void {
    this.#source?.gate((this.command & PCI_COMMAND_INTERRUPT_DISABLE) === 0)
  }

  #decodes(bar: PciBar): boolean {
    return (this.command & (bar.isMemory ? PCI_COMMAND_MEMORY : PCI_COMMAND_IO)) !== 0
  }

  #define({ ids, class: code, irq, command = 0 }: PciPlacement): void {
    const config = this.#config
    const { vendor, device, revision = 0, subsystemVendor = vendor, subsystem = device } = ids
    const hasPorts = this.bars.some((bar) => !bar.isMemory)
    const hasMemory = this.bars.some((bar) => bar.isMemory)
    const commands =
      (hasPorts ? PCI_COMMAND_IO : 0) |
      (hasMemory ? PCI_COMMAND_MEMORY : 0) |
      PCI_COMMAND_MASTER |
      (irq === undefined ? 0 : PCI_COMMAND_INTERRUPT_DISABLE)
    config.define(PCI_VENDOR_ID, 2, vendor)
    config.define(PCI_DEVICE_ID, 2, device)
    config.define(PCI_COMMAND, 2, command & commands, commands)
    config.define(PCI_REVISION_ID, 1, revision)
    config.define(PCI_CLASS_CODE, 1, code)
    config.define(PCI_CLASS_CODE + 1, 2, code >>> 8)
    config.define(PCI_CACHE_LINE_SIZE, 1, 0, 0xff)
    config.define(PCI_SUBSYSTEM_VENDOR_ID, 2, subsystemVendor)
    config.define(PCI_SUBSYSTEM_ID, 2, subsystem)
    config.define(PCI_INTERRUPT_LINE, 1, Math.min(irq ?? noLine, noLine), 0xff)
    config.define(PCI_INTERRUPT_PIN, 1, irq === undefined ? 0 : 1)
  }
}
