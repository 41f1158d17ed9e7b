// The arena: the variable part of a message, with the bytes that references point to. Here are a
// view of it, the alignment of segments, and the checks of references inside composite values.
//
// References themselves are in `reference.ts`, and whether two overlap in `overlap.ts`. A fault is
// the rest of a sentence that starts with the name of the parameter.

import { frozenClass } from '@kos/retcode'
import { badText } from './reference.ts'
import { isBadText } from './text.ts'

/** A DataView of the whole arena. */
export function arenaView(arena: Uint8Array): DataView {
  return new DataView(arena.buffer, arena.byteOffset, arena.length)
}

/**
 * The first offset from `at` on at which a segment may begin. The bytes skipped become zero, so
 * that no old bytes travel.
 */
export function alignArena(arena: Uint8Array, at: number, alignment: number): number {
  const aligned = (at + alignment - 1) & -alignment
  for (let i = at; i < aligned && i < arena.length; i++) arena[i] = 0
  return aligned
}

/** The fault of a message that refers to more bytes than its arena has: some are shared. */
const sharesBytes = ' shares bytes of the arena'

class CheckedArena {
  readonly bytes: Uint8Array
  /** How many of the bytes belong to the message. */
  readonly size: number
  #data: DataView | null = null
  #end = 0
  #total = 0
  #isMixed = false

  constructor(bytes: Uint8Array, size: number) {
    this.bytes = bytes
    this.size = size
  }

  /** A DataView of it, made when it is needed: one of a detached buffer cannot be made. */
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

  /**
   * The fault of a reference to text of at most `limit` bytes inside another value, or null.
   */
  textFault(view: DataView, at: number, limit: number): string | null {
    const start = view.getUint32(at, true)
    const size = view.getUint32(at + 4, true)
    if (size > limit + 1) return ' is over its limit'
    if (start + size > this.size) return ' lies outside the arena'
    // Counted before the text is checked: a message with many references to the same bytes must not
    // make the check long.
    if (!this.#count(start, size)) return sharesBytes
    return isBadText(this.bytes, start, size) ? badText : null
  }

  /** The fault of a reference to at most `limit` bytes inside another value, or null. */
  bytesFault(view: DataView, at: number, limit: number): string | null {
    const start = view.getUint32(at, true)
    const size = view.getUint32(at + 4, true)
    if (size > limit) return ' is over its limit'
    if (start + size > this.size) return ' lies outside the arena'
    return this.#count(start, size) ? null : sharesBytes
  }

  /**
   * The fault of a reference to at most `limit` elements of `stride` bytes, or null. The
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

/** The arena of a message during its check, and what is known of its references so far. */
export const Arena: typeof CheckedArena = /* @__PURE__ */ frozenClass(CheckedArena)
/** The arena of a message during its check, and what is known of its references so far. */
export type Arena = CheckedArena
