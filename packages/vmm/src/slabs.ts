// The small areas of a heap: slabs of 64 KiB that are cut into areas of one size each.
//
// Slabs are numbered by their place in one reserved range, so an address leads to its area by
// arithmetic. What is known of an area is kept outside of memory, where the program cannot spoil
// it: 16 bits each. Of an area in use: USED and the size that was asked for. Of a free one: the
// next free area of its slab. Slabs with free areas are linked by class. The last of a class stays
// though it is empty; other empty slabs stay committed for a while, and when there are many, their
// pages go back. Where pages come from is in `heap.ts`.
//
// What is known of a slab is a record of a few numbers in one array, named by where it begins. That
// is a multiple of 16, so a field of it is at `record | FIELD`, without the check for overflow that
// an addition brings.

import { MAX_SLAB_BYTES } from './limits.ts'
import { sizesOfClasses } from './size-classes.ts'

/** Bytes of a slab, as an exponent of two. */
const SLAB_SHIFT = 16
/** Bytes of a slab. */
export const SLAB_BYTES: number = 1 << SLAB_SHIFT

/** Marks an area in use. */
const USED = 0x8000
/** No further free area. */
const LAST = 0x7fff
/** No slab. */
const NONE = -1
const FIRST_SLABS = 16

/** Numbers in a record. */
const RECORD_SHIFT = 4
const RECORD: number = 1 << RECORD_SHIFT
/**
 * Bytes of a slab for each of them: where a record begins, times this, is the offset of its slab.
 */
const STRIDE: number = SLAB_BYTES >> RECORD_SHIFT
/** Size of its areas. */
const SIZE = 0
/**
 * 2^19 / size, rounded up: multiplied by a multiple of the size, below a slab, it gives the
 * quotient, times 2^19.
 */
const RECIPROCAL = 1
const RECIPROCAL_SHIFT = 19
/**
 * First free area, LAST for none, in the high 16 bits; areas in use in the low ones: both change
 * together.
 */
const USE = 2
const FREE_SHIFT = 16
const COUNT_BITS = 0xffff
/**
 * Neighbours among the slabs of the class with free areas, or among the empty ones, or those
 * without pages: records.
 */
const NEXT = 4
const PREVIOUS = 5
/** Its class. */
const CLASS = 6
/** How many areas it is cut into; 0 if into none. */
const AREAS = 7
/** Where the states of its areas begin. */
const START = 8

/** Why an address is not that of an area in use: nothing begins there, or an area that is free. */
export const Misuse = { foreign: -1, free: -2 } as const
const FOREIGN: number = Misuse.foreign

/** Who gives pages to slabs and takes them back. */
export interface SlabPages {
  /** Commits the pages of a slab. False if there are none. */
  commit(slab: number): boolean
  /** Gives the pages of a slab back. */
  decommit(slab: number): void
}

/** Areas in use, and the bytes that were asked for in them. */
export interface SlabUse {
  readonly areas: number
  readonly bytes: number
}

/** All slabs of a heap. Areas are named by the offset of their first byte from that of slab 0. */
export class Slabs {
  /** Sizes of the classes. */
  readonly sizes: Int32Array = sizesOfClasses()
  /** Slabs that have pages. */
  committed = 0
  readonly #pages: SlabPages
  readonly #most: number
  /** By class: the record of the first slab with a free area. */
  readonly #partial: Int32Array = new Int32Array(this.sizes.length).fill(NONE)
  /**
   * What areas are, those of a slab one after the other from its START; and by class where cells
   * are left that a slab had.
   */
  #cells: Uint16Array = new Uint16Array(0)
  #cellsEnd = 0
  readonly #left: number[][] = []
  #records: Int32Array = new Int32Array(FIRST_SLABS << RECORD_SHIFT)
  /** Where the next record begins. */
  #end = 0
  /** Slabs that are empty and committed, and those that gave their pages back. */
  #empty: number = NONE
  #emptyCount = 0
  #bare: number = NONE

  constructor(pages: SlabPages, most: number = MAX_SLAB_BYTES / SLAB_BYTES) {
    this.#pages = pages
    this.#most = most
  }

