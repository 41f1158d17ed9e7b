// How a page table looks in memory, for who writes it and who reads it: four levels of tables with
// 512 entries each, as on x86-64, all in one array of 32-bit cells.
//
// A table is named by the offset of its first cell. An entry of an upper table is the offset of the
// next table, 0 for none; an entry of a lowest table is `frame << 8 | bits`, 0 for none, the bits
// being those of `Access`. The first 512 cells are the table that offset 0 leads to: empty for
// ever, so a reader need not ask whether there is a table.
//
// Lowest tables come in groups of 64, for 128 MiB, one after the other: so a reader who knows where
// a group begins finds the entries of all its pages in one step.

/** Entries of a table. */
export const ENTRIES = 512
/** Offset of the table of the highest level. */
export const ROOT: number = ENTRIES
/** Where the frame begins in an entry. */
export const FRAME_SHIFT = 8
/** Pages that a table of the second level leads to: 1 GiB. */
export const SECOND_SPAN = 0x4_0000
/** Lowest tables in a group. */
export const GROUP_TABLES = 64
/** Pages of a group: 128 MiB. Also its cells. */
export const GROUP_SPAN: number = GROUP_TABLES * ENTRIES

/** What a reader sees of a page table. */
export interface PageTableCells {
  /**
   * Replaced when the table grows. The old array is empty from then on, so whoever still reads it
   * asks the kernel.
   */
  readonly cells: Int32Array
}
