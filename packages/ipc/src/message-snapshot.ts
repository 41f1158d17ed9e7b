// The constant part that is being delivered, held still: what is judged is what is delivered.
//
// Nobody can change a buffer of fixed length that is not shared while the kernel works, so such a
// message stays where it is. Any other is copied first, and so is one that is changed on its way
// (handles) or shown to code that is not the kernel's (rules). One message is in flight at a time.

import { messageHandleCount } from '@kos/idl'
import { copyAll, ownView } from './buffer.ts'

const firstSize = 4096

/** A constant part on its way. */
export class MessageSnapshot {
  /**
   * The message: the sender's array, or a larger one of the kernel with a copy in its first bytes.
   */
  bytes: Uint8Array
  /** Over the same memory. */
  view: DataView
  /** Bytes of the message. */
  size = 0
  /** How many handles its header says that it carries. */
  handleCount = 0
  #isCopy = true
  #copy: Uint8Array = new Uint8Array(firstSize)
  #copyView: DataView = new DataView(this.#copy.buffer)
  // Parts of the copy by length in units of 8, because making one costs more than copying a small
  // message. Not of large messages: a sender of many lengths would make the kernel keep a part for
  // each.
  #parts: (Uint8Array | undefined)[] = []

  constructor() {
    this.bytes = this.#copy
    this.view = this.#copyView
  }

  /**
   * Stages all of `source`, which is genuine and has `size` bytes; `view` is over them if they hold
   * still, else null.
   */
  stage(source: Uint8Array, view: DataView | null, size: number): void {
    this.size = size
    this.#isCopy = false
    if (view === null) return this.#stageShared(source, size)
    this.bytes = source
    this.view = view
    this.handleCount = messageHandleCount(source)
    if (this.handleCount > 0) this.copy()
  }

  // What is shared may grow while it is copied.
  #stageShared(source: Uint8Array, size: number): void {
    this.bytes = ownView(source, size)
    this.copy()
    this.handleCount = messageHandleCount(this.bytes)
  }

  /** Makes sure that it is a copy, which may be changed and shown. */
  copy(): void {
    if (this.#isCopy) return
    if (this.size > this.#copy.length) this.#grow(this.size)
    copyAll(this.#copy, this.bytes)
    this.bytes = this.#copy
    this.view = this.#copyView
    this.#isCopy = true
  }

  /** Copies it to `target`, which is genuine and at least as long. */
  copyTo(target: Uint8Array): void {
    copyAll(target, this.#isCopy ? this.#part(this.size) : this.bytes)
  }

  #part(size: number): Uint8Array {
    if (size > firstSize) return ownView(this.#copy, size)
    return (this.#parts[size >> 3] ??= ownView(this.#copy, size))
  }

  #grow(size: number): void {
    this.#copy = new Uint8Array(2 ** Math.ceil(Math.log2(size)))
    this.#copyView = new DataView(this.#copy.buffer)
    this.#parts = []
  }
}
