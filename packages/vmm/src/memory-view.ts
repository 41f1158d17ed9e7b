// Memory as a program sees it: loads, stores and copies at addresses, each one checked.
//
// This is the process-side half: it reads page table and frames as typed arrays and asks the kernel only when an entry is missing. The
// page that was read last and the page that was written last are remembered; an access inside of them costs a subtraction, a comparison
// and the load itself. The generation of the page table says whether what is remembered is still true. Everything is little endian.

import { PAGE_SIZE } from './flags.ts'
import { compareBytes, copyBytes, fillBytes, findByte, readBytes, writeBytes } from './memory-bytes.ts'
import { ADDRESS_LIMIT } from './limits.ts'
import { Access, type FaultReason } from './memory-fault.ts'
import { GENERATION, type PageTableCells } from './page-table.ts'
import { type Pager, PageWalk } from './page-walk.ts'
import type { Frames } from './physical-memory.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

/** Where no page begins: whatever is added to it equals no address. */
const NOWHERE: number = Number.NaN

/**
 * The memory of one address space.
 *
 * Every function throws a `MemoryFault` if a byte may not be accessed; then nothing was written. Addresses need no alignment.
 */
export class MemoryView {
  readonly #table: PageTableCells
  readonly #walk: PageWalk
  /** Bytes of values that cross from one page into the next. */
  readonly #crossing: Uint8Array = new Uint8Array(8)
  readonly #crossingView: DataView
  /** Where in the view that a seek answered the value is. */
  #at = 0
  // What is remembered: where a page begins, its chunk, where it is there, and the page table of which that is true.
  #readPage: number = NOWHERE
  #readStart = 0
  #readView: DataView
  #readGeneration = 0
  #readCells: Int32Array
  #writePage: number = NOWHERE
  #writeStart = 0
  #writeView: DataView
  #writeGeneration = 0
  #writeCells: Int32Array

  /** The memory that a page table shows, over these frames. */
  constructor(table: PageTableCells, frames: Frames, pager: Pager) {
    this.#table = table
    this.#walk = new PageWalk(table, frames, pager)
    this.#crossingView = new DataView(this.#crossing.buffer)
    this.#readView = this.#crossingView
    this.#writeView = this.#crossingView
    this.#readCells = table.cells
    this.#writeCells = table.cells
  }

