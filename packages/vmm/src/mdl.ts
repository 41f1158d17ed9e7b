// Shared buffers: frames that several address spaces map, each at its own address (documented as
// MDL: memory descriptor list).
//
// A buffer lives as long as it has a reference or a mapped page. Its frames are charged once, to
// the space that created it; when that space ends first, they are charged to none. They are blocks,
// naturally aligned runs of 2^order frames, for devices that need contiguous memory. What one
// mapping may do is in `mapping.ts`, how it is made in `address-space.ts`.

import { PAGE_SIZE } from './flags.ts'
import type { FrameRuns } from './frame-runs.ts'
import { Mapping } from './mapping.ts'
import type { FrameZone, PhysicalMemory } from './physical-memory.ts'

/** Which blocks a buffer is made of. */
export interface BlockOptions {
  /** Each block has 2^order frames at least, 2^maxOrder at most. */
  readonly order: number
  /** Where they lie: anywhere, or below 4 GiB. */
  readonly zone: FrameZone
}

/** A block of a buffer: 2^order frames, the first of which is `frame`, a multiple of 2^order. */
export interface FrameBlock {
  readonly order: number
  readonly frame: number
}

/** The address space that is charged for the frames of a buffer. */
export interface MdlOwner {
  /** The buffer has freed its frames. */
  mdlEnded(pages: number): void
}

/** A shared buffer. Made by `AddressSpace.createMdl`. */
export class Mdl {
  /** Pages of the buffer. The last block may have more, which only devices are given. */
  readonly pages: number
  /** Protection (`VMM_FLAG_RWX_MASK`) that a mapping has at most. */
  readonly protection: number
  /** Caching (`VMM_FLAG_CACHE_MASK`) that it was created with; recorded. */
  readonly caching: number
  /** For mappings that are limited by the protection of the buffer only, and are not revoked. */
  readonly unlimited: Mapping
  readonly #memory: PhysicalMemory
  readonly #owner: MdlOwner
  /** The frame of each page. */
  readonly #frames: Int32Array
  /** The order of each block; none is larger than the one before. */
  readonly #orders: Uint8Array
  #references = 1
  #mapped = 0

  /** For `AddressSpace.createMdl` only. The buffer owns the frames of `blocks` from now on. */
  constructor(
    memory: PhysicalMemory,
    owner: MdlOwner,
    pages: number,
    blocks: FrameRuns,
    protection: number,
    caching: number,
  ) {
    this.#memory = memory
    this.#owner = owner
    this.#frames = framesOf(blocks)
    this.#orders = ordersOf(blocks)
    this.pages = pages
    this.protection = protection
    this.caching = caching
    this.unlimited = new Mapping(this, protection)
  }

  /** Frames of the buffer: of its pages, and of what its last block has more. */
  get frames(): number {
    return this.#frames.length
  }

  /**
   * The blocks in the order of the buffer, none larger than the one before. So each begins at a
   * multiple of its size, in the buffer, too. Empty if the buffer is gone.
   */
  get blocks(): FrameBlock[] {
    let page = 0
    if (!this.alive) return []
    return Array.from(this.#orders, (order) => {
      const frame = this.#frames[page] as number
      page += 1 << order
      return { order, frame }
    })
  }

  /** References held: one from the beginning, one more for each `retain`. */
  get references(): number {
    return this.#references
  }

  /** Pages that are mapped, in all spaces together. */
  get mapped(): number {
    return this.#mapped
  }

  /** True while there is a reference or a mapped page. */
  get alive(): boolean {
    return this.#references > 0 || this.#mapped > 0
  }

  /** Adds a reference. Does nothing if the buffer is not alive. */
  retain(): void {
    if (this.alive) this.#references++
  }

  /** Drops a reference. Without references and mapped pages the frames are freed. */
  release(): void {
    if (this.#references === 0) return
    this.#references--
    this.#endIfUnused()
  }

  /**
   * The frame of a page: its physical address is 4096 times that. -1 if there is no such page, not
   * even in the last block, or the buffer is gone.
   */
  frame(page: number): number {
    return this.alive ? (this.#frames[page] ?? -1) : -1
  }

  /** The physical address of a byte, by its offset; -1 as `frame`. */
  physicalAddress(offset: number): number {
    const frame = Number.isInteger(offset) ? this.frame(Math.floor(offset / PAGE_SIZE)) : -1
    return frame < 0 ? -1 : frame * PAGE_SIZE + (offset % PAGE_SIZE)
  }

  /** Frames of the block that a page lies in. There is such a page. */
  blockFrames(page: number): number {
    let block = 0
    for (let end = 0; end <= page; block++) end += 1 << (this.#orders[block] as number)
    return 1 << (this.#orders[block - 1] as number)
  }

  /** For address spaces: so many more pages are mapped, or fewer. */
  mapMore(pages: number): void {
    this.#mapped += pages
    this.#endIfUnused()
  }

  #endIfUnused(): void {
    if (this.alive) return
    const frames = this.#frames
    for (let page = 0; page < frames.length;) {
      const first = page++
      while (page < frames.length && frames[page] === (frames[page - 1] as number) + 1) page++
      this.#memory.give(frames[first] as number, page - first)
    }
    this.#owner.mdlEnded(frames.length)
  }
}

/** The frames of blocks, one after the other. */
function framesOf(blocks: FrameRuns): Int32Array {
  let count = 0
  for (let block = 0; block < blocks.length; block++) count += blocks.count(block)
  const frames = new Int32Array(count)
  let page = 0
  for (let block = 0; block < blocks.length; block++) {
    const first = blocks.frame(block)
    for (let i = 0; i < blocks.count(block); i++) frames[page++] = first + i
  }
  return frames
}

/** The orders of blocks. */
function ordersOf(blocks: FrameRuns): Uint8Array {
  const orders = new Uint8Array(blocks.length)
  for (let block = 0; block < orders.length; block++)
    orders[block] = 31 - Math.clz32(blocks.count(block))
  return orders
}
