// A driver of virtio devices on MMIO, for tests: written from the specification alone, so it has
// numbers of its own and imports nothing of the models. Registers are section 4.2.2,
// initialization 3.1.1, split virtqueues 2.7.

import type { Rig } from './rig.ts'

export const VERSION_1 = 32
export const INDIRECT_DESC = 28
export const EVENT_IDX = 29

/** Device status. */
export const ACKNOWLEDGE = 1
export const DRIVER = 2
export const DRIVER_OK = 4
export const FEATURES_OK = 8
export const NEEDS_RESET = 64
export const FAILED = 128

/** Descriptor flags. */
export const NEXT = 1
export const WRITE = 2
export const INDIRECT = 4

/** A buffer: address and length. */
export type DriverBuffer = readonly [address: number, length: number]

/** A used buffer. */
export interface UsedBuffer {
  readonly head: number
  readonly length: number
}

/** A virtqueue, the driver's end. */
export class DriverQueue {
  readonly index: number
  readonly size: number
  readonly descriptors: number
  readonly available: number
  readonly used: number
  readonly #rig: Rig
  readonly #free: number[]
  readonly #chains: Map<number, number[]> = new Map()
  #added = 0
  #seen = 0

  constructor(rig: Rig, index: number, size: number) {
    this.#rig = rig
    this.index = index
    this.size = size
    this.descriptors = rig.memory.allocate(16 * size)
    this.available = rig.memory.allocate(6 + 2 * size)
    this.used = rig.memory.allocate(6 + 8 * size)
    this.#free = Array.from({ length: size }, (_, entry) => size - 1 - entry)
  }

  get freeDescriptors(): number {
    return this.#free.length
  }

  /** `idx` of the available ring, as it was written last. */
  get added(): number {
    return this.#added
  }

  /** Writes entry `index` of a table of descriptors. */
  setDescriptor(index: number, [address, length]: DriverBuffer, flags: number, next = 0): void {
    this.setEntry(this.descriptors, index, [address, length], flags, next)
  }

  setEntry(
    table: number,
    index: number,
    [address, length]: DriverBuffer,
    flags: number,
    next = 0,
  ): void {
    const entry = this.#rig.memory.at(table + 16 * index, 16)
    const view = new DataView(entry.buffer, entry.byteOffset, 16)
    view.setUint32(0, address % 2 ** 32, true)
    view.setUint32(4, Math.floor(address / 2 ** 32), true)
    view.setUint32(8, length, true)
    view.setUint16(12, flags, true)
    view.setUint16(14, next, true)
  }

