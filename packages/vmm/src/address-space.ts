// The address space of one process: its operations, and the page fault handler.
//
// `regions.ts` has the allocated pages, `resident-pages.ts` those with frames. An operation checks
// its arguments, then acquires region records, frames and tables, then does steps that cannot fail
// (`region-operations.ts`). Loads and stores go through `memory` (`memory-view.ts`), which reads the
// page table and calls `fault` (`page-fault.ts`) when an entry does not allow an access.

import {
  rcAlreadyExists,
  rcInvalidArgument,
  rcInvalidOperation,
  rcOk,
  rcOutOfMemory,
  rcQuotaExceeded,
  rcSecurityDisallow,
} from '@kos/retcode'
import { alignedPage, beforeAlignedGap } from './aligned-gap.ts'
import {
  DEVICE,
  entryBits,
  isLegalAllocation,
  isLegalBuffer,
  isLegalForDevices,
  isLegalMapping,
  isLegalProtection,
  isLegalWindow,
  MAPPED,
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
import {
  addressSpaceSize,
  minAddress,
  maxMdlBytes,
  maxOrder,
  maxPhysicalPages,
  maxRegions,
  maxTables,
} from './limits.ts'
import type { Mapping } from './mapping.ts'
import type { BlockOptions, Mdl } from './mdl.ts'
import type { Access, FaultReason } from './memory-fault.ts'
import { type MemoryStatistics, statisticsOf } from './memory-statistics.ts'
import { MemoryView } from './memory-view.ts'
import { handleFault } from './page-fault.ts'
import type { PageTableCells } from './page-table-layout.ts'
import type { PhysicalMemory } from './physical-memory.ts'
import { type RegionDescription, regionsOf } from './region-description.ts'
import {
  commitReserved,
  dropPages,
  mappingsAllow,
  removeMapping,
  revokePages,
} from './region-operations.ts'
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
  /**
   * True for the addresses that devices use (an IOMMU domain): nothing is allocated there, buffers
   * are mapped. READ lets a device read memory, WRITE lets it write. False if left out.
   */
  readonly forDevices?: boolean
}

const anyBlocks: BlockOptions = { order: 0, zone: 'any' }

