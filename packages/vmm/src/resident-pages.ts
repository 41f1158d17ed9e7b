// The resident pages of an address space, those with a frame: the page table, the frames behind it,
// and the quota they are charged to.
//
// Frames are allocated (`acquire`) before an operation changes anything, and freed if a later check
// fails. Here a page has a page table entry or none; which pages are committed is known in
// `regions.ts`.

import { type GenericFailure, rcOk, rcOutOfMemory, rcQuotaExceeded } from '@kos/retcode'
import { entryBits, SHARED } from './attributes.ts'
import { FrameRuns } from './frame-runs.ts'
import type { Mdl, MdlOwner } from './mdl.ts'
import { FRAME_SHIFT } from './page-table-layout.ts'
import { cellOf, PageTable } from './page-table.ts'
import type { PhysicalMemory } from './physical-memory.ts'
import type { RegionTree } from './region-tree.ts'

/** What these functions answer. */
export type VmmRetcode = typeof rcOk | GenericFailure

/** The frames of one address space. */
export class ResidentPages implements MdlOwner {
  readonly table: PageTable
  readonly memory: PhysicalMemory
  /** Frames of private pages. */
  resident = 0
  /** Frames of shared buffers that this space created. */
  buffers = 0
  /** Limit of the frames of both kinds together. */
  quota: number
  readonly #runs: FrameRuns = new FrameRuns()
  /** The run, and the frame in it, that `map` uses next. */
  #run = 0
  #usedOfRun = 0

  /** No resident pages yet; at most `quota` frames and `maxTables` tables. */
  constructor(memory: PhysicalMemory, quota: number, maxTables: number) {
    this.memory = memory
    this.quota = quota
    this.table = new PageTable(memory, maxTables)
  }

  /**
   * Allocates `count` frames for `map`, `mapPage` or `takeForBuffer`, and makes the tables for a
   * range.
   *
   * Fails with rcQuotaExceeded, rcOutOfMemory; then nothing has changed.
   */
  acquire(count: number, first: number, end: number): VmmRetcode {
    if (count > 0 && this.resident + this.buffers + count > this.quota) return rcQuotaExceeded
    if (!this.memory.takeRuns(count, this.#runs)) return rcOutOfMemory
    if (this.table.prepare(first, end)) return rcOk
    this.memory.giveRuns(this.#runs)
    return rcOutOfMemory
  }

  /**
   * Maps the pages of a range that have no entry to the acquired frames, with the protection of
   * their regions.
   */
  map(tree: RegionTree, first: number, end: number): void {
    this.#run = 0
    this.#usedOfRun = 0
    for (
      let node = tree.find(first);
      (tree.first[node] as number) < end;
      node = tree.next[node] as number
    ) {
      const bits = entryBits(tree.attributes[node] as number)
      const stop = Math.min(end, tree.end[node] as number)
      for (let page = Math.max(first, tree.first[node] as number); page < stop;) {
        const absent = this.#absentRun(page, stop)
        if (absent > 0) this.#fill(page, absent, bits)
        page += absent > 0 ? absent : 1
      }
    }
    this.#runs.clear()
  }

  /** Maps one page to the one acquired frame. */
  mapPage(page: number, bits: number): void {
    this.table.fill(page, this.#runs.frame(0), 1, bits)
    this.#runs.clear()
    this.resident++
  }

  /** The acquired frames, for a new shared buffer. */
  takeForBuffer(count: number): Int32Array {
    const runs = this.#runs
    const frames = new Int32Array(count)
    let page = 0
    for (let run = 0; run < runs.length; run++) {
      const first = runs.frame(run)
      for (let i = 0; i < runs.count(run); i++) frames[page++] = first + i
    }
    runs.clear()
    this.buffers += count
    return frames
  }

  mdlEnded(pages: number): void {
    this.buffers -= pages
  }

  /** Maps pages of a shared buffer, from `offset` on, in a range whose tables were made. */
  mapBuffer(mdl: Mdl, offset: number, first: number, pages: number, bits: number): void {
    for (let page = 0; page < pages;) {
      const frame = mdl.frame(offset + page)
      let count = 1
      while (page + count < pages && mdl.frame(offset + page + count) === frame + count) count++
      this.table.fill(first + page, frame, count, bits)
      page += count
    }
  }

  /** Number of pages of a range that have an entry. */
  count(first: number, end: number): number {
    const { table } = this
    let count = 0
    for (let page = first; page < end;) {
      const group = table.group(page)
      const stop = Math.min(end, table.spanEnd)
      if (group !== 0)
        for (; page < stop; page++) if (table.cells[group + cellOf(page)] !== 0) count++
      page = stop
    }
    return count
  }

  /** Sets the protection bits of all entries of a range. */
  protect(first: number, end: number, bits: number): void {
    const { table } = this
    for (let page = first; page < end;) {
      const group = table.group(page)
      const stop = Math.min(end, table.spanEnd)
      if (group !== 0) this.#protectIn(group, page, stop, bits)
      page = stop
    }
  }

  /**
   * Clears the entries of a range, and frees the frames unless they belong to a shared buffer.
   */
  unmap(first: number, end: number, attributes: number): void {
    const { table } = this
    const isShared = (attributes & SHARED) !== 0
    for (let page = first; page < end;) {
      const group = table.group(page)
      const stop = Math.min(end, table.spanEnd)
      if (group !== 0) {
        if (!isShared) this.#freeFrames(group, page, stop)
        table.clear(group, page, stop)
      }
      page = stop
    }
  }

  #protectIn(group: number, first: number, end: number, bits: number): void {
    const { cells } = this.table
    for (let page = first; page < end; page++) {
      const cell = group + cellOf(page)
      const entry = cells[cell] as number
      if (entry !== 0) cells[cell] = ((entry >>> FRAME_SHIFT) << FRAME_SHIFT) | bits
    }
  }

  /** Frees the frames of entries; contiguous ones by one call. */
  #freeFrames(group: number, first: number, end: number): void {
    const { cells } = this.table
    let frame = 0
    let count = 0
    for (let page = first; page < end; page++) {
      const entry = cells[group + cellOf(page)] as number
      if (entry === 0) continue
      const next = entry >>> FRAME_SHIFT
      if (count > 0 && next === frame + count) {
        count++
        continue
      }
      if (count > 0) this.#free(frame, count)
      frame = next
      count = 1
    }
    if (count > 0) this.#free(frame, count)
  }

  #free(frame: number, count: number): void {
    this.memory.give(frame, count)
    this.resident -= count
  }

  /** Number of pages from `page` on that have no entry. Their tables exist. */
  #absentRun(page: number, end: number): number {
    const { table } = this
    let next = page
    while (next < end) {
      const group = table.group(next)
      const stop = Math.min(end, table.spanEnd)
      for (; next < stop; next++) if (table.cells[group + cellOf(next)] !== 0) return next - page
    }
    return next - page
  }

  #fill(first: number, count: number, bits: number): void {
    const runs = this.#runs
    for (let done = 0; done < count;) {
      const here = Math.min(count - done, runs.count(this.#run) - this.#usedOfRun)
      this.table.fill(first + done, runs.frame(this.#run) + this.#usedOfRun, here, bits)
      done += here
      this.#usedOfRun += here
      if (this.#usedOfRun < runs.count(this.#run)) continue
      this.#run++
      this.#usedOfRun = 0
    }
    this.resident += count
  }
}
