// The arena of a message that is checked, and what is known of it so far: for messages with
// segments that have a structure of their own.
//
// Answers of what checks are the rest of a sentence that starts with the name of the parameter.

import { badText } from './reference.ts'
import { arenaView } from './references.ts'
import { isBadText } from './text.ts'

/** What is said when more bytes are referred to than there are. */
const sharesBytes = ' shares bytes of the arena'

/** The arena of a message that is checked. */
export class Arena {
  readonly bytes: Uint8Array
  /** Bytes of it that the message has. */
  readonly size: number
  /** A view of all of it. */
  readonly data: DataView
  #end = 0
  #total = 0
  #isMixed = false

  constructor(bytes: Uint8Array, size: number) {
    this.bytes = bytes
    this.size = size
    this.data = arenaView(bytes)
  }

  /** Whether a segment began before the end of another one: then they may overlap. */
  get isMixed(): boolean {
    return this.#isMixed
  }

  /** Takes note of the reference at `at`, which was checked. */
  pass(view: DataView, at: number): void {
    this.#follow(view.getUint32(at, true), view.getUint32(at + 4, true))
  }

  /** What is wrong with a reference to at most `limit` characters inside another value, or null. */
  textFault(view: DataView, at: number, limit: number): string | null {
    const start = view.getUint32(at, true)
    const size = view.getUint32(at + 4, true)
    if (size > limit + 1) return ' is over its limit'
    if (start + size > this.size) return ' lies outside the arena'
    // Counted before the text is looked at: a message of many references to the same bytes must not
    // take long.
    if (!this.#count(start, size)) return sharesBytes
    return isBadText(this.bytes, start, size) ? badText : null
  }

  /** What is wrong with a reference to at most `limit` bytes inside another value, or null. */
  bytesFault(view: DataView, at: number, limit: number): string | null {
    const start = view.getUint32(at, true)
    const size = view.getUint32(at + 4, true)
    if (size > limit) return ' is over its limit'
    if (start + size > this.size) return ' lies outside the arena'
    return this.#count(start, size) ? null : sharesBytes
  }

  /**
   * What is wrong with a reference to at most `limit` elements of `stride` bytes, or null. The
   * elements are not looked at.
   */
  sequenceFault(
    view: DataView,
    at: number,
    limit: number,
    stride: number,
    alignment: number,
  ): string | null {
    const start = view.getUint32(at, true)
    const size = view.getUint32(at + 4, true)
    if (size > limit * stride) return ' is over its limit'
    if (size % stride !== 0) return ' is not a whole number of elements'
    if (start + size > this.size) return ' lies outside the arena'
    if (size > 0 && start % alignment !== 0) return ' is not aligned'
    return this.#count(start, size) ? null : sharesBytes
  }

  // More bytes referred to than there are must overlap.
  #count(start: number, size: number): boolean {
    this.#total += size
    if (this.#total > this.size) return false
    this.#follow(start, size)
    return true
  }

  #follow(start: number, size: number): void {
    if (start < this.#end) this.#isMixed = true
    this.#end = start + size
  }
}
