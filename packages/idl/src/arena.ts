// The arena: the variable part of a message, with the bytes that references point to. Here are a
// view of it, the alignment of segments, and the account that a check keeps of them.
//
// References themselves are in `reference.ts`, and whether two overlap in `overlap.ts`. What a check
// answers is the rest of a sentence that starts with the name of the parameter.

import { badText } from './reference.ts'
import { isBadText } from './text.ts'

/** A view of the whole arena, for what lies in it. */
export function arenaView(arena: Uint8Array): DataView {
  return new DataView(arena.buffer, arena.byteOffset, arena.length)
}

/**
 * Where a segment may begin from `at` on; the bytes skipped become zero, so that nothing old
 * travels.
 */
export function alignArena(arena: Uint8Array, at: number, alignment: number): number {
  const aligned = (at + alignment - 1) & -alignment
  for (let i = at; i < aligned && i < arena.length; i++) arena[i] = 0
  return aligned
}

/** What is said when more bytes are referred to than there are. */
const sharesBytes = ' shares bytes of the arena'

/** The arena of a message that is checked. */
export class Arena {
  readonly bytes: Uint8Array
  /** Bytes of it that the message has. */
  readonly size: number
  #data: DataView | null = null
  #end = 0
  #total = 0
  #isMixed = false

  constructor(bytes: Uint8Array, size: number) {
    this.bytes = bytes
    this.size = size
  }

  /** A view of all of it, made when it is needed: a detached buffer allows none. */
  get data(): DataView {
    return (this.#data ??= arenaView(this.bytes))
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
