// The page table of an address space for its writer, the kernel: makes tables for ranges of pages,
// counts the pages that need them, writes and clears page table entries.
//
// A table is in use while a page below it is retained: committed, with an entry or without, or
// mapped to a shared buffer or a device. The others keep their cells, for the same pages: readers remember
// groups, so cells never become those of other pages. When the array is full, the page table moves
// to a new one without them. Who is charged for the tables in use is in `resident-pages.ts`, the
// layout in `page-table-layout.ts`, the page walk in `page-walk.ts`.
//
// A page number, address / 4096, has up to 36 bits: it is a double. The number of a level 1 table,
// page / 512, is a small integer.

import type { PhysicalMemory } from './physical-memory.ts'
import {
  ENTRIES,
  FRAME_SHIFT,
  GROUP_TABLES,
  GROUPS_SHIFT,
  LEVEL2_PAGES,
  type PageTableCells,
  ROOT,
  TABLE_BYTES,
} from './page-table-layout.ts'

/** Tables that every page table has: the empty one and that of level 4. */
const FIXED_TABLES = 2
/** Level 1 tables of a range that may have a group: 2^6. A level 2 table has 2^9, level 3 2^18. */
const RANGE_SHIFT = 6
const LEVEL2_SHIFT = 9
const LEVEL3_SHIFT = 18
/** Groups of a table: eight numbers, 4 bytes each. */
const GROUPS_BYTES = 32

/** The arrays of a page table. */
export interface Tables {
  readonly cells: Int32Array
  readonly groups: Int32Array
  /** By offset / ENTRIES: retained pages of a level 1 table, tables in use below another one. */
  readonly used: Int32Array
}

/** Arrays for so many tables, all zero; null if the host has no memory. */
function createTables(memory: PhysicalMemory, tables: number): Tables | null {
  const buffer = memory.createBuffer(tables * (TABLE_BYTES + GROUPS_BYTES))
  if (buffer === null) return null
  return {
    cells: new Int32Array(buffer, 0, tables * ENTRIES),
    groups: new Int32Array(buffer, tables * TABLE_BYTES),
    used: new Int32Array(tables),
  }
}

/** The page table of one address space, for its writer. */
export class PageTable implements PageTableCells {
  cells!: Int32Array
  groups!: Int32Array
  /** First page after those for which the last answer of `table` is valid. */
  spanEnd = 0
  /** Number of tables in use, that of level 4 among them. */
  tables = 1
  readonly #memory: PhysicalMemory
  #used!: Int32Array
  /** Offset of the first free cell. */
  #end = 0
  #groupCount = 0

  /**
   * An empty page table. It has no room, so the first table moves it to an array of its own: until
   * then all page tables of a memory share the fixed tables, which nobody writes.
   *
   * @throws RangeError if the host has no memory.
   */
  constructor(memory: PhysicalMemory) {
    this.#memory = memory
    const fixed = (memory.fixedTables ??= createTables(memory, FIXED_TABLES))
    if (fixed === null)
      throw new RangeError('AddressSpace: the host has no memory for a page table.')
    this.#begin(fixed)
  }

  /**
   * Walks to the level 1 table of a page: its offset, 0 if there is none. The entry of the page is
   * at `table + cellOf(page)`. Sets `spanEnd`: the answer is the same for all pages before it.
   */
  table(page: number): number {
    const number = numberOf(page)
    const level2 = this.#level2(number)
    const span = level2 === 0 ? LEVEL2_PAGES : ENTRIES
    this.spanEnd = (Math.floor(page / span) + 1) * span
    return this.cells[level2 + (number & 511)] as number
  }

  /** The page table entry of a page, 0 if it has none. */
  entry(page: number): number {
    return this.cells[this.table(page) + cellOf(page)] as number
  }

