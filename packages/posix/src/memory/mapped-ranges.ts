// The address ranges that `mmap` made in a process: in order, not overlapping, whole pages. What
// other functions allocated is not among them, and is left alone.

/** A range: from its first byte up to `end`. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** The ranges of one process. */
export class MappedRanges {
  #ranges: Range[] = []

  /** Adds a range, which overlaps with none. */
  add(start: number, end: number): void {
    const index = this.#ranges.findIndex((range) => range.start > start)
    this.#ranges.splice(index < 0 ? this.#ranges.length : index, 0, { start, end })
  }

  /** The parts of a range that are mapped. */
  within(start: number, end: number): Range[] {
    return this.#ranges
      .filter((range) => range.start < end && range.end > start)
      .map((range) => ({ start: Math.max(range.start, start), end: Math.min(range.end, end) }))
  }

  /** Whether all of a range is mapped. */
  covers(start: number, end: number): boolean {
    let at = start
    for (const range of this.within(start, end)) {
      if (range.start > at) return false
      at = range.end
    }
    return at >= end
  }

  /** Removes all that is in a range. */
  remove(start: number, end: number): void {
    this.#ranges = this.#ranges.flatMap((range) => {
      if (range.end <= start || range.start >= end) return [range]
      const left = { start: range.start, end: start }
      const right = { start: end, end: range.end }
      return [left, right].filter((part) => part.start < part.end)
    })
  }
}
