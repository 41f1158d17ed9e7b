// Memory as a program sees it: checked loads, stores and copies at addresses, little endian.
//
// This is the half inside the process. It reads page table and frames as typed arrays, and calls
// the kernel only on a page fault (`page-walk.ts`). Like a TLB it caches translations: of the last
// window of 128 MiB that was read, and of the last one that was written, it has the page table
// entries, if they are a group (`page-table-layout.ts`). An aligned access in the window reads its
// entry from there, then the value. Accesses to more than eight bytes are in `memory-bytes.ts`.
//
// The fast path of each access is written out, and contains numbers in place of names from other
// modules and no calls: the processor overlaps cache misses of loads that are few instructions
// apart (bench cases `vmm/load32-random`, `vmm/store32-random`). In it, 12 is PAGE_SHIFT, and masks
// 1 and 2 of an entry are `Access.read` and `Access.write`. `low` is the offset in the window, with
// the bits cleared that are zero in an aligned address. So one comparison finds addresses outside
// of the window and unaligned ones.

import { frozenClass } from '@kos/retcode'
import { PAGE_SIZE } from './flags.ts'
import {
  compareBytes,
  copyBytes,
  fillBytes,
  findByte,
  readBytes,
  writeBytes,
} from './memory-bytes.ts'
import { addressSpaceSize, framesPerChunk, maxOrder } from './limits.ts'
import { Access, type FaultReason } from './memory-fault.ts'
import { FRAME_SHIFT, type PageTableCells, GROUP_PAGES } from './page-table-layout.ts'
import { type Pager, PageWalk } from './page-walk.ts'
import type { Frames } from './physical-memory.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

/** Start of no window: a sum with NaN equals no address. */
const NO_WINDOW: number = Number.NaN

/**
 * The entries of no window. A typed array like the others, so that the engine checks the kind of
 * the field once (bench case `vmm/load32-random`).
 */
const noCells: Int32Array = new Int32Array(0)

/** Bytes of a window: those that a group of level 1 tables maps. */
const WINDOW_BYTES: number = GROUP_PAGES * PAGE_SIZE
/** Masks for the offset in a window of aligned values of 1, 2, 4 and 8 bytes. */
const BYTES: number = WINDOW_BYTES - 1
const PAIRS: number = WINDOW_BYTES - 2
const WORDS: number = WINDOW_BYTES - 4
const DOUBLE_WORDS: number = WINDOW_BYTES - 8
/**
 * The chunk of an entry is `entry >>> CHUNK`, the offset of its frame in the chunk
 * `(entry << 4) & START`.
 */
const CHUNK: number = FRAME_SHIFT + maxOrder
const START: number = (framesPerChunk - 1) * PAGE_SIZE

class AddressSpaceView {
  readonly #table: PageTableCells
  readonly #views: readonly DataView[]
  readonly #walk: PageWalk
  /** The view of a value that crosses a page boundary; null until there is one. */
  #crossing: DataView | null = null
  /** Offset of the value in the view that the last seek answered. */
  #at = 0
  /**
   * The array of the page table when a group was last looked up, and its groups by their offset.
   * When the page table has moved, the old array is zero and the groups are dropped.
   */
  #cells: Int32Array
  #groups: Map<number, Int32Array> | null = null
  // The windows: address of the first byte, and the page table entries.
  #readWindow: number = NO_WINDOW
  #readGroup: Int32Array = noCells
  #writeWindow: number = NO_WINDOW
  #writeGroup: Int32Array = noCells

  /** The memory that a page table maps to these frames. */
  constructor(table: PageTableCells, frames: Frames, pager: Pager) {
    this.#table = table
    this.#cells = table.cells
    this.#views = frames.views
    this.#walk = new PageWalk(table, frames, pager)
  }

  /** The byte at an address, unsigned. */
  load8(address: number): number {
    const low = address & BYTES
    if (this.#readWindow + low === address) {
      const entry = this.#readGroup[low >>> 12] as number
      if ((entry & 1) !== 0)
        return (this.#views[entry >>> CHUNK] as DataView).getUint8(
          ((entry << 4) & START) | (low & 4095),
        )
    }
    return this.#seekRead(address, 1).getUint8(this.#at)
  }

  /** 16 bits, unsigned. */
  load16(address: number): number {
    const low = address & PAIRS
    if (this.#readWindow + low === address) {
      const entry = this.#readGroup[low >>> 12] as number
      if ((entry & 1) !== 0)
        return (this.#views[entry >>> CHUNK] as DataView).getUint16(
          ((entry << 4) & START) | (low & 4095),
          true,
        )
    }
    return this.#seekRead(address, 2).getUint16(this.#at, true)
  }