  /** How many more tables are in use when all pages from `first` to before `end` are retained. */
  missing(first: number, end: number): number {
    const { cells } = this
    const lowest = numberOf(first)
    let missing = 0
    for (let number = lowest; number * ENTRIES < end; number++) {
      const level3 = this.#level3(number)
      const level2 = cells[level3 + ((number >> LEVEL2_SHIFT) & 511)] as number
      if (this.#usedOf(cells[level2 + (number & 511)] as number) > 0) continue
      missing++
      const isFirst2 = number === lowest || (number & 511) === 0
      if (isFirst2 && this.#usedOf(level2) === 0) missing++
      const isFirst3 = number === lowest || (number & 0x3_ffff) === 0
      if (isFirst3 && this.#usedOf(level3) === 0) missing++
    }
    return missing
  }

  /**
   * Makes the tables for all pages from `first` to before `end`, with groups while there are fewer
   * than `maxGroups`: a group takes 128 KiB. False if the host has no memory; then no entry has
   * changed.
   */
  prepare(first: number, end: number, maxGroups: number): boolean {
    for (let number = numberOf(first); number * ENTRIES < end; number++) {
      const isGrouped = this.#groupCount < maxGroups && this.#groupOf(number) === 0
      if (!isGrouped && this.#has(number)) continue
      if (this.#hasRoom(number, isGrouped)) this.#make(number, isGrouped)
      else if (!this.#move(first, end, number, maxGroups)) return false
    }
    return true
  }

  /** Counts pages that need their tables from now on. The tables were made by `prepare`. */
  retain(first: number, end: number): void {
    for (let page = first; page < end; page = this.spanEnd) {
      const table = this.table(page)
      this.#use(numberOf(page), table, Math.min(end, this.spanEnd) - page)
    }
  }

  /** Counts pages that were retained, and need their tables no more. They have no entries. */
  release(first: number, end: number): void {
    for (let page = first; page < end; page = this.spanEnd) {
      const table = this.table(page)
      this.#disuse(numberOf(page), table, Math.min(end, this.spanEnd) - page)
    }
  }

  /**
   * Maps `count` pages without entries to contiguous frames. Their tables were made by `prepare`.
   */
  fill(page: number, frame: number, count: number, bits: number): void {
    for (let done = 0; done < count;) {
      let cell = this.table(page + done) + cellOf(page + done)
      const stop = Math.min(count, this.spanEnd - page)
      for (; done < stop; done++, cell++) this.cells[cell] = ((frame + done) << FRAME_SHIFT) | bits
    }
  }

  /** Clears the entries of pages `first` to before `end`, all of one table. */
  clear(table: number, first: number, end: number): void {
    const cell = table + cellOf(first)
    this.cells.fill(0, cell, cell + (end - first))
  }

  #level3(number: number): number {
    return this.cells[ROOT + (number >> LEVEL3_SHIFT)] as number
  }

  #level2(number: number): number {
    return this.cells[this.#level3(number) + ((number >> LEVEL2_SHIFT) & 511)] as number
  }

  #has(number: number): boolean {
    return this.cells[this.#level2(number) + (number & 511)] !== 0
  }

  #groupOf(number: number): number {
    return this.groups[groupIndex(this.#level2(number), number)] as number
  }

  #usedOf(table: number): number {
    return this.#used[table / ENTRIES] as number
  }

  /** Whether a table, or the group of its range, fits into the array with the tables above it. */
  #hasRoom(number: number, isGrouped: boolean): boolean {
    const above = this.#level3(number) === 0 ? 2 : this.#level2(number) === 0 ? 1 : 0
    const own = isGrouped ? GROUP_TABLES : this.#groupOf(number) === 0 ? 1 : 0
    return this.#end + (above + own) * ENTRIES <= this.cells.length
  }

  /**
   * Makes a table, the group of its range if it is to have one, and the tables above. The caller
   * checked `#hasRoom`.
   */
  #make(number: number, isGrouped: boolean): number {
    const level3 = this.#ensure(ROOT + (number >> LEVEL3_SHIFT))
    const level2 = this.#ensure(level3 + ((number >> LEVEL2_SHIFT) & 511))
    if (isGrouped && this.#groupOf(number) === 0) this.#makeGroup(level2, number)
    const group = this.#groupOf(number)
    const cell = level2 + (number & 511)
    if (group === 0) return this.#ensure(cell)
    return (this.cells[cell] = group + (number & (GROUP_TABLES - 1)) * ENTRIES)
  }

  /** The table that an entry leads to, made if there is none. */
  #ensure(cell: number): number {
    const table = this.cells[cell] as number
    return table === 0 ? (this.cells[cell] = this.#allocate(1)) : table
  }

  #allocate(tables: number): number {
    const offset = this.#end
    this.#end += tables * ENTRIES
    return offset
  }

  /** Makes a group, and moves the tables that its range has into it. */
  #makeGroup(level2: number, number: number): void {
    const { cells } = this
    const group = this.#allocate(GROUP_TABLES)
    const first = level2 + (number & 511 & ~(GROUP_TABLES - 1))
    for (let index = 0; index < GROUP_TABLES; index++) {
      const old = cells[first + index] as number
      if (old === 0) continue
      const table = group + index * ENTRIES
      cells.copyWithin(table, old, old + ENTRIES)
      cells.fill(0, old, old + ENTRIES)
      this.#used[table / ENTRIES] = this.#usedOf(old)
      cells[first + index] = table
    }
    this.groups[groupIndex(level2, number)] = group
    this.#groupCount++
  }

  #use(number: number, table: number, pages: number): void {
    if (this.#add(table, pages) !== pages) return
    this.tables++
    if (this.#add(this.#level2(number), 1) !== 1) return
    this.tables++
    if (this.#add(this.#level3(number), 1) === 1) this.tables++
  }

  #disuse(number: number, table: number, pages: number): void {
    if (this.#add(table, -pages) !== 0) return
    this.tables--
    if (this.#add(this.#level2(number), -1) !== 0) return
    this.tables--
    if (this.#add(this.#level3(number), -1) === 0) this.tables--
  }

  #add(table: number, change: number): number {
    return (this.#used[table / ENTRIES] = this.#usedOf(table) + change)
  }

  /**
   * Moves the page table to an array with room for one more table, `number`, and makes that. It
   * keeps tables in use, and those of pages `first` to before `end`, which are being prepared.
   * False if the host has no memory; then nothing has changed.
   *
   * The last step zeroes the old array: readers that still have it find no entry.
   */
  #move(first: number, end: number, number: number, maxGroups: number): boolean {
    const kept = this.#numbers().filter((other) => this.#isKept(other, first, end))
    const grouped = this.#densestRanges(kept, number >> RANGE_SHIFT, maxGroups)
    const { cells: old } = this
    const used = this.#used
    const offsets = kept.map((other) => this.table(other * ENTRIES))
    const spare = kept.length === 0 ? 0 : tablesFor(kept, grouped) >> 2
    if (!this.#createCells(FIXED_TABLES + tablesFor([...kept, number], grouped) + spare))
      return false
    for (const [index, other] of kept.entries()) {
      const offset = offsets[index] as number
      const table = this.#make(other, grouped.has(other >> RANGE_SHIFT))
      this.cells.set(old.subarray(offset, offset + ENTRIES), table)
      const pages = used[offset / ENTRIES] as number
      if (pages > 0) this.#use(other, table, pages)
    }
    this.#make(number, grouped.has(number >> RANGE_SHIFT))
    old.fill(0)
    return true
  }

  /** Whether a level 1 table is in use, or is one of those of a range. */
  #isKept(number: number, first: number, end: number): boolean {
    const page = number * ENTRIES
    return (page < end && page + ENTRIES > first) || this.#usedOf(this.table(page)) > 0
  }

  /** Begins an empty page table in a new array of so many tables. False without memory. */
  #createCells(tables: number): boolean {
    const created = createTables(this.#memory, tables)
    if (created !== null) this.#begin(created)
    return created !== null
  }

  #begin({ cells, groups, used }: Tables): void {
    this.cells = cells
    this.groups = groups
    this.#used = used
    this.#end = FIXED_TABLES * ENTRIES
    this.#groupCount = 0
    this.tables = 1
  }

  /** The numbers of all level 1 tables. */
  #numbers(): number[] {
    return this.#entriesOf(ROOT, 0)
      .flatMap((level3) => this.#entriesOf(this.#level3(level3 << LEVEL3_SHIFT), level3))
      .flatMap((level2) => this.#entriesOf(this.#level2(level2 << LEVEL2_SHIFT), level2))
  }

  /** The numbers of the tables below table `number` of their level. */
  #entriesOf(table: number, number: number): number[] {
    const numbers: number[] = []
    for (let index = 0; index < ENTRIES; index++)
      if (this.cells[table + index] !== 0) numbers.push(number * ENTRIES + index)
    return numbers
  }

  /** The ranges that get groups, `own` among the candidates: those with most pages. */
  #densestRanges(numbers: readonly number[], own: number, maxGroups: number): Set<number> {
    const pages = new Map<number, number>([[own, 0]])
    for (const number of numbers) {
      const range = number >> RANGE_SHIFT
      pages.set(range, (pages.get(range) ?? 0) + this.#usedOf(this.table(number * ENTRIES)))
    }
    const densest = [...pages].toSorted(([, a], [, b]) => b - a)
    return new Set(densest.slice(0, maxGroups).map(([range]) => range))
  }
}

/** How many tables, those of levels 3 and 2 and whole groups among them, hold level 1 tables. */
function tablesFor(numbers: readonly number[], grouped: ReadonlySet<number>): number {
  const above = (shift: number): number => new Set(numbers.map((number) => number >> shift)).size
  const alone = numbers.filter((number) => !grouped.has(number >> RANGE_SHIFT)).length
  const ranges = new Set(numbers.map((number) => number >> RANGE_SHIFT))
  const groups = [...ranges].filter((range) => grouped.has(range)).length
  return above(LEVEL3_SHIFT) + above(LEVEL2_SHIFT) + alone + groups * GROUP_TABLES
}

/** Index of the group of a level 1 table, by the offset of the level 2 table above it. */
function groupIndex(level2: number, number: number): number {
  return (level2 >>> GROUPS_SHIFT) + ((number & 511) >>> RANGE_SHIFT)
}

/** The number of the level 1 table of a page. */
function numberOf(page: number): number {
  return Math.floor(page / ENTRIES)
}

/** Index of the entry of a page in its level 1 table. */
export function cellOf(page: number): number {
  return page & (ENTRIES - 1)
}
