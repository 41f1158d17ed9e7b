// The resident pages of an address space, those with a frame, and its account: the page table, the
// frames behind it, and the quota that pages and tables are charged to.
//
// Pages are charged when they are committed, so that every one of them can get a frame later. An
// operation charges pages and makes tables and frames (`acquire`) before it changes anything. Which
// pages are committed is known in `regions.ts`.

import { type GenericFailure, rcOk, rcOutOfMemory, rcQuotaExceeded } from '@kos/retcode'
import { deviceBits, entryBits, MAPPED } from './attributes.ts'
import { FrameRuns } from './frame-runs.ts'
import { Mdl, type MdlOwner } from './mdl.ts'
import { DEVICE_MASK, DEVICE_SHIFT, FRAME_SHIFT } from './page-table-layout.ts'
import { cellOf, PageTable } from './page-table.ts'
import type { FrameZone, PhysicalMemory } from './physical-memory.ts'
import type { RegionTree } from './region-tree.ts'

/** Groups that a space has in any case: one for its data and stacks, one behind its heap. */
const freeGroups = 2
/** Charged pages for which it has one more: groups take at most 1 KiB a page. */
const pagesPerGroup = 128
/** With no more groups, 512 MiB, offsets of cells are far below 2^31. */
const maxGroups = 4095

/** What these functions answer. */
export type VmmRetcode = typeof rcOk | GenericFailure

/** The frames of one address space. */
export class ResidentPages implements MdlOwner {
  readonly table: PageTable
  readonly memory: PhysicalMemory
  /** Private pages that are committed: charged, with a frame or without. */
  committed = 0
  /** Frames of private pages. */
  resident = 0
  /** Frames of shared buffers that this space created: charged. */
  buffers = 0
  /** Most pages that are charged: committed ones, those of buffers, and tables. */
  quota: number
  readonly #maxTables: number
  readonly #runs: FrameRuns = new FrameRuns()
  /** The run, and the frame in it, that `map` uses next. */
  #run = 0
  #usedOfRun = 0

  /** No resident pages yet; at most `quota` pages are charged, and `maxTables` tables in use. */
  constructor(memory: PhysicalMemory, quota: number, maxTables: number) {
    this.memory = memory
    this.quota = quota
    this.#maxTables = maxTables
    this.table = new PageTable(memory)
  }

  /** Pages that are charged. Two tables take a page; the one of level 4 is free. */
  get charged(): number {
    return this.committed + this.buffers + pagesOf(this.table.tables)
  }