  /** 32 bits, unsigned. */
  load32(address: number): number {
    const low = address & WORDS
    if (this.#readWindow + low === address) {
      const entry = this.#readGroup[low >>> 12] as number
      if ((entry & 1) !== 0)
        return (this.#views[entry >>> CHUNK] as DataView).getUint32(
          ((entry << 4) & START) | (low & 4095),
          true,
        )
    }
    return this.#seekRead(address, 4).getUint32(this.#at, true)
  }

  /** 64 bits, unsigned. */
  load64(address: number): bigint {
    const low = address & DOUBLE_WORDS
    if (this.#readWindow + low === address) {
      const entry = this.#readGroup[low >>> 12] as number
      if ((entry & 1) !== 0)
        return (this.#views[entry >>> CHUNK] as DataView).getBigUint64(
          ((entry << 4) & START) | (low & 4095),
          true,
        )
    }
    return this.#seekRead(address, 8).getBigUint64(this.#at, true)
  }

  /** The byte at an address, signed. */
  loadInt8(address: number): number {
    const low = address & BYTES
    if (this.#readWindow + low === address) {
      const entry = this.#readGroup[low >>> 12] as number
      if ((entry & 1) !== 0)
        return (this.#views[entry >>> CHUNK] as DataView).getInt8(
          ((entry << 4) & START) | (low & 4095),
        )
    }
    return this.#seekRead(address, 1).getInt8(this.#at)
  }

  /** 16 bits, signed. */
  loadInt16(address: number): number {
    const low = address & PAIRS
    if (this.#readWindow + low === address) {
      const entry = this.#readGroup[low >>> 12] as number
      if ((entry & 1) !== 0)
        return (this.#views[entry >>> CHUNK] as DataView).getInt16(
          ((entry << 4) & START) | (low & 4095),
          true,
        )
    }
    return this.#seekRead(address, 2).getInt16(this.#at, true)
  }

  /** 32 bits, signed. */
  loadInt32(address: number): number {
    const low = address & WORDS
    if (this.#readWindow + low === address) {
      const entry = this.#readGroup[low >>> 12] as number
      if ((entry & 1) !== 0)
        return (this.#views[entry >>> CHUNK] as DataView).getInt32(
          ((entry << 4) & START) | (low & 4095),
          true,
        )
    }
    return this.#seekRead(address, 4).getInt32(this.#at, true)
  }

  /** 64 bits, signed. */
  loadInt64(address: number): bigint {
    const low = address & DOUBLE_WORDS
    if (this.#readWindow + low === address) {
      const entry = this.#readGroup[low >>> 12] as number
      if ((entry & 1) !== 0)
        return (this.#views[entry >>> CHUNK] as DataView).getBigInt64(
          ((entry << 4) & START) | (low & 4095),
          true,
        )
    }
    return this.#seekRead(address, 8).getBigInt64(this.#at, true)
  }

  /** An IEEE 754 number of 32 bits. */
  loadFloat32(address: number): number {
    const low = address & WORDS
    if (this.#readWindow + low === address) {
      const entry = this.#readGroup[low >>> 12] as number
      if ((entry & 1) !== 0)
        return (this.#views[entry >>> CHUNK] as DataView).getFloat32(
          ((entry << 4) & START) | (low & 4095),
          true,
        )
    }
    return this.#seekRead(address, 4).getFloat32(this.#at, true)
  }

  /** An IEEE 754 number of 64 bits. */
  loadFloat64(address: number): number {
    const low = address & DOUBLE_WORDS
    if (this.#readWindow + low === address) {
      const entry = this.#readGroup[low >>> 12] as number
      if ((entry & 1) !== 0)
        return (this.#views[entry >>> CHUNK] as DataView).getFloat64(
          ((entry << 4) & START) | (low & 4095),
          true,
        )
    }
    return this.#seekRead(address, 8).getFloat64(this.#at, true)
  }

  /** The low 8 bits of a number, signed or not. */
  store8(address: number, value: number): void {
    const low = address & BYTES
    if (this.#writeWindow + low === address) {
      const entry = this.#writeGroup[low >>> 12] as number
      if ((entry & 2) !== 0)
        return (this.#views[entry >>> CHUNK] as DataView).setUint8(
          ((entry << 4) & START) | (low & 4095),
          value,
        )
    }
    this.#seekWrite(address, 1).setUint8(this.#at, value)
    this.#finishWrite(address, 1)
  }

