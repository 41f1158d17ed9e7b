// A heap: areas of any size out of the pages of an address space (documented as `KosMemAlloc` and
// its relatives, header `kos/alloc.h`).
//
// Areas up to 8 KiB come from slabs (`slabs.ts`) in one range that is reserved when the first is
// asked for; larger ones, and those with an alignment that slabs do not have, get pages of their
// own. All pages are READ|WRITE, committed and locked, as documented. A heap needs little of an
// address space, so one in a process works over system calls.

import { type GenericFailure, rcInvalidArgument, rcInvalidOperation, rcOk } from '@kos/retcode'
import {
  PAGE_SIZE,
  VMM_FLAG_COMMIT,
  VMM_FLAG_LOCKED,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
  VMM_FLAG_WRITE,
} from './flags.ts'
import { MAX_AREA_BYTES, MAX_SLAB_BYTES, MAX_SLAB_SIZE } from './limits.ts'
import { alignedClassOf, classOf } from './size-classes.ts'
import { Misuse, SLAB_BYTES, Slabs } from './slabs.ts'

/** What a heap needs of an address space; an `AddressSpace` is one. */
export interface HeapSource {
  /** The address of new pages (positive), or anything else if there are none. */
  allocate(address: number, size: number, flags: number): number
  /** 0 if the pages are committed now. */
  commit(address: number, size: number, flags: number): number
  /** 0 if the pages are reserved now. */
  decommit(address: number, size: number): number
  /** 0 if the pages are free now. */
  unmap(address: number, size: number): number
  /** Writing and comparing in these pages. */
  readonly memory: {
    fill(address: number, size: number, value: number): void
    isFilled(address: number, size: number, value: number): boolean
  }
}

/** How a heap is made. */
export interface HeapOptions {
  /**
   * Debug mode: freed areas of slabs are filled with 0xdd, and looked at before they are given out
   * again.
   */
  readonly poison?: boolean
  /** Called in debug mode with the address of an area that was written to after it was freed. */
  readonly onWrittenAfterFree?: (address: number) => void
}

/** Counts of a heap. */
export interface HeapStatistics {
  /** Areas in use. */
  readonly areas: number
  /** Bytes that were asked for, of areas in use. */
  readonly bytes: number
  /** Bytes of pages that are committed for areas, in use or not. */
  readonly committed: number
  /** Bytes of metadata of slabs, outside of those pages. */
  readonly books: number
}

const POISON = 0xdd
const PROTECTION = VMM_FLAG_READ | VMM_FLAG_WRITE
const RESERVED = PROTECTION | VMM_FLAG_RESERVE
/** The documented flags of `KosMemAlloc` memory. */
const ALLOCATED = RESERVED | VMM_FLAG_COMMIT | VMM_FLAG_LOCKED
/** Every area begins at a multiple of this. */
const NATURAL_ALIGNMENT = 16
const LARGEST_ALIGNMENT = 2 ** 30

/** An area with pages of its own. */
interface LargeArea {
  /** What was asked for. */
  readonly size: number
  /** Bytes of its pages. */
  readonly pages: number
}

/** A heap over the pages of one address space. */
export class Heap implements Disposable {
  readonly #source: HeapSource
  readonly #slabs: Slabs
  readonly #large: Map<number, LargeArea> = new Map()
  readonly #isPoisoning: boolean
  readonly #onWritten: (address: number) => void
  #largeBytes = 0
  #largePages = 0
  /**
   * The range of slabs: what was reserved, and the first address in it at which a slab can be. 0
   * before there is one.
   */
  #range = 0
  #base = 0

