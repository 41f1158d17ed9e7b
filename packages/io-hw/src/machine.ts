// A machine: RAM, buses, interrupt lines, time, and the devices on them.
//
// Devices are placed when the machine is made or later, and never taken away. What processes may
// do with them is in `resource-manager.ts`, in which I/O address space they are in `iommu.ts`.

import type { Timed } from '@kos/thread'
import { PAGE_SIZE, type PhysicalMemory } from '@kos/vmm'
import type { Device, DeviceContext } from './device.ts'
import { DeviceFailures, type DeviceFailureListener } from './device-failures.ts'
import type { DmaDirection, DmaDomains, StrayDma } from './dma.ts'
import { InterruptController, type IrqSource } from './interrupt-controller.ts'
import { defaultIrqLines } from './limits.ts'
import { type MachineTime, ManualTime } from './machine-time.ts'
import { MemoryBus } from './memory-bus.ts'
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

/** Where a device is: at least one of `ports` and `memory`. */
export interface Placement {
  /** Its first port. */
  readonly ports?: number
  /** The physical address of its first register, a multiple of the page size. */
  readonly memory?: number
  /** Its interrupt lines, in the order in which the model counts them. */
  readonly irqs?: readonly number[]
  /** Its requester id for DMA and the IOMMU, 0 to 65535; without one it can make no DMA. */
  readonly bdf?: number
}

/** A device in its place. */
export interface PlacedDevice {
  readonly device: Device
  readonly placement: Placement
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
  readonly #devices: PlacedDevice[] = []
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

  /** The devices, in the order in which they were placed. */
  get devices(): readonly PlacedDevice[] {
    return this.#devices
  }

  /**
   * Places a device on the buses, and resets it.
   *
   * @throws RangeError if a place is taken or does not exist.
   */
  place(device: Device, placement: Placement): this {
    const { ports, memory, irqs = [], bdf } = placement
    const sources = irqs.map((number) => this.interrupts.source(number))
    if (bdf !== undefined && this.#devices.some((other) => other.placement.bdf === bdf))
      throw new RangeError(`${device.name}: another device has the requester id ${bdf}`)
    if (ports !== undefined) this.ports.add(device, ports)
    if (memory !== undefined) this.bus.add(device, memory)
    this.#devices.push({ device, placement })
    device.attach(new DeviceEnd(this, device, sources, bdf ?? null, this.#failures))
    device.reset()
    return this
  }

  /** A DMA transfer of a device: true if it was made, else it is reported. */
  transfer(
    device: Device,
    bdf: number | null,
    address: number,
    bytes: Uint8Array,
    direction: DmaDirection,
  ): boolean {
    const reason = this.#tryTransfer(bdf, address, bytes, direction)
    if (reason === null) return true
    this.#onStrayDma({
      device: device.name,
      bdf: bdf ?? 0,
      address,
      size: bytes.length,
      direction,
      reason,
    })
    return false
  }

  #tryTransfer(
    bdf: number | null,
    address: number,
    bytes: Uint8Array,
    direction: DmaDirection,
  ): string | null {
    if (bdf === null || this.domains === null) return 'the device is in no I/O address space'
    const domain = this.domains.domainOf(bdf)
    if (typeof domain === 'string') return domain
    return direction === 'read' ? domain.read(address, bytes) : domain.write(address, bytes)
  }
}

function ignore(): void {}

function rethrow(error: unknown): void {
  throw error
}

/** The end of a machine at one device. */
class DeviceEnd implements DeviceContext {
  readonly #machine: Machine
  readonly #device: Device
  readonly #sources: readonly IrqSource[]
  readonly #bdf: number | null
  readonly #timer: Timed

  constructor(
    machine: Machine,
    device: Device,
    sources: readonly IrqSource[],
    bdf: number | null,
    failures: DeviceFailures,
  ) {
    this.#machine = machine
    this.#device = device
    this.#sources = sources
    this.#bdf = bdf
    const expire = (): void => {
      machine.interrupts.batch(() => {
        try {
          device.tick?.()
        } catch (error) {
          failures.report(error, device)
        }
      })
    }
    this.#timer = { expire, deadline: 0, sequence: 0, heapIndex: -1 }
  }

  now(): number {
    return this.#machine.time.now()
  }

  systemTime(): number {
    return this.#machine.time.systemTime()
  }

  entropy(): number {
    return this.#machine.time.entropy()
  }

  tickAfter(milliseconds: number): void {
    this.#machine.time.after(this.#timer, milliseconds)
  }

  cancelTick(): void {
    this.#machine.time.cancel(this.#timer)
  }

  setLine(index: number, isHigh: boolean): void {
    this.#sources[index]?.set(isHigh)
  }

  batch(operation: () => void): void {
    this.#machine.interrupts.batch(operation)
  }

  dmaRead(address: number, target: Uint8Array): boolean {
    return this.#machine.transfer(this.#device, this.#bdf, address, target, 'read')
  }

  dmaWrite(address: number, source: Uint8Array): boolean {
    return this.#machine.transfer(this.#device, this.#bdf, address, source, 'write')
  }
}
