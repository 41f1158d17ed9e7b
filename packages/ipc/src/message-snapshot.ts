// A copy of the message that is being delivered, so that what is checked is what is delivered: a
// change between time of check and time of use is ruled out.
//
// Nobody can change a buffer of fixed length that is not shared while the kernel works: a message
// in such a buffer is delivered from there, and costs no copy. A snapshot is taken of any other
// message, and of one that is changed on its way (handles) or shown to code that is not the
// kernel's (rules). One message is in flight at a time, so one snapshot serves a kernel.

import {
  copyAll,
  copyBytes,
  maxLoopedBytes,
  type MessageBuffer,
  noBytes,
  ownView,
} from './buffer.ts'

const firstSize = 4096

/** A message that nobody can change: its constant part and its arena. */
export type MessageParts = Pick<MessageSnapshot, 'view' | 'arena'>

/** Constant part and arena of the message on its way, as far as they had to be copied. */
export class MessageSnapshot {
  /** Whether the constant part of this message was copied. */
  isTaken = false
  /** The copy of the constant part, in the first bytes. */
  bytes: Uint8Array = new Uint8Array(firstSize)
  /** Over the same memory. */
  view: DataView = new DataView(this.bytes.buffer)
  /**
   * The arena in its first bytes: an array of the kernel's own, over the sender's memory or a copy,
   * so that codecs may ask it for its length.
   */
  arena: Uint8Array = noBytes
  #isArenaCopy = true
  readonly #shortArena: Uint8Array = new Uint8Array(maxLoopedBytes)
  // Parts of the copy by length in units of 8, because making one costs more than copying a small
  // message. Not of large messages: a sender of many lengths would make the kernel keep a part for
  // each.
  #parts: (Uint8Array | undefined)[] = []

  /** Copies the constant part, unless it was: all `size` bytes. Answers the view of the copy. */
  take(source: MessageBuffer, size: number): DataView {
    if (this.isTaken) return this.view
    if (size > this.bytes.length) this.#grow(size)
    // What is shared may grow while it is copied.
    copyAll(this.bytes, source.view === null ? ownView(source.bytes, size) : source.bytes)
    this.isTaken = true
    return this.view
  }

  /** Takes the first `size` bytes of the sender's arena; copies them where they could change. */
  takeArena(source: MessageBuffer, size: number): void {
    if (size <= maxLoopedBytes) {
      copyBytes(this.#shortArena, source.bytes, size)
      this.arena = this.#shortArena
      this.#isArenaCopy = true
      return
    }
    this.arena = source.part(size)
    this.#isArenaCopy = false
    if (source.view === null) this.copyArena(size)
  }

  /** Copies the arena, unless it was. */
  copyArena(size: number): void {
    if (this.#isArenaCopy) return
    const copy = new Uint8Array(size)
    copyBytes(copy, this.arena, size)
    this.arena = copy
    this.#isArenaCopy = true
  }

  /** The constant part alone. */
  part(size: number): Uint8Array {
    if (size > firstSize) return ownView(this.bytes, size)
    return (this.#parts[size >> 3] ??= ownView(this.bytes, size))
  }

  /** The message is over. */
  drop(): void {
    this.isTaken = false
    this.arena = noBytes
    this.#isArenaCopy = true
  }

  #grow(size: number): void {
    this.bytes = new Uint8Array(2 ** Math.ceil(Math.log2(size)))
    this.view = new DataView(this.bytes.buffer)
    this.#parts = []
  }
}
