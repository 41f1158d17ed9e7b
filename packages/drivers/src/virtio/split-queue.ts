// A split virtqueue, the driver's side: section 2.7 of the specification. Its three parts are in one
// DMA page: the descriptors, the ring of what the driver offers, the ring of what the device used.
//
// The device writes the last one, and nothing of it is trusted: `take` answers what cannot be right
// as broken, and the owner of the queue decides which descriptors may come back.

import type { Kos } from '@kos/libkos'

/** `take`: the device has used nothing more. */
export const queueEmpty = -1
/** `take`: what the device wrote cannot be right. */
export const queueBroken = -2

/** The chain goes on at `next`. */
export const descriptorNext = 1
/** The device writes the memory of the descriptor, else it reads it. */
export const descriptorWrite = 2

/** Most descriptors of a queue that fits into one page, a power of two. */
export const maxQueueSize = 128

const descriptorBytes = 16

/** A virtqueue. */
export class SplitQueue {
  /** Its number in the device. */
  readonly index: number
  /** Descriptors: a power of two. */
  readonly size: number
  /** Bytes that the device said it wrote, into what was taken last. */
  takenBytes = 0
  readonly #addr: number
  readonly #deviceAddr: number
  readonly #availOffset: number
  readonly #usedOffset: number
  #offered = 0
  #taken = 0

  /** `addr` is a page of DMA memory, which the device sees at `deviceAddr`. */
  constructor(index: number, size: number, addr: number, deviceAddr: number) {
    this.index = index
    this.size = size
    this.#addr = addr
    this.#deviceAddr = deviceAddr
    this.#availOffset = size * descriptorBytes
    this.#usedOffset = this.#availOffset + 4 * Math.ceil((6 + 2 * size) / 4)
  }

  /** The addresses of the parts, for the device. */
  get descriptorsAt(): number {
    return this.#deviceAddr
  }

  get availableAt(): number {
    return this.#deviceAddr + this.#availOffset
  }

  get usedAt(): number {
    return this.#deviceAddr + this.#usedOffset
  }

  /** Chains that were offered and have not been taken. */
  get inFlight(): number {
    return (this.#offered - this.#taken) & 0xffff
  }

  /** The state before the device knows the queue: nothing is offered. */
  clear({ memory }: Kos): void {
    const avail = this.#addr + this.#availOffset
    memory.fill(avail, this.#usedOffset - this.#availOffset + 6 + 8 * this.size, 0)
    this.#offered = 0
    this.#taken = 0
  }

  /** Writes a descriptor. `flags` are those above; `next` counts with descriptorNext. */
  describe(
    { memory }: Kos,
    index: number,
    deviceAddr: number,
    bytes: number,
    flags: number,
    next = 0,
  ): void {
    const at = this.#addr + index * descriptorBytes
    memory.store32(at, deviceAddr % 2 ** 32)
    memory.store32(at + 4, Math.floor(deviceAddr / 2 ** 32))
    memory.store32(at + 8, bytes)
    memory.store16(at + 12, flags)
    memory.store16(at + 14, next)
  }

  /** Offers the chain that begins at a descriptor to the device. */
  offer(kos: Kos, head: number): void {
    const { memory } = kos
    const avail = this.#addr + this.#availOffset
    memory.store16(avail + 4 + 2 * (this.#offered & (this.size - 1)), head)
    // The device sees what the chain says before it sees that there is one.
    kos.IoWriteBarrier()
    this.#offered = (this.#offered + 1) & 0xffff
    memory.store16(avail + 2, this.#offered)
    kos.IoReadWriteBarrier()
  }

  /**
   * Takes the next chain that the device has used: the number of its first descriptor, and
   * `takenBytes`; or queueEmpty, or queueBroken.
   */
  take(kos: Kos): number {
    const { memory } = kos
    const used = this.#addr + this.#usedOffset
    const pending = (memory.load16(used + 2) - this.#taken) & 0xffff
    if (pending === 0) return queueEmpty
    if (pending > this.inFlight) return queueBroken
    kos.IoReadBarrier()
    const at = used + 4 + 8 * (this.#taken & (this.size - 1))
    const head = memory.load32(at)
    if (head >= this.size) return queueBroken
    this.takenBytes = memory.load32(at + 4)
    this.#taken = (this.#taken + 1) & 0xffff
    return head
  }
}
