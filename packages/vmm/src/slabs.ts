// The small areas of a heap: slabs of 64 KiB that are cut into areas of one size each.
//
// Slabs are numbered by their place in one reserved range, so an address leads to its area by arithmetic. What is known of an area is kept
// outside of memory, where the program cannot spoil it: 16 bits each. Of an area in use: USED and the size that was asked for. Of a
// free one: the next free area of its slab. Slabs with free areas are linked by class. An empty slab stays committed for a while;
// when there are many, their pages go back. Where pages come from is in `heap.ts`.

import { MAX_SLAB_BYTES } from './limits.ts'
import { sizesOfClasses } from './size-classes.ts'

/** Bytes of a slab, as an exponent of two. */
export const SLAB_SHIFT = 16
/** Bytes of a slab. */
export const SLAB_BYTES: number = 1 << SLAB_SHIFT

/** Marks an area in use. */
const USED = 0x8000
/** No further free area. */
const LAST = 0x7fff
/** No slab. */
const NONE = -1
const FIRST_SLABS = 16

/** Why an address is not that of an area in use. */
export const Misuse = { foreign: -1, free: -2 } as const

/** Who gives pages to slabs and takes them back. */
export interface SlabPages {
  /** Commits the pages of a slab. False if there are none. */
  commit(slab: number): boolean
  /** Gives the pages of a slab back. */
  decommit(slab: number): void
}

/** All slabs of a heap. Areas are named by the offset of their first byte from that of slab 0. */
export class Slabs {
  /** Bytes that were asked for, in areas in use. */
  bytes = 0
  /** Areas in use. */
  areas = 0
  /** Slabs that have pages. */
  committed = 0
  readonly #pages: SlabPages
  readonly #most: number
  readonly #sizes: Int32Array = sizesOfClasses()
  /** By class: a little more than 1 / size, so that a product cut off is a quotient; and the first slab with a free area. */
  readonly #inverse: Float64Array = Float64Array.from(this.#sizes, (size) => (1 + 2 ** -40) / size)
  readonly #partial: Int32Array = new Int32Array(this.#sizes.length).fill(NONE)
  // By slab: what its areas are, its class (0: none), first free area, areas in use, neighbours among those with free areas.
  readonly #cells: Uint16Array[] = []
  #class: Uint8Array = new Uint8Array(FIRST_SLABS)
  #firstFree: Int32Array = new Int32Array(FIRST_SLABS)
  #used: Int32Array = new Int32Array(FIRST_SLABS)
  #next: Int32Array = new Int32Array(FIRST_SLABS)
  #previous: Int32Array = new Int32Array(FIRST_SLABS)
  #count = 0
  /** Slabs that are empty and committed, and those that gave their pages back; both linked through `#next`. */
  #empty: number = NONE
  #emptyCount = 0
  #bare: number = NONE

  constructor(pages: SlabPages, most: number = MAX_SLAB_BYTES / SLAB_BYTES) {
    this.#pages = pages
    this.#most = most
  }

  /** Sizes of the classes. */
  get sizes(): Int32Array {
    return this.#sizes
  }

  /** An area of a class, for `size` bytes: its offset, or -1 if there are no pages. */
  take(sizeClass: number, size: number): number {
    let slab = this.#partial[sizeClass]!
    if (slab === NONE) {
      slab = this.#newSlab(sizeClass)
      if (slab === NONE) return -1
    }
    const cells = this.#cells[slab]!
    const area = this.#firstFree[slab]!
    const next = cells[area]!
    cells[area] = USED | size
    this.#firstFree[slab] = next
    this.#used[slab]! += 1
    if (next === LAST) this.#unlinkFirst(sizeClass, slab)
    this.bytes += size
    this.areas++
    return slab * SLAB_BYTES + area * this.#sizes[sizeClass]!
  }

