// The records of all handles of a table: eight 32-bit cells a node, in one growing array.
//
// A node is named by the offset of its first cell, so a field is one addition away and all fields
// of a node share a cache line (separate columns cost a miss each once the table outgrows the
// cache). Record 0 is a sentinel: writes to it are harmless, reads of it are never used. What the
// links mean is in `handle-forest.ts`; free records hang together through NEXT.

/** Cells of a record. */
export const STRIDE = 8
/**
 * Parent node, 0 for a root. In a revoked subtree: the rest of the work stack (see
 * `handle-forest.ts`).
 */
export const PARENT = 0
/** First child, 0 for none. */
export const FIRST = 1
/** Next sibling, 0 for the last. */
export const NEXT = 2
/** Previous sibling, 0 for the first. */
export const PREV = 3
/** Rights. */
export const RIGHTS = 4
/**
 * Handle number if positive; 0 for a ghost; for an anchor the negated index of its badge object.
 */
export const NUMBER = 5
/** Id of the space that owns the handle, or that created the badge. */
export const SPACE = 6
/** Index of the object. */
export const OBJECT = 7

/** Growing storage for nodes, with a free list. */
export class NodeStore {
  /** All records. Replaced when the store grows: never keep it across a `reserve`. */
  cells: Int32Array
  /** Records free, or fresh, at the present size. */
  available: number
  /**
   * Objects whose revocation is unfinished. While there are any, a node may be revoked without
   * showing it.
   */
  unsettled = 0
  readonly #capacity: number
  #fresh = STRIDE
  #free = 0

  /** A store of at most `capacity` nodes that starts with room for `first`. */
  constructor(capacity: number, first: number) {
    this.#capacity = capacity
    this.available = Math.min(first, capacity)
    this.cells = new Int32Array((this.available + 1) * STRIDE)
  }

  /** Records in use. */
  get used(): number {
    return this.cells.length / STRIDE - 1 - this.available
  }

  /**
   * Makes room for `count` more nodes. False if the limit or the memory of the host does not allow
   * it.
   */
  reserve(count: number): boolean {
    return count <= this.available || this.#grow(this.used + count)
  }

  /** A record whose cells hold anything. The caller has reserved it. */
  take(): number {
    this.available--
    const node = this.#free
    if (node === 0) return this.#takeFresh()
    this.#free = this.cells[node + NEXT]!
    return node
  }

  /** Gives a record back. */
  give(node: number): void {
    this.cells[node + NEXT] = this.#free
    this.#free = node
    this.available++
  }

  #takeFresh(): number {
    const fresh = this.#fresh
    this.#fresh = fresh + STRIDE
    return fresh
  }

  #grow(needed: number): boolean {
    if (needed > this.#capacity) return false
    const present = this.cells.length / STRIDE - 1
    const nodes = Math.min(Math.max(2 * present, needed), this.#capacity)
    try {
      const cells = new Int32Array((nodes + 1) * STRIDE)
      cells.set(this.cells)
      this.cells = cells
      this.available += nodes - present
      return true
    } catch {
      return false
    }
  }
}
