// Memory as a program sees it: loads, stores and copies at addresses, each one checked.
//
// This is the process-side half: it reads page table and frames as typed arrays and asks the kernel
// only when an entry is missing. It remembers the window of 128 MiB that was read last, and the one
// that was written last, with its group of lowest tables. An aligned access in the window takes the
// entry of its page from there, and then the value. Everything is little endian.
//
// The lines of an access are written out for each width, with numbers in place of names from other
// modules, and call no function of ours: over much memory an access takes as long as the processor
// needs to look past it to the next ones, so each instruction counts. In them 12 is where the
// number of the page begins in an address, and bits 1 and 2 of an entry say that the page may be
// read and written. An address that is outside of the window, or not aligned, is not where the
// window begins plus what masking leaves of it: a window begins at a multiple of its size.

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
import { FRAME_SHIFT, type PageTableCells, GROUP_SPAN } from './page-table-layout.ts'
import { type Pager, PageWalk } from './page-walk.ts'
import type { Frames } from './physical-memory.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

/** Where no window begins: whatever is added to it equals no address. */
const NOWHERE: number = Number.NaN

/**
 * What a view has for a page table at first: an array, so that the field never holds anything else
 * and the engine need not check.
 */
const noCells: Int32Array = new Int32Array(0)

/** Bytes of a window: what a group of lowest tables leads to. */
const WINDOW_BYTES: number = GROUP_SPAN * PAGE_SIZE
/**
 * Bits of an address in its window, where values of so many bytes begin: what is not aligned is not
 * equal after it was masked.
 */
const BYTES: number = WINDOW_BYTES - 1
const PAIRS: number = WINDOW_BYTES - 2
const WORDS: number = WINDOW_BYTES - 4
const DOUBLE_WORDS: number = WINDOW_BYTES - 8
/**
 * How far an entry is shifted right to give the number of the chunk; and which of its bits, four
 * places further left, the place in it.
 */
const CHUNK: number = FRAME_SHIFT + maxOrder
const START: number = (framesPerChunk - 1) * PAGE_SIZE

/**
 * The memory of one address space.
 *
 * Every function throws a `MemoryFault` if a byte may not be accessed; then nothing was written.
 * Addresses need no alignment.
 */
export class MemoryView {
  readonly #table: PageTableCells
  readonly #views: readonly DataView[]
  readonly #walk: PageWalk
  /** Bytes of values that cross from one page into the next. */
  readonly #crossing: Uint8Array = new Uint8Array(8)
  readonly #crossingView: DataView
  /** Where in the view that a seek answered the value is. */
  #at = 0
  /**
   * The page table as it was last found, and the groups of it that were looked up, by their offset.
   * If it was replaced since, all are empty.
   */
  #cells: Int32Array
  readonly #groups: Map<number, Int32Array> = new Map()
  // The windows: where they begin, and their entries.
  #readWindow: number = NOWHERE
  #readGroup: Int32Array = noCells
  #writeWindow: number = NOWHERE
  #writeGroup: Int32Array = noCells

  /** The memory that a page table shows, over these frames. */
  constructor(table: PageTableCells, frames: Frames, pager: Pager) {
    this.#table = table
    this.#cells = table.cells
    this.#views = frames.views
    this.#walk = new PageWalk(table, frames, pager)
    this.#crossingView = new DataView(this.#crossing.buffer)
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
   * difference is not looked at.
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
   * A range as a `Uint8Array`, without copying; undefined if its frames do not lie one after the
   * other.
   *
   * It is good while the range stays mapped with that access. Whoever keeps it longer sees what
   * others do with the frames.
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
   * byte that may not. Pages that are committed get their frames, so after 0 nothing but a change
   * of the space makes such an access fail.
   */
  probe(address: number, size: number, access: Access): FaultReason | 0 {
    return this.#walk.probe(address, checkedSize(size), access) as FaultReason | 0
  }

  /** Where the value at an address can be read, at `#at`; its window is remembered. */
  #seekRead(address: number, size: number): DataView {
    const walk = this.#walk
    const reason = walk.find(address, Access.read)
    if (reason !== 0) walk.throwFault(reason, Access.read)
    const offset = address & (PAGE_SIZE - 1)
    if (offset > PAGE_SIZE - size) {
      this.#at = 0
      readBytes(walk, address, this.#crossing.subarray(0, size))
      return this.#crossingView
    }
    this.#at = walk.start
    this.#readWindow = Math.floor(address / WINDOW_BYTES) * WINDOW_BYTES
    this.#readGroup = this.#group(walk.group(address))
    return this.#views[walk.chunk] as DataView
  }

  /** Where the value at an address can be written, at `#at`; its window is remembered. */
  #seekWrite(address: number, size: number): DataView {
    const walk = this.#walk
    const reason = walk.find(address, Access.write)
    if (reason !== 0) walk.throwFault(reason, Access.write)
    const offset = address & (PAGE_SIZE - 1)
    if (offset > PAGE_SIZE - size) {
      this.#at = 0
      return this.#crossingView
    }
    this.#at = walk.start
    this.#writeWindow = Math.floor(address / WINDOW_BYTES) * WINDOW_BYTES
    this.#writeGroup = this.#group(walk.group(address))
    return this.#views[walk.chunk] as DataView
  }

  /** The entries of a group of lowest tables. */
  #group(offset: number): Int32Array {
    const { cells } = this.#table
    if (this.#cells !== cells) {
      this.#cells = cells
      this.#groups.clear()
    }
    let group = this.#groups.get(offset)
    if (group === undefined)
      this.#groups.set(offset, (group = cells.subarray(offset, offset + GROUP_SPAN)))
    return group
  }

  /** Writes what crosses from one page into the next, once both are known to be writable. */
  #finishWrite(address: number, size: number): void {
    if ((address & (PAGE_SIZE - 1)) > PAGE_SIZE - size)
      writeBytes(this.#walk, address, this.#crossing.subarray(0, size))
  }
}

/** @throws RangeError for what is no number of bytes. */
function checkedSize(size: number): number {
  if (Number.isInteger(size) && size >= 0 && size <= addressSpaceSize) return size
  throw new RangeError(`MemoryView: the size is ${size}; it must be a whole number of bytes.`)
}
