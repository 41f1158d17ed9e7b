// The objects of a table: index to object, how many live handles each has, and the unfinished
// revocations of each.
//
// Counts and marks are columns, so that transfer, close and check touch no JavaScript object. Who
// creates, counts down and destroys is in `handle-forest.ts`.

import type { KernelObject } from './kernel-object.ts'

/** Index to object, with columns. */
export class ObjectTable {
  /** Live handles of each object; for a free index the next free one. */
  counts: Int32Array = new Int32Array(64)
  /** Top of the stack of nodes that are revoked but not yet dealt with, 0 for none. */
  pending: Int32Array = new Int32Array(64)
  /** What the observer is still to hear of each object; see `event-queue.ts`. */
  news: Int32Array = new Int32Array(64)
  /** Objects alive. */
  size = 0
  readonly #objects: (KernelObject | null)[] = [null]
  #free = 0

  /** The object at `index`, which is in use. */
  at(index: number): KernelObject {
    return this.#objects[index]!
  }

  /**
   * The index of `object`, which is added if it is new.
   *
   * @throws TypeError if the object is dead or belongs to another table: a mistake of the embedding
   * code.
   */
  enter(object: KernelObject): number {
    const known = object.tableIndex
    if (known === 0) return this.#add(object)
    if (known < 0)
      throw new TypeError('The object is destroyed: it lost its last handle. Create a new object.')
    if (this.#objects[known] !== object)
      throw new TypeError('The object belongs to another handle table.')
    return known
  }

  /** Ends the life of an object. It stays at its index until the observer was told. */
  bury(object: KernelObject): void {
    object.tableIndex = -1
    this.size--
  }

  /** Takes out a dead object; its index may be used again. */
  remove(index: number): void {
    this.#objects[index] = null
    this.counts[index] = this.#free
    this.#free = index
  }

  #add(object: KernelObject): number {
    const index = this.#free === 0 ? this.#objects.length : this.#free
    if (index >= this.counts.length) this.#grow()
    if (index === this.#free) this.#free = this.counts[index]!
    this.counts[index] = 0
    this.#objects[index] = object
    object.tableIndex = index
    this.size++
    return index
  }

  #grow(): void {
    this.counts = doubled(this.counts)
    this.pending = doubled(this.pending)
    this.news = doubled(this.news)
  }
}

function doubled(column: Int32Array): Int32Array {
  const larger = new Int32Array(2 * column.length)
  larger.set(column)
  return larger
}
