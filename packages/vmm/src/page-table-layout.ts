// The layout of a page table, for its writer and its readers: four levels of tables with 512
// entries each, as on x86-64, in one array of 32-bit cells.
//
// A table is named by the offset of its first cell. An entry of the levels 4 to 2 is the offset of
// the next table, 0 for none. A page table entry, of level 1, is `frame << 8 | bits`, 0 for none;
// the bits are those of `Access`. Offset 0 is a table that is always empty: a page walk goes
// through missing tables without a branch.
//
// Level 1 tables are allocated in groups of 64, contiguous: a group maps 128 MiB. A reader that
// remembers where a group begins reads the entry of any of its pages in one step
// (`memory-view.ts`).

/** Entries of a table, of any level. */
export const ENTRIES = 512
/** Offset of the level 4 table, where a page walk begins. */
export const ROOT: number = ENTRIES
/** Lowest bit of the frame number in a page table entry. */
export const FRAME_SHIFT = 8
/** Pages that a level 2 table maps: 1 GiB. */
export const LEVEL2_PAGES = 0x4_0000
/** Level 1 tables of a group. */
export const GROUP_TABLES = 64
/** Pages that a group maps, 128 MiB; also its number of cells. */
export const GROUP_PAGES: number = GROUP_TABLES * ENTRIES

/** A page table for its readers. */
export interface PageTableCells {
  /**
   * The cells. The array is replaced when the page table grows; the old one is zeroed, so that a
   * reader that still has it finds no entry and asks the kernel.
   */
  readonly cells: Int32Array
}