/** One address space over physical memory. */
export class AddressSpace implements Disposable {
  readonly #regions: Regions
  readonly #pages: ResidentPages
  readonly #physical: PhysicalMemory
  readonly #forDevices: boolean
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
    this.#forDevices = options.forDevices ?? false
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
   * the space, flags that are not legal together), rcInvalidOperation (a space for devices),
   * rcAlreadyExists (something is there), rcOutOfMemory (no address, or with VMM_FLAG_COMMIT too
   * few pages left), rcQuotaExceeded (pages, regions).
   */
  allocate(address: number, size: number, flags: number): number {
    if (!this.#alive || !isSize(size) || !isLegalAllocation(flags)) return rcInvalidArgument
    if (this.#forDevices) return rcInvalidOperation
    return this.#put(address, size / PAGE_SIZE, flags, null, 0, 1)
  }

  /**
   * Reserves the stack of a thread at the lowest address that is free, with a guard page below. A
   * page fault in it commits all pages from there to those that are committed, or to its end.
   *
   * Answers the lowest address, or a code: rcInvalidArgument (size), rcInvalidOperation (a space for
   * devices), rcOutOfMemory (no address), rcQuotaExceeded (regions).
   */
  allocateStack(size: number): number {
    if (!this.#alive || !isSize(size)) return rcInvalidArgument
    if (this.#forDevices) return rcInvalidOperation
    return this.#put(0, size / PAGE_SIZE, stackAttributes, null, 0, 1)
  }

  /**
   * Commits pages (topic `kn_vm_commit`): all of them have a frame afterwards, as if allocated with
   * VMM_FLAG_LOCKED. Pages that are committed stay as they are.
   *
   * Fails with rcInvalidArgument (a page is free or a guard page; address or size),
   * rcInvalidOperation (a page of a mapping that was revoked), rcOutOfMemory, rcQuotaExceeded.
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
    commitReserved(this.#regions, pages, first, end)
    this.#regions.change(first, end, 0, VMM_FLAG_COMMIT | VMM_FLAG_LOCKED)
    pages.map(this.#regions.tree, first, end)
    return rcOk
  }

  /**
   * Returns pages to the reserved state (topic `kn_vm_decommit`); what they hold is lost. Reserved
   * pages stay as they are.
   *
   * Fails with rcInvalidArgument as `commit` does, rcInvalidOperation (a page of a shared buffer or
   * a device), rcQuotaExceeded (regions).
   */
  decommit(address: number, size: number): VmmRetcode {
    const first = address / PAGE_SIZE
    const end = first + size / PAGE_SIZE
    const rc = this.#check(address, size)
    if (rc !== rcOk) return rc
    if (this.#regions.hasAny(first, end, MAPPED)) return rcInvalidOperation
    dropPages(this.#regions, this.#pages, first, end)
    this.#regions.change(first, end, VMM_FLAG_COMMIT | VMM_FLAG_LOCKED, 0)
    return rcOk
  }

  /**
   * Changes the protection of pages (topic `kn_vm_protect`): VMM_FLAG_READ, alone or with
   * VMM_FLAG_WRITE, VMM_FLAG_EXECUTE or both.
   *
   * Fails with rcInvalidArgument as `commit` does and for other flags, rcSecurityDisallow (a page
   * of a mapping that allows less, or was revoked), rcQuotaExceeded (regions).
   */
  protect(address: number, size: number, flags: number): VmmRetcode {
    const first = address / PAGE_SIZE
    const end = first + size / PAGE_SIZE
    if (!isLegalProtection(flags)) return rcInvalidArgument
    const rc = this.#check(address, size)
    if (rc !== rcOk) return rc
    if (!mappingsAllow(this.#regions, first, end, flags)) return rcSecurityDisallow
    this.#regions.change(first, end, VMM_FLAG_RWX_MASK, flags)
    this.#pages.protect(first, end, entryBits(flags))
    return rcOk
  }

  /**
   * Frees pages (topic `kn_vm_unmap`), reserved, committed, of a shared buffer or a device. A guard
   * page goes with the page it guards.
   *
   * Fails with rcInvalidArgument as `commit` does, rcQuotaExceeded (regions).
   */
  unmap(address: number, size: number): VmmRetcode {
    const first = address / PAGE_SIZE
    const end = first + size / PAGE_SIZE
    const rc = this.#check(address, size)
    if (rc !== rcOk) return rc
    dropPages(this.#regions, this.#pages, first, end)
    this.#regions.remove(first, end)
    return rcOk
  }

  /**
   * Creates a shared buffer (`KnPmmMdlCreate`, `KnIoDmaCreate`), charged to this space: `size`
   * bytes, zeroed, with a frame for each page at once. `flags` has the protection that mappings may
   * have at most, and may have a caching. The frames are in blocks as large as there are; `blocks`
   * says how small and where they may be. The last one is made whole, and all of it is charged.
   *
   * Answers the buffer, with one reference, or a code: rcInvalidArgument (size, flags, an order
   * that is no whole number up to maxOrder), rcInvalidOperation (a space for devices),
   * rcOutOfMemory (too few pages left, or no such blocks), rcQuotaExceeded.
   */
  createMdl(
    size: number,
    flags: number,
    blocks: BlockOptions = anyBlocks,
  ): Mdl | Exclude<VmmRetcode, typeof rcOk> {
    const { order, zone } = blocks
    if (!this.#alive || !isSize(size) || size > maxMdlBytes || !isLegalBuffer(flags))
      return rcInvalidArgument
    if (!(order >= 0 && order <= maxOrder && Number.isInteger(order))) return rcInvalidArgument
    if (this.#forDevices) return rcInvalidOperation
    const pages = size / PAGE_SIZE
    const frames = Math.ceil(pages / 2 ** order) * 2 ** order
    const acquired = this.#pages.acquire(frames, frames, 0, 0, order, zone)
    if (acquired !== rcOk) return acquired
    return this.#pages.createBuffer(pages, flags & VMM_FLAG_RWX_MASK, flags & VMM_FLAG_CACHE_MASK)
  }

  /**
   * Maps `size` bytes of a shared buffer (`KnPmmMdlMap`, `KnIoDmaMap`), from byte `offset` of it
   * on: at `hint` if that is free, else at the lowest address that is. `flags` has the protection,
   * and may have a caching and guard pages. `mapping` is new, so that this mapping can be revoked,
   * or left out.
   *
   * In a space for devices (`KnIoDmaBegin`) `flags` is READ, WRITE or both, and nothing else; the
   * rest of the last block can be mapped, too; and the address that is chosen is the lowest at
   * which all blocks are aligned to their sizes.
   *
   * Answers the address, or a code: rcInvalidArgument (not a multiple of the page size, outside of
   * the space or of the buffer, flags, the buffer is gone), rcSecurityDisallow (a protection that
   * the buffer or `mapping` does not allow), rcOutOfMemory (no address, no room for tables),
   * rcQuotaExceeded (regions, tables).
   */
  map(
    mdl: Mdl,
    offset: number,
    size: number,
    hint: number,
    flags: number,
    mapping: Mapping = mdl.unlimited,
  ): number {
    const isLegal = this.#forDevices ? isLegalForDevices(flags) : isLegalMapping(flags)
    if (!this.#alive || !mdl.alive || mapping.mdl !== mdl || !isSize(size) || !isLegal)
      return rcInvalidArgument
    const pages = this.#forDevices ? mdl.frames : mdl.pages
    if (!isPage(offset) || offset + size > pages * PAGE_SIZE) return rcInvalidArgument
    const first = offset / PAGE_SIZE
    const alignment = this.#forDevices ? mdl.blockFrames(first) : 1
    return this.#map(hint, size / PAGE_SIZE, flags | SHARED, mapping, first, alignment)
  }

  /**
   * Maps pages of a device window (`KnIoMapMem`), from physical page `firstPage` on: at `hint` if
   * that is free, else at the lowest address that is. Accesses to them go to the registers of the
   * device (`DeviceRegisters`). `flags` has the protection, READ, WRITE, both or all three, and may
   * have a caching and guard pages. `mapping` is new, and of no buffer.
   *
   * Answers the address, or a code: rcInvalidArgument (no such physical pages outside of the
   * frames, a hint that is not a multiple of the page size or outside of the space, flags),
   * rcInvalidOperation (a space for devices), rcSecurityDisallow (a protection that `mapping` does
   * not allow), rcOutOfMemory (no address, no room for tables), rcQuotaExceeded (regions, tables).
   */
  mapDevice(
    firstPage: number,
    pages: number,
    hint: number,
    flags: number,
    mapping: Mapping,
  ): number {
    if (!this.#alive || mapping.mdl !== null || !isLegalWindow(flags)) return rcInvalidArgument
    if (!isWindow(firstPage, pages, this.#physical.total)) return rcInvalidArgument
    if (this.#forDevices) return rcInvalidOperation
    return this.#map(hint, pages, flags | DEVICE, mapping, firstPage, 1)
  }

  /**
   * Takes away what a `map` or `mapDevice` of `size` bytes at `address` with `mapping` mapped: the
   * addresses stay allocated until they are unmapped, and every access to them faults.
   */
  revoke(mapping: Mapping, address: number, size: number): void {
    const first = address / PAGE_SIZE
    revokePages(this.#regions, this.#pages, mapping, first, first + size / PAGE_SIZE)
    mapping.revoke()
  }

  /**
   * Unmaps what a `map` or `mapDevice` of `size` bytes at `address` with `mapping` mapped, as far as
   * it is still there, revoked or not: unlike `revoke` it frees the addresses. What others have
   * mapped there since stays.
   */
  release(mapping: Mapping, address: number, size: number): void {
    const first = address / PAGE_SIZE
    removeMapping(this.#regions, this.#pages, mapping, first, first + size / PAGE_SIZE)
  }

  /**
   * Handles a page fault: an access that the page table did not allow. Maps a committed page to a
   * new frame, and commits pages of a region that grows down. A committed page lacks memory only
   * if the host does.
   *
   * Answers 0 if the access can be repeated, else a `FaultReason`; then nothing has changed.
   */
  fault(address: number, access: Access): FaultReason | 0 {
    return handleFault(this.#regions, this.#pages, Math.floor(address / PAGE_SIZE), access)
  }

  /** Counts, for `KnTaskStatGetParam` and for tests. */
  statistics(): MemoryStatistics {
    return statisticsOf(this.#regions, this.#pages)
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
    dropPages(this.#regions, this.#pages, minAddress / PAGE_SIZE, addressSpaceSize / PAGE_SIZE)
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

  /** Maps pages at a hint, or elsewhere; all arguments but the hint are known to be good. */
  #map(
    hint: number,
    pages: number,
    flags: number,
    mapping: Mapping,
    offset: number,
    alignment: number,
  ): number {
    if ((flags & VMM_FLAG_RWX_MASK & ~mapping.protection) !== 0) return rcSecurityDisallow
    const attributes = flags | VMM_FLAG_RESERVE | VMM_FLAG_COMMIT | VMM_FLAG_LOCKED
    const there = this.#put(hint, pages, attributes, mapping, offset, alignment)
    return there === rcAlreadyExists
      ? this.#put(0, pages, attributes, mapping, offset, alignment)
      : there
  }

  /**
   * Allocates pages, or maps a buffer or a device window, where all arguments but the address are
   * known to be good. A first page that is chosen here is `offset` modulo `alignment`.
   */
  #put(
    address: number,
    pages: number,
    attributes: number,
    mapping: Mapping | null,
    offset: number,
    alignment: number,
  ): number {
    const { tree } = this.#regions
    const low = (attributes & VMM_FLAG_LOW_GUARD) === 0 ? 0 : 1
    const high = (attributes & VMM_FLAG_HIGH_GUARD) === 0 ? 0 : 1
    const all = pages + low + high
    let previous: number = NONE
    let first = address / PAGE_SIZE
    if (address === 0) {
      previous =
        alignment === 1 ? tree.beforeGap(all) : beforeAlignedGap(tree, pages, alignment, offset)
      if (previous === NONE) return rcOutOfMemory
      first = (tree.end[previous] as number) + low
      if (alignment > 1) first = alignedPage(first, alignment, offset)
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
      if (mapping.mdl === null) this.#pages.mapWindow(offset, first, pages, attributes)
      else this.#pages.mapBuffer(mapping.mdl, offset, first, pages, entryBits(attributes))
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
    mapping: Mapping | null,
  ): VmmRetcode {
    if (mapping !== null) return this.#pages.acquire(0, 0, first, first + pages)
    if ((attributes & VMM_FLAG_COMMIT) === 0) return rcOk
    const frames = (attributes & VMM_FLAG_LOCKED) === 0 ? 0 : pages
    return this.#pages.acquire(pages, frames, first, first + pages)
  }
}

/** True for whole pages from 0 up to the end of all addresses. */
function isPage(address: number): boolean {
  return address >= 0 && address < addressSpaceSize && Number.isInteger(address / PAGE_SIZE)
}

function isSize(size: number): boolean {
  return size > 0 && size <= addressSpaceSize && Number.isInteger(size / PAGE_SIZE)
}

/** True for physical pages behind the frames, which a page table entry has bits for. */
function isWindow(firstPage: number, pages: number, frames: number): boolean {
  const isWhole = Number.isInteger(firstPage) && Number.isInteger(pages)
  return isWhole && firstPage >= frames && pages > 0 && firstPage + pages <= maxPhysicalPages
}

function within(name: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most && (Number.isInteger(value) || value === Infinity))
    return value
  throw new RangeError(
    `AddressSpace: ${name} is ${value}; it must be a whole number from ${least} to ${most}.`,
  )
}
