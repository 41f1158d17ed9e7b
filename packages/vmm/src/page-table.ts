// The page table of an address space for its writer, the kernel: makes tables for ranges of pages,
// writes and clears page table entries.
//
// Readers remember offsets of groups of level 1 tables (`memory-view.ts`), so the cells of a group
// are never reused for other pages. Groups without entries are left out when the whole page table
// moves to a new array. The layout is in `page-table-layout.ts`, the page walk in `page-walk.ts`.
// A page number, address / 4096, has up to 36 bits: it is a double, not a small integer.

import type { PhysicalMemory } from './physical-memory.ts'
import {
  ENTRIES,
  FRAME_SHIFT,
  GROUP_PAGES,
  GROUP_TABLES,
  LEVEL2_PAGES,
  type PageTableCells,
  ROOT,
} from './page-table-layout.ts'

/** Cells of a page table without groups: the empty table and that of level 4. */
const INITIAL_CELLS: number = ROOT + ENTRIES
/** Most tables that a new group needs: its own, and one each of levels 2 and 3. */
const MAX_TABLES_PER_GROUP: number = GROUP_TABLES + 2
/** A level 2 table maps 2^3 groups, a level 3 table 2^12. */
const LEVEL2_SHIFT = 3
const LEVEL3_SHIFT = 12

/** The page table of one address space, for its writer. */
export class PageTable implements PageTableCells {
  cells: Int32Array
  /** First page after those for which the last answer of `group` is valid. */
  spanEnd = 0
  /** Number of tables, those of groups without entries among them. */
  tables = 1
  readonly #memory: PhysicalMemory
  readonly #maxTables: number
  /** Numbers of the groups: first page / GROUP_PAGES. */
  #groups: number[] = []
  /** Page table entries in use of each group, by its offset / ENTRIES. */
  #used: Int32Array = new Int32Array(0)
  /** Offset of the first free cell. */
  #end: number = INITIAL_CELLS

  /**
   * An empty page table of at most `maxTables` tables.
   *
   * @throws RangeError if the host has no memory.
   */
  constructor(memory: PhysicalMemory, maxTables: number) {
    this.#memory = memory
    this.#maxTables = maxTables
    const buffer = memory.createBuffer(INITIAL_CELLS * 4)
    if (buffer === null)
      throw new RangeError('AddressSpace: the host has no memory for a page table.')
    this.cells = new Int32Array(buffer)
  }

  /**
   * Walks to the group of a page: offset of its first page table entry, 0 if there is no group. The
   * entry of the page is at `group + cellOf(page)`. Sets `spanEnd`: the answer is the same for all
   * pages before it.
   */
  group(page: number): number {
    const { cells } = this
    const upper = Math.floor(page / LEVEL2_PAGES)
    const level2 = cells[(cells[ROOT + (upper >>> 9)] as number) + (upper & 511)] as number
    const span = level2 === 0 ? LEVEL2_PAGES : GROUP_PAGES
    this.spanEnd = (Math.floor(page / span) + 1) * span
    return cells[level2 + ((page & (LEVEL2_PAGES - GROUP_PAGES)) >>> 9)] as number
  }

  /** The page table entry of a page, 0 if it has none. */
  entry(page: number): number {
    const group = this.group(page)
    return group === 0 ? 0 : (this.cells[group + cellOf(page)] as number)
  }

