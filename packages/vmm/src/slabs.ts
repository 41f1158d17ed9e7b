// The small areas of a heap: slabs of 64 KiB that are cut into areas of one size each. An area is
// what slab allocators call an object.
//
// Slabs are numbered by their place in one reserved range, so an address leads to its area by
// arithmetic. What is known of an area is kept outside of memory, where the program cannot spoil
// it: 16 bits each. Of an area in use: USED and the size that was asked for. Of a free one: the
// next free area of its slab. Slabs with free areas are in a list by class. The only slab in the
// list of its class stays there when it becomes empty; other empty slabs leave it but keep their
// pages, until there are many. Where pages come from is in `heap.ts`.
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
/** SLAB_BYTES / RECORD: where a record begins, times this, is the offset of its slab. */
const STRIDE: number = SLAB_BYTES >> RECORD_SHIFT
/** Size of its areas. */
const SIZE = 0
/**
 * 2^19 / size, rounded up. A multiple of the size within a slab, times this, `>>> 19`, is exactly
 * the quotient.
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
 * Neighbours, as records, in the `#partial` list of its class. The lists `#empty` and
 * `#decommitted` use NEXT alone.
 */
const NEXT = 4
const PREVIOUS = 5
/** Its class; of an empty slab the last one; 0 if it was never cut. */
const CLASS = 6
/** How many areas it is cut into; 0 in the lists `#empty` and `#decommitted`. */
const AREAS = 7
/** Where the states of its areas begin. */
const START = 8

/** Why an address is not that of an area in use: nothing begins there, or an area that is free. */
export const Misuse = { foreign: -1, free: -2 } as const
const FOREIGN: number = Misuse.foreign

