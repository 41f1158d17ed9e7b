// The kernel's own copy of the constant part that is being delivered.
//
// It is checked, decided about and changed here (handle descriptors), then copied on: a sender that changes its buffer
// meanwhile, or shares it with another thread of the host, changes nothing. One message is in flight at a time.

import { byteLength, copyBytes, ownView } from './buffer.ts'

const firstSize = 4096

/** A reusable copy of one constant part. */
export class Snapshot {
  bytes: Uint8Array = new Uint8Array(firstSize)
  view: DataView = new DataView(this.bytes.buffer)
  /** Bytes of the message that is in it. */
  size = 0
  // Parts of `bytes` by length in units of 8, because making one costs more than copying a small message. Not of large messages: a sender
  // of many lengths would make the kernel keep a part for each.
  #parts: (Uint8Array | undefined)[] = []

  /** Copies a constant part of `size` bytes in; `source` is genuine and at least as long. */
  take(source: Uint8Array, size: number): void {
    if (size > this.bytes.length) this.#grow(size)
    copyBytes(this.bytes, source, size)
    this.size = size
  }

  /** Copies what is in it to `target`, which is genuine; false if that is too short. */
  copyTo(target: Uint8Array): boolean {
    const { size } = this
    if (byteLength(target) < size) return false
    copyBytes(target, size <= firstSize ? this.#part(size) : ownView(this.bytes, size), size)
    return true
  }

  #part(size: number): Uint8Array {
    return (this.#parts[size >> 3] ??= ownView(this.bytes, size))
  }

  #grow(size: number): void {
    this.bytes = new Uint8Array(2 ** Math.ceil(Math.log2(size)))
    this.view = new DataView(this.bytes.buffer)
    this.#parts = []
  }
}
