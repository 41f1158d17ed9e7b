// A descriptor chain: the buffers of one request, in memory of the driver. First come those that
// the device reads, then those that it writes; each half is one row of bytes to the device,
// however the driver cuts it.
//
// Addresses and lengths are those that were read when the chain was taken: what the driver writes
// into its tables later changes nothing. `virtqueue.ts` reads the tables.

import { maxChainBytes } from './limits.ts'

/** How a chain reaches memory. */
export interface ChainMemory {
  dmaRead(address: number, target: Uint8Array): boolean
  dmaWrite(address: number, source: Uint8Array): boolean
  /** The device can't go on until it is reset. */
  fail(reason: string): void
}

/** The buffers of one request. */
export class DescriptorChain {
  readonly #memory: ChainMemory
  readonly #addresses: Float64Array
  readonly #lengths: Uint32Array
  #head = 0
  #count = 0
  #readableCount = 0
  #readableBytes = 0
  #writableBytes = 0

  /** A chain of up to `capacity` descriptors. */
  constructor(memory: ChainMemory, capacity: number) {
    this.#memory = memory
    this.#addresses = new Float64Array(capacity)
    this.#lengths = new Uint32Array(capacity)
  }

  /** The index of its first descriptor. */
  get head(): number {
    return this.#head
  }

  /** Bytes that the device may read. */
  get readableBytes(): number {
    return this.#readableBytes
  }

  /** Bytes that the device may write. */
  get writableBytes(): number {
    return this.#writableBytes
  }

  /** For the queue: an empty chain. */
  clear(head: number): void {
    this.#head = head
    this.#count = 0
    this.#readableCount = 0
    this.#readableBytes = 0
    this.#writableBytes = 0
  }

  /** For the queue: adds a buffer. Answers what is wrong with it, else null. */
  add(address: number, length: number, isWritable: boolean): string | null {
    if (this.#count === this.#addresses.length) return 'has too many descriptors, or a loop'
    if (this.#readableBytes + this.#writableBytes + length > maxChainBytes) return 'is too long'
    if (!isWritable && this.#count > this.#readableCount)
      return 'has a readable buffer behind a writable one'
    this.#addresses[this.#count] = address
    this.#lengths[this.#count] = length
    this.#count++
    if (isWritable) {
      this.#writableBytes += length
    } else {
      this.#readableCount++
      this.#readableBytes += length
    }
    return null
  }

  /**
   * Reads all of `target` from `offset` of the readable bytes on. False if they are fewer or
   * memory may not be read; then the device has failed.
   */
  read(offset: number, target: Uint8Array): boolean {
    return this.#transfer(0, this.#readableCount, offset, target, false)
  }

  /**
   * Writes all of `source` to `offset` of the writable bytes on. False if they are fewer or memory
   * may not be written; then the device has failed.
   */
  write(offset: number, source: Uint8Array): boolean {
    return this.#transfer(this.#readableCount, this.#count, offset, source, true)
  }

  #transfer(
    first: number,
    end: number,
    offset: number,
    bytes: Uint8Array,
    isWrite: boolean,
  ): boolean {
    const memory = this.#memory
    let skipped = offset
    let done = 0
    for (let index = first; index < end && done < bytes.length; index++) {
      const length = this.#lengths[index] as number
      if (skipped >= length) {
        skipped -= length
        continue
      }
      const count = Math.min(length - skipped, bytes.length - done)
      const part = count === bytes.length ? bytes : bytes.subarray(done, done + count)
      const address = (this.#addresses[index] as number) + skipped
      if (!(isWrite ? memory.dmaWrite(address, part) : memory.dmaRead(address, part))) {
        memory.fail(`the buffer at 0x${address.toString(16)} was refused`)
        return false
      }
      done += count
      skipped = 0
    }
    if (done < bytes.length) memory.fail(`chain ${this.#head} is too short for its request`)
    return done === bytes.length
  }
}