/** Where slabs get their pages. */
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
  /** State of each area; those of a slab follow each other from its START. */
  #states: Uint16Array = new Uint16Array(0)
  #statesEnd = 0
  /** By class: starts of states that no slab uses any more. */
  readonly #left: number[][] = []
  #records: Int32Array = new Int32Array(FIRST_SLABS << RECORD_SHIFT)
  /** Where the next record begins. */
  #end = 0
  /** First of the empty committed slabs. */
  #empty: number = NONE
  #emptyCount = 0
  /** First of the decommitted slabs. */
  #decommitted: number = NONE

  constructor(pages: SlabPages, most: number = MAX_SLAB_BYTES / SLAB_BYTES) {
    this.#pages = pages
    this.#most = most
  }

  /** An area of a class, for `size` bytes: its offset, or -1 if there are no pages. */
  take(sizeClass: number, size: number): number {
    const record = this.#partial[sizeClass]!
    if (record === NONE) return this.#takeOfNew(sizeClass, size)
    const records = this.#records
    const states = this.#states
    const use = records[record | USE]!
    const area = use >> FREE_SHIFT
    const index = records[record | START]! + area
    const next = states[index]!
    states[index] = USED | size
    records[record | USE] = use + ((next - area) << FREE_SHIFT) + 1
    if (next === LAST) this.#unlink(record)
    return record * STRIDE + area * records[record | SIZE]!
  }

  /** The size that was asked for of the area at an offset, or a `Misuse`. */
  sizeAt(offset: number): number {
    const record = ((offset / SLAB_BYTES) | 0) << RECORD_SHIFT
    const area = this.#areaAt(record, offset)
    if (area < 0) return area
    const state = this.#states[this.#records[record | START]! + area]!
    return state < USED ? this.#misuseOf(record, area) : state ^ USED
  }

  /** Frees the area at an offset. Answers 0 or a `Misuse`, and then nothing has changed. */
  give(offset: number): number {
    const record = ((offset / SLAB_BYTES) | 0) << RECORD_SHIFT
    const area = this.#areaAt(record, offset)
    if (area < 0) return area
    const records = this.#records
    const states = this.#states
    const index = records[record | START]! + area
    if (states[index]! < USED) return this.#misuseOf(record, area)
    const use = records[record | USE]!
    const next = use >> FREE_SHIFT
    const left = use + ((area - next) << FREE_SHIFT) - 1
    states[index] = next
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
    this.#decommitEmpty(0)
  }

  /** What is in use. It looks at all areas, because `take` and `give` do not count bytes. */
  use(): SlabUse {
    let areas = 0
    let bytes = 0
    for (let record = 0; record < this.#end; record += RECORD) {
      const start = this.#records[record | START]!
      const end = start + this.#records[record | AREAS]!
      if (end > start) areas += this.#records[record | USE]! & COUNT_BITS
      for (let index = start; index < end; index++)
        if (this.#states[index]! >= USED) bytes += this.#states[index]! ^ USED
    }
    return { areas, bytes }
  }

  /** Bytes of metadata: states and records. */
  get metadataBytes(): number {
    return this.#states.byteLength + this.#records.byteLength
  }

  /**
   * The area that begins at an offset, which is in the slab of a record if in any; `Misuse.foreign`
   * if none can.
   */
  #areaAt(record: number, offset: number): number {
    if (record >>> 0 >= this.#end) return -1
    // If the offset is outside the slab or no integer, no product equals it: -1. In the rest behind
    // the last area the answer may be the number one past it, which is never USED.
    const inside = offset - record * STRIDE
    const records = this.#records
    const area = Math.imul(inside, records[record | RECIPROCAL]!) >>> RECIPROCAL_SHIFT
    return Math.imul(area, records[record | SIZE]!) === inside ? area : -1
  }

  /**
   * Retires an empty slab, unless it is the only one of its class with free areas: else taking and
   * freeing one area in turn would cut a slab each time.
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
    const start = this.#statesFor(sizeClass, areas, record)
    const states = this.#states
    for (let area = 0; area < areas; area++) states[start + area] = area + 1
    states[start + areas - 1] = LAST
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
   * Where the states of a slab's areas begin: those it has if it was of the class before, others of
   * that class that no slab uses, or new ones.
   */
  #statesFor(sizeClass: number, areas: number, record: number): number {
    const records = this.#records
    const formerClass = records[record | CLASS]!
    if (formerClass === sizeClass) return records[record | START]!
    if (formerClass !== 0) (this.#left[formerClass] ??= []).push(records[record | START]!)
    const left = this.#left[sizeClass]?.pop()
    if (left !== undefined) return left
    const start = this.#statesEnd
    // One more than there are areas: what begins behind the last one is free for ever.
    this.#statesEnd += areas + 1
    if (this.#statesEnd > this.#states.length) {
      const states = new Uint16Array(
        Math.max(this.#statesEnd, Math.ceil(1.25 * this.#states.length)),
      )
      states.set(this.#states)
      this.#states = states
    }
    return start
  }

  /**
   * A slab with pages and without areas: an empty one, else a decommitted one, which gets pages
   * again, else a new one.
   */
  #provide(): number {
    const empty = this.#empty
    if (empty !== NONE) {
      this.#empty = this.#records[empty | NEXT]!
      this.#emptyCount--
      return empty
    }
    const decommitted = this.#decommitted
    const record = decommitted === NONE ? this.#end : decommitted
    const slab = record >> RECORD_SHIFT
    if (slab >= this.#most || !this.#pages.commit(slab)) return NONE
    this.committed++
    if (decommitted === NONE) this.#grow()
    else this.#decommitted = this.#records[decommitted | NEXT]!
    return record
  }

  /**
   * An empty slab may become one of any class. When more are empty than 8 and an eighth of the
   * committed ones, all but half that number lose their pages.
   */
  #retire(record: number): void {
    this.#unlink(record)
    const records = this.#records
    records[record | AREAS] = 0
    records[record | NEXT] = this.#empty
    this.#empty = record
    this.#emptyCount++
    const most = 8 + (this.committed >> 3)
    if (this.#emptyCount > most) this.#decommitEmpty(most >> 1)
  }

  #decommitEmpty(left: number): void {
    const records = this.#records
    while (this.#emptyCount > left) {
      const record = this.#empty
      this.#empty = records[record | NEXT]!
      this.#emptyCount--
      this.#pages.decommit(record >> RECORD_SHIFT)
      this.committed--
      records[record | NEXT] = this.#decommitted
      this.#decommitted = record
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
