// Shared buffers: frames that several address spaces map, each at its own address (documented as
// MDL: memory descriptor list).
//
// A buffer lives as long as it has a reference or a mapped page. Its frames are charged once, to
// the space that created it; when that space ends first, they are charged to none. An
// `MdlMapping` says what one mapping may do, so that it can be revoked apart from others. Mapping
// is in `address-space.ts`.

import type { PhysicalMemory } from './physical-memory.ts'

/** The address space that is charged for the frames of a buffer. */
export interface MdlOwner {
  /** The buffer has freed its frames. */
  mdlEnded(pages: number): void
}

/** A shared buffer. Made by `AddressSpace.createMdl`. */
export class Mdl {
  /** Pages of the buffer. */
  readonly pages: number
  /** Protection (`VMM_FLAG_RWX_MASK`) that a mapping has at most. */
  readonly protection: number
  /** Caching (`VMM_FLAG_CACHE_MASK`) that it was created with; recorded. */
  readonly caching: number
  /** For mappings that are limited by the protection of the buffer only, and are not revoked. */
  readonly unlimited: MdlMapping
  readonly #memory: PhysicalMemory
  readonly #owner: MdlOwner
  readonly #frames: Int32Array
  #references = 1
  #mapped = 0

  /** For `AddressSpace.createMdl` only. The buffer owns `frames` from now on. */
  constructor(
    memory: PhysicalMemory,
    owner: MdlOwner,
    frames: Int32Array,
    protection: number,
    caching: number,
  ) {
    this.#memory = memory
    this.#owner = owner
    this.#frames = frames
    this.pages = frames.length
    this.protection = protection
    this.caching = caching
    this.unlimited = new MdlMapping(this, protection)
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
   * The frame of a page: its physical address is 4096 times that. -1 if there is no such page or
   * the buffer is gone.
   */
  frame(page: number): number {
    return this.alive ? (this.#frames[page] ?? -1) : -1
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

/** What maps pages of a shared buffer, with at most one protection. */
export class MdlMapping {
  readonly mdl: Mdl
  readonly #onUnmapped: (() => void) | null
  #protection: number
  #pages = 0
  #isRevoked = false

  /**
   * `protection` (`VMM_FLAG_RWX_MASK`) is what pages have at most; no more than the buffer allows.
   * `onUnmapped` is called when the last page was unmapped, unless the mapping was revoked.
   */
  constructor(mdl: Mdl, protection: number, onUnmapped: (() => void) | null = null) {
    this.mdl = mdl
    this.#protection = protection & mdl.protection
    this.#onUnmapped = onUnmapped
  }

  /** Protection that pages have at most: none once the mapping is revoked. */
  get protection(): number {
    return this.#protection
  }

  /** Pages that are mapped. */
  get pages(): number {
    return this.#pages
  }

  /** For address spaces: so many more pages are mapped, or fewer. */
  mapMore(pages: number): void {
    if (this.#isRevoked) return
    this.#pages += pages
    this.mdl.mapMore(pages)
    if (this.#pages === 0) this.#onUnmapped?.()
  }

  /** For address spaces: no page is mapped any more, and none will be. */
  revoke(): void {
    const pages = this.#pages
    this.#pages = 0
    this.#protection = 0
    this.#isRevoked = true
    this.mdl.mapMore(-pages)
  }
}