  /** Makes a chain available, without a notification. Answers its head. */
  add(readable: readonly DriverBuffer[], writable: readonly DriverBuffer[]): number {
    const buffers = [...readable, ...writable]
    const entries = buffers.map(() => this.#takeFree())
    for (const [place, buffer] of buffers.entries()) {
      const next = entries[place + 1]
      const flags = (place >= readable.length ? WRITE : 0) | (next === undefined ? 0 : NEXT)
      this.setDescriptor(entries[place] as number, buffer, flags, next)
    }
    return this.#expose(entries)
  }

  /** The same by a table of its own, which takes one descriptor of the queue. */
  addIndirect(readable: readonly DriverBuffer[], writable: readonly DriverBuffer[]): number {
    const buffers = [...readable, ...writable]
    const table = this.#rig.memory.allocate(16 * buffers.length)
    for (const [place, buffer] of buffers.entries()) {
      const isLast = place === buffers.length - 1
      const flags = (place >= readable.length ? WRITE : 0) | (isLast ? 0 : NEXT)
      this.setEntry(table, place, buffer, flags, place + 1)
    }
    const entry = this.#takeFree()
    this.setDescriptor(entry, [table, 16 * buffers.length], INDIRECT)
    return this.#expose([entry])
  }

  /** Makes whatever begins at descriptor `head` available. */
  addHead(head: number): void {
    this.setWord(this.available + 4 + 2 * (this.#added % this.size), head)
    this.setAdded(this.#added + 1)
  }

  /** Writes `idx` of the available ring. */
  setAdded(index: number): void {
    this.#added = index & 0xffff
    this.setWord(this.available + 2, this.#added)
  }

  /** Available buffer notification. */
  notify(): void {
    this.#rig.write32(0x050, this.index)
  }

  /** `idx` of the used ring. */
  get usedIndex(): number {
    return this.word(this.used + 2)
  }

  /** The next used buffer that was not taken yet, whose descriptors are free then; null: none. */
  take(): UsedBuffer | null {
    if (this.#seen === this.usedIndex) return null
    const element = this.#rig.memory.at(this.used + 4 + 8 * (this.#seen % this.size), 8)
    const view = new DataView(element.buffer, element.byteOffset, 8)
    this.#seen = (this.#seen + 1) & 0xffff
    const head = view.getUint32(0, true)
    this.#free.push(...(this.#chains.get(head) ?? []).toReversed())
    this.#chains.delete(head)
    return { head, length: view.getUint32(4, true) }
  }

  word(address: number): number {
    const [low = 0, high = 0] = this.#rig.memory.at(address, 2)
    return low + 256 * high
  }

  setWord(address: number, value: number): void {
    this.#rig.memory.at(address, 2).set([value & 255, value >> 8])
  }

  #takeFree(): number {
    const entry = this.#free.pop()
    if (entry === undefined) throw new RangeError('no descriptor is free')
    return entry
  }

  #expose(entries: number[]): number {
    const [head = 0] = entries
    this.#chains.set(head, entries)
    this.addHead(head)
    return head
  }
}

/** A driver. */
export class VirtioDriver {
  readonly #rig: Rig

  constructor(rig: Rig) {
    this.#rig = rig
  }

  get status(): number {
    return this.#rig.read32(0x070)
  }

  /** Sets bits of the device status. */
  setStatus(bits: number): void {
    this.#rig.write32(0x070, this.status | bits)
  }

  reset(): void {
    this.#rig.write32(0x070, 0)
  }

  /** The features that the device offers: bit numbers. */
  offered(): number[] {
    const bits: number[] = []
    for (let word = 0; word < 4; word++) {
      this.#rig.write32(0x014, word)
      const features = this.#rig.read32(0x010)
      for (let bit = 0; bit < 32; bit++) if ((features >>> bit) & 1) bits.push(32 * word + bit)
    }
    return bits
  }

  /** Writes the features that the driver accepts. */
  accept(bits: readonly number[]): void {
    for (let word = 0; word < 4; word++) {
      let features = 0
      for (const bit of bits) if (bit >>> 5 === word) features |= 1 << (bit & 31)
      this.#rig.write32(0x024, word)
      this.#rig.write32(0x020, features >>> 0)
    }
  }

  /** Initialization up to FEATURES_OK. True if the device took the features. */
  negotiate(bits: readonly number[]): boolean {
    this.reset()
    this.setStatus(ACKNOWLEDGE)
    this.setStatus(DRIVER)
    this.accept(bits)
    this.setStatus(FEATURES_OK)
    return (this.status & FEATURES_OK) !== 0
  }

  /** Gives the device a queue. */
  enable(queue: DriverQueue): void {
    const { index, size, descriptors, available, used } = queue
    this.#rig.write32(0x030, index)
    this.#rig.write32(0x038, size)
    for (const [place, address] of [descriptors, available, used].entries()) {
      this.#rig.write32(0x080 + 16 * place, address % 2 ** 32)
      this.#rig.write32(0x084 + 16 * place, Math.floor(address / 2 ** 32))
    }
    this.#rig.write32(0x044, 1)
  }

  /** The whole initialization, with queues of these sizes. */
  start<const Sizes extends readonly number[]>(
    features: readonly number[],
    sizes: Sizes,
  ): { [Index in keyof Sizes]: DriverQueue } {
    if (!this.negotiate([VERSION_1, ...features])) throw new Error('features were refused')
    const queues = sizes.map((size, index) => new DriverQueue(this.#rig, index, size))
    for (const queue of queues) this.enable(queue)
    this.setStatus(DRIVER_OK)
    return queues as { [Index in keyof Sizes]: DriverQueue }
  }

  get interruptStatus(): number {
    return this.#rig.read32(0x060)
  }

  acknowledge(bits: number): void {
    this.#rig.write32(0x064, bits)
  }

  /** Takes the interrupt, if there is one: the status that was acknowledged. */
  takeInterrupt(): number {
    const bits = this.interruptStatus
    this.acknowledge(bits)
    return bits
  }

  /** Little-endian bytes of the configuration space. */
  config(offset: number, size: 1 | 2 | 4): number {
    return this.#rig.machine.bus.read(0x4000_0100 + offset, size)
  }
}
