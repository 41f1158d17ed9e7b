// Counts of one address space, as plain data.

import { PAGE_SIZE } from './flags.ts'
import { addressSpaceSize, minAddress } from './limits.ts'
import type { Regions } from './regions.ts'
import type { ResidentPages } from './resident-pages.ts'

/** Counts, in pages unless they say otherwise. */
export interface MemoryStatistics {
  /** Addresses that are not allocated. */
  readonly free: number
  /** Reserved and not committed; guard pages are counted apart. */
  readonly reserved: number
  /** Committed, whether they have a frame yet or not. */
  readonly committed: number
  /** Pages that map shared buffers, of this space or another. */
  readonly shared: number
  /** Pages that map device windows. */
  readonly devices: number
  /** Guard pages. */
  readonly guards: number
  /** Committed pages that have a frame. */
  readonly resident: number
  /** Frames of the shared buffers created here, all of their blocks. */
  readonly buffers: number
  /**
   * What the space is charged for: `committed`, `buffers`, and half of `tables`, rounded down.
   * Buffers made by others are not in it.
   */
  readonly charged: number
  /** Regions, guard pages among them. */
  readonly regions: number
  /**
   * Tables of the page table that are in use, of half a page each: one, and those that lead to
   * committed, shared and device pages.
   */
  readonly tables: number
}

/** The counts of a space. */
export function statisticsOf(regions: Regions, pages: ResidentPages): MemoryStatistics {
  const { reserved, committed, shared, devices, guards, tree } = regions
  const { resident, buffers, charged, table } = pages
  const allocated = reserved + committed + shared + devices + guards
  return {
    free: (addressSpaceSize - minAddress) / PAGE_SIZE - allocated,
    reserved,
    committed,
    shared,
    devices,
    guards,
    resident,
    buffers,
    charged,
    regions: tree.size,
    tables: table.tables,
  }
}
