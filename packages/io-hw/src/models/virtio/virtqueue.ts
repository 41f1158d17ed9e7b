// A split virtqueue, the device's end: descriptor table, available ring and used ring in memory of
// the driver (section 2.7 of the specification). All of it is read anew each time, by DMA.
//
// The device uses chains in the order in which they were made available: `available`, then for
// each `peek` and `complete`, then `signal` once. So one counter is the place in both rings. A
// chain that is not completed stays available. Whatever is wrong with the rings is a failure of
// the device.

import { type ChainMemory, DescriptorChain } from './descriptor-chain.ts'
import { VIRTIO_F_EVENT_IDX, VIRTIO_F_INDIRECT_DESC } from './registers.ts'

const DESC_F_NEXT = 1
const DESC_F_WRITE = 2
const DESC_F_INDIRECT = 4
const DESCRIPTOR_BYTES = 16
const AVAIL_F_NO_INTERRUPT = 1

/** What a virtqueue needs of its device. */
export interface VirtqueueDevice extends ChainMemory {
  /** True from DRIVER_OK on, until the device fails or is reset. */
  readonly isRunning: boolean
  /** True if the driver accepted the feature. */
  hasFeature(bit: number): boolean
  /** Used buffer notification. */
  notifyUsed(): void
}

/** A virtqueue. */
export class Virtqueue {
  readonly index: number
  readonly maxSize: number
  readonly #device: VirtqueueDevice
  readonly #chain: DescriptorChain
  /** Addresses of the descriptor table, the available ring and the used ring: low, high each. */
  readonly #areas: Uint32Array = new Uint32Array(6)
  readonly #word: Uint8Array = new Uint8Array(2)
  readonly #wordView: DataView = new DataView(this.#word.buffer)
  readonly #entry: Uint8Array = new Uint8Array(DESCRIPTOR_BYTES)
  readonly #entryView: DataView = new DataView(this.#entry.buffer)
  readonly #element: Uint8Array = new Uint8Array(8)
  readonly #elementView: DataView = new DataView(this.#element.buffer)
  #size = 0
  #isReady = false
  #descriptors = 0
  #availableRing = 0
  #usedRing = 0
  /** Chains that were used since the queue became ready, modulo 65536. */
  #used = 0
  /** The value of `#used` that the driver was told of last. */
  #signalled = 0

  constructor(device: VirtqueueDevice, index: number, maxSize: number) {
    this.#device = device
    this.index = index
    this.maxSize = maxSize
    this.#chain = new DescriptorChain(device, maxSize)
  }

  get isReady(): boolean {
    return this.#isReady
  }

