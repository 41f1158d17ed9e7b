// The layout of a page table, for its writer and its readers: four levels of tables with 512
// entries each, as on x86-64, in one array of 32-bit cells.
//
// A table is named by the offset of its first cell. An entry of the levels 4 to 2 is the offset of
// the next table, 0 for none. A page table entry, of level 1, is `frame << 8 | bits`, 0 for none;
// the bits are those of `Access`. The entry of a device page has its physical page in place of the
// frame, and the bits of `Access` three places higher, so that it lets no access to memory through.
// Offset 0 is a table that is always empty: a page walk goes
// through missing tables without a branch.
//
// A range of 128 MiB may have a group: room for its 64 level 1 tables, contiguous. A reader that
// remembers where a group begins reads the entry of any of its pages in one step
// (`memory-view.ts`). Level 1 tables of other ranges lie anywhere; a page walk finds both alike.

/** Entries of a table, of any level. */
export const ENTRIES = 512
/** Bytes of a table. */
export const TABLE_BYTES: number = ENTRIES * 4
/** Offset of the level 4 table, where a page walk begins. */
export const ROOT: number = ENTRIES
/** Lowest bit of the frame number in a page table entry. */
export const FRAME_SHIFT = 8
/** How much higher the bits for accesses to registers are than those for memory. */
export const DEVICE_SHIFT = 3
/** In an entry: registers may be read. */
export const DEVICE_READ = 0x08
/** In an entry: registers may be written. */
export const DEVICE_WRITE = 0x10
/** An entry with one of these bits is that of a device page. */
export const DEVICE_MASK: number = DEVICE_READ | DEVICE_WRITE
/** Pages that a level 2 table maps: 1 GiB. */
export const LEVEL2_PAGES = 0x4_0000
/** Level 1 tables of a group. */
export const GROUP_TABLES = 64
/** Pages that a group maps, 128 MiB; also its number of cells. */
export const GROUP_PAGES: number = GROUP_TABLES * ENTRIES
/** A page in its level 2 table, shifted so far right, is the number of its group there. */
export const GROUP_SHIFT = 15
/** The offset of a level 2 table, shifted so far right, is the index of its first group. */
export const GROUPS_SHIFT = 6

/** A page table for its readers. */
export interface PageTableCells {
  /**
   * The cells. The array is replaced when the page table grows; the old one is zeroed, so that a
   * reader that still has it finds no entry and asks the kernel.
   */
  readonly cells: Int32Array
  /**
   * Offsets of the groups, 0 for none: eight for each table that the cells have room for, of which
   * those of level 2 use theirs. Replaced with the cells.
   */
  readonly groups: Int32Array
}