  /** The byte at an address, unsigned. */
  load8(address: number): number {
    const offset = (address - this.#readPage) | 0
    if (this.#isRead(address, offset, 4095)) return this.#readView.getUint8(this.#readStart + offset)
    return this.#seekRead(address, 1).getUint8(this.#at)
  }

  /** 16 bits, unsigned. */
  load16(address: number): number {
    const offset = (address - this.#readPage) | 0
    if (this.#isRead(address, offset, 4094)) return this.#readView.getUint16(this.#readStart + offset, true)
    return this.#seekRead(address, 2).getUint16(this.#at, true)
  }

  /** 32 bits, unsigned. */
  load32(address: number): number {
    const offset = (address - this.#readPage) | 0
    if (this.#isRead(address, offset, 4092)) return this.#readView.getUint32(this.#readStart + offset, true)
    return this.#seekRead(address, 4).getUint32(this.#at, true)
  }

  /** 64 bits, unsigned. */
  load64(address: number): bigint {
    const offset = (address - this.#readPage) | 0
    if (this.#isRead(address, offset, 4088)) return this.#readView.getBigUint64(this.#readStart + offset, true)
    return this.#seekRead(address, 8).getBigUint64(this.#at, true)
  }

  /** The byte at an address, signed. */
  loadInt8(address: number): number {
    const offset = (address - this.#readPage) | 0
    if (this.#isRead(address, offset, 4095)) return this.#readView.getInt8(this.#readStart + offset)
    return this.#seekRead(address, 1).getInt8(this.#at)
  }

  /** 16 bits, signed. */
  loadInt16(address: number): number {
    const offset = (address - this.#readPage) | 0
    if (this.#isRead(address, offset, 4094)) return this.#readView.getInt16(this.#readStart + offset, true)
    return this.#seekRead(address, 2).getInt16(this.#at, true)
  }

  /** 32 bits, signed. */
  loadInt32(address: number): number {
    const offset = (address - this.#readPage) | 0
    if (this.#isRead(address, offset, 4092)) return this.#readView.getInt32(this.#readStart + offset, true)
    return this.#seekRead(address, 4).getInt32(this.#at, true)
  }

  /** 64 bits, signed. */
  loadInt64(address: number): bigint {
    const offset = (address - this.#readPage) | 0
    if (this.#isRead(address, offset, 4088)) return this.#readView.getBigInt64(this.#readStart + offset, true)
    return this.#seekRead(address, 8).getBigInt64(this.#at, true)
  }

  /** An IEEE 754 number of 32 bits. */
  loadFloat32(address: number): number {
    const offset = (address - this.#readPage) | 0
    if (this.#isRead(address, offset, 4092)) return this.#readView.getFloat32(this.#readStart + offset, true)
    return this.#seekRead(address, 4).getFloat32(this.#at, true)
  }

  /** An IEEE 754 number of 64 bits. */
  loadFloat64(address: number): number {
    const offset = (address - this.#readPage) | 0
    if (this.#isRead(address, offset, 4088)) return this.#readView.getFloat64(this.#readStart + offset, true)
    return this.#seekRead(address, 8).getFloat64(this.#at, true)
  }

  /** The low 8 bits of a number, signed or not. */
  store8(address: number, value: number): void {
    const offset = (address - this.#writePage) | 0
    if (this.#isWritten(address, offset, 4095)) return this.#writeView.setUint8(this.#writeStart + offset, value)
    this.#seekWrite(address, 1).setUint8(this.#at, value)
    this.#finishWrite(address, 1)
  }

  /** The low 16 bits of a number, signed or not. */
  store16(address: number, value: number): void {
    const offset = (address - this.#writePage) | 0
    if (this.#isWritten(address, offset, 4094)) return this.#writeView.setUint16(this.#writeStart + offset, value, true)
    this.#seekWrite(address, 2).setUint16(this.#at, value, true)
    this.#finishWrite(address, 2)
  }

  /** The low 32 bits of a number, signed or not. */
  store32(address: number, value: number): void {
    const offset = (address - this.#writePage) | 0
    if (this.#isWritten(address, offset, 4092)) return this.#writeView.setUint32(this.#writeStart + offset, value, true)
    this.#seekWrite(address, 4).setUint32(this.#at, value, true)
    this.#finishWrite(address, 4)
  }

  /** The low 64 bits of a number, signed or not. */
  store64(address: number, value: bigint): void {
    const offset = (address - this.#writePage) | 0
    if (this.#isWritten(address, offset, 4088)) return this.#writeView.setBigUint64(this.#writeStart + offset, value, true)
    this.#seekWrite(address, 8).setBigUint64(this.#at, value, true)
    this.#finishWrite(address, 8)
  }

  /** The nearest IEEE 754 number of 32 bits. */
  storeFloat32(address: number, value: number): void {
    const offset = (address - this.#writePage) | 0
    if (this.#isWritten(address, offset, 4092)) return this.#writeView.setFloat32(this.#writeStart + offset, value, true)
    this.#seekWrite(address, 4).setFloat32(this.#at, value, true)
    this.#finishWrite(address, 4)
  }

  /** An IEEE 754 number of 64 bits. */
  storeFloat64(address: number, value: number): void {
    const offset = (address - this.#writePage) | 0
    if (this.#isWritten(address, offset, 4088)) return this.#writeView.setFloat64(this.#writeStart + offset, value, true)
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

  /** -1, 0 or 1: how two ranges of `size` bytes compare, byte by byte, unsigned. What lies behind a difference is not looked at. */
  compare(first: number, second: number, size: number): -1 | 0 | 1 {
    return compareBytes(this.#walk, first, second, checkedSize(size))
  }

  /** True if all of `size` bytes are `value`. */
  isFilled(address: number, size: number, value: number): boolean {
    return findByte(this.#walk, address, checkedSize(size), value & 0xff, true) < 0
  }

  /** The UTF-8 text up to the first zero byte; undefined if none of the first `size` bytes is zero. */
  loadString(address: number, size: number): string | undefined {
    const end = findByte(this.#walk, address, checkedSize(size), 0, false)
    if (end < 0) return undefined
    const bytes = new Uint8Array(end - address)
    this.read(address, bytes)
    return decodeUtf8(bytes)
  }

  /** Writes a text as UTF-8 with a zero byte behind it. False, and nothing is written, if that takes more than `size` bytes. */
  storeString(address: number, text: string, size: number): boolean {
    const bytes = encodeUtf8(`${text}\0`)
    if (bytes.length > checkedSize(size)) return false
    this.write(address, bytes)
    return true
  }

  /**
   * A range as a `Uint8Array`, without copying; undefined if its frames do not lie one after the other.
   *
   * It is good while the range stays mapped with that access. Whoever keeps it longer sees what others do with the frames.
   */
  view(address: number, size: number, access: Access = Access.read): Uint8Array | undefined {
    const walk = this.#walk
    walk.demand(address, checkedSize(size), access)
    if (size === 0) return new Uint8Array(0)
    if (walk.span(address, size, access) < size) return undefined
    return walk.bytes.subarray(walk.start, walk.start + size)
  }

  /**
   * Whether all of a range may be accessed, without throwing: 0, or a `FaultReason` for the first byte that may not. Pages that are
   * committed get their frames, so after 0 nothing but a change of the space makes such an access fail.
   */
  probe(address: number, size: number, access: Access): FaultReason | 0 {
    return this.#walk.probe(address, checkedSize(size), access) as FaultReason | 0
  }

  #isRead(address: number, offset: number, last: number): boolean {
    const isInPage = this.#readPage + offset === address && offset >>> 0 <= last
    return isInPage && this.#readCells[GENERATION] === this.#readGeneration
  }

  #isWritten(address: number, offset: number, last: number): boolean {
    const isInPage = this.#writePage + offset === address && offset >>> 0 <= last
    return isInPage && this.#writeCells[GENERATION] === this.#writeGeneration
  }

  /** Where the value at an address can be read, at `#at`; its page is remembered. */
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
    this.#readPage = address - offset
    this.#readStart = walk.start - offset
    this.#readView = walk.view
    this.#readCells = this.#table.cells
    this.#readGeneration = this.#readCells[GENERATION]!
    return walk.view
  }

  /** Where the value at an address can be written, at `#at`; its page is remembered. */
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
    this.#writePage = address - offset
    this.#writeStart = walk.start - offset
    this.#writeView = walk.view
    this.#writeCells = this.#table.cells
    this.#writeGeneration = this.#writeCells[GENERATION]!
    return walk.view
  }

  /** Writes what crosses from one page into the next, once both are known to be writable. */
  #finishWrite(address: number, size: number): void {
    if ((address & (PAGE_SIZE - 1)) > PAGE_SIZE - size) writeBytes(this.#walk, address, this.#crossing.subarray(0, size))
  }
}

/** @throws RangeError for what is no number of bytes. */
function checkedSize(size: number): number {
  if (Number.isInteger(size) && size >= 0 && size <= ADDRESS_LIMIT) return size
  throw new RangeError(`MemoryView: the size is ${size}; it must be a whole number of bytes.`)
}
