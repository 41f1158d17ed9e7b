// The records of all handles of a table: eight 32-bit cells a node, in one growing array.
//
// A node is the offset of its first cell, so a field is one addition away and all fields of a node
// share a cache line (separate columns cost a miss each once the table outgrows the cache). Record
// 0 is a sentinel: writes to it have no effect, reads of it are never used. Free records are linked
// through NEXT. `inheritance-forest.ts` defines the meaning of the links.

/** Cells of a record. */
export const STRIDE = 8
/**
 * Parent node, 0 for a root. On a revocation stack: the next list of siblings (see
 * `inheritance-forest.ts`).
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
  /** Records that are not in use, at the present size. */
  available: number
  /**
   * Objects with a revocation stack. While there are any, a node may belong to a revoked subtree
   * and still look live.
   */
  pendingRevocations = 0
  readonly #maxNodes: number
  #fresh = STRIDE
  #freeList = 0

  /** A store of at most `maxNodes` nodes that starts with room for `initial`. */
  constructor(maxNodes: number, initial: number) {
    this.#maxNodes = maxNodes
    this.available = Math.min(initial, maxNodes)
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

  /** A record with undefined contents. The caller has reserved it. */
  allocate(): number {
    this.available--
    const node = this.#freeList
    if (node === 0) return this.#allocateFresh()
    this.#freeList = this.cells[node + NEXT] as number
    return node
  }

  /** Frees a record. */
  free(node: number): void {
    this.cells[node + NEXT] = this.#freeList
    this.#freeList = node
    this.available++
  }

  #allocateFresh(): number {
    const fresh = this.#fresh
    this.#fresh = fresh + STRIDE
    return fresh
  }

  #grow(needed: number): boolean {
    if (needed > this.#maxNodes) return false
    const present = this.cells.length / STRIDE - 1
    const nodes = Math.min(Math.max(2 * present, needed), this.#maxNodes)
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
