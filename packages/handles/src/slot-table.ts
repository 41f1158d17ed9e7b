// The numbers of one space: which index leads to which node, under which generation.
//
// A slot holds one integer. Positive: the node, whose NUMBER says which generation of the slot is in use. Negative: the complement of
// generation and index, the index being that of the next free slot (0: none), or the slot's own if its handle was revoked.
// Free slots are reused first in, first out, fresh ones go before them: a number comes back as late as possible, after all other
// free slots, 2048 times. The generation a slot starts with depends on the salt of the space. Trees and rights are not known here.

import { GENERATION_MASK, INDEX_BITS, INDEX_MASK } from './handle-number.ts'
import { FIRST_SLOTS } from './limits.ts'

/** A slot that was never issued. As a complement: generation 0 and no next slot. */
const UNUSED = -1
/** What slot 0 holds: the complement of something that is no number of slot 0, so that number 0 is refused like any other. */
const NOTHING = -2

/** Index to node, with a quota. */
export class SlotTable {
  /** What each slot holds. Replaced when the table grows. */
  slots: Int32Array
  /** Charged handles: live ones, revoked ones, and open badges whose handle is closed. Never above `quota`. */
  used = 0
  /** Most handles. */
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
    this.slots = new Int32Array(Math.min(FIRST_SLOTS, quota + 1)).fill(UNUSED)
    this.slots[0] = NOTHING
  }

  /** Makes room for `count` more numbers. False if the quota or the memory of the host does not allow it. */
  reserve(count: number): boolean {
    const used = this.used + count
    return used <= this.quota && (used < this.slots.length || this.#grow(used + 1))
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

  /** True for a number that was revoked and is not released yet. */
  isRevoked(number: number): boolean {
    const index = number & INDEX_MASK
    return index < this.slots.length && ~this.slots[index]! === number
  }

  #grow(needed: number): boolean {
    const size = Math.min(Math.max(2 * this.slots.length, needed), this.quota + 1)
    try {
      const slots = new Int32Array(size)
      slots.set(this.slots)
      slots.fill(UNUSED, this.slots.length)
      this.slots = slots
      return true
    } catch {
      return false
    }
  }
}

/** Mixes salt and index, so that knowing one generation does not tell the others (not a cryptographic claim). */
function startingGeneration(salt: number, index: number): number {
  let mixed = salt ^ Math.imul(index, 0x9e3779b1)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) & GENERATION_MASK
}
