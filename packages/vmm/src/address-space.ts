// The address space of one process: its operations, and the page fault handler.
//
// `regions.ts` has the allocated pages, `resident-pages.ts` those with frames. An operation checks
// its arguments, then acquires region records, frames and tables, then does steps that cannot fail.
// Loads and stores go through `memory` (`memory-view.ts`), which reads the page table and calls
// `fault` when an entry does not allow an access.

import {
  rcAlreadyExists,
  rcInvalidArgument,
  rcInvalidOperation,
  rcOk,
  rcOutOfMemory,
  rcQuotaExceeded,
  rcSecurityDisallow,
} from '@kos/retcode'
import {
  entryBits,
  GUARD,
  isLegalAllocation,
  isLegalBuffer,
  isLegalMapping,
  isLegalProtection,
  REVOKED,
  SHARED,
  STACK,
} from './attributes.ts'
import {
  PAGE_SIZE,
  VMM_FLAG_CACHE_MASK,
  VMM_FLAG_COMMIT,
  VMM_FLAG_GROW_DOWN,
  VMM_FLAG_HIGH_GUARD,
  VMM_FLAG_LOCKED,
  VMM_FLAG_LOW_GUARD,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
  VMM_FLAG_RWX_MASK,
  VMM_FLAG_WRITE,
} from './flags.ts'
import { describeRegions, describeWalk } from './describe.ts'
import { addressSpaceSize, minAddress, maxMdlBytes, maxRegions, maxTables } from './limits.ts'
import { Mdl, type MdlMapping } from './mdl.ts'
import { type Access, FaultReason } from './memory-fault.ts'
import { MemoryView } from './memory-view.ts'
import type { PageTableCells } from './page-table-layout.ts'
import type { PhysicalMemory } from './physical-memory.ts'
import { type RegionDescription, regionsOf } from './region-description.ts'
import { NONE } from './region-tree.ts'
import { Regions } from './regions.ts'
import { ResidentPages, type VmmRetcode } from './resident-pages.ts'

const stackAttributes =
  VMM_FLAG_RESERVE |
  VMM_FLAG_READ |
  VMM_FLAG_WRITE |
  VMM_FLAG_LOW_GUARD |
  VMM_FLAG_GROW_DOWN |
  STACK

/** How an address space is made. */
export interface AddressSpaceOptions {
  /**
   * Most pages that the space is charged for: committed ones, those of the shared buffers created
   * here, and page tables. As many as there are frames if left out.
   */
  readonly quota?: number
  /** Most regions. maxRegions if left out. */
  readonly regions?: number
  /** Most tables in use, of 2 KiB each. maxTables if left out. */
  readonly tables?: number
}

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
  /** Guard pages. */
  readonly guards: number
  /** Committed pages that have a frame. */
  readonly resident: number
  /** Frames of the shared buffers created here. */
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
   * committed and shared pages.
   */
  readonly tables: number
}

/** One address space over physical memory. */
export class AddressSpace implements Disposable {
  readonly #regions: Regions
  readonly #pages: ResidentPages
  readonly #physical: PhysicalMemory
  /** A process has a view of its own, so most spaces need none. */
  #memory: MemoryView | null = null
  #alive = true

  /**
   * An empty space: nothing is allocated.
   *
   * @throws RangeError if an option is not a whole number or above its limit, or if the host has no
   * memory for the first page table of this memory.
   */
  constructor(physical: PhysicalMemory, options: AddressSpaceOptions = {}) {
    const quota = within('quota', options.quota ?? physical.total, 0, Infinity)
    const tables = within('tables', options.tables ?? maxTables, 1, maxTables)
    const regions = within('regions', options.regions ?? maxRegions, 1, maxRegions)
    this.#regions = new Regions(minAddress / PAGE_SIZE, addressSpaceSize / PAGE_SIZE, regions)
    this.#pages = new ResidentPages(physical, quota, tables)
    this.#physical = physical
  }