  /** An area of a class, for `size` bytes: its offset, or -1 if there are no pages. */
  take(sizeClass: number, size: number): number {
    const record = this.#partial[sizeClass]!
    if (record === NONE) return this.#takeOfNew(sizeClass, size)
    const records = this.#records
    const cells = this.#cells
    const use = records[record | USE]!
    const area = use >> FREE_SHIFT
    const cell = records[record | START]! + area
    const next = cells[cell]!
    cells[cell] = USED | size
    records[record | USE] = use + ((next - area) << FREE_SHIFT) + 1
    if (next === LAST) this.#unlink(record)
    return record * STRIDE + area * records[record | SIZE]!
  }

  /** The size that was asked for of the area at an offset, or a `Misuse`. */
  sizeAt(offset: number): number {
    const record = ((offset / SLAB_BYTES) | 0) << RECORD_SHIFT
    const area = this.#areaAt(record, offset)
    if (area < 0) return area
    const state = this.#cells[this.#records[record | START]! + area]!
    return state < USED ? this.#misuseOf(record, area) : state ^ USED
  }

  /** Frees the area at an offset. Answers 0 or a `Misuse`, and then nothing has changed. */
  give(offset: number): number {
    const record = ((offset / SLAB_BYTES) | 0) << RECORD_SHIFT
    const area = this.#areaAt(record, offset)
    if (area < 0) return area
    const records = this.#records
    const cells = this.#cells
    const cell = records[record | START]! + area
    if (cells[cell]! < USED) return this.#misuseOf(record, area)
    const use = records[record | USE]!
    const next = use >> FREE_SHIFT
    const left = use + ((area - next) << FREE_SHIFT) - 1
    cells[cell] = next
    records[record | USE] = left
    if (next === LAST) this.#link(record)
    if (left << FREE_SHIFT === 0) this.#retireUnlessAlone(record)
    return 0
  }

  /** Gives the pages of all empty slabs back. */
  trim(): void {
    const records = this.#records
    for (const first of this.#partial) {
      for (let record = first; record !== NONE;) {
        const next = records[record | NEXT]!
        if (records[record | USE]! << FREE_SHIFT === 0) this.#retire(record)
        record = next
      }
    }
    this.#bareEmpty(0)
  }

  /** What is in use. It looks at all areas: nothing is counted when they are taken and given. */
  use(): SlabUse {
    let areas = 0
    let bytes = 0
    for (let record = 0; record < this.#end; record += RECORD) {
      const start = this.#records[record | START]!
      const end = start + this.#records[record | AREAS]!
      if (end > start) areas += this.#records[record | USE]! & COUNT_BITS
      for (let cell = start; cell < end; cell++)
        if (this.#cells[cell]! >= USED) bytes += this.#cells[cell]! ^ USED
    }
    return { areas, bytes }
  }

  /** Bytes that the books of the slabs take. */
  get bookBytes(): number {
    return this.#cells.byteLength + this.#records.byteLength
  }

  /**
   * The area that begins at an offset, which is in the slab of a record if in any; `Misuse.foreign`
   * if none can.
   */
  #areaAt(record: number, offset: number): number {
    if (record >>> 0 >= this.#end) return -1
    // Of what is no offset, `inside` is negative, a fraction, or more than a product of 32 bits can
    // be: no area is found. Behind the last area one may be found that is not; it is never in use.
    const inside = offset - record * STRIDE
    const records = this.#records
    const area = Math.imul(inside, records[record | RECIPROCAL]!) >>> RECIPROCAL_SHIFT
    return Math.imul(area, records[record | SIZE]!) === inside ? area : -1
  }

  /**
   * Without another slab of its class with free areas it stays, or an area that comes and goes
   * would cut a slab each time.
   */
  #retireUnlessAlone(record: number): void {
    const records = this.#records
    if (records[record | NEXT] !== NONE || records[record | PREVIOUS] !== NONE) this.#retire(record)
  }