  /**
   * Charges `pages` pages that are to be committed, and the tables that a range lacks; makes these
   * tables, and allocates `frames` frames for `map`, `mapPage` or `createBuffer`, in blocks of
   * 2^`order` at least. The caller then says with `commit`, `createBuffer`, `mapBuffer` or
   * `mapWindow` what the pages are.
   *
   * Fails with rcQuotaExceeded, rcOutOfMemory; then nothing has changed.
   */
  acquire(
    pages: number,
    frames: number,
    first: number,
    end: number,
    order: number = 0,
    zone: FrameZone = 'any',
  ): VmmRetcode {
    const { table, memory } = this
    // What can't be had at all is refused before its tables are looked at one by one.
    if (pages > 0 && this.charged + pages > this.quota) return rcQuotaExceeded
    if (pages > memory.total) return rcOutOfMemory
    const tables = table.tables + table.missing(first, end)
    if (tables > this.#maxTables) return rcOutOfMemory
    const all = pages + pagesOf(tables) - pagesOf(table.tables)
    if (all > 0 && this.charged + all > this.quota) return rcQuotaExceeded
    if (!memory.charge(all)) return rcOutOfMemory
    const share = Math.floor((this.charged + all) / pagesPerGroup)
    const groups = Math.min(maxGroups, freeGroups + share)
    if (table.prepare(first, end, groups) && memory.takeRuns(frames, this.#runs, order, zone))
      return rcOk
    memory.uncharge(all)
    return rcOutOfMemory
  }

  /** Allocates the frame of one page that is charged, for `mapPage`. False without host memory. */
  acquireFrame(): boolean {
    return this.memory.takeRuns(1, this.#runs)
  }

  /** Pages of a range, which `acquire` has charged, are committed from now on. */
  commit(first: number, end: number): void {
    this.committed += end - first
    this.table.retain(first, end)
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

  /** A new shared buffer of the acquired frames, of which `pages` are its pages. */
  createBuffer(pages: number, protection: number, caching: number): Mdl {
    const mdl = new Mdl(this.memory, this, pages, this.#runs, protection, caching)
    this.#runs.clear()
    this.buffers += mdl.frames
    return mdl
  }

  mdlEnded(pages: number): void {
    this.buffers -= pages
  }

  /** Maps pages of a shared buffer, from `offset` on, in a range whose tables were made. */
  mapBuffer(mdl: Mdl, offset: number, first: number, pages: number, bits: number): void {
    this.table.retain(first, first + pages)
    for (let page = 0; page < pages;) {
      const frame = mdl.frame(offset + page)
      let count = 1
      while (page + count < pages && mdl.frame(offset + page + count) === frame + count) count++
      this.table.fill(first + page, frame, count, bits)
      page += count
    }
  }

  /** Maps pages of a device window, from physical page `page` on, as `mapBuffer` does. */
  mapWindow(page: number, first: number, pages: number, attributes: number): void {
    this.table.retain(first, first + pages)
    this.table.fill(first, page, pages, deviceBits(attributes))
  }

  /** Number of pages of a range that have an entry. */
  count(first: number, end: number): number {
    const { table } = this
    let count = 0
    for (let page = first; page < end;) {
      const level1 = table.table(page)
      const stop = Math.min(end, table.spanEnd)
      if (level1 !== 0)
        for (; page < stop; page++) if (table.cells[level1 + cellOf(page)] !== 0) count++
      page = stop
    }
    return count
  }

  /** Sets the protection bits of all entries of a range. */
  protect(first: number, end: number, bits: number): void {
    const { table } = this
    for (let page = first; page < end;) {
      const level1 = table.table(page)
      const stop = Math.min(end, table.spanEnd)
      if (level1 !== 0) this.#protectIn(level1, page, stop, bits)
      page = stop
    }
  }

  /**
   * Clears the entries of a range, and frees the frames if they are of the space. The pages stay
   * charged.
   */
  unmap(first: number, end: number, attributes: number): void {
    const { table } = this
    const isMapped = (attributes & MAPPED) !== 0
    for (let page = first; page < end;) {
      const level1 = table.table(page)
      const stop = Math.min(end, table.spanEnd)
      if (level1 !== 0) {
        if (!isMapped) this.#freeFrames(level1, page, stop)
        table.clear(level1, page, stop)
      }
      page = stop
    }
  }

  /**
   * Pages of a range, which have no entries, are not committed any more, or mapped to a buffer or
   * a device: takes back the charge for them and their tables.
   */
  release(first: number, end: number, attributes: number): void {
    const before = this.charged
    if ((attributes & MAPPED) === 0) this.committed -= end - first
    this.table.release(first, end)
    this.memory.uncharge(before - this.charged)
  }

  #protectIn(level1: number, first: number, end: number, bits: number): void {
    const { cells } = this.table
    for (let page = first; page < end; page++) {
      const cell = level1 + cellOf(page)
      const entry = cells[cell] as number
      if (entry === 0) continue
      const own = (entry & DEVICE_MASK) === 0 ? bits : (bits << DEVICE_SHIFT) & DEVICE_MASK
      cells[cell] = ((entry >>> FRAME_SHIFT) << FRAME_SHIFT) | own
    }
  }

  /** Frees the frames of entries; contiguous ones by one call. */
  #freeFrames(level1: number, first: number, end: number): void {
    const { cells } = this.table
    let frame = 0
    let count = 0
    for (let page = first; page < end; page++) {
      const entry = cells[level1 + cellOf(page)] as number
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
    this.memory.giveRun(frame, count)
    this.resident -= count
  }

  /** Number of pages from `page` on that have no entry. Their tables exist. */
  #absentRun(page: number, end: number): number {
    const { table } = this
    let next = page
    while (next < end) {
      const level1 = table.table(next)
      const stop = Math.min(end, table.spanEnd)
      for (; next < stop; next++) if (table.cells[level1 + cellOf(next)] !== 0) return next - page
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

/** Pages that so many tables are charged as. That of level 4 comes with the space. */
function pagesOf(tables: number): number {
  return tables >> 1
}