  /** The size that was asked for of the area at an offset, or a `Misuse`. */
  sizeAt(offset: number): number {
    const slab = this.#slabOf(offset)
    if (slab === NONE) return Misuse.foreign
    const inside = offset - slab * SLAB_BYTES
    const sizeClass = this.#class[slab]!
    const area = (inside * this.#inverse[sizeClass]!) | 0
    if (area * this.#sizes[sizeClass]! !== inside) return Misuse.foreign
    // Past the last area there is nothing.
    const cell = this.#cells[slab]![area] ?? LAST + 1
    if ((cell & USED) !== 0) return cell === USED ? Misuse.foreign : cell ^ USED
    return Misuse.free
  }

  /** Frees the area at an offset, which `sizeAt` said is in use. */
  give(offset: number): void {
    const slab = (offset / SLAB_BYTES) | 0
    const sizeClass = this.#class[slab]!
    const area = ((offset - slab * SLAB_BYTES) * this.#inverse[sizeClass]!) | 0
    const cells = this.#cells[slab]!
    const next = this.#firstFree[slab]!
    this.bytes -= cells[area]! ^ USED
    this.areas--
    cells[area] = next
    this.#firstFree[slab] = area
    const used = this.#used[slab]! - 1
    this.#used[slab] = used
    if (next === LAST) this.#link(sizeClass, slab)
    if (used === 0) this.#retire(sizeClass, slab)
  }

  /** Gives the pages of all empty slabs back. */
  trim(): void {
    this.#bareEmpty(0)
  }

  /** Bytes that the books of the slabs take. */
  get bookBytes(): number {
    return this.#cells.reduce((sum, cells) => sum + cells.byteLength, 17 * this.#class.length)
  }

  #slabOf(offset: number): number {
    if (!(offset >= 0 && offset < this.#count * SLAB_BYTES) || !Number.isInteger(offset)) return NONE
    const slab = (offset / SLAB_BYTES) | 0
    return this.#class[slab] === 0 ? NONE : slab
  }

  #newSlab(sizeClass: number): number {
    const slab = this.#provide()
    if (slab === NONE) return NONE
    const areas = Math.floor(SLAB_BYTES / this.#sizes[sizeClass]!)
    let cells = this.#cells[slab]
    if (cells?.length !== areas) cells = this.#cells[slab] = new Uint16Array(areas)
    for (let area = 0; area < areas; area++) cells[area] = area + 1
    cells[areas - 1] = LAST
    this.#class[slab] = sizeClass
    this.#firstFree[slab] = 0
    this.#used[slab] = 0
    this.#link(sizeClass, slab)
    return slab
  }

  /** A slab with pages and without a class: an empty one, else one that gave its pages back, else a new one. */
  #provide(): number {
    const empty = this.#empty
    if (empty !== NONE) {
      this.#empty = this.#next[empty]!
      this.#emptyCount--
      return empty
    }
    const slab = this.#bare === NONE ? this.#count : this.#bare
    if (slab >= this.#most || !this.#pages.commit(slab)) return NONE
    this.committed++
    if (slab === this.#bare) this.#bare = this.#next[slab]!
    else this.#grow(++this.#count)
    return slab
  }

  /** An empty slab may become one of any class. Those that are empty beyond an eighth of all, and eight, lose their pages. */
  #retire(sizeClass: number, slab: number): void {
    this.#unlink(sizeClass, slab)
    this.#class[slab] = 0
    this.#next[slab] = this.#empty
    this.#empty = slab
    this.#emptyCount++
    const most = 8 + (this.committed >> 3)
    if (this.#emptyCount > most) this.#bareEmpty(most >> 1)
  }

  #bareEmpty(left: number): void {
    while (this.#emptyCount > left) {
      const slab = this.#empty
      this.#empty = this.#next[slab]!
      this.#emptyCount--
      this.#pages.decommit(slab)
      this.committed--
      this.#next[slab] = this.#bare
      this.#bare = slab
    }
  }

  #link(sizeClass: number, slab: number): void {
    const first = this.#partial[sizeClass]!
    this.#next[slab] = first
    this.#previous[slab] = NONE
    if (first !== NONE) this.#previous[first] = slab
    this.#partial[sizeClass] = slab
  }

  #unlinkFirst(sizeClass: number, slab: number): void {
    const next = this.#next[slab]!
    this.#partial[sizeClass] = next
    if (next !== NONE) this.#previous[next] = NONE
  }

  #unlink(sizeClass: number, slab: number): void {
    const previous = this.#previous[slab]!
    if (previous === NONE) return this.#unlinkFirst(sizeClass, slab)
    const next = this.#next[slab]!
    this.#next[previous] = next
    if (next !== NONE) this.#previous[next] = previous
  }

  #grow(count: number): void {
    if (count <= this.#class.length) return
    const length = 2 * this.#class.length
    const classes = new Uint8Array(length)
    classes.set(this.#class)
    this.#class = classes
    this.#firstFree = longer(this.#firstFree, length)
    this.#used = longer(this.#used, length)
    this.#next = longer(this.#next, length)
    this.#previous = longer(this.#previous, length)
  }
}

function longer(column: Int32Array, length: number): Int32Array {
  const copy = new Int32Array(length)
  copy.set(column)
  return copy
}
