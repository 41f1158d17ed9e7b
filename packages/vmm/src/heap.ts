// A heap: allocates objects of any size in the pages of an address space (documented as
// `KosMemAlloc` and its relatives, header `kos/alloc.h`).
//
// Objects up to 8 KiB come from the slab allocator (`slabs.ts`), in one range that is reserved for
// the first of them. Larger objects, and those with an alignment that no size class has, get pages
// of their own. All pages are READ|WRITE, committed and locked, as documented. The heap of a
// process reaches its address space by system calls (`HeapSource`).

import { type GenericFailure, rcInvalidArgument, rcInvalidOperation, rcOk } from '@kos/retcode'
import {
  PAGE_SIZE,
  VMM_FLAG_COMMIT,
  VMM_FLAG_LOCKED,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
  VMM_FLAG_WRITE,
} from './flags.ts'
import { maxObjectBytes, maxSlabBytes, maxSlabObjectBytes } from './limits.ts'
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
   * Debug mode: freed objects of slabs are filled with 0xdd, and checked when they are allocated
   * again.
   */
  readonly poison?: boolean
  /** Called in debug mode with the address of an object that was written to after it was freed. */
  readonly onWrittenAfterFree?: (address: number) => void
}

/** Counts of a heap. */
export interface HeapStatistics {
  /** Number of allocated objects. */
  readonly objects: number
  /** Bytes of allocated objects, as they were asked for. */
  readonly bytes: number
  /** Bytes of committed pages, for allocated and free objects. */
  readonly committed: number
  /** Bytes of metadata of the slab allocator, which is outside of those pages. */
  readonly metadata: number
}

const POISON = 0xdd
const PROTECTION = VMM_FLAG_READ | VMM_FLAG_WRITE
const RESERVED = PROTECTION | VMM_FLAG_RESERVE
/** The documented flags of `KosMemAlloc` memory. */
const ALLOCATED = RESERVED | VMM_FLAG_COMMIT | VMM_FLAG_LOCKED
/** Every object begins at a multiple of this. */
const MIN_ALIGNMENT = 16
const MAX_ALIGNMENT = 2 ** 30

/** An object with pages of its own. */
interface LargeObject {
  /** Bytes, as they were asked for. */
  readonly size: number
  /** Bytes of its pages. */
  readonly pageBytes: number
}

/** A heap over the pages of one address space. */
export class Heap implements Disposable {
  readonly #source: HeapSource
  readonly #slabs: Slabs
  readonly #large: Map<number, LargeObject> = new Map()
  readonly #isPoisoning: boolean
  readonly #onWritten: (address: number) => void
  #largeBytes = 0
  #largePageBytes = 0
  /** Address of the range that is reserved for slabs; 0 before there is one. */
  #range = 0
  /** Address of slab 0: the first multiple of a slab's size in the range. */
  #base = 0

