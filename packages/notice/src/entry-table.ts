// The entries of one receiver by id. Ids need not be unique: entries with the same id are chained,
// the latest first.
//
// `receiver.ts` enforces the limit.

import type { Entry } from './entry.ts'

/** Finds the entries of a receiver by id. */
export class EntryTable {
  readonly #firstOfId: Map<number, Entry> = new Map()
  /** Number of entries. */
  size = 0

  /** The first entry with this id; the others follow by `nextOfId`. Null if there is none. */
  find(id: number): Entry | null {
    return this.#firstOfId.get(id) ?? null
  }

  /** The first entries of all ids. */
  get chains(): IterableIterator<Entry> {
    return this.#firstOfId.values()
  }

  /** Adds an entry in front of those with the same id. */
  add(entry: Entry): void {
    const next = this.find(entry.id)
    entry.nextOfId = next
    if (next !== null) next.previousOfId = entry
    this.#firstOfId.set(entry.id, entry)
    this.size++
  }

  /** Unlinks an entry of this table. */
  remove(entry: Entry): void {
    const { previousOfId: previous, nextOfId: next } = entry
    if (next !== null) next.previousOfId = previous
    if (previous !== null) previous.nextOfId = next
    else if (next !== null) this.#firstOfId.set(entry.id, next)
    else this.#firstOfId.delete(entry.id)
    entry.previousOfId = null
    entry.nextOfId = null
    this.size--
  }
}
