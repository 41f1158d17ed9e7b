// The numbers of one space: which index leads to which node, under which generation.
//
// A slot holds a node (> 0), REVOKED, or the link of the free list (<= FREE). The list is first in, first out, and fresh slots go
// before it, so a number comes back as late as possible: after all other free slots, and 2048 rounds. The generation a slot starts
// with depends on the salt of the space, so the numbers of two spaces rarely agree. Trees and rights are not known here.

import { GENERATION_MASK, INDEX_BITS, INDEX_MASK } from './handle-number.ts'
import { FIRST_SLOTS } from './limits.ts'

/** A slot whose handle was revoked and is not closed yet. */
export const REVOKED = -1
/** A free slot with no free slot behind it; FREE - n is a free slot before slot n. */
export const FREE = -2

/** Index to node, with generations and a quota. */
export class SlotTable {
  /** What each slot holds. Replaced when the table grows. */
  nodes: Int32Array
  /** Generation of the present or next user of each slot. Replaced when the table grows. */
  generations: Uint16Array
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
    const slots = Math.min(FIRST_SLOTS, quota + 1)
    this.nodes = new Int32Array(slots).fill(FREE)
    this.generations = new Uint16Array(slots)
  }

  /** Makes room for `count` more numbers. False if the memory of the host does not allow it. The quota is the caller's business. */
  reserve(count: number): boolean {
    const needed = Math.min(this.used + count, this.quota) + 1
    return needed <= this.nodes.length || this.#grow(needed)
  }

  /** A number for `node`. The caller has checked the quota and reserved the slot. */
  issue(node: number): number {
    let index = this.fresh
    if (index < this.nodes.length) {
      this.fresh = index + 1
      this.generations[index] = startingGeneration(this.#salt, index)
    } else {
      index = this.#head
      this.#head = FREE - this.nodes[index]!
      if (this.#head === 0) this.#tail = 0
    }
    this.nodes[index] = node
    this.used++
    return (this.generations[index]! << INDEX_BITS) | index
  }

  /** Ends the life of a number: from now on it is refused. */
  release(number: number): void {
    const index = number & INDEX_MASK
    this.generations[index] = (this.generations[index]! + 1) & GENERATION_MASK
    this.nodes[index] = FREE
    if (this.#tail === 0) this.#head = index
    else this.nodes[this.#tail] = FREE - index
    this.#tail = index
    this.used--
  }

  /** The node, REVOKED, or 0 for a number that is not in use here. */
  find(number: number): number {
    const index = number & INDEX_MASK
    if (index >= this.nodes.length) return 0
    const node = this.nodes[index]!
    if (node <= FREE || ((this.generations[index]! << INDEX_BITS) | index) !== number) return 0
    return node
  }

  #grow(needed: number): boolean {
    const slots = Math.min(Math.max(2 * this.nodes.length, needed), this.quota + 1)
    try {
      const nodes = new Int32Array(slots)
      const generations = new Uint16Array(slots)
      nodes.set(this.nodes)
      nodes.fill(FREE, this.nodes.length)
      generations.set(this.generations)
      this.nodes = nodes
      this.generations = generations
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
