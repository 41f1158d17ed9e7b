// Who reads: a waiter as often as it reads. A few are a list, searched from its end, because who came last mostly goes first; many are counts
// in a map, so that nothing is quadratic.

import type { Waiter } from '@kos/thread'
import { MAX_LISTED_READERS } from './limits.ts'

/** Waiters, each as often as it was added. */
export class ReaderSet {
  readonly #list: Waiter[] = []
  #counts: Map<Waiter, number> | null = null
  #size = 0

  /** How many were added and not removed. */
  get size(): number {
    return this.#size
  }

  /** Everyone once, in no order that means anything. */
  get members(): Waiter[] {
    return this.#counts === null ? [...new Set(this.#list)] : [...this.#counts.keys()]
  }

  has(waiter: Waiter): boolean {
    return this.#counts === null ? this.#list.lastIndexOf(waiter) >= 0 : this.#counts.has(waiter)
  }

  add(waiter: Waiter): void {
    this.#size++
    if (this.#counts === null && this.#list.length === MAX_LISTED_READERS) this.#count()
    if (this.#counts === null) this.#list.push(waiter)
    else this.#counts.set(waiter, (this.#counts.get(waiter) ?? 0) + 1)
  }

  /** False if it is not there. */
  delete(waiter: Waiter): boolean {
    const isThere = this.#counts === null ? this.#deleteListed(waiter) : this.#deleteCounted(waiter, this.#counts)
    if (!isThere) return false
    if (--this.#size === 0) this.#counts = null
    return true
  }

  #count(): void {
    this.#counts = new Map()
    for (const waiter of this.#list) this.#counts.set(waiter, (this.#counts.get(waiter) ?? 0) + 1)
    this.#list.length = 0
  }

  #deleteListed(waiter: Waiter): boolean {
    const list = this.#list
    let index = list.length - 1
    while (index >= 0 && list[index] !== waiter) index--
    if (index < 0) return false
    const last = list.pop() as Waiter
    if (index < list.length) list[index] = last
    return true
  }

  #deleteCounted(waiter: Waiter, counts: Map<Waiter, number>): boolean {
    const count = counts.get(waiter)
    if (count === undefined) return false
    if (count === 1) counts.delete(waiter)
    else counts.set(waiter, count - 1)
    return true
  }
}
