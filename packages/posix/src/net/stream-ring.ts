// The bytes of a stream that are on their way in one direction: a ring, whose storage grows with
// what is in it, or is memory that processes share.
//
// Positions count all bytes of the stream modulo 2^32. Byte p is at p modulo the size of the
// storage, a power of two; so head and tail stay what they are when the storage is exchanged.

import { minSocketBuffer } from '../limits.ts'

/** Where the bytes of a ring are. */
export interface RingStorage {
  /** A power of two. */
  readonly size: number
  /** Writes at `position` modulo the size; the caller has split at the end. */
  write(offset: number, from: Uint8Array, at: number, length: number): void
  /** Reads. Likewise. */
  read(offset: number, into: Uint8Array, at: number, length: number): void
  /** It is not used any more. */
  release(): void
}

/** What growing storages may take together. */
export class BufferBudget {
  #left: number

  /** `bytes` at most. */
  constructor(bytes: number) {
    this.#left = bytes
  }

  /** Bytes that are left. */
  get left(): number {
    return this.#left
  }

  /** Takes bytes that are left. */
  take(bytes: number): void {
    this.#left -= bytes
  }

  /** Gives bytes back. */
  give(bytes: number): void {
    this.#left += bytes
  }
}

class ArrayStorage implements RingStorage {
  readonly size: number
  readonly #bytes: Uint8Array
  readonly #budget: BufferBudget

  constructor(size: number, budget: BufferBudget) {
    this.size = size
    this.#bytes = new Uint8Array(size)
    this.#budget = budget
  }

  write(offset: number, from: Uint8Array, at: number, length: number): void {
    this.#bytes.set(from.subarray(at, at + length), offset)
  }

  read(offset: number, into: Uint8Array, at: number, length: number): void {
    into.set(this.#bytes.subarray(offset, offset + length), at)
  }

  release(): void {
    this.#budget.give(this.size - minSocketBuffer)
  }
}

/** Bytes in order, from one writer to one reader. */
export class StreamRing {
  /** Most bytes in it. A power of two. */
  capacity: number
  readonly #budget: BufferBudget
  #storage: RingStorage | null = null
  #isShared = false
  #head = 0
  #tail = 0

  constructor(capacity: number, budget: BufferBudget) {
    this.capacity = capacity
    this.#budget = budget
  }

  /** Bytes in it. */
  get used(): number {
    return (this.#tail - this.#head) >>> 0
  }

  /** Position of the first byte that is in it. */
  get head(): number {
    return this.#head
  }

  /** Position of the next byte that is written. */
  get tail(): number {
    return this.#tail
  }

  /** Bytes that fit now. */
  get room(): number {
    const { used } = this
    return Math.max(0, this.#sizeFor(this.capacity) - used)
  }

  /** Whether it is shared memory. */
  get isShared(): boolean {
    return this.#isShared
  }

  /** Writes as many bytes as fit, and answers how many. */
  write(from: Uint8Array, at: number, length: number): number {
    const { used } = this
    const size = this.#grow(Math.min(used + length, this.capacity))
    const count = Math.max(0, Math.min(length, size - used, this.capacity - used))
    if (count === 0) return 0
    const storage = this.#storage as RingStorage
    const offset = this.#tail & (size - 1)
    const first = Math.min(count, size - offset)
    storage.write(offset, from, at, first)
    if (count > first) storage.write(0, from, at + first, count - first)
    this.#tail = (this.#tail + count) >>> 0
    return count
  }

  /** Reads as many bytes as there are, and answers how many. `peek` leaves them. */
  read(into: Uint8Array, at: number, length: number, peek: boolean): number {
    const count = Math.min(length, this.used)
    if (count === 0) return 0
    const storage = this.#storage as RingStorage
    const offset = this.#head & (storage.size - 1)
    const first = Math.min(count, storage.size - offset)
    storage.read(offset, into, at, first)
    if (count > first) storage.read(0, into, at + first, count - first)
    if (!peek) this.#head = (this.#head + count) >>> 0
    return count
  }

  /** The writer has written bytes to the shared memory itself; false if not so many fit. */
  produce(count: number): boolean {
    if (count > this.room) return false
    this.#tail = (this.#tail + count) >>> 0
    return true
  }

  /** The reader has read bytes from the shared memory itself; false if there are not so many. */
  consume(count: number): boolean {
    if (count > this.used) return false
    this.#head = (this.#head + count) >>> 0
    return true
  }

  /** Moves the bytes to shared memory of at least `used` bytes. */
  share(storage: RingStorage): void {
    this.#moveTo(storage)
    this.#isShared = true
    this.capacity = storage.size
  }

  /** Nobody reads or writes any more. */
  release(): void {
    this.#storage?.release()
    this.#storage = null
    this.#head = this.#tail
  }

  // The size that the storage would have for so many bytes, as far as the budget goes.
  #sizeFor(bytes: number): number {
    const now = this.#storage?.size ?? minSocketBuffer
    if (this.#isShared || bytes <= now) return now
    let size = powerOfTwo(bytes)
    while (size > now && size - now > this.#budget.left) size /= 2
    return size
  }

  #grow(bytes: number): number {
    const now = this.#storage?.size ?? 0
    if (this.#isShared || bytes <= now) return now
    const size = this.#sizeFor(bytes)
    if (size === now) return now
    const isFirst = now === 0
    this.#budget.take(size - (isFirst ? minSocketBuffer : now))
    this.#moveTo(new ArrayStorage(size, this.#budget), !isFirst)
    return size
  }

  #moveTo(storage: RingStorage, isGrown = false): void {
    const { used } = this
    const old = this.#storage
    if (old !== null) {
      const bytes = new Uint8Array(used)
      this.read(bytes, 0, used, true)
      this.#storage = storage
      const offset = this.#head & (storage.size - 1)
      const first = Math.min(used, storage.size - offset)
      storage.write(offset, bytes, 0, first)
      if (used > first) storage.write(0, bytes, first, used - first)
      // What grew has taken the difference only.
      if (!isGrown) old.release()
    }
    this.#storage = storage
  }
}

function powerOfTwo(value: number): number {
  return 2 ** Math.ceil(Math.log2(value))
}
