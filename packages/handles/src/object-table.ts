// The objects of a table: index to object, and for each object its handle count, its revocation
// stack and its events.
//
// These are columns (one typed array each), so that transfer, close and check touch no JavaScript
// object. `inheritance-forest.ts` counts handles and destroys objects.

import type { KernelObject } from './kernel-object.ts'

/** Index to object, with columns. */
export class ObjectTable {
  /** Live handles of each object; for a free index the next free one. */
  counts: Int32Array = new Int32Array(64)
  /** Top of the revocation stack: nodes of subtrees that were cut off, 0 for none. */
  revocations: Int32Array = new Int32Array(64)
  /** Events of each object that the observer was not called for; see `event-queue.ts`. */
  events: Int32Array = new Int32Array(64)
  /** Nodes of each object that have a list of weak descendants; see `weak-lists.ts`. */
  weakLists: Int32Array = new Int32Array(64)
  /** 1 for objects whose revocations are not sliced. */
  unsliced: Int32Array = new Int32Array(64)
  /** Objects alive. */
  size = 0
  readonly #objects: (KernelObject | null)[] = [null]
  #freeList = 0

  /** The object at `index`, which is in use. */
  at(index: number): KernelObject {
    return this.#objects[index] as KernelObject
  }

  /** Adds a live handle to the count of an object. */
  addHandle(index: number): void {
    this.counts[index] = (this.counts[index] as number) + 1
  }

  /** Drops a live handle from the count of an object. Returns the count. */
  removeHandle(index: number): number {
    const count = (this.counts[index] as number) - 1
    this.counts[index] = count
    return count
  }

  /** One more node of the object has weak descendants. */
  addWeakList(index: number): void {
    this.weakLists[index] = (this.weakLists[index] as number) + 1
  }

  /** One node of the object less has weak descendants. */
  removeWeakList(index: number): void {
    this.weakLists[index] = (this.weakLists[index] as number) - 1
  }

  /**
   * Returns the index of `object`, which is added if it is new.
   *
   * @throws TypeError if the object is dead or belongs to another table: a mistake of the embedding
   * code.
   */
  intern(object: KernelObject): number {
    const known = object.tableIndex
    if (known === 0) return this.#add(object)
    if (known < 0)
      throw new TypeError('The object is destroyed: it lost its last handle. Create a new object.')
    if (this.#objects[known] !== object)
      throw new TypeError('The object belongs to another handle table.')
    return known
  }

  /** Marks an object as destroyed. It stays at its index until the observer was called. */
  markDestroyed(object: KernelObject): void {
    object.tableIndex = -1
    this.size--
  }

  /** Removes a destroyed object; its index may be used again. */
  remove(index: number): void {
    this.#objects[index] = null
    this.counts[index] = this.#freeList
    this.#freeList = index
  }

  #add(object: KernelObject): number {
    const index = this.#freeList === 0 ? this.#objects.length : this.#freeList
    if (index >= this.counts.length) this.#grow()
    if (index === this.#freeList) this.#freeList = this.counts[index] as number
    this.counts[index] = 0
    this.unsliced[index] = 0
    this.#objects[index] = object
    object.tableIndex = index
    this.size++
    return index
  }

  #grow(): void {
    this.counts = doubled(this.counts)
    this.revocations = doubled(this.revocations)
    this.events = doubled(this.events)
    this.weakLists = doubled(this.weakLists)
    this.unsliced = doubled(this.unsliced)
  }
}

function doubled(column: Int32Array): Int32Array {
  const larger = new Int32Array(2 * column.length)
  larger.set(column)
  return larger
}
