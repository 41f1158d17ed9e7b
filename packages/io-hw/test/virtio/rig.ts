// A machine with one virtio device, and memory for its driver: an array of bytes is the I/O
// address space of the device, from `MEMORY_BASE` on. Parts of it can be closed to one or both
// directions.

import { PAGE_SIZE, PhysicalMemory } from '@kos/vmm'
import { type Device, type DmaDomain, Machine, ManualTime, type StrayDma } from '../../src/index.ts'

/** The I/O virtual address of the first byte. */
export const MEMORY_BASE = 0x1_0000
/** The physical address of the device's registers. */
export const DEVICE_BASE = 0x4000_0000
export const DEVICE_BDF = 0x0008
export const DEVICE_IRQ = 5

/** A transfer that was made. */
export interface Transfer {
  readonly isWrite: boolean
  readonly address: number
  readonly size: number
}

/** Memory of a driver. */
export class TestMemory implements DmaDomain {
  readonly bytes: Uint8Array
  readonly view: DataView
  /** The transfers that were made; null: not recorded. */
  transfers: Transfer[] | null = null
  readonly #closed: { start: number; end: number; forRead: boolean; forWrite: boolean }[] = []
  #next = 0

  constructor(size: number) {
    this.bytes = new Uint8Array(size)
    this.view = new DataView(this.bytes.buffer)
  }

  /** The address of so many fresh bytes, aligned to 16. */
  allocate(size: number): number {
    const address = MEMORY_BASE + this.#next
    this.#next += (size + 15) & ~15
    if (this.#next > this.bytes.length) throw new RangeError('test memory is used up')
    return address
  }

  /** The bytes at an address. */
  at(address: number, size: number): Uint8Array {
    return this.bytes.subarray(address - MEMORY_BASE, address - MEMORY_BASE + size)
  }

  /** From now on, the device may not read or not write there. */
  close(address: number, size: number, direction: 'read' | 'write'): void {
    const isRead = direction === 'read'
    this.#closed.push({
      start: address,
      end: address + size,
      forRead: isRead,
      forWrite: !isRead,
    })
  }

  openAll(): void {
    this.#closed.length = 0
  }

  read(address: number, target: Uint8Array): string | null {
    const reason = this.#refusal(address, target.length, false)
    if (reason !== null) return reason
    target.set(this.at(address, target.length))
    return null
  }

  write(address: number, source: Uint8Array): string | null {
    const reason = this.#refusal(address, source.length, true)
    if (reason !== null) return reason
    this.at(address, source.length).set(source)
    return null
  }

  #refusal(address: number, size: number, isWrite: boolean): string | null {
    const end = address + size
    if (address < MEMORY_BASE || end > MEMORY_BASE + this.bytes.length) return 'not mapped'
    for (const { start, end: closedEnd, forRead, forWrite } of this.#closed)
      if (address < closedEnd && end > start && (isWrite ? forWrite : forRead)) return 'closed'
    this.transfers?.push({ isWrite, address, size })
    return null
  }
}

/** A machine with a device in its place. */
export interface Rig {
  readonly machine: Machine
  readonly time: ManualTime
  readonly memory: TestMemory
  readonly strays: StrayDma[]
  /** Registers by their offset. */
  readonly read32: (offset: number) => number
  readonly write32: (offset: number, value: number) => void
  /** True while the device holds its line high. */
  readonly isLineHigh: () => boolean
}

/** A machine that has `device`. */
export function createRig(device: Device, memoryBytes = 1_048_576): Rig {
  const time = new ManualTime()
  const strays: StrayDma[] = []
  const memory = new TestMemory(memoryBytes)
  const machine = new Machine({
    memory: new PhysicalMemory({ bytes: 16 * PAGE_SIZE }),
    time,
    onStrayDma: (stray) => void strays.push(stray),
  })
  machine.domains = { domainOf: (bdf) => (bdf === DEVICE_BDF ? memory : 'unknown device') }
  machine.place(device, { memory: DEVICE_BASE, irqs: [DEVICE_IRQ], bdf: DEVICE_BDF })
  return {
    machine,
    time,
    memory,
    strays,
    read32: (offset) => machine.bus.read(DEVICE_BASE + offset, 4),
    write32: (offset, value) => machine.bus.write(DEVICE_BASE + offset, 4, value),
    isLineHigh: () => (machine.interrupts.lines[DEVICE_IRQ]?.high ?? 0) > 0,
  }
}
