// The handle numbers of one space: from index to node, with a generation for each slot.
//
// A slot holds one integer. Positive: the node, whose NUMBER has the generation in use. Negative:
// the complement of generation and index, where the index is the next free slot (0: none), or the
// slot's own if its handle was revoked. Fresh slots are issued first, then free ones first in,
// first out: a number is reused as late as possible, after all other free slots and 2048
// generations. The salt of the space decides the first generation of each slot. Trees and rights
// are in `inheritance-forest.ts` and `node-store.ts`.

import { GENERATION_MASK, INDEX_BITS, INDEX_MASK } from './handle-number.ts'
import { initialSlots, slotsBeforeReuse } from './limits.ts'

/** A slot that was never issued. As a complement: generation 0 and no next slot. */
const UNUSED = -1
/** Slot 0: the complement of a number that belongs to slot 1, so that no number matches it. */
const NEVER_MATCHES = -2

/** Index to node, with a quota. */
export class SlotTable {
  /** The slots; their count is a power of two. Replaced when the table grows. */
  slots: Int32Array
  /**
   * `slots.length - 1`, which is slower to read: `number & mask` is an index into `slots` for any
   * number.
   */
  mask: number
  /**
   * Handles charged to the space: live ones, revoked ones, and orphans (badges whose handle is
   * closed and whose transfer is open). Never above `quota`.
   */
  used = 0
  /** Id of the space. Set when the space is added to the forest. */
  id = 0
  /** Most charged handles at the present size. */
  limit: number
  /** Most charged handles. */
  readonly quota: number
  /** First index that was never issued. */
  fresh = 1
  /** True once the space was destroyed: `DestroyedSpaces` closes the handles that are left. */
  isDestroyed = false
  readonly #salt: number
  #head = 0
  #tail = 0

  constructor(quota: number, salt: number) {
    this.quota = quota
    this.#salt = salt
    this.slots = new Int32Array(sizeFor(Math.max(2, Math.min(initialSlots, quota + 1)))).fill(
      UNUSED,
    )
    this.slots[0] = NEVER_MATCHES
    this.mask = this.slots.length - 1
    this.limit = Math.min(quota, this.mask)
  }

  /**
   * Makes room for `count` more numbers. False if the quota or the memory of the host does not
   * allow it.
   */
  reserve(count: number): boolean {
    const used = this.used + count
    return used <= this.limit || (used <= this.quota && this.#grow(used + 1))
  }

  /** Issues a number for `node`. The caller has reserved it. It may grow the table. */
  issue(node: number): number {
    const slots = this.slots
    let index = this.fresh
    let number
    if (index < slots.length) {
      this.fresh = index + 1
      number = (startingGeneration(this.#salt, index) << INDEX_BITS) | index
    } else if (index < slotsBeforeReuse && index <= this.quota && this.#grow(index + 1)) {
      return this.issue(node)
    } else {
      index = this.#head
      const free = ~(slots[index] as number)
      const next = free & INDEX_MASK
      this.#head = next
      if (next === 0) this.#tail = 0
      number = (free ^ next) | index
    }
    slots[index] = node
    this.used++
    return number
  }

  /** Releases a number: it is not valid any more. */
  release(number: number): void {
    const slots = this.slots
    const index = number & INDEX_MASK
    const generation = ((number >>> INDEX_BITS) + 1) & GENERATION_MASK
    const tail = this.#tail
    slots[index] = ~(generation << INDEX_BITS)
    if (tail === 0) this.#head = index
    else slots[tail] = (slots[tail] as number) ^ index
    this.#tail = index
    this.used--
  }

  /** Marks a handle as revoked; its number stays in use. */
  markRevoked(number: number): void {
    this.slots[number & INDEX_MASK] = ~number
  }

  /**
   * The contents of the slot of a number. Numbers of other slots map to it, too: compare NUMBER of
   * the node.
   */
  at(number: number): number {
    return this.slots[number & this.mask] as number
  }

  /** True for a number that was revoked and is not released yet. */
  isRevoked(number: number): boolean {
    return ~this.at(number) === number
  }

  #grow(needed: number): boolean {
    try {
      const slots = new Int32Array(sizeFor(needed))
      slots.set(this.slots)
      slots.fill(UNUSED, this.slots.length)
      this.slots = slots
      this.mask = slots.length - 1
      this.limit = Math.min(this.quota, this.mask)
      return true
    } catch {
      return false
    }
  }
}

/** The power of two that is not below `slots`. */
function sizeFor(slots: number): number {
  return 1 << (32 - Math.clz32(slots - 1))
}

/** Mixes salt and index, so that one generation says nothing of the others. Not cryptography. */
function startingGeneration(salt: number, index: number): number {
  let mixed = salt ^ Math.imul(index, 0x9e3779b1)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) & GENERATION_MASK
}