  /** The low 16 bits of a number, signed or not. */
  store16(address: number, value: number): void {
    const low = address & PAIRS
    if (this.#writeWindow + low === address) {
      const entry = this.#writeGroup[low >>> 12] as number
      if ((entry & 2) !== 0)
        return (this.#views[entry >>> CHUNK] as DataView).setUint16(
          ((entry << 4) & START) | (low & 4095),
          value,
          true,
        )
    }
    this.#seekWrite(address, 2).setUint16(this.#at, value, true)
    this.#finishWrite(address, 2)
  }

  /** The low 32 bits of a number, signed or not. */
  store32(address: number, value: number): void {
    const low = address & WORDS
    if (this.#writeWindow + low === address) {
      const entry = this.#writeGroup[low >>> 12] as number
      if ((entry & 2) !== 0)
        return (this.#views[entry >>> CHUNK] as DataView).setUint32(
          ((entry << 4) & START) | (low & 4095),
          value,
          true,
        )
    }
    this.#seekWrite(address, 4).setUint32(this.#at, value, true)
    this.#finishWrite(address, 4)
  }

  /** The low 64 bits of a number, signed or not. */
  store64(address: number, value: bigint): void {
    const low = address & DOUBLE_WORDS
    if (this.#writeWindow + low === address) {
      const entry = this.#writeGroup[low >>> 12] as number
      if ((entry & 2) !== 0)
        return (this.#views[entry >>> CHUNK] as DataView).setBigUint64(
          ((entry << 4) & START) | (low & 4095),
          value,
          true,
        )
    }
    this.#seekWrite(address, 8).setBigUint64(this.#at, value, true)
    this.#finishWrite(address, 8)
  }

  /** The nearest IEEE 754 number of 32 bits. */
  storeFloat32(address: number, value: number): void {
    const low = address & WORDS
    if (this.#writeWindow + low === address) {
      const entry = this.#writeGroup[low >>> 12] as number
      if ((entry & 2) !== 0)
        return (this.#views[entry >>> CHUNK] as DataView).setFloat32(
          ((entry << 4) & START) | (low & 4095),
          value,
          true,
        )
    }
    this.#seekWrite(address, 4).setFloat32(this.#at, value, true)
    this.#finishWrite(address, 4)
  }

  /** An IEEE 754 number of 64 bits. */
  storeFloat64(address: number, value: number): void {
    const low = address & DOUBLE_WORDS
    if (this.#writeWindow + low === address) {
      const entry = this.#writeGroup[low >>> 12] as number
      if ((entry & 2) !== 0)
        return (this.#views[entry >>> CHUNK] as DataView).setFloat64(
          ((entry << 4) & START) | (low & 4095),
          value,
          true,
        )
    }
    this.#seekWrite(address, 8).setFloat64(this.#at, value, true)
    this.#finishWrite(address, 8)
  }

