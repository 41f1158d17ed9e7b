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
//
// The entry of a device page has neither bit. So loads and stores of registers take the slow path;
// the fast one of functions that are for registers is in `register-window.ts`.

import { frozenClass } from '@kos/retcode'
import type { DeviceRegisters, RegisterSize } from './device-registers.ts'
import { PAGE_SIZE } from './flags.ts'
import {
  compareBytes,
  copyBytes,
  fillBytes,
  findByte,
  readBytes,
  tryReadBytes,
  tryWriteBytes,
  writeBytes,
} from './memory-bytes.ts'
import { addressSpaceSize, framesPerChunk, maxOrder } from './limits.ts'
import { Access, type FaultReason } from './memory-fault.ts'
import { PageGroups } from './page-groups.ts'
import { FRAME_SHIFT, type PageTableCells, GROUP_PAGES } from './page-table-layout.ts'
import { type Pager, PageWalk, REGISTER } from './page-walk.ts'
import type { Frames } from './physical-memory.ts'
import { RegisterWindow } from './register-window.ts'
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
  readonly #views: readonly DataView[]
  readonly #walk: PageWalk
  readonly #groups: PageGroups
  /** Null if there are no devices: a device page faults. */
  readonly #registers: RegisterWindow | null
  /** The view of a value that crosses a page boundary or is a register's; null until there is one. */
  #crossing: DataView | null = null
  /** Offset of the value in the view that the last seek answered. */
  #at = 0
  // The windows: address of the first byte, and the page table entries.
  #readWindow: number = NO_WINDOW
  #readGroup: Int32Array = noCells
  #writeWindow: number = NO_WINDOW
  #writeGroup: Int32Array = noCells

  /**
   * The memory that a page table maps to these frames, and its device pages to these registers.
   * Without `devices` every access to a device page is a fault.
   */
  constructor(
    table: PageTableCells,
    frames: Frames,
    pager: Pager,
    devices: DeviceRegisters | null = null,
  ) {
    this.#views = frames.views
    this.#walk = new PageWalk(table, frames, pager)
    this.#groups = new PageGroups(table)
    this.#registers =
      devices === null ? null : new RegisterWindow(devices, this.#walk, this.#groups)
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
    return this.#seekRead(address, 1, 1).getUint8(this.#at)
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
    return this.#seekRead(address, 2, 2).getUint16(this.#at, true)
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
    return this.#seekRead(address, 4, 4).getUint32(this.#at, true)
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
    return this.#seekRead(address, 8, 0).getBigUint64(this.#at, true)
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
    return this.#seekRead(address, 1, 1).getInt8(this.#at)
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
    return this.#seekRead(address, 2, 2).getInt16(this.#at, true)
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
    return this.#seekRead(address, 4, 4).getInt32(this.#at, true)
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
    return this.#seekRead(address, 8, 0).getBigInt64(this.#at, true)
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
    return this.#seekRead(address, 4, 0).getFloat32(this.#at, true)
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
    return this.#seekRead(address, 8, 0).getFloat64(this.#at, true)
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
    const view = this.#seekWrite(address, 1, 1)
    view.setUint8(this.#at, value)
    this.#finishWrite(view, address, 1)
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
    const view = this.#seekWrite(address, 2, 2)
    view.setUint16(this.#at, value, true)
    this.#finishWrite(view, address, 2)
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
    const view = this.#seekWrite(address, 4, 4)
    view.setUint32(this.#at, value, true)
    this.#finishWrite(view, address, 4)
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
    const view = this.#seekWrite(address, 8, 0)
    view.setBigUint64(this.#at, value, true)
    this.#finishWrite(view, address, 8)
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
    const view = this.#seekWrite(address, 4, 0)
    view.setFloat32(this.#at, value, true)
    this.#finishWrite(view, address, 4)
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
    const view = this.#seekWrite(address, 8, 0)
    view.setFloat64(this.#at, value, true)
    this.#finishWrite(view, address, 8)
  }

  /** A register of 8 bits, or the byte at an address that is in no device page. */
  readRegister8(address: number): number {
    const registers = this.#registers
    const low = address & BYTES
    const page = registers === null ? -1 : registers.find(address, low, 1, 1)
    return page < 0
      ? this.load8(address)
      : (registers as RegisterWindow).devices.readRegister(page, low & 4095, 1) & 0xff
  }

  /** A register of 16 bits, or 16 bits at an address that is in no device page, unsigned. */
  readRegister16(address: number): number {
    const registers = this.#registers
    const low = address & PAIRS
    const page = registers === null ? -1 : registers.find(address, low, 2, 1)
    return page < 0
      ? this.load16(address)
      : (registers as RegisterWindow).devices.readRegister(page, low & 4095, 2) & 0xffff
  }

  /** A register of 32 bits, or 32 bits at an address that is in no device page, unsigned. */
  readRegister32(address: number): number {
    const registers = this.#registers
    const low = address & WORDS
    const page = registers === null ? -1 : registers.find(address, low, 4, 1)
    return page < 0
      ? this.load32(address)
      : (registers as RegisterWindow).devices.readRegister(page, low & 4095, 4) >>> 0
  }

  /** Writes the low 8 bits of a number to a register, or to memory. */
  writeRegister8(address: number, value: number): void {
    const registers = this.#registers
    const low = address & BYTES
    const page = registers === null ? -1 : registers.find(address, low, 1, 2)
    if (page < 0) this.store8(address, value)
    else (registers as RegisterWindow).devices.writeRegister(page, low & 4095, 1, value & 0xff)
  }

  /** Writes the low 16 bits of a number to a register, or to memory. */
  writeRegister16(address: number, value: number): void {
    const registers = this.#registers
    const low = address & PAIRS
    const page = registers === null ? -1 : registers.find(address, low, 2, 2)
    if (page < 0) this.store16(address, value)
    else (registers as RegisterWindow).devices.writeRegister(page, low & 4095, 2, value & 0xffff)
  }

  /** Writes the low 32 bits of a number to a register, or to memory. */
  writeRegister32(address: number, value: number): void {
    const registers = this.#registers
    const low = address & WORDS
    const page = registers === null ? -1 : registers.find(address, low, 4, 2)
    if (page < 0) this.store32(address, value)
    else (registers as RegisterWindow).devices.writeRegister(page, low & 4095, 4, value >>> 0)
  }

  /** Fills `target` with the bytes from `address` on. */
  read(address: number, target: Uint8Array): void {
    readBytes(this.#walk, address, target)
  }

  /** Writes all bytes of `source` to `address` and on. */
  write(address: number, source: Uint8Array): void {
    writeBytes(this.#walk, address, source)
  }

  /**
   * As `read`, without throwing: 0, or a `FaultReason` for the byte at `faultAddress`. Then `target`
   * is as it was.
   */
  tryRead(address: number, target: Uint8Array): FaultReason | 0 {
    return tryReadBytes(this.#walk, address, target) as FaultReason | 0
  }

  /**
   * As `write`, without throwing: 0, or a `FaultReason` for the byte at `faultAddress`. Then nothing
   * was written.
   */
  tryWrite(address: number, source: Uint8Array): FaultReason | 0 {
    return tryWriteBytes(this.#walk, address, source) as FaultReason | 0
  }

  /** The address that could not be accessed last; 0 if there was none. */
  get faultAddress(): number {
    return this.#walk.faultAddress
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
   * A register takes an access of `registerSize` bytes; 0 if it is none for registers.
   */
  #seekRead(address: number, size: number, registerSize: RegisterSize | 0): DataView {
    const walk = this.#walk
    const registers = this.#registers
    const reason = walk.find(address, Access.read, registers === null ? 0 : registerSize)
    if (reason !== 0) {
      if (reason !== REGISTER) walk.throwFault(reason, Access.read)
      const view = this.#crossingView()
      ;(registers as RegisterWindow).load(view, registerSize as RegisterSize)
      this.#at = 0
      return view
    }
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
      this.#readGroup = this.#groups.at(group)
    }
    return this.#views[walk.chunk] as DataView
  }

  /**
   * Page walk for a store: the view for the value, at `#at`. Caches the window, if it has a group.
   * `registerSize` as for a load.
   */
  #seekWrite(address: number, size: number, registerSize: RegisterSize | 0): DataView {
    const walk = this.#walk
    const reason = walk.find(address, Access.write, this.#registers === null ? 0 : registerSize)
    if (reason > 0) walk.throwFault(reason, Access.write)
    const offset = address & (PAGE_SIZE - 1)
    if (reason === REGISTER || offset > PAGE_SIZE - size) {
      this.#at = 0
      return this.#crossingView()
    }
    this.#at = walk.start
    const group = walk.group(address)
    if (group !== 0) {
      this.#writeWindow = Math.floor(address / WINDOW_BYTES) * WINDOW_BYTES
      this.#writeGroup = this.#groups.at(group)
    }
    return this.#views[walk.chunk] as DataView
  }

  /**
   * Writes a value from the buffer, if it is there: to both pages whose boundary it crosses, if both
   * are writable, or to a register.
   */
  #finishWrite(view: DataView, address: number, size: number): void {
    if (view !== this.#crossing) return
    if ((address & (PAGE_SIZE - 1)) > PAGE_SIZE - size)
      writeBytes(this.#walk, address, new Uint8Array(view.buffer, 0, size))
    else (this.#registers as RegisterWindow).store(view, size as RegisterSize)
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
