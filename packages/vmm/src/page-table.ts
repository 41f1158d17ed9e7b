// The page table of an address space for its writer, the kernel: tables are made for ranges, and
// entries written.
//
// What a table looks like is in `page-table-layout.ts`, how it is read in `page-walk.ts`. Readers
// keep the offsets of groups of lowest tables. So a group is never used for other pages: a group
// without entries is left behind when the whole table moves to a new array, which may be smaller.
// Pages are numbered by address / 4096, up to 2^36: they are doubles.

import type { PhysicalMemory } from './physical-memory.ts'
import {
  ENTRIES,
  FRAME_SHIFT,
  GROUP_SPAN,
  GROUP_TABLES,
  type PageTableCells,
  ROOT,
  SECOND_SPAN,
} from './page-table-layout.ts'

/** Cells of the table that is always empty, at offset 0, and of that of the highest level. */
const FIRST_CELLS: number = ROOT + ENTRIES
/** Most tables that one group takes, those of the two levels above it among them. */
const MOST_FOR_GROUP: number = GROUP_TABLES + 2
/**
 * Exponents of two: how many groups a table of the second level, counted from the lowest, leads to,
 * and one of the third.
 */
const SECOND_SHIFT = 3
const THIRD_SHIFT = 12

/** The page table of one address space, for its writer. */
export class PageTable implements PageTableCells {
  cells: Int32Array
  /** End of the pages that the last answer of `group` is about. */
  spanEnd = 0
  /**
   * Tables that were made since the last move, with entries or not; without the empty one at
   * offset 0.
   */
  tables = 1
  readonly #memory: PhysicalMemory
  readonly #most: number
  /** Numbers of the groups there are: first page / GROUP_SPAN. */
  #groups: number[] = []
  /** Entries in use of the group that begins at cell i * ENTRIES, at index i. */
  #used: Int32Array = new Int32Array(0)
  /** Offset past the last table. */
  #end: number = FIRST_CELLS

  /**
   * An empty page table of at most `most` tables.
   *
   * @throws RangeError if the host has no memory.
   */
  constructor(memory: PhysicalMemory, most: number) {
    this.#memory = memory
    this.#most = most
    const buffer = memory.createBuffer(FIRST_CELLS * 4)
    if (buffer === null)
      throw new RangeError('AddressSpace: the host has no memory for a page table.')
    this.cells = new Int32Array(buffer)
  }

  /**
   * Offset of the group of a page, 0 if there is none; the entry of the page is at this offset +
   * `cellOf(page)`. Sets `spanEnd` to the end of the pages that have the same answer.
   */
  group(page: number): number {
    const { cells } = this
    const upper = Math.floor(page / SECOND_SPAN)
    const second = cells[cells[ROOT + (upper >>> 9)]! + (upper & 511)]!
    const span = second === 0 ? SECOND_SPAN : GROUP_SPAN
    this.spanEnd = (Math.floor(page / span) + 1) * span
    return cells[second + ((page & (SECOND_SPAN - GROUP_SPAN)) >>> 9)]!
  }

  /** The entry of a page, 0 if it has none. */
  entry(page: number): number {
    const group = this.group(page)
    return group === 0 ? 0 : this.cells[group + cellOf(page)]!
  }