  /**
   * Makes the tables for all pages from `first` to before `end`. False if that needs more than
   * `maxTables`, or if the host has no memory; then no entry has changed.
   */
  prepare(first: number, end: number): boolean {
    for (let page = first; page < end; page = (Math.floor(page / GROUP_PAGES) + 1) * GROUP_PAGES) {
      if (this.group(page) !== 0) continue
      const number = Math.floor(page / GROUP_PAGES)
      if (!this.#hasRoom(number) && !this.#move(first, end, number)) return false
      this.#makeGroup(number)
    }
    return true
  }

  /**
   * Maps `count` pages without entries to contiguous frames. Their tables were made by `prepare`.
   */
  fill(page: number, frame: number, count: number, bits: number): void {
    for (let done = 0; done < count;) {
      const group = this.group(page + done)
      const stop = Math.min(count, this.spanEnd - page)
      this.#used[group / ENTRIES] = (this.#used[group / ENTRIES] as number) + stop - done
      let cell = group + cellOf(page + done)
      for (; done < stop; done++, cell++) this.cells[cell] = ((frame + done) << FRAME_SHIFT) | bits
    }
  }

  /** Clears the entries of pages `first` to before `end`, all of one group. */
  clear(group: number, first: number, end: number): void {
    const { cells } = this
    let cleared = 0
    const begin = group + cellOf(first)
    for (let cell = begin; cell < begin + (end - first); cell++) {
      if (cells[cell] === 0) continue
      cells[cell] = 0
      cleared++
    }
    this.#used[group / ENTRIES] = (this.#used[group / ENTRIES] as number) - cleared
  }

  /** Whether a group fits into the array and the limit, with the tables above it that it needs. */
  #hasRoom(number: number): boolean {
    const level3 = this.cells[ROOT + (number >> LEVEL3_SHIFT)] as number
    const level2 = this.cells[level3 + ((number >> LEVEL2_SHIFT) & 511)] as number
    const more = GROUP_TABLES + (level3 === 0 ? 2 : level2 === 0 ? 1 : 0)
    return this.#end + more * ENTRIES <= this.cells.length && this.tables + more <= this.#maxTables
  }

  /**
   * Makes a group and the tables above it, and answers its offset. The caller checked `#hasRoom`.
   */
  #makeGroup(number: number): number {
    const { cells } = this
    let table: number = ROOT
    for (const shift of [LEVEL3_SHIFT, LEVEL2_SHIFT]) {
      const cell = table + ((number >> shift) & 511)
      if (cells[cell] === 0) cells[cell] = this.#allocate(1)
      table = cells[cell] as number
    }
    const group = this.#allocate(GROUP_TABLES)
    const first = table + ((number * GROUP_TABLES) & 511)
    for (let i = 0; i < GROUP_TABLES; i++) cells[first + i] = group + i * ENTRIES
    this.#groups.push(number)
    return group
  }

  #allocate(tables: number): number {
    const offset = this.#end
    this.#end += tables * ENTRIES
    this.tables += tables
    return offset
  }

  /**
   * Moves the page table to an array with room for one more group, `number`. It keeps groups with
   * entries, and those of pages `first` to before `end`, which are being prepared. False if that
   * needs more than `maxTables`, or if the host has no memory; then nothing has changed.
   */
  #move(first: number, end: number, number: number): boolean {
    const isNeeded = (other: number): boolean =>
      other * GROUP_PAGES < end && (other + 1) * GROUP_PAGES > first
    const kept = this.#groups.filter((other) => isNeeded(other) || this.#usedOf(other) > 0)
    if (tablesFor([...kept, number]) > this.#maxTables) return false
    const groups = kept.length + 1 + (kept.length >> 1)
    const cells = INITIAL_CELLS + groups * MAX_TABLES_PER_GROUP * ENTRIES
    const buffer = this.#memory.createBuffer(cells * 4)
    if (buffer === null) return false
    this.#moveTo(new Int32Array(buffer), kept)
    return true
  }

  /** The last step zeroes the old array: readers that still have it find no entry. */
  #moveTo(cells: Int32Array, groups: readonly number[]): void {
    const old = this.cells
    const found = groups.map((number) => {
      const offset = this.group(number * GROUP_PAGES)
      return {
        number,
        entries: old.subarray(offset, offset + GROUP_PAGES),
        used: this.#usedOf(number),
      }
    })
    this.cells = cells
    this.#used = new Int32Array(cells.length / ENTRIES)
    this.#end = INITIAL_CELLS
    this.tables = 1
    this.#groups = []
    for (const { number, entries, used } of found) {
      const group = this.#makeGroup(number)
      cells.set(entries, group)
      this.#used[group / ENTRIES] = used
    }
    old.fill(0)
  }

  #usedOf(number: number): number {
    return this.#used[this.group(number * GROUP_PAGES) / ENTRIES] as number
  }
}

/** Number of tables of a page table with these groups. */
function tablesFor(groups: readonly number[]): number {
  const above = (shift: number): number => new Set(groups.map((number) => number >> shift)).size
  return 1 + groups.length * GROUP_TABLES + above(LEVEL2_SHIFT) + above(LEVEL3_SHIFT)
}

/** Index of the entry of a page in its group. */
export function cellOf(page: number): number {
  return page & (GROUP_PAGES - 1)
}
