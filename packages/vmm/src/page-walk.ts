// How an address becomes a place in a chunk: the reading half of the page table, used by whatever
// touches memory.
//
// A walk follows four tables (`page-table-layout.ts`) to the entry of a page. If the entry does not
// allow the access, the pager is asked, which in a process is a system call; if it says that it
// helped, the walk is done once more. Results are left in fields, so nothing is allocated.

import { PAGE_SHIFT, PAGE_SIZE } from './flags.ts'
import { addressSpaceSize, framesPerChunk, maxOrder } from './limits.ts'
import { type Access, FaultReason, MemoryFault } from './memory-fault.ts'
import {
  ENTRIES,
  FRAME_SHIFT,
  GROUP_SPAN,
  type PageTableCells,
  ROOT,
  SECOND_SPAN,
} from './page-table-layout.ts'
import type { Frames } from './physical-memory.ts'

/** Who is asked when the page table does not allow an access: the kernel. */
export interface Pager {
  /** 0 if the access may be tried again, else a `FaultReason`. */
  fault(address: number, access: Access): number
}

/** Walks of one address space. */
export class PageWalk {
  /**
   * Number of the chunk that the last walk led to. A number, since storing a reference costs more
   * than the walk.
   */
  chunk = 0
  /** Where in the chunk the address is that was asked for. */
  start = 0
  /** Where a walk failed. */
  faultAddress = 0
  readonly #table: PageTableCells
  readonly #frames: Frames
  readonly #pager: Pager

  constructor(table: PageTableCells, frames: Frames, pager: Pager) {
    this.#table = table
    this.#frames = frames
    this.#pager = pager
  }

  /** The bytes of the chunk that the last walk led to. */
  get bytes(): Uint8Array {
    return this.#frames.bytes[this.chunk] as Uint8Array
  }

  /**
   * Finds the place of an address. 0 if `chunk` and `start` tell it, else a `FaultReason`. Never
   * throws.
   */
  find(address: number, access: Access): number {
    if (!(address >= 0 && address < addressSpaceSize) || Math.floor(address) !== address) {
      this.faultAddress = address
      return FaultReason.free
    }
    let entry = this.#entry(address)
    if ((entry & access) === 0) {
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

  /**
   * Finds the place of an address, and how many bytes from there on, `size` at most, lie one after
   * the other in the chunk and allow the access. A negated `FaultReason` if the address itself does
   * not.
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
   * Whether all of a range may be accessed; gives pages their frames on the way. 0, or a
   * `FaultReason` for the first address that may not, which is in `faultAddress`.
   */
  probe(address: number, size: number, access: Access): number {
    const end = address + size
    for (let next = address; next < end; next = (Math.floor(next / PAGE_SIZE) + 1) * PAGE_SIZE) {
      const reason = this.find(next, access)
      if (reason !== 0) return reason
    }
    return 0
  }

  /** @throws MemoryFault if not all of a range may be accessed. */
  demand(address: number, size: number, access: Access): void {
    const reason = this.probe(address, size, access)
    if (reason !== 0) this.throwFault(reason, access)
  }

  /** @throws MemoryFault for the walk that failed last. */
  throwFault(reason: number, access: Access): never {
    throw new MemoryFault(this.faultAddress, access, reason as FaultReason)
  }

  /** Where the group of lowest tables for an address begins, 0 if there is none. */
  group(address: number): number {
    const lower = (address / PAGE_SIZE) & (SECOND_SPAN - GROUP_SPAN)
    return this.#table.cells[this.#second(address) + (lower >>> 9)] as number
  }

  /** Offset of the table of the second level for an address, 0 if there is none. */
  #second(address: number): number {
    const { cells } = this.#table
    const upper = (address / (SECOND_SPAN * PAGE_SIZE)) | 0
    return cells[(cells[ROOT + (upper >>> 9)] as number) + (upper & (ENTRIES - 1))] as number
  }

  #entry(address: number): number {
    const { cells } = this.#table
    const lower = (address / PAGE_SIZE) & (SECOND_SPAN - 1)
    return cells[
      (cells[this.#second(address) + (lower >>> 9)] as number) + (lower & (ENTRIES - 1))
    ] as number
  }
}