  /**
   * Makes the tables for all pages from `first` to before `end`. False, and no entry changed, if
   * there is no room.
   */
  prepare(first: number, end: number): boolean {
    for (let page = first; page < end; page = (Math.floor(page / GROUP_SPAN) + 1) * GROUP_SPAN) {
      if (this.group(page) !== 0) continue
      const number = Math.floor(page / GROUP_SPAN)
      if (!this.#hasRoom(number) && !this.#move(first, end, number)) return false
      this.#build(number)
    }
    return true
  }

  /**
   * Writes entries, one frame after the other, of pages that have none and whose tables were
   * prepared.
   */
  fill(page: number, frame: number, count: number, bits: number): void {
    for (let done = 0; done < count;) {
      const group = this.group(page + done)
      const stop = Math.min(count, this.spanEnd - page)
      this.#used[group / ENTRIES]! += stop - done
      let cell = group + cellOf(page + done)
      for (; done < stop; done++, cell++) this.cells[cell] = ((frame + done) << FRAME_SHIFT) | bits
    }
  }

  /** Takes away the entries of a group from page `first` to before `end`, which lie in it. */
  clear(group: number, first: number, end: number): void {
    const { cells } = this
    let gone = 0
    const begin = group + cellOf(first)
    for (let cell = begin; cell < begin + (end - first); cell++) {
      if (cells[cell] === 0) continue
      cells[cell] = 0
      gone++
    }
    this.#used[group / ENTRIES]! -= gone
  }

  /** Whether the group of this number can be made where the table is. */
  #hasRoom(number: number): boolean {
    const third = this.cells[ROOT + (number >> THIRD_SHIFT)]!
    const second = this.cells[third + ((number >> SECOND_SHIFT) & 511)]!
    const more = GROUP_TABLES + (third === 0 ? 2 : second === 0 ? 1 : 0)
    return this.#end + more * ENTRIES <= this.cells.length && this.tables + more <= this.#most
  }

  /**
   * Makes the group of this number, and what leads to it; answers where it begins. There must be
   * room.
   */
  #build(number: number): number {
    const { cells } = this
    let table: number = ROOT
    for (const shift of [THIRD_SHIFT, SECOND_SHIFT]) {
      const cell = table + ((number >> shift) & 511)
      if (cells[cell] === 0) cells[cell] = this.#take(1)
      table = cells[cell]!
    }
    const group = this.#take(GROUP_TABLES)
    const first = table + ((number * GROUP_TABLES) & 511)
    for (let i = 0; i < GROUP_TABLES; i++) cells[first + i] = group + i * ENTRIES
    this.#groups.push(number)
    return group
  }

  #take(tables: number): number {
    const offset = this.#end
    this.#end += tables * ENTRIES
    this.tables += tables
    return offset
  }

  /**
   * Moves the groups that have entries, or are for pages from `first` to before `end`, to a new
   * array that has room for the group `number`, too. The old array is zeroed: its readers find no
   * entry. False, and nothing changed, if there is no room.
   */
  #move(first: number, end: number, number: number): boolean {
    const isNeeded = (other: number): boolean =>
      other * GROUP_SPAN < end && (other + 1) * GROUP_SPAN > first
    const kept = this.#groups.filter((other) => isNeeded(other) || this.#usedOf(other) > 0)
    if (tablesFor([...kept, number]) > this.#most) return false
    const room = FIRST_CELLS + (kept.length + 1 + (kept.length >> 1)) * MOST_FOR_GROUP * ENTRIES
    const buffer = this.#memory.createBuffer(room * 4)
    if (buffer === null) return false
    this.#moveTo(new Int32Array(buffer), kept)
    return true
  }

  #moveTo(cells: Int32Array, groups: readonly number[]): void {
    const old = this.cells
    const found = groups.map((number) => {
      const place = this.group(number * GROUP_SPAN)
      return {
        number,
        entries: old.subarray(place, place + GROUP_SPAN),
        used: this.#usedOf(number),
      }
    })
    this.cells = cells
    this.#used = new Int32Array(cells.length / ENTRIES)
    this.#end = FIRST_CELLS
    this.tables = 1
    this.#groups = []
    for (const { number, entries, used } of found) {
      const group = this.#build(number)
      cells.set(entries, group)
      this.#used[group / ENTRIES] = used
    }
    old.fill(0)
  }

  #usedOf(number: number): number {
    return this.#used[this.group(number * GROUP_SPAN) / ENTRIES]!
  }
}

/** Tables of a page table with these groups. */
function tablesFor(groups: readonly number[]): number {
  const above = (shift: number): number => new Set(groups.map((number) => number >> shift)).size
  return 1 + groups.length * GROUP_TABLES + above(SECOND_SHIFT) + above(THIRD_SHIFT)
}

/** Where in its group the entry of a page is. */
export function cellOf(page: number): number {
  return page & (GROUP_SPAN - 1)
}