  /** An empty heap; it takes no pages before it is used. */
  constructor(source: HeapSource, options: HeapOptions = {}) {
    this.#source = source
    this.#slabs = new Slabs({
      commit: (slab) => this.#commitSlab(slab),
      decommit: (slab) => this.#decommitSlab(slab),
    })
    this.#isPoisoning = options.poison === true
    this.#onWritten = options.onWrittenAfterFree ?? ((): void => undefined)
  }

  /**
   * The address of a new area of `size` bytes (`KosMemAlloc`), a multiple of 16; 0 if there is no
   * memory, or if the size is not a whole number from 1 up. What it holds is undefined.
   */
  alloc(size: number): number {
    if (!(size > 0 && size <= MAX_SLAB_SIZE) || (size | 0) !== size)
      return this.#allocLarge(size, PAGE_SIZE)
    const sizeClass = classOf(size)
    if (this.#isPoisoning) return this.#allocSmall(sizeClass, size)
    const offset = this.#slabs.take(sizeClass, size)
    return offset < 0 ? 0 : this.#base + offset
  }

  /**
   * As `alloc`, at a multiple of `align` (`KosMemAllocEx`): a power of two, 2^30 at most, else the
   * answer is 0. With `isZeroed` all bytes are zero.
   */
  allocAligned(size: number, align: number, isZeroed: boolean): number {
    if (!isAlignment(align) || !isAreaSize(size)) return 0
    const fits = size <= MAX_SLAB_SIZE && align <= PAGE_SIZE
    const sizeClass = fits
      ? alignedClassOf(this.#slabs.sizes, size, Math.max(align, NATURAL_ALIGNMENT))
      : 0
    if (sizeClass === 0) return this.#allocLarge(size, Math.max(align, PAGE_SIZE))
    const address = this.#allocSmall(sizeClass, size)
    if (isZeroed && address !== 0) this.#source.memory.fill(address, size, 0)
    return address
  }

  /** As `alloc`, with all bytes zero (`KosMemZalloc`). */
  allocZeroed(size: number): number {
    return this.allocAligned(size, 1, true)
  }

  /**
   * Frees an area (`KosMemFree`).
   *
   * Fails with rcInvalidArgument (no area begins there, or not of this heap), rcInvalidOperation
   * (it was freed before; known of areas in slabs while the slab is cut as it was). Nothing has
   * changed then. Freeing 0 does nothing.
   */
  free(address: number): typeof rcOk | GenericFailure {
    if (this.#isPoisoning) this.#poison(address)
    const misuse = this.#slabs.give(address - this.#base)
    return misuse === 0 ? rcOk : this.#freeLarge(address, misuse)
  }

  /**
   * The size that was asked for of the area at an address (`KosMemGetSize`); 0 if no area in use
   * begins there.
   */
  sizeOf(address: number): number {
    const size = this.#slabs.sizeAt(address - this.#base)
    return size > 0 ? size : (this.#large.get(address)?.size ?? 0)
  }

  /** Counts. It looks at all areas. */
  statistics(): HeapStatistics {
    const slabs = this.#slabs
    const { areas, bytes } = slabs.use()
    return {
      areas: areas + this.#large.size,
      bytes: bytes + this.#largeBytes,
      committed: slabs.committed * SLAB_BYTES + this.#largePages,
      books: slabs.metadataBytes,
    }
  }

  /** Gives back all pages that no area needs. It happens by itself when they are many. */
  trim(): void {
    this.#slabs.trim()
  }

  /** Frees all areas and gives all pages back. The heap must not be used afterwards. */
  [Symbol.dispose](): void {
    for (const [address, { pages }] of this.#large) this.#source.unmap(address, pages)
    this.#large.clear()
    if (this.#range !== 0) this.#source.unmap(this.#range, MAX_SLAB_BYTES + SLAB_BYTES)
    this.#range = 0
  }

  #commitSlab(slab: number): boolean {
    if (this.#range === 0 && !this.#reserveRange()) return false
    const address = this.#base + slab * SLAB_BYTES
    if (this.#source.commit(address, SLAB_BYTES, VMM_FLAG_LOCKED) !== rcOk) return false
    if (this.#isPoisoning) this.#source.memory.fill(address, SLAB_BYTES, POISON)
    return true
  }

  #decommitSlab(slab: number): void {
    this.#source.decommit(this.#base + slab * SLAB_BYTES, SLAB_BYTES)
  }

  #allocSmall(sizeClass: number, size: number): number {
    const offset = this.#slabs.take(sizeClass, size)
    if (offset < 0) return 0
    const address = this.#base + offset
    if (this.#isPoisoning && !this.#source.memory.isFilled(address, size, POISON))
      this.#onWritten(address)
    return address
  }

  /** Fills an area of a slab that is about to be freed. */
  #poison(address: number): void {
    const size = this.#slabs.sizeAt(address - this.#base)
    if (size > 0) this.#source.memory.fill(address, size, POISON)
  }

  #reserveRange(): boolean {
    const range = this.#source.allocate(0, MAX_SLAB_BYTES + SLAB_BYTES, RESERVED)
    if (!(range > 0)) return false
    this.#range = range
    this.#base = Math.ceil(range / SLAB_BYTES) * SLAB_BYTES
    return true
  }

  #allocLarge(size: number, align: number): number {
    if (!isAreaSize(size)) return 0
    const pages = Math.ceil(size / PAGE_SIZE) * PAGE_SIZE
    const address =
      align <= PAGE_SIZE
        ? this.#source.allocate(0, pages, ALLOCATED)
        : this.#allocApart(pages, align)
    if (!(address > 0)) return 0
    this.#large.set(address, { size, pages })
    this.#largeBytes += size
    this.#largePages += pages
    return address
  }

  /**
   * Pages at a multiple of more than a page: more are reserved, what is too much is freed, the rest
   * committed.
   */
  #allocApart(pages: number, align: number): number {
    const source = this.#source
    const all = pages + align - PAGE_SIZE
    const reserved = source.allocate(0, all, RESERVED)
    if (!(reserved > 0)) return 0
    const address = Math.ceil(reserved / align) * align
    if (source.commit(address, pages, VMM_FLAG_LOCKED) !== rcOk) {
      source.unmap(reserved, all)
      return 0
    }
    const before = address - reserved
    const after = all - before - pages
    if (before > 0) source.unmap(reserved, before)
    if (after > 0) source.unmap(address + pages, after)
    return address
  }

  #freeLarge(address: number, misuse: number): typeof rcOk | GenericFailure {
    if (address === 0) return rcOk
    const area = this.#large.get(address)
    if (area === undefined) return misuse === Misuse.free ? rcInvalidOperation : rcInvalidArgument
    this.#source.unmap(address, area.pages)
    this.#large.delete(address)
    this.#largeBytes -= area.size
    this.#largePages -= area.pages
    return rcOk
  }
}

function isAreaSize(size: number): boolean {
  return size > 0 && size <= MAX_AREA_BYTES && Number.isInteger(size)
}

function isAlignment(align: number): boolean {
  return (
    align > 0 &&
    align <= LARGEST_ALIGNMENT &&
    (align & (align - 1)) === 0 &&
    Number.isInteger(align)
  )
}
