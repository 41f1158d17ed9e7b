// A machine: RAM, buses, interrupt lines, time, and the devices on them.
//
// Devices are placed when the machine is made or later, and never taken away. A device on PCI is
// placed by `pci-bus.ts`. What processes may do with devices is in `resource-manager.ts`, in which
// I/O address space they are in `iommu.ts`.

import { PAGE_SIZE, type PhysicalMemory } from '@kos/vmm'
import type { Device } from './device.ts'
import { DeviceEnd } from './device-end.ts'
import { DeviceFailures, type DeviceFailureListener } from './device-failures.ts'
import type { DmaDirection, DmaDomains, DmaTransfer, StrayDma } from './dma.ts'
import { InterruptController } from './interrupt-controller.ts'
import { defaultIrqLines, requesterCount } from './limits.ts'
import { type MachineTime, ManualTime } from './machine-time.ts'
import { MemoryBus } from './memory-bus.ts'
import type { PlacedDevice, Placement } from './placement.ts'
import { PortBus } from './port-bus.ts'

/** How a machine is made. */
export interface MachineOptions {
  /** RAM, from physical address 0 on. */
  readonly memory: PhysicalMemory
  /** Default: a `ManualTime`. */
  readonly time?: MachineTime
  /** Interrupt lines; default 64. */
  readonly irqLines?: number
  /** Hears of DMA transfers that were blocked. Default: nobody. */
  readonly onStrayDma?: (stray: StrayDma) => void
  /** Hears of device models that threw. Default: the error is thrown on, to who made the access. */
  readonly onDeviceFailure?: DeviceFailureListener
}

/** A machine. */
export class Machine {
  readonly memory: PhysicalMemory
  readonly time: MachineTime
  readonly ports: PortBus
  readonly bus: MemoryBus
  readonly interrupts: InterruptController
  /** Which device is in which I/O address space; null: none in any. Set by an IOMMU. */
  domains: DmaDomains | null = null
  /** Hears of each DMA transfer that was made; for traces. Null: nobody. */
  onDma: ((transfer: DmaTransfer) => void) | null = null
  readonly #devices: PlacedDevice[] = []
  readonly #ends: DeviceEnd[] = []
  #isOn = true
  readonly #failures: DeviceFailures
  readonly #onStrayDma: (stray: StrayDma) => void

  constructor({
    memory,
    time = new ManualTime(),
    irqLines = defaultIrqLines,
    onStrayDma = ignore,
    onDeviceFailure = rethrow,
  }: MachineOptions) {
    this.memory = memory
    this.time = time
    this.#failures = new DeviceFailures(onDeviceFailure)
    this.ports = new PortBus(this.#failures)
    this.bus = new MemoryBus(this.#failures, memory.total * PAGE_SIZE)
    this.interrupts = new InterruptController(irqLines)
    this.#onStrayDma = onStrayDma
  }

  /** False once the power is off. */
  get isOn(): boolean {
    return this.#isOn
  }

  /** The devices, in the order in which they were placed. */
  get devices(): readonly PlacedDevice[] {
    return this.#devices
  }

  /** The device with a requester id; null if there is none. */
  deviceAt(bdf: number): PlacedDevice | null {
    return this.#devices.find(({ placement }) => placement.bdf === bdf) ?? null
  }

  /**
   * Attaches a device, resets it, and places it on the buses.
   *
   * @throws RangeError if a place is taken or does not exist, or the device has one already; then
   * nothing has changed.
   */
  place(device: Device, placement: Placement): this {
    const { ports, memory, irqs = [], bdf } = placement
    const { name, registerBytes } = device
    const sources = irqs.map((number) => this.interrupts.source(number))
    if (this.#devices.some((other) => other.device === device)) fail(name, 'it has a place already')
    if (bdf !== undefined) this.#checkRequester(name, bdf)
    if (ports !== undefined) fail(name, this.ports.obstacle(ports, registerBytes))
    if (memory !== undefined) fail(name, this.bus.obstacle(memory, registerBytes))
    const placed = { device, placement, sources }
    const end = new DeviceEnd(this, placed, this.#failures)
    device.attach(end)
    device.reset()
    this.#devices.push(placed)
    this.#ends.push(end)
    if (ports !== undefined) this.ports.add(device, ports)
    if (memory !== undefined) this.bus.add(device, memory)
    return this
  }

  /**
   * Switches the power off, for good: no device ticks any more, so that a machine that nobody needs
   * keeps no timer of its host.
   */
  powerOff(): void {
    this.#isOn = false
    for (const end of this.#ends) end.cancelTick()
  }

  /** A DMA transfer of a device: true if it was made, else it is reported. */
  transfer(
    { device, placement }: PlacedDevice,
    address: number,
    bytes: Uint8Array,
    direction: DmaDirection,
  ): boolean {
    const reason = this.#tryTransfer(placement, address, bytes, direction)
    if (reason === null && this.onDma === null) return true
    const { name } = device
    const { bdf = null } = placement
    const transfer: DmaTransfer = { device: name, bdf, address, size: bytes.length, direction }
    if (reason === null) this.onDma?.(transfer)
    else this.#onStrayDma({ ...transfer, reason })
    return reason === null
  }

  #tryTransfer(
    { bdf, dmaObstacle }: Placement,
    address: number,
    bytes: Uint8Array,
    direction: DmaDirection,
  ): string | null {
    if (bdf === undefined) return 'the device has no requester id'
    const obstacle = dmaObstacle?.() ?? null
    if (obstacle !== null) return obstacle
    if (this.domains === null) return 'the machine has no IOMMU'
    const domain = this.domains.domainOf(bdf)
    if (typeof domain === 'string') return domain
    return direction === 'read' ? domain.read(address, bytes) : domain.write(address, bytes)
  }

  #checkRequester(name: string, bdf: number): void {
    if (!Number.isInteger(bdf) || bdf < 0 || bdf >= requesterCount)
      fail(name, `${bdf} is no requester id`)
    const other = this.deviceAt(bdf)
    if (other !== null) fail(name, `${other.device.name} has the requester id ${bdf}`)
  }
}

function ignore(): void {}

function rethrow(error: unknown): void {
  throw error
}

function fail(name: string, obstacle: string | null): void {
  if (obstacle !== null) throw new RangeError(`${name}: ${obstacle}`)
}