  /** QueueNum. Without effect while the queue is ready. */
  setSize(size: number): void {
    if (!this.#isReady) this.#size = size
  }

  /** One of the six address registers, in their order. Without effect while the queue is ready. */
  setArea(index: number, value: number): void {
    if (!this.#isReady) this.#areas[index] = value
  }

  /**
   * QueueReady. A queue without a legal size, or whose parts are not aligned, does not get ready.
   */
  setReady(isReady: boolean): void {
    if (isReady === this.#isReady) return
    this.#used = 0
    this.#signalled = 0
    this.#descriptors = this.#area(0)
    this.#availableRing = this.#area(1)
    this.#usedRing = this.#area(2)
    this.#isReady = isReady && this.#isLegal
  }

  /** The state after a reset of the device. */
  reset(): void {
    this.setReady(false)
    this.#size = 0
    this.#areas.fill(0)
  }

  /** How many chains are available: read from the ring at each call. */
  available(): number {
    if (!this.#isReady || !this.#device.isRunning) return 0
    if (!this.#readWord(this.#availableRing + 2)) return 0
    const count = (this.#wordView.getUint16(0, true) - this.#used) & 0xffff
    if (count <= this.#size) return count
    this.#fail(`${count} chains are available in ${this.#size} entries`)
    return 0
  }

  /**
   * The next chain, which must be available; null if the device has failed. It is valid until the
   * next call.
   */
  peek(): DescriptorChain | null {
    if (!this.#readWord(this.#availableRing + 4 + 2 * (this.#used & (this.#size - 1)))) return null
    return this.#walk(this.#wordView.getUint16(0, true)) ? this.#chain : null
  }

  /**
   * The chain that was peeked is used: so many bytes, from its first writable one on, are
   * written.
   */
  complete(written: number): void {
    const { head } = this.#chain
    this.#elementView.setUint32(0, head, true)
    this.#elementView.setUint32(4, written, true)
    const place = this.#usedRing + 4 + 8 * (this.#used & (this.#size - 1))
    if (!this.#device.dmaWrite(place, this.#element)) return this.#fail('the used ring was refused')
    this.#used = (this.#used + 1) & 0xffff
    this.#writeWord(this.#usedRing + 2, this.#used)
  }

  /** Tells the driver of what was completed since the last call, if it wants to hear of it. */
  signal(): void {
    const before = this.#signalled
    if (before === this.#used || !this.#device.isRunning) return
    this.#signalled = this.#used
    if (this.#isNotificationWanted(before)) this.#device.notifyUsed()
  }

  get #isLegal(): boolean {
    const size = this.#size
    if (size === 0 || size > this.maxSize || (size & (size - 1)) !== 0) return false
    const [table = 0, , availableRing = 0, , usedRing = 0] = this.#areas
    return (table & 15) === 0 && (availableRing & 1) === 0 && (usedRing & 3) === 0
  }

  #area(index: number): number {
    const low = this.#areas[2 * index] as number
    const high = this.#areas[2 * index + 1] as number
    return high * 2 ** 32 + low
  }

  #isNotificationWanted(before: number): boolean {
    if (!this.#device.hasFeature(VIRTIO_F_EVENT_IDX)) {
      if (!this.#readWord(this.#availableRing)) return false
      return (this.#wordView.getUint16(0, true) & AVAIL_F_NO_INTERRUPT) === 0
    }
    // The driver notifies when it makes the chain available that this device looks for next.
    if (!this.#writeWord(this.#usedRing + 4 + 8 * this.#size, this.#used)) return false
    if (!this.#readWord(this.#availableRing + 4 + 2 * this.#size)) return false
    const usedEvent = this.#wordView.getUint16(0, true)
    return ((this.#used - usedEvent - 1) & 0xffff) < ((this.#used - before) & 0xffff)
  }

  // Ends: each round adds a descriptor to the chain, whose number is limited, or enters a table,
  // once.
  #walk(head: number): boolean {
    const chain = this.#chain
    const view = this.#entryView
    let table = this.#descriptors
    let length = this.#size
    let isIndirect = false
    let index = head
    chain.clear(head)
    for (;;) {
      if (index >= length) return this.#failed(`there is no descriptor ${index}`)
      if (!this.#device.dmaRead(table + DESCRIPTOR_BYTES * index, this.#entry))
        return this.#failed('a descriptor table was refused')
      const address = view.getUint32(4, true) * 2 ** 32 + view.getUint32(0, true)
      const bytes = view.getUint32(8, true)
      const flags = view.getUint16(12, true)
      if ((flags & DESC_F_INDIRECT) !== 0) {
        if (isIndirect || !this.#isTable(bytes, flags))
          return this.#failed(`descriptor ${index} refers to no legal table`)
        isIndirect = true
        table = address
        length = bytes / DESCRIPTOR_BYTES
        index = 0
        continue
      }
      const fault = chain.add(address, bytes, (flags & DESC_F_WRITE) !== 0)
      if (fault !== null) return this.#failed(`chain ${head} ${fault}`)
      if ((flags & DESC_F_NEXT) === 0) return true
      index = view.getUint16(14, true)
    }
  }

  #isTable(bytes: number, flags: number): boolean {
    if (!this.#device.hasFeature(VIRTIO_F_INDIRECT_DESC)) return false
    return (flags & DESC_F_NEXT) === 0 && bytes > 0 && bytes % DESCRIPTOR_BYTES === 0
  }

  #readWord(address: number): boolean {
    if (this.#device.dmaRead(address, this.#word)) return true
    return this.#failed('the available ring was refused')
  }

  #writeWord(address: number, value: number): boolean {
    this.#wordView.setUint16(0, value, true)
    if (this.#device.dmaWrite(address, this.#word)) return true
    return this.#failed('the used ring was refused')
  }

  #failed(reason: string): false {
    this.#fail(reason)
    return false
  }

  #fail(reason: string): void {
    this.#device.fail(`queue ${this.index}: ${reason}`)
  }
}
