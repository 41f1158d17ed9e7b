// The numbers of one space: which index leads to which node, under which generation.
//
// A slot holds one integer. Positive: the node, whose NUMBER says which generation of the slot is
// in use. Negative: the complement of generation and index, the index being that of the next free
// slot (0: none), or the slot's own if its handle was revoked. Free slots are reused first in,
// first out, fresh ones go before them: a number comes back as late as possible, after all other
// free slots, 2048 times. The generation a slot starts with depends on the salt of the space. Trees
// and rights are not known here.

import { GENERATION_MASK, INDEX_BITS, INDEX_MASK } from './handle-number.ts'
import { FIRST_SLOTS } from './limits.ts'

/** A slot that was never issued. As a complement: generation 0 and no next slot. */
const UNUSED = -1
/**
 * What slot 0 holds: the complement of a number that belongs to slot 1, so that nothing matches it.
 */
const NOTHING = -2

/** Index to node, with a quota. */
export class SlotTable {
  /** What each slot holds; as many as a power of two. Replaced when the table grows. */
  slots: Int32Array
  /**
   * `number & mask` is an index into `slots` for whatever number: one less than their count, which
   * is slower to ask for.
   */
  mask: number
  /**
   * Charged handles: live ones, revoked ones, and open badges whose handle is closed. Never above
   * `quota`.
   */
  used = 0
  /** Id of the space. Set once it is enrolled. */
  id = 0
  /** Most charged handles at the present size. */
  limit: number
  /** Most charged handles. */
  readonly quota: number
  /** First index that was never issued. */
  fresh = 1
  /** True once the space was destroyed: what is left here is only waiting to be closed. */
  isEnding = false
  readonly #salt: number
  #head = 0
  #tail = 0

  constructor(quota: number, salt: number) {
    this.quota = quota
    this.#salt = salt
    this.slots = new Int32Array(sizeFor(Math.max(2, Math.min(FIRST_SLOTS, quota + 1)))).fill(UNUSED)
    this.slots[0] = NOTHING
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

  /** A number for `node`. The caller has reserved it. */
  issue(node: number): number {
    const slots = this.slots
    let index = this.fresh
    let number
    if (index < slots.length) {
      this.fresh = index + 1
      number = (startingGeneration(this.#salt, index) << INDEX_BITS) | index
    } else {
      index = this.#head
      const free = ~slots[index]!
      const next = free & INDEX_MASK
      this.#head = next
      if (next === 0) this.#tail = 0
      number = (free ^ next) | index
    }
    slots[index] = node
    this.used++
    return number
  }

  /** Ends the life of a number: from now on it is refused. */
  release(number: number): void {
    const slots = this.slots
    const index = number & INDEX_MASK
    const generation = ((number >>> INDEX_BITS) + 1) & GENERATION_MASK
    const tail = this.#tail
    slots[index] = ~(generation << INDEX_BITS)
    if (tail === 0) this.#head = index
    else slots[tail] = slots[tail]! ^ index
    this.#tail = index
    this.used--
  }

  /** Notes that the handle was revoked; its number goes on to be in use. */
  markRevoked(number: number): void {
    this.slots[number & INDEX_MASK] = ~number
  }

  /**
   * What the slot of a number holds; a number of another slot may share it, so compare the numbers.
   */
  at(number: number): number {
    return this.slots[number & this.mask]!
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

/**
 * Mixes salt and index, so that knowing one generation does not tell the others (not a
 * cryptographic claim).
 */
function startingGeneration(salt: number, index: number): number {
  let mixed = salt ^ Math.imul(index, 0x9e3779b1)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) & GENERATION_MASK
}