  /** Loads, stores and copies in this space. */
  get memory(): MemoryView {
    return (this.#memory ??= new MemoryView(this.#pages.table, this.#physical, this))
  }

  /** False once `destroy` was called. */
  get alive(): boolean {
    return this.#alive
  }

  /**
   * The page table, to be read: what a `MemoryView` in the process needs, beside the frames and a
   * `Pager` that calls `fault`. Only this space writes it.
   */
  get pageTable(): PageTableCells {
    return this.#pages.table
  }

  /**
   * Most pages that the space may be charged for. Lowering it below what is charged takes nothing
   * away.
   */
  get quota(): number {
    return this.#pages.quota
  }

  set quota(pages: number) {
    this.#pages.quota = within('quota', pages, 0, Infinity)
  }

  /**
   * Reserves `size` bytes at `address`, or at the lowest address that is free if it is 0; with
   * VMM_FLAG_COMMIT also commits them (topic `kn_vm_allocate`).
   *
   * Answers the address, or a code: rcInvalidArgument (not a multiple of the page size, outside of
   * the space, flags that are not legal together), rcAlreadyExists (something is there),
   * rcOutOfMemory (no address, or with VMM_FLAG_COMMIT too few pages left), rcQuotaExceeded (pages,
   * regions).
   */
  allocate(address: number, size: number, flags: number): number {
    if (!this.#alive || !isSize(size) || !isLegalAllocation(flags)) return rcInvalidArgument
    return this.#put(address, size / PAGE_SIZE, flags, null, 0)
  }

  /**
   * Reserves the stack of a thread at the lowest address that is free, with a guard page below. A
   * page fault in it commits all pages from there to those that are committed, or to its end.
   *
   * Answers the lowest address, or a code: rcInvalidArgument (size), rcOutOfMemory (no address),
   * rcQuotaExceeded (regions).
   */
  allocateStack(size: number): number {
    return this.#alive && isSize(size)
      ? this.#put(0, size / PAGE_SIZE, stackAttributes, null, 0)
      : rcInvalidArgument
  }

  /**
   * Commits pages (topic `kn_vm_commit`): all of them have a frame afterwards, as if allocated with
   * VMM_FLAG_LOCKED. Pages that are committed stay as they are.
   *
   * Fails with rcInvalidArgument (a page is free or a guard page; address or size),
   * rcInvalidOperation (a page of a buffer that was revoked), rcOutOfMemory, rcQuotaExceeded.
   */
  commit(address: number, size: number): VmmRetcode {
    const first = address / PAGE_SIZE
    const end = first + size / PAGE_SIZE
    const rc = this.#check(address, size)
    if (rc !== rcOk) return rc
    if (this.#regions.hasAny(first, end, REVOKED)) return rcInvalidOperation
    const pages = this.#pages
    const absent = end - first - pages.count(first, end)
    const acquired = pages.acquire(this.#regions.reservedIn(first, end), absent, first, end)
    if (acquired !== rcOk) return acquired
    this.#commitReserved(first, end)
    this.#regions.change(first, end, 0, VMM_FLAG_COMMIT | VMM_FLAG_LOCKED)
    pages.map(this.#regions.tree, first, end)
    return rcOk
  }

  /**
   * Returns pages to the reserved state (topic `kn_vm_decommit`); what they hold is lost. Reserved
   * pages stay as they are.
   *
   * Fails with rcInvalidArgument as `commit` does, rcInvalidOperation (a page of a shared buffer),
   * rcQuotaExceeded (regions).
   */
  decommit(address: number, size: number): VmmRetcode {
    const first = address / PAGE_SIZE
    const end = first + size / PAGE_SIZE
    const rc = this.#check(address, size)
    if (rc !== rcOk) return rc
    if (this.#regions.hasAny(first, end, SHARED)) return rcInvalidOperation
    this.#dropPages(first, end)
    this.#regions.change(first, end, VMM_FLAG_COMMIT | VMM_FLAG_LOCKED, 0)
    return rcOk
  }

  /**
   * Changes the protection of pages (topic `kn_vm_protect`): VMM_FLAG_READ, alone or with
   * VMM_FLAG_WRITE, VMM_FLAG_EXECUTE or both.
   *
   * Fails with rcInvalidArgument as `commit` does and for other flags, rcSecurityDisallow (a page
   * of a shared buffer that was made with less, or was revoked), rcQuotaExceeded (regions).
   */
  protect(address: number, size: number, flags: number): VmmRetcode {
    const first = address / PAGE_SIZE
    const end = first + size / PAGE_SIZE
    if (!isLegalProtection(flags)) return rcInvalidArgument
    const rc = this.#check(address, size)
    if (rc !== rcOk) return rc
    if (!this.#mayAll(first, end, flags)) return rcSecurityDisallow
    this.#regions.change(first, end, VMM_FLAG_RWX_MASK, flags)
    this.#pages.protect(first, end, entryBits(flags))
    return rcOk
  }

  /**
   * Frees pages (topic `kn_vm_unmap`), reserved, committed or of a shared buffer. A guard page goes
   * with the page it guards.
   *
   * Fails with rcInvalidArgument as `commit` does, rcQuotaExceeded (regions).
   */
  unmap(address: number, size: number): VmmRetcode {
    const first = address / PAGE_SIZE
    const end = first + size / PAGE_SIZE
    const rc = this.#check(address, size)
    if (rc !== rcOk) return rc
    this.#dropPages(first, end)
    this.#regions.remove(first, end)
    return rcOk
  }

  /**
   * Creates a shared buffer (`KnPmmMdlCreate`), charged to this space: `size` bytes, zeroed, with a
   * frame for each page at once. `flags` has the protection that mappings may have at most, and may
   * have a caching.
   *
   * Answers the buffer, with one reference, or a code: rcInvalidArgument (size, flags),
   * rcOutOfMemory, rcQuotaExceeded.
   */
  createMdl(size: number, flags: number): Mdl | Exclude<VmmRetcode, typeof rcOk> {
    if (!this.#alive || !isSize(size) || size > maxMdlBytes || !isLegalBuffer(flags))
      return rcInvalidArgument
    const pages = this.#pages
    const acquired = pages.acquire(size / PAGE_SIZE, size / PAGE_SIZE, 0, 0)
    if (acquired !== rcOk) return acquired
    const frames = pages.takeForBuffer(size / PAGE_SIZE)
    return new Mdl(
      pages.memory,
      pages,
      frames,
      flags & VMM_FLAG_RWX_MASK,
      flags & VMM_FLAG_CACHE_MASK,
    )
  }

  /**
   * Maps `size` bytes of a shared buffer (`KnPmmMdlMap`), from byte `offset` of it on: at `hint` if
   * that is free, else at the lowest address that is. `flags` has the protection, and may have a
   * caching and guard pages. `mapping` is new, so that this mapping can be revoked, or left out.
   *
   * Answers the address, or a code: rcInvalidArgument (not a multiple of the page size, outside of
   * the space or of the buffer, flags, the buffer is gone), rcSecurityDisallow (a protection that
   * the buffer or `mapping` does not allow), rcOutOfMemory (no address, no room for tables),
   * rcQuotaExceeded (regions).
   */
  map(
    mdl: Mdl,
    offset: number,
    size: number,
    hint: number,
    flags: number,
    mapping: MdlMapping = mdl.unlimited,
  ): number {
    if (!this.#alive || !mdl.alive || !isSize(size) || !isLegalMapping(flags))
      return rcInvalidArgument
    if (!isPage(offset) || offset + size > mdl.pages * PAGE_SIZE) return rcInvalidArgument
    if ((flags & VMM_FLAG_RWX_MASK & ~mapping.protection) !== 0) return rcSecurityDisallow
    const attributes = flags | SHARED | VMM_FLAG_RESERVE | VMM_FLAG_COMMIT | VMM_FLAG_LOCKED
    const there = this.#put(hint, size / PAGE_SIZE, attributes, mapping, offset / PAGE_SIZE)
    return there === rcAlreadyExists
      ? this.#put(0, size / PAGE_SIZE, attributes, mapping, offset / PAGE_SIZE)
      : there
  }

  /**
   * Takes away what a `map` from `address` on with `mapping` mapped: the addresses stay allocated
   * until they are unmapped, and every access to them faults.
   */
  revoke(mapping: MdlMapping, address: number, size: number): void {
    const { tree } = this.#regions
    const first = address / PAGE_SIZE
    const end = first + size / PAGE_SIZE
    for (
      let node = tree.floor(first);
      (tree.first[node] as number) < end;
      node = tree.next[node] as number
    ) {
      if (tree.mapping[node] !== mapping) continue
      this.#pages.unmap(tree.first[node] as number, tree.end[node] as number, SHARED)
      tree.attributes[node] = (tree.attributes[node] as number) | REVOKED
    }
    mapping.revoke()
  }

  /**
   * Handles a page fault: an access that the page table did not allow. Maps a committed page to a
   * new frame, and commits pages of a region that grows down. A committed page lacks memory only
   * if the host does.
   *
   * Answers 0 if the access can be repeated, else a `FaultReason`; then nothing has changed.
   */
  fault(address: number, access: Access): FaultReason | 0 {
    const page = Math.floor(address / PAGE_SIZE)
    const { tree } = this.#regions
    const node = tree.find(page)
    if (node === NONE) return FaultReason.free
    const attributes = tree.attributes[node] as number
    if ((attributes & GUARD) !== 0) return FaultReason.guard
    if ((attributes & REVOKED) !== 0) return FaultReason.revoked
    const isGrowing = (attributes & VMM_FLAG_COMMIT) === 0
    if (isGrowing && !this.#regions.mayGrow(node, page)) return FaultReason.reserved
    if ((entryBits(attributes) & access) === 0) return FaultReason.protection
    if (this.#pages.table.entry(page) !== 0) return 0
    if (!(isGrowing ? this.#grow(node, page) : this.#pages.acquireFrame()))
      return FaultReason.outOfMemory
    this.#pages.mapPage(page, entryBits(attributes))
    return 0
  }

  /**
   * Commits the pages of a region that grows down from `page` on, which gets a frame. False, and
   * nothing has changed, if they cannot be had.
   */
  #grow(node: number, page: number): boolean {
    const { tree } = this.#regions
    const end = tree.end[node] as number
    if (!tree.reserve(this.#regions.splits(page, end))) return false
    if (this.#pages.acquire(end - page, 1, page, end) !== rcOk) return false
    this.#pages.commit(page, end)
    this.#regions.change(page, end, 0, VMM_FLAG_COMMIT)
    return true
  }

  /** Counts, for `KnTaskStatGetParam` and for tests. */
  statistics(): MemoryStatistics {
    const { reserved, committed, shared, guards, tree } = this.#regions
    const { resident, buffers, charged, table } = this.#pages
    const free =
      (addressSpaceSize - minAddress) / PAGE_SIZE - reserved - committed - shared - guards
    return {
      free,
      reserved,
      committed,
      shared,
      guards,
      resident,
      buffers,
      charged,
      regions: tree.size,
      tables: table.tables,
    }
  }

  /** The regions, in the order of their addresses, as plain data. */
  regions(): RegionDescription[] {
    return regionsOf(this.#regions.tree, this.#pages)
  }

  /** The regions as a table, for people. */
  describe(): string {
    return describeRegions(this.regions())
  }

  /** How the page table leads to an address, for people. */
  describeWalk(address: number): string {
    return describeWalk(this.#pages.table, address)
  }

  /**
   * Frees everything: frames go back, shared buffers are unmapped. The space refuses everything
   * from now on. Buffers live on.
   */
  destroy(): void {
    this.#alive = false
    this.#dropPages(minAddress / PAGE_SIZE, addressSpaceSize / PAGE_SIZE)
    this.#regions.clear()
  }

  [Symbol.dispose](): void {
    this.destroy()
  }

  /**
   * Checks the invariants of the data structures: a line for each that is broken. For tests: it
   * visits all regions.
   */
  verify(): string[] {
    return this.#regions.tree.verify()
  }

  #check(address: number, size: number): VmmRetcode {
    if (!this.#alive || !isSize(size) || !isPage(address) || address + size > addressSpaceSize)
      return rcInvalidArgument
    const first = address / PAGE_SIZE
    const end = first + size / PAGE_SIZE
    if (!this.#regions.covers(first, end)) return rcInvalidArgument
    return this.#regions.tree.reserve(this.#regions.splits(first, end)) ? rcOk : rcQuotaExceeded
  }

  /**
   * Allocates pages, or maps a buffer, where all arguments but the address are known to be good.
   */
  #put(
    address: number,
    pages: number,
    attributes: number,
    mapping: MdlMapping | null,
    offset: number,
  ): number {
    const { tree } = this.#regions
    const low = (attributes & VMM_FLAG_LOW_GUARD) === 0 ? 0 : 1
    const high = (attributes & VMM_FLAG_HIGH_GUARD) === 0 ? 0 : 1
    const all = pages + low + high
    let previous: number = NONE
    let first = address / PAGE_SIZE
    if (address === 0) {
      previous = tree.beforeGap(all)
      if (previous === NONE) return rcOutOfMemory
      first = (tree.end[previous] as number) + low
    } else {
      if (!isPage(address) || (first - low) * PAGE_SIZE < minAddress) return rcInvalidArgument
      if ((first + pages + high) * PAGE_SIZE > addressSpaceSize) return rcInvalidArgument
      previous = this.#regions.freeAt(first - low, all)
      if (previous === NONE) return rcAlreadyExists
    }
    if (!tree.reserve(1 + low + high)) return rcQuotaExceeded
    const rc = this.#acquireFor(first, pages, attributes, mapping)
    if (rc !== rcOk) return rc
    this.#regions.add(previous, first, pages, attributes, mapping, offset)
    if (mapping !== null) {
      this.#pages.mapBuffer(mapping.mdl, offset, first, pages, entryBits(attributes))
      mapping.mapMore(pages)
      return first * PAGE_SIZE
    }
    if ((attributes & VMM_FLAG_COMMIT) !== 0) this.#pages.commit(first, first + pages)
    if ((attributes & VMM_FLAG_LOCKED) !== 0) this.#pages.map(tree, first, first + pages)
    return first * PAGE_SIZE
  }

  #acquireFor(
    first: number,
    pages: number,
    attributes: number,
    mapping: MdlMapping | null,
  ): VmmRetcode {
    if (mapping !== null) return this.#pages.acquire(0, 0, first, first + pages)
    if ((attributes & VMM_FLAG_COMMIT) === 0) return rcOk
    const frames = (attributes & VMM_FLAG_LOCKED) === 0 ? 0 : pages
    return this.#pages.acquire(pages, frames, first, first + pages)
  }

  /** Charged pages of a range that were reserved are committed. */
  #commitReserved(first: number, end: number): void {
    const { tree } = this.#regions
    for (
      let node = tree.find(first);
      (tree.first[node] as number) < end;
      node = tree.next[node] as number
    ) {
      if (((tree.attributes[node] as number) & VMM_FLAG_COMMIT) !== 0) continue
      const start = Math.max(first, tree.first[node] as number)
      this.#pages.commit(start, Math.min(end, tree.end[node] as number))
    }
  }

  /**
   * Takes entries, frames and charges of a range away, and tells shared buffers that they are
   * mapped less.
   */
  #dropPages(first: number, end: number): void {
    const { tree } = this.#regions
    for (
      let node = tree.floor(first);
      (tree.first[node] as number) < end;
      node = tree.next[node] as number
    ) {
      const start = Math.max(first, tree.first[node] as number)
      const stop = Math.min(end, tree.end[node] as number)
      const attributes = tree.attributes[node] as number
      if (start >= stop || (attributes & VMM_FLAG_COMMIT) === 0) continue
      this.#pages.unmap(start, stop, attributes)
      this.#pages.release(start, stop, attributes)
      tree.mapping[node]?.mapMore(start - stop)
    }
  }

  /** True if mappings of buffers in a range, all of which is covered, allow a protection. */
  #mayAll(first: number, end: number, flags: number): boolean {
    const { tree } = this.#regions
    for (
      let node = tree.find(first);
      (tree.first[node] as number) < end;
      node = tree.next[node] as number
    ) {
      const mapping = tree.mapping[node] as MdlMapping | null
      if (mapping !== null && (flags & ~mapping.protection) !== 0) return false
    }
    return true
  }
}

/** True for whole pages from 0 up to the end of all addresses. */
function isPage(address: number): boolean {
  return address >= 0 && address < addressSpaceSize && Number.isInteger(address / PAGE_SIZE)
}

function isSize(size: number): boolean {
  return size > 0 && size <= addressSpaceSize && Number.isInteger(size / PAGE_SIZE)
}

function within(name: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most && (Number.isInteger(value) || value === Infinity))
    return value
  throw new RangeError(
    `AddressSpace: ${name} is ${value}; it must be a whole number from ${least} to ${most}.`,
  )
}