  /** Fills `target` with the bytes from `address` on. */
  read(address: number, target: Uint8Array): void {
    readBytes(this.#walk, address, target)
  }

  /** Writes all bytes of `source` to `address` and on. */
  write(address: number, source: Uint8Array): void {
    writeBytes(this.#walk, address, source)
  }

  /** Copies `size` bytes within this memory; the ranges may overlap. */
  copy(target: number, source: number, size: number): void {
    copyBytes(this.#walk, target, source, checkedSize(size))
  }

  /** Writes the low 8 bits of `value` to each of `size` bytes. */
  fill(address: number, size: number, value: number): void {
    fillBytes(this.#walk, address, checkedSize(size), value)
  }

  /**
   * -1, 0 or 1: how two ranges of `size` bytes compare, byte by byte, unsigned. What lies behind a
   * difference is not accessed.
   */
  compare(first: number, second: number, size: number): -1 | 0 | 1 {
    return compareBytes(this.#walk, first, second, checkedSize(size))
  }

  /** True if all of `size` bytes are `value`. */
  isFilled(address: number, size: number, value: number): boolean {
    return findByte(this.#walk, address, checkedSize(size), value & 0xff, true) < 0
  }

  /**
   * The UTF-8 text up to the first zero byte; undefined if none of the first `size` bytes is zero.
   */
  loadString(address: number, size: number): string | undefined {
    const end = findByte(this.#walk, address, checkedSize(size), 0, false)
    if (end < 0) return undefined
    const bytes = new Uint8Array(end - address)
    this.read(address, bytes)
    return decodeUtf8(bytes)
  }

  /**
   * Writes a text as UTF-8 with a zero byte behind it. False, and nothing is written, if that takes
   * more than `size` bytes.
   */
  storeString(address: number, text: string, size: number): boolean {
    const bytes = encodeUtf8(`${text}\0`)
    if (bytes.length > checkedSize(size)) return false
    this.write(address, bytes)
    return true
  }

  /**
   * A range as a `Uint8Array`, without copying; undefined if its frames are not contiguous.
   *
   * It is valid while the range stays mapped with that access. After that it shows the bytes of the
   * next owner of the frames.
   */
  view(address: number, size: number, access: Access = Access.read): Uint8Array | undefined {
    const walk = this.#walk
    walk.demand(address, checkedSize(size), access)
    if (size === 0) return new Uint8Array(0)
    if (walk.span(address, size, access) < size) return undefined
    return walk.bytes.subarray(walk.start, walk.start + size)
  }

  /**
   * Whether all of a range may be accessed, without throwing: 0, or a `FaultReason` for the first
   * byte that may not. Committed pages get their frames, so after 0 such an access fails only if
   * the space is changed.
   */
  probe(address: number, size: number, access: Access): FaultReason | 0 {
    return this.#walk.probe(address, checkedSize(size), access) as FaultReason | 0
  }

  /**
   * Page walk for a load: the view with the value, at `#at`. Caches the window, if it has a group.
   */
  #seekRead(address: number, size: number): DataView {
    const walk = this.#walk
    const reason = walk.find(address, Access.read)
    if (reason !== 0) walk.throwFault(reason, Access.read)
    const offset = address & (PAGE_SIZE - 1)
    if (offset > PAGE_SIZE - size) {
      this.#at = 0
      const crossing = this.#crossingView()
      readBytes(walk, address, new Uint8Array(crossing.buffer, 0, size))
      return crossing
    }
    this.#at = walk.start
    const group = walk.group(address)
    if (group !== 0) {
      this.#readWindow = Math.floor(address / WINDOW_BYTES) * WINDOW_BYTES
      this.#readGroup = this.#group(group)
    }
    return this.#views[walk.chunk] as DataView
  }

  /**
   * Page walk for a store: the view for the value, at `#at`. Caches the window, if it has a group.
   */
  #seekWrite(address: number, size: number): DataView {
    const walk = this.#walk
    const reason = walk.find(address, Access.write)
    if (reason !== 0) walk.throwFault(reason, Access.write)
    const offset = address & (PAGE_SIZE - 1)
    if (offset > PAGE_SIZE - size) {
      this.#at = 0
      return this.#crossingView()
    }
    this.#at = walk.start
    const group = walk.group(address)
    if (group !== 0) {
      this.#writeWindow = Math.floor(address / WINDOW_BYTES) * WINDOW_BYTES
      this.#writeGroup = this.#group(group)
    }
    return this.#views[walk.chunk] as DataView
  }

  /** The page table entries of a group, by its offset. */
  #group(offset: number): Int32Array {
    const { cells } = this.#table
    if (this.#cells !== cells) {
      this.#cells = cells
      this.#groups = null
    }
    const groups = (this.#groups ??= new Map())
    let group = groups.get(offset)
    if (group === undefined)
      groups.set(offset, (group = cells.subarray(offset, offset + GROUP_PAGES)))
    return group
  }

  /** Writes a value that crosses a page boundary from the buffer, if both pages are writable. */
  #finishWrite(address: number, size: number): void {
    if ((address & (PAGE_SIZE - 1)) > PAGE_SIZE - size)
      writeBytes(this.#walk, address, new Uint8Array(this.#crossingView().buffer, 0, size))
  }

  #crossingView(): DataView {
    return (this.#crossing ??= new DataView(new ArrayBuffer(8)))
  }
}

/**
 * The memory of one address space.
 *
 * Every function throws a `MemoryFault` if a byte may not be accessed; then nothing was written.
 * Addresses need no alignment.
 */
export const MemoryView: typeof AddressSpaceView = /* @__PURE__ */ frozenClass(AddressSpaceView)
/**
 * The memory of one address space.
 *
 * Every function throws a `MemoryFault` if a byte may not be accessed; then nothing was written.
 * Addresses need no alignment.
 */
export type MemoryView = AddressSpaceView

/** @throws RangeError for what is no number of bytes. */
function checkedSize(size: number): number {
  if (Number.isInteger(size) && size >= 0 && size <= addressSpaceSize) return size
  throw new RangeError(`MemoryView: the size is ${size}; it must be a whole number of bytes.`)
}
