// The readers of a read-write lock, each with the number of its read locks.
//
// A few are a list, searched from its end, because the last reader mostly leaves first. Many are
// counts in a map, so that no operation is linear in their number.

import type { Holder } from './guard.ts'
import { maxListedReaders } from './limits.ts'

/** A multiset of holders: each is in it as often as it was added. */
export class ReaderSet {
  readonly #list: Holder[] = []
  #counts: Map<Holder, number> | null = null
  #size = 0

  /** How many members it has, each counted as often as it was added. */
  get size(): number {
    return this.#size
  }

  /** Each member once, in an unspecified order. */
  get members(): Holder[] {
    return this.#counts === null ? [...new Set(this.#list)] : [...this.#counts.keys()]
  }

  has(holder: Holder): boolean {
    return this.#counts === null ? this.#list.lastIndexOf(holder) >= 0 : this.#counts.has(holder)
  }

  add(holder: Holder): void {
    this.#size++
    if (this.#counts === null && this.#list.length === maxListedReaders) this.#count()
    if (this.#counts === null) this.#list.push(holder)
    else this.#counts.set(holder, (this.#counts.get(holder) ?? 0) + 1)
  }

  /** False if it is not there. */
  delete(holder: Holder): boolean {
    const isThere =
      this.#counts === null ? this.#deleteListed(holder) : this.#deleteCounted(holder, this.#counts)
    if (!isThere) return false
    if (--this.#size === 0) this.#counts = null
    return true
  }

  /** Replaces one occurrence of `holder` by `other`; does nothing if there is none. */
  replace(holder: Holder, other: Holder): void {
    if (this.delete(holder)) this.add(other)
  }

  #count(): void {
    this.#counts = new Map()
    for (const holder of this.#list) this.#counts.set(holder, (this.#counts.get(holder) ?? 0) + 1)
    this.#list.length = 0
  }

  #deleteListed(holder: Holder): boolean {
    const list = this.#list
    let index = list.length - 1
    while (index >= 0 && list[index] !== holder) index--
    if (index < 0) return false
    const last = list.pop() as Holder
    if (index < list.length) list[index] = last
    return true
  }

  #deleteCounted(holder: Holder, counts: Map<Holder, number>): boolean {
    const count = counts.get(holder)
    if (count === undefined) return false
    if (count === 1) counts.delete(holder)
    else counts.set(holder, count - 1)
    return true
  }
}
