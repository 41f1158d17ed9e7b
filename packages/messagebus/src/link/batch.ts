// What links send each other: a batch of 1 to 64 messages of one topic as bytes, little endian.
//
//   0  version, 1 byte: 1        4  epoch, 8 bytes             20  origin, UTF-16 units
//   1  messages, 1 byte          12 sequence of the first, 8   ..  ids, 8 bytes each
//   2  units of the origin, 2
//
// Bytes of a broker are anybody's: what is not exactly that is no batch.

import { maxBatchMessages, maxNameLength } from '../limits.ts'

const version = 1
const headerBytes = 20
const idBytes = 8
const slabBytes = 16_384
const maxId = 2n ** 64n - 1n
/** The high half of the largest sequence: all of them are safe integers. */
const maxSequenceHigh = 2 ** 20

/** Whether a message can travel: an id of 64 bits, unsigned. */
export function isId(id: unknown): id is bigint {
  return typeof id === 'bigint' && id >= 0n && id <= maxId
}

/** Makes the batches of one start of a link. */
export class BatchEncoder {
  readonly #prefix: Uint8Array
  /** Batches are parts of it: a buffer for each would be the greater part of the work (`bus/nats`). */
  #slab = new ArrayBuffer(0)
  #view = new DataView(this.#slab)
  #used = 0

  /** The epoch are 2 times 32 bits. */
  constructor(origin: string, epochLow: number, epochHigh: number) {
    const prefix = new DataView(new ArrayBuffer(headerBytes + origin.length * 2))
    prefix.setUint8(0, version)
    prefix.setUint16(2, origin.length, true)
    prefix.setUint32(4, epochLow, true)
    prefix.setUint32(8, epochHigh, true)
    for (let at = 0; at < origin.length; at++)
      prefix.setUint16(headerBytes + at * 2, origin.charCodeAt(at), true)
    this.#prefix = new Uint8Array(prefix.buffer)
  }

  /** The first `count` ids as a batch. All are ids, and it is 1 to 64. */
  encode(sequence: number, ids: readonly bigint[], count: number): Uint8Array {
    const prefix = this.#prefix
    const bytes = this.#take(prefix.length + count * idBytes)
    bytes.set(prefix)
    const view = this.#view
    const start = bytes.byteOffset
    view.setUint8(start + 1, count)
    view.setUint32(start + 12, sequence >>> 0, true)
    view.setUint32(start + 16, Math.floor(sequence / 2 ** 32), true)
    let at = start + prefix.length
    for (let index = 0; index < count; index++, at += idBytes)
      view.setBigUint64(at, ids[index] as bigint, true)
    return bytes
  }

  #take(length: number): Uint8Array {
    if (this.#used + length > this.#slab.byteLength) {
      this.#slab = new ArrayBuffer(Math.max(slabBytes, length))
      this.#view = new DataView(this.#slab)
      this.#used = 0
    }
    const bytes = new Uint8Array(this.#slab, this.#used, length)
    this.#used += length
    return bytes
  }
}

/** A batch that arrived. */
export class Batch {
  /** The sequence of its first message. */
  readonly sequence: number
  /** How many messages it has. */
  readonly count: number
  readonly #view: DataView
  readonly #ids: number

  private constructor(view: DataView, sequence: number, count: number, ids: number) {
    this.#view = view
    this.sequence = sequence
    this.count = count
    this.#ids = ids
  }

  /** Reads bytes; null if they are no batch. They must not change while it is used. */
  static read(bytes: Uint8Array): Batch | null {
    if (bytes.length < headerBytes) return null
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const count = view.getUint8(1)
    const units = view.getUint16(2, true)
    const high = view.getUint32(16, true)
    const ids = headerBytes + units * 2
    const isBatch =
      view.getUint8(0) === version &&
      count > 0 &&
      count <= maxBatchMessages &&
      units > 0 &&
      units <= maxNameLength &&
      high < maxSequenceHigh &&
      bytes.length === ids + count * idBytes
    if (!isBatch) return null
    return new Batch(view, high * 2 ** 32 + view.getUint32(12, true), count, ids)
  }

  /** The id of a message, by its place. */
  idAt(index: number): bigint {
    return this.#view.getBigUint64(this.#ids + index * idBytes, true)
  }

  /** Whether it is of the same start of the same link as another one. */
  hasOriginOf(other: Batch): boolean {
    const [mine, its] = [this.#view, other.#view]
    if (this.#ids !== other.#ids) return false
    if (mine.getUint32(4, true) !== its.getUint32(4, true)) return false
    if (mine.getUint32(8, true) !== its.getUint32(8, true)) return false
    for (let at = headerBytes; at < this.#ids; at += 2)
      if (mine.getUint16(at, true) !== its.getUint16(at, true)) return false
    return true
  }
}
