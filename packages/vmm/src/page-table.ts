// The page table of an address space for its writer, the kernel: tables are made for ranges, entries written, empty tables given back.
//
// What a table looks like is in `page-table-layout.ts`, how it is read in `page-walk.ts`. Readers may keep the offset of a table of the
// second level, of 1 GiB; so only lowest tables are given back while the space lives. Pages are numbered by address / 4096, up to
// 2^36: they are doubles.

import { FIRST_TABLES } from './limits.ts'
import type { PhysicalMemory } from './physical-memory.ts'
import { ENTRIES, FRAME_SHIFT, type PageTableCells, ROOT, SECOND_SPAN } from './page-table-layout.ts'

/** The page table of one address space, for its writer. */
export class PageTable implements PageTableCells {
  cells: Int32Array
  /** End of the pages that the last answer of `leaf` is about. */
  spanEnd = 0
  /** Tables in use. */
  tables = 1
  readonly #memory: PhysicalMemory
  readonly #most: number
  /** Entries in use in each of the lowest tables. */
  #used: Int32Array
  /** Offset past the last table that was ever used, and the first of those given back; 0 for none. */
  #fresh: number = 2 * ENTRIES
  #given = 0

  /**
   * An empty page table of at most `most` tables.
   *
   * @throws RangeError if the host has no memory.
   */
  constructor(memory: PhysicalMemory, most: number) {
    this.#memory = memory
    this.#most = most
    const tables = Math.min(most, FIRST_TABLES) + 1
    const buffer = memory.createBuffer(tables * ENTRIES * 4)
    if (buffer === null) throw new RangeError('AddressSpace: the host has no memory for a page table.')
    this.cells = new Int32Array(buffer)
    this.#used = new Int32Array(tables)
  }

  /** Offset of the lowest table for a page, 0 if there is none. `spanEnd` is the end of the pages of which that is true. */
  leaf(page: number): number {
    const cells = this.cells
    const second = this.#second(page)
    const span = second === 0 ? SECOND_SPAN : ENTRIES
    this.spanEnd = (Math.floor(page / span) + 1) * span
    return cells[second + ((page & 0x3_ffff) >>> 9)]!
  }

  /** The entry of a page, 0 if it has none. */
  entry(page: number): number {
    const leaf = this.leaf(page)
    return leaf === 0 ? 0 : this.cells[leaf + (page & 511)]!
  }

  /** Makes the tables for all pages from `first` to before `end`. False, and nothing changed, if there is no room. */
  prepare(first: number, end: number): boolean {
    for (let page = first; page < end;) {
      if (this.leaf(page) === 0 && !this.#build(page)) {
        this.prune(first, end)
        return false
      }
      page = (Math.floor(page / ENTRIES) + 1) * ENTRIES
    }
    return true
  }

  /** Writes entries, one frame after the other, of pages that have none and whose tables were prepared. */
  fill(page: number, frame: number, count: number, bits: number): void {
    for (let done = 0; done < count;) {
      const leaf = this.leaf(page + done)
      const stop = Math.min(count, this.spanEnd - page)
      this.#used[leaf / ENTRIES]! += stop - done
      let cell = leaf + ((page + done) & 511)
      for (; done < stop; done++, cell++) this.cells[cell] = ((frame + done) << FRAME_SHIFT) | bits
    }
  }

  /** Writes an entry anew, which is there: other bits. */
  rewrite(page: number, entry: number): void {
    this.cells[this.leaf(page) + (page & 511)] = entry
  }

  /** Takes away the entries of a lowest table from page `first` to before `end`, which lie in it. It may be empty afterwards. */
  clear(leaf: number, first: number, end: number): void {
    const cells = this.cells
    let gone = 0
    const stop = leaf + (end - first) + (first & 511)
    for (let cell = leaf + (first & 511); cell < stop; cell++) {
      if (cells[cell] === 0) continue
      cells[cell] = 0
      gone++
    }
    this.#used[leaf / ENTRIES]! -= gone
  }

  /** Gives back the lowest tables from `first` to before `end` that are empty. */
  prune(first: number, end: number): void {
    for (let page = first; page < end;) {
      const leaf = this.leaf(page)
      const stop = this.spanEnd
      if (leaf !== 0 && this.#used[leaf / ENTRIES] === 0) this.#drop(page, leaf)
      page = stop
    }
  }

  /** Offset of the table of the second level for a page, 0 if there is none. */
  #second(page: number): number {
    const upper = Math.floor(page / SECOND_SPAN)
    return this.cells[this.cells[ROOT + (upper >>> 9)]! + (upper & 511)]!
  }

  #build(page: number): boolean {
    let table: number = ROOT
    for (let span = 0x800_0000; span >= ENTRIES; span /= ENTRIES) {
      const cell = table + (Math.floor(page / span) & 511)
      let next = this.cells[cell]!
      if (next === 0) {
        next = this.#take()
        if (next === 0) return false
        this.cells[cell] = next
      }
      table = next
    }
    return true
  }

  /** Gives back the lowest table of a page, which is empty. */
  #drop(page: number, leaf: number): void {
    const { cells } = this
    const second = this.#second(page)
    cells[second + ((page & 0x3_ffff) >>> 9)] = 0
    cells[leaf] = this.#given
    this.#given = leaf
    this.tables--
  }

  /** An empty table; 0 if there is no room. */
  #take(): number {
    if (this.tables >= this.#most) return 0
    const given = this.#given
    if (given !== 0) {
      this.#given = this.cells[given]!
      this.cells[given] = 0
      this.tables++
      return given
    }
    if (this.#fresh === this.cells.length && !this.#grow()) return 0
    const fresh = this.#fresh
    this.#fresh = fresh + ENTRIES
    this.tables++
    return fresh
  }

  #grow(): boolean {
    const tables = Math.min(2 * this.#used.length, this.#most + 1)
    const buffer = this.#memory.createBuffer(tables * ENTRIES * 4)
    if (buffer === null) return false
    const cells = new Int32Array(buffer)
    cells.set(this.cells)
    this.cells.fill(0)
    this.cells = cells
    const used = new Int32Array(tables)
    used.set(this.#used)
    this.#used = used
    return true
  }
}
