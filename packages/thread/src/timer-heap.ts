// A binary heap of deadlines. Each entry has its index in a field, so that a time-out is taken back
// without a search.
//
// Equal deadlines expire in the order in which they were armed (`sequence`). The heap knows no
// clock (`deadlines.ts`).

/** Something with a deadline. The heap writes `heapIndex` (-1 while outside) and `sequence`. */
export interface Timed {
  /** Called when the deadline has come; the entry is outside the heap again. */
  expire(): void
  deadline: number
  sequence: number
  heapIndex: number
}

/** Entries ordered by deadline. */
export class TimerHeap<T extends Timed> {
  readonly #entries: T[] = []
  #sequence = 0

  /** How many deadlines are armed. */
  get size(): number {
    return this.#entries.length
  }

  /** The earliest deadline, or Infinity. */
  get nextDeadline(): number {
    const first = this.#entries[0]
    return first === undefined ? Infinity : first.deadline
  }

  /** Entries that are armed from now on have this sequence number, or a higher one. */
  get nextSequence(): number {
    return this.#sequence
  }

  /** Arms an entry that is outside the heap. */
  add(entry: T, deadline: number): void {
    entry.deadline = deadline
    entry.sequence = this.#sequence++
    this.#entries.push(entry)
    this.#up(entry, this.#entries.length - 1)
  }

  /** Takes an entry back; does nothing if it is outside. */
  remove(entry: T): void {
    const index = entry.heapIndex
    if (index < 0) return
    entry.heapIndex = -1
    const last = this.#entries.pop()
    if (last === undefined || last === entry) return
    this.#up(last, index)
    this.#down(last, last.heapIndex)
  }

  /**
   * Removes and answers the earliest entry if its deadline is not after `now`, and its sequence
   * number below `endSequence`; null otherwise.
   */
  takeDue(now: number, endSequence: number = Infinity): T | null {
    const first = this.#entries[0]
    if (first === undefined || first.deadline > now || first.sequence >= endSequence) return null
    this.remove(first)
    return first
  }

  #up(entry: T, index: number): void {
    const entries = this.#entries
    while (index > 0) {
      const parentIndex = (index - 1) >> 1
      const parent = entries[parentIndex] as T
      if (!isBefore(entry, parent)) break
      entries[index] = parent
      parent.heapIndex = index
      index = parentIndex
    }
    entries[index] = entry
    entry.heapIndex = index
  }

  #down(entry: T, index: number): void {
    const entries = this.#entries
    for (;;) {
      let childIndex = 2 * index + 1
      let child = entries[childIndex]
      if (child === undefined) break
      const right = entries[childIndex + 1]
      if (right !== undefined && isBefore(right, child)) {
        child = right
        childIndex++
      }
      if (!isBefore(child, entry)) break
      entries[index] = child
      child.heapIndex = index
      index = childIndex
    }
    entries[index] = entry
    entry.heapIndex = index
  }
}

function isBefore(a: Timed, b: Timed): boolean {
  return a.deadline < b.deadline || (a.deadline === b.deadline && a.sequence < b.sequence)
}
