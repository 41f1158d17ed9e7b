// The groups of a page table (`page-table-layout.ts`) for a reader: the page table entries of a range
// of 128 MiB as one array, which stays the same while the page table does.

import { GROUP_PAGES, type PageTableCells } from './page-table-layout.ts'

/** Groups of one page table, by their offset. */
export class PageGroups {
  readonly #table: PageTableCells
  /**
   * The array of the page table when a group was last looked up. When the page table has moved, the
   * old array is zero and the groups are dropped.
   */
  #cells: Int32Array
  #groups: Map<number, Int32Array> | null = null

  constructor(table: PageTableCells) {
    this.#table = table
    this.#cells = table.cells
  }

  /** The page table entries of the group at an offset. */
  at(offset: number): Int32Array {
    const { cells } = this.#table
    if (this.#cells !== cells) {
      this.#cells = cells
      this.#groups = null
    }
    const groups = (this.#groups ??= new Map())
    let group = groups.get(offset)
    if (group === undefined)
      groups.set(offset, (group = cells.subarray(offset, offset + GROUP_PAGES)))
    return group
  }
}
