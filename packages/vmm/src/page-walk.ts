// The page walk: translates an address into a chunk of frames and an offset in it. Every access to
// memory that `memory-view.ts` has no window for comes here.
//
// A walk reads four levels of tables (`page-table-layout.ts`). If the page table entry does not
// allow the access, that is a page fault: the pager is called, in a process by a system call, and
// after its answer 0 the walk is repeated. A device page, whose entry allows no access to memory, is
// no fault for one that a register takes. Results are in fields, so that a walk allocates nothing.

import { PAGE_SHIFT, PAGE_SIZE } from './flags.ts'
import { addressSpaceSize, framesPerChunk, maxOrder } from './limits.ts'
import { type Access, FaultReason, MemoryFault } from './memory-fault.ts'
import {
  DEVICE_SHIFT,
  ENTRIES,
  FRAME_SHIFT,
  GROUP_SHIFT,
  GROUPS_SHIFT,
  LEVEL2_PAGES,
  type PageTableCells,
  ROOT,
} from './page-table-layout.ts'
import type { Frames } from './physical-memory.ts'

/** Handles page faults: the kernel. */
export interface Pager {
  /** 0 if the page is mapped now and the access can be repeated, else a `FaultReason`. */
  fault(address: number, access: Access): number
}

/** What `find` answers when it has found a register in place of memory. */
export const REGISTER = -1

/** Page walks of one address space. */
export class PageWalk {
  /**
   * Chunk that the last walk found. Its number, because to store a reference costs more than the
   * walk (bench case `vmm/load32-random`).
   */
  chunk = 0
  /** Offset of the address in that chunk. */
  start = 0
  /** Physical page of the register that the last walk found, and its offset there. */
  registerPage = 0
  registerOffset = 0
  /** Address at which the last walk failed. */
  faultAddress = 0
  readonly #table: PageTableCells
  readonly #frames: Frames
  readonly #pager: Pager

  constructor(table: PageTableCells, frames: Frames, pager: Pager) {
    this.#table = table
    this.#frames = frames
    this.#pager = pager
  }

  /** Bytes of the chunk that the last walk found. */
  get bytes(): Uint8Array {
    return this.#frames.bytes[this.chunk] as Uint8Array
  }

  /**
   * Walks to an address. 0 if `chunk` and `start` are its translation; REGISTER if it is that of a
   * register, which is in `registerPage`, and the access is aligned and of `registerSize` bytes (0: a
   * register does not take the access); else a `FaultReason`. Never throws.
   */
  find(address: number, access: Access, registerSize: number = 0): number {
    if (!(address >= 0 && address < addressSpaceSize) || Math.floor(address) !== address) {
      this.faultAddress = address
      return FaultReason.free
    }
    let entry = this.#entry(address)
    if ((entry & access) === 0) {
      if (registerSize > 0 && this.#findRegister(entry, address, access, registerSize))
        return REGISTER
      const reason = this.#pager.fault(address, access)
      entry = this.#entry(address)
      if (reason !== 0 || (entry & access) === 0) {
        this.faultAddress = address
        return reason === 0 ? FaultReason.protection : reason
      }
    }
    const frame = entry >>> FRAME_SHIFT
    this.chunk = frame >>> maxOrder
    this.start = ((frame & (framesPerChunk - 1)) << PAGE_SHIFT) | (address & (PAGE_SIZE - 1))
    return 0
  }

  /** Walks to a register only, as `find`; false if there is none that takes the access. */
  findRegister(address: number, access: Access, registerSize: number): boolean {
    if (!(address >= 0 && address < addressSpaceSize) || Math.floor(address) !== address)
      return false
    return this.#findRegister(this.#entry(address), address, access, registerSize)
  }

  #findRegister(entry: number, address: number, access: Access, size: number): boolean {
    if ((entry & (access << DEVICE_SHIFT)) === 0 || (address & (size - 1)) !== 0) return false
    this.registerPage = entry >>> FRAME_SHIFT
    this.registerOffset = address & (PAGE_SIZE - 1)
    return true
  }

  /**
   * Walks to an address, and answers how many bytes from there on, `size` at most, are contiguous
   * in the chunk and allow the access. A negated `FaultReason` if the address itself does not.
   */
  span(address: number, size: number, access: Access): number {
    const reason = this.find(address, access)
    if (reason !== 0) return -reason
    let length = PAGE_SIZE - (address & (PAGE_SIZE - 1))
    let frame = this.start >> PAGE_SHIFT
    const entry = this.#entry(address) & ~((framesPerChunk - 1) << FRAME_SHIFT)
    while (length < size && ++frame < framesPerChunk) {
      const next = this.#entry(address + length)
      const isNext =
        (next & access) !== 0 && next >>> FRAME_SHIFT === (entry >>> FRAME_SHIFT) + frame
      if (!isNext) break
      length += PAGE_SIZE
    }
    return Math.min(length, size)
  }

  /**
   * Walks to all pages of a range, so that committed ones get their frames. 0 if all allow the
   * access, else the `FaultReason` of the first address that does not, which is in `faultAddress`.
   */
  probe(address: number, size: number, access: Access): number {
    const end = address + size
    for (let next = address; next < end; next = (Math.floor(next / PAGE_SIZE) + 1) * PAGE_SIZE) {
      const reason = this.find(next, access)
      if (reason !== 0) return reason
    }
    return 0
  }

  /** @throws MemoryFault if a page of a range does not allow the access. */
  demand(address: number, size: number, access: Access): void {
    const reason = this.probe(address, size, access)
    if (reason !== 0) this.throwFault(reason, access)
  }

  /** @throws MemoryFault for the walk that failed last. */
  throwFault(reason: number, access: Access): never {
    throw new MemoryFault(this.faultAddress, access, reason as FaultReason)
  }

  /** Offset of the group of level 1 tables of an address, 0 if there is none. */
  group(address: number): number {
    const lower = (address / PAGE_SIZE) & (LEVEL2_PAGES - 1)
    const first = this.#level2(address) >>> GROUPS_SHIFT
    return this.#table.groups[first + (lower >>> GROUP_SHIFT)] as number
  }

  /** Offset of the level 2 table of an address, 0 if there is none. */
  #level2(address: number): number {
    const { cells } = this.#table
    const upper = (address / (LEVEL2_PAGES * PAGE_SIZE)) | 0
    return cells[(cells[ROOT + (upper >>> 9)] as number) + (upper & (ENTRIES - 1))] as number
  }

  /** The page table entry of an address, 0 if it has none. */
  #entry(address: number): number {
    const { cells } = this.#table
    const lower = (address / PAGE_SIZE) & (LEVEL2_PAGES - 1)
    return cells[
      (cells[this.#level2(address) + (lower >>> 9)] as number) + (lower & (ENTRIES - 1))
    ] as number
  }
}