  /** An empty heap. It allocates no pages before its first object. */
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
   * Allocates an object of `size` bytes (`KosMemAlloc`) and answers its address, a multiple of 16;
   * 0 if there is no memory, or if the size is not a whole number from 1 up. Its bytes are
   * undefined.
   */
  alloc(size: number): number {
    if (!(size > 0 && size <= maxSlabObjectBytes) || (size | 0) !== size)
      return this.#allocLarge(size, PAGE_SIZE)
    const sizeClass = classOf(size)
    if (this.#isPoisoning) return this.#allocSmall(sizeClass, size)
    const offset = this.#slabs.allocate(sizeClass, size)
    return offset < 0 ? 0 : this.#base + offset
  }

  /**
   * As `alloc`, at a multiple of `align` (`KosMemAllocEx`): a power of two, 2^30 at most, else the
   * answer is 0. With `isZeroed` all bytes are zero.
   */
  allocAligned(size: number, align: number, isZeroed: boolean): number {
    if (!isAlignment(align) || !isObjectSize(size)) return 0
    const fits = size <= maxSlabObjectBytes && align <= PAGE_SIZE
    const sizeClass = fits
      ? alignedClassOf(this.#slabs.sizes, size, Math.max(align, MIN_ALIGNMENT))
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
   * Frees an object (`KosMemFree`).
   *
   * Fails with rcInvalidArgument (no object of this heap begins there), rcInvalidOperation (it was
   * freed before; known of objects in slabs while the slab has the size class it had). Nothing has
   * changed then. Freeing 0 does nothing.
   */
  free(address: number): typeof rcOk | GenericFailure {
    if (this.#isPoisoning) this.#poison(address)
    const misuse = this.#slabs.free(address - this.#base)
    return misuse === 0 ? rcOk : this.#freeLarge(address, misuse)
  }

  /**
   * The size that was asked for of the object at an address (`KosMemGetSize`); 0 if no allocated
   * object begins there.
   */
  sizeOf(address: number): number {
    const size = this.#slabs.sizeAt(address - this.#base)
    return size > 0 ? size : (this.#large.get(address)?.size ?? 0)
  }

  /** Counts objects and bytes. It visits all objects. */
  statistics(): HeapStatistics {
    const slabs = this.#slabs
    const { objects, bytes } = slabs.use()
    return {
      objects: objects + this.#large.size,
      bytes: bytes + this.#largeBytes,
      committed: slabs.committed * SLAB_BYTES + this.#largePageBytes,
      metadata: slabs.metadataBytes,
    }
  }

  /**
   * Decommits the pages of all slabs without objects. Unasked, a heap does so when they are many.
   */
  trim(): void {
    this.#slabs.trim()
  }

  /** Frees all objects and unmaps all pages. The heap must not be used afterwards. */
  [Symbol.dispose](): void {
    for (const [address, { pageBytes }] of this.#large) this.#source.unmap(address, pageBytes)
    this.#large.clear()
    if (this.#range !== 0) this.#source.unmap(this.#range, maxSlabBytes + SLAB_BYTES)
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
    const offset = this.#slabs.allocate(sizeClass, size)
    if (offset < 0) return 0
    const address = this.#base + offset
    if (this.#isPoisoning && !this.#source.memory.isFilled(address, size, POISON))
      this.#onWritten(address)
    return address
  }

  /** Fills an object of a slab that is about to be freed. */
  #poison(address: number): void {
    const size = this.#slabs.sizeAt(address - this.#base)
    if (size > 0) this.#source.memory.fill(address, size, POISON)
  }

  #reserveRange(): boolean {
    const range = this.#source.allocate(0, maxSlabBytes + SLAB_BYTES, RESERVED)
    if (!(range > 0)) return false
    this.#range = range
    this.#base = Math.ceil(range / SLAB_BYTES) * SLAB_BYTES
    return true
  }

  #allocLarge(size: number, align: number): number {
    if (!isObjectSize(size)) return 0
    const pageBytes = Math.ceil(size / PAGE_SIZE) * PAGE_SIZE
    const address =
      align <= PAGE_SIZE
        ? this.#source.allocate(0, pageBytes, ALLOCATED)
        : this.#allocAlignedPages(pageBytes, align)
    if (!(address > 0)) return 0
    this.#large.set(address, { size, pageBytes })
    this.#largeBytes += size
    this.#largePageBytes += pageBytes
    return address
  }

  /**
   * Pages at a multiple of more than a page: reserves so many more that one of them is such a
   * multiple, commits from there, and unmaps the rest.
   */
  #allocAlignedPages(pageBytes: number, align: number): number {
    const source = this.#source
    const all = pageBytes + align - PAGE_SIZE
    const reserved = source.allocate(0, all, RESERVED)
    if (!(reserved > 0)) return 0
    const address = Math.ceil(reserved / align) * align
    if (source.commit(address, pageBytes, VMM_FLAG_LOCKED) !== rcOk) {
      source.unmap(reserved, all)
      return 0
    }
    const before = address - reserved
    const after = all - before - pageBytes
    if (before > 0) source.unmap(reserved, before)
    if (after > 0) source.unmap(address + pageBytes, after)
    return address
  }

  #freeLarge(address: number, misuse: number): typeof rcOk | GenericFailure {
    if (address === 0) return rcOk
    const object = this.#large.get(address)
    if (object === undefined) return misuse === Misuse.free ? rcInvalidOperation : rcInvalidArgument
    this.#source.unmap(address, object.pageBytes)
    this.#large.delete(address)
    this.#largeBytes -= object.size
    this.#largePageBytes -= object.pageBytes
    return rcOk
  }
}

function isObjectSize(size: number): boolean {
  return size > 0 && size <= maxObjectBytes && Number.isInteger(size)
}

function isAlignment(align: number): boolean {
  return (
    align > 0 && align <= MAX_ALIGNMENT && (align & (align - 1)) === 0 && Number.isInteger(align)
  )
}