  #misuseOf(record: number, area: number): number {
    return area < this.#records[record | AREAS]! ? Misuse.free : FOREIGN
  }

  /** As `take`, of a class without a slab that has free areas. */
  #takeOfNew(sizeClass: number, size: number): number {
    return this.#newSlab(sizeClass) === NONE ? -1 : this.take(sizeClass, size)
  }

  #newSlab(sizeClass: number): number {
    const record = this.#provide()
    if (record === NONE) return NONE
    const size = this.sizes[sizeClass]!
    const areas = Math.floor(SLAB_BYTES / size)
    const records = this.#records
    const start = this.#cellsFor(sizeClass, areas, record)
    const cells = this.#cells
    for (let area = 0; area < areas; area++) cells[start + area] = area + 1
    cells[start + areas - 1] = LAST
    records[record | START] = start
    records[record | SIZE] = size
    records[record | AREAS] = areas
    records[record | RECIPROCAL] = Math.ceil(2 ** RECIPROCAL_SHIFT / size)
    records[record | CLASS] = sizeClass
    records[record | USE] = 0
    this.#link(record)
    return record
  }

  /**
   * Cells for the areas of a slab: those it has if it was of the class before, others of that class
   * that are left, or new ones.
   */
  #cellsFor(sizeClass: number, areas: number, record: number): number {
    const records = this.#records
    const formerClass = records[record | CLASS]!
    if (formerClass === sizeClass) return records[record | START]!
    if (formerClass !== 0) (this.#left[formerClass] ??= []).push(records[record | START]!)
    const left = this.#left[sizeClass]?.pop()
    if (left !== undefined) return left
    const start = this.#cellsEnd
    // One more than there are areas: what begins behind the last one is free for ever.
    this.#cellsEnd += areas + 1
    if (this.#cellsEnd > this.#cells.length) {
      const cells = new Uint16Array(Math.max(this.#cellsEnd, Math.ceil(1.25 * this.#cells.length)))
      cells.set(this.#cells)
      this.#cells = cells
    }
    return start
  }

  /**
   * A slab with pages and without areas: an empty one, else one that gave its pages back, else a
   * new one.
   */
  #provide(): number {
    const empty = this.#empty
    if (empty !== NONE) {
      this.#empty = this.#records[empty | NEXT]!
      this.#emptyCount--
      return empty
    }
    const bare = this.#bare
    const record = bare === NONE ? this.#end : bare
    const slab = record >> RECORD_SHIFT
    if (slab >= this.#most || !this.#pages.commit(slab)) return NONE
    this.committed++
    if (bare === NONE) this.#grow()
    else this.#bare = this.#records[bare | NEXT]!
    return record
  }

  /**
   * An empty slab may become one of any class. Those that are empty beyond an eighth of all, and
   * eight, lose their pages.
   */
  #retire(record: number): void {
    this.#unlink(record)
    const records = this.#records
    records[record | AREAS] = 0
    records[record | NEXT] = this.#empty
    this.#empty = record
    this.#emptyCount++
    const most = 8 + (this.committed >> 3)
    if (this.#emptyCount > most) this.#bareEmpty(most >> 1)
  }

  #bareEmpty(left: number): void {
    const records = this.#records
    while (this.#emptyCount > left) {
      const record = this.#empty
      this.#empty = records[record | NEXT]!
      this.#emptyCount--
      this.#pages.decommit(record >> RECORD_SHIFT)
      this.committed--
      records[record | NEXT] = this.#bare
      this.#bare = record
    }
  }

  /**
   * The slab comes second: the first is used up before, and meanwhile more areas of this one become
   * free. If it came first, every area that is freed in a full slab could be the next that is
   * taken, and the slab be linked and unlinked for each.
   */
  #link(record: number): void {
    const records = this.#records
    const sizeClass = records[record | CLASS]!
    const first = this.#partial[sizeClass]!
    const second = first === NONE ? NONE : records[first | NEXT]!
    records[record | NEXT] = second
    records[record | PREVIOUS] = first
    if (first === NONE) this.#partial[sizeClass] = record
    else records[first | NEXT] = record
    if (second !== NONE) records[second | PREVIOUS] = record
  }

  #unlink(record: number): void {
    const records = this.#records
    const next = records[record | NEXT]!
    const previous = records[record | PREVIOUS]!
    if (previous === NONE) this.#partial[records[record | CLASS]!] = next
    else records[previous | NEXT] = next
    if (next !== NONE) records[next | PREVIOUS] = previous
  }

  /** One record more. */
  #grow(): void {
    this.#end += RECORD
    if (this.#end <= this.#records.length) return
    const records = new Int32Array(2 * this.#records.length)
    records.set(this.#records)
    this.#records = records
  }
}
