// A set of ranges of numbers, no two of which overlap, in ascending order: who has which ports,
// pages or windows.

/** Numbers from `first` up to `end`, without `end`. Not empty. */
export interface NumberRange {
  readonly first: number
  readonly end: number
}

/** Ranges that do not overlap. */
export class DisjointRanges<T extends NumberRange> {
  readonly #ranges: T[] = []

  /** The ranges, from the lowest up. */
  get all(): readonly T[] {
    return this.#ranges
  }

  /** The range that a number is in; null if it is in none. */
  at(number: number): T | null {
    return this.overlapping(number, number + 1)
  }

  /** The first range that has a number from `first` up to `end`; null if there is none. */
  overlapping(first: number, end: number): T | null {
    const next = this.#ranges[this.#search(first)]
    return next !== undefined && next.first < end ? next : null
  }

  /** Adds a range: true, or false if it overlaps one that is there. */
  add(range: T): boolean {
    const place = this.#search(range.first)
    const next = this.#ranges[place]
    if (next !== undefined && next.first < range.end) return false
    this.#ranges.splice(place, 0, range)
    return true
  }

  /** Removes a range; false if it is not there. */
  remove(range: T): boolean {
    const place = this.#search(range.first)
    if (this.#ranges[place] !== range) return false
    this.#ranges.splice(place, 1)
    return true
  }

  /** The index of the first range that ends behind a number. */
  #search(number: number): number {
    let low = 0
    let high = this.#ranges.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#ranges[middle] as T).end > number) high = middle
      else low = middle + 1
    }
    return low
  }
}
