// A slab allocator: the objects of a heap up to 8 KiB. A slab is 64 KiB, cut into objects of one
// size class.
//
// Slabs are numbered by their place in one reserved range, so an address leads to its object by
// arithmetic. Metadata is outside of the pages, where the program cannot overwrite it: a state of
// 16 bits per object, a descriptor per slab. The state of a used object is USED and the size that
// was asked for; the state of a free one is the next object of its slab's free list. Slabs with
// free objects are in a list per size class (partial). Slabs without used objects (empty) keep
// their pages until there are many. Where pages come from is in `heap.ts`.

import { maxSlabBytes } from './limits.ts'
import { sizesOfClasses } from './size-classes.ts'

const SLAB_SHIFT = 16
/** Bytes of a slab. */
export const SLAB_BYTES: number = 1 << SLAB_SHIFT
/**
 * Objects begin at multiples of a unit of 16 bytes. Offsets in units fit into 31 bits, so that the
 * arithmetic of a free is on integers (bench case `vmm/heap`).
 */
const UNIT_BYTES = 16
/** A slab has 2^12 units. */
const UNITS_SHIFT = 12
const UNITS_MASK: number = (1 << UNITS_SHIFT) - 1

/** In a state: the object is used. */
const USED = 0x8000
/** In a state, and in a descriptor: the end of a free list. */
const LAST = 0x7fff
/** No slab. */
const NONE = -1
const INITIAL_SLABS = 16

// A descriptor is 16 numbers in one array. A slab is named by the index of its descriptor, which is
// a multiple of 16: a field is at `slab | FIELD`, without the check for overflow that the engine
// adds to a sum (bench case `vmm/heap`).
const DESCRIPTOR_SHIFT = 4
const DESCRIPTOR: number = 1 << DESCRIPTOR_SHIFT
/** Size of the objects, in units. */
const SIZE = 0
/**
 * 2^19 / size, rounded up: times an offset in the slab that is a multiple of the size, it is the
 * quotient times 2^19.
 */
const RECIPROCAL = 1
const RECIPROCAL_SHIFT = 19
/**
 * First object of the free list in the high 16 bits, number of used objects in the low ones: both
 * change with one write.
 */
const USE = 2
const FREE_SHIFT = 16
const COUNT_MASK = 0xffff
/** Neighbours in the list of partial, empty or decommitted slabs. */
const NEXT = 4
const PREVIOUS = 5
/** Size class; 0 for a slab that never had one. */
const CLASS = 6
/** Number of objects; 0 for a slab that is empty or decommitted. */
const OBJECTS = 7
/** Index of the state of its first object. */
const STATES = 8

/** Why an address is not that of a used object: no object begins there, or a free one does. */
export const Misuse = { foreign: -1, free: -2 } as const
const FOREIGN: number = Misuse.foreign

/** Commits and decommits the pages of slabs. */
export interface SlabPages {
  /** Commits the pages of a slab. False if there is no memory. */
  commit(slab: number): boolean
  /** Decommits the pages of a slab. */
  decommit(slab: number): void
}

/** Number of used objects, and the bytes that were asked for. */
export interface SlabUse {
  readonly objects: number
  readonly bytes: number
}

/** All slabs of a heap. An object is named by its offset in bytes from slab 0. */
export class Slabs {
  /** Bytes of the objects of each size class. */
  readonly sizes: Int32Array = sizesOfClasses()
  /** Number of slabs that have pages. */
  committed = 0
  readonly #pages: SlabPages
  readonly #maxSlabs: number
  /** By size class: the first slab with a free object. */
  readonly #partial: Int32Array = new Int32Array(this.sizes.length).fill(NONE)
  /** States of objects; those of one slab follow each other. */
  #states: Uint16Array = new Uint16Array(0)
  #statesEnd = 0
  /** By size class: where runs of states begin that no slab uses any more. */
  readonly #spareStates: number[][] = []
  #descriptors: Int32Array = new Int32Array(INITIAL_SLABS << DESCRIPTOR_SHIFT)
  #descriptorsEnd = 0
  /** First slab of the list of empty slabs with pages, and of the list of those without. */
  #empty: number = NONE
  #emptyCount = 0
  #decommitted: number = NONE

  constructor(pages: SlabPages, maxSlabs: number = maxSlabBytes / SLAB_BYTES) {
    this.#pages = pages
    this.#maxSlabs = maxSlabs
  }

  /** Allocates an object of a size class for `size` bytes: its offset, or -1 without memory. */
  allocate(sizeClass: number, size: number): number {
    const slab = this.#partial[sizeClass] as number
    if (slab === NONE) return this.#allocateInNewSlab(sizeClass, size)
    const descriptors = this.#descriptors
    const states = this.#states
    const use = descriptors[slab | USE] as number
    const object = use >> FREE_SHIFT
    const state = (descriptors[slab | STATES] as number) + object
    const next = states[state] as number
    states[state] = USED | size
    descriptors[slab | USE] = use + ((next - object) << FREE_SHIFT) + 1
    if (next === LAST) this.#unlink(slab)
    const unit = Math.imul(object, descriptors[slab | SIZE] as number)
    return ((slab << (UNITS_SHIFT - DESCRIPTOR_SHIFT)) + unit) * UNIT_BYTES
  }

  /** The size that was asked for of the object at an offset, or a `Misuse`. */
  sizeAt(offset: number): number {
    const unit = (offset / UNIT_BYTES) | 0
    const slab = (unit >> UNITS_SHIFT) << DESCRIPTOR_SHIFT
    const object = this.#objectAt(slab, unit, offset / UNIT_BYTES)
    if (object < 0) return object
    const state = this.#states[(this.#descriptors[slab | STATES] as number) + object] as number
    return state < USED ? this.#misuseOf(slab, object) : state ^ USED
  }

  /** Frees the object at an offset. Answers 0, or a `Misuse` if nothing was freed. */
  free(offset: number): number {
    const unit = (offset / UNIT_BYTES) | 0
    const slab = (unit >> UNITS_SHIFT) << DESCRIPTOR_SHIFT
    const object = this.#objectAt(slab, unit, offset / UNIT_BYTES)
    if (object < 0) return object
    const descriptors = this.#descriptors
    const states = this.#states
    const state = (descriptors[slab | STATES] as number) + object
    if ((states[state] as number) < USED) return this.#misuseOf(slab, object)
    const use = descriptors[slab | USE] as number
    const next = use >> FREE_SHIFT
    const left = use + ((object - next) << FREE_SHIFT) - 1
    states[state] = next
    descriptors[slab | USE] = left
    if (next === LAST) this.#link(slab)
    if (left << FREE_SHIFT === 0) this.#emptied(slab)
    return 0
  }

  /** Decommits all empty slabs. */
  trim(): void {
    const descriptors = this.#descriptors
    for (const first of this.#partial) {
      for (let slab = first; slab !== NONE;) {
        const next = descriptors[slab | NEXT] as number
        if ((descriptors[slab | USE] as number) << FREE_SHIFT === 0) this.#retire(slab)
        slab = next
      }
    }
    this.#decommitEmpty(0)
  }

  /** Counts used objects. It visits all states: `allocate` and `free` count no bytes. */
  use(): SlabUse {
    let objects = 0
    let bytes = 0
    for (let slab = 0; slab < this.#descriptorsEnd; slab += DESCRIPTOR) {
      const start = this.#descriptors[slab | STATES] as number
      const end = start + (this.#descriptors[slab | OBJECTS] as number)
      if (end > start) objects += (this.#descriptors[slab | USE] as number) & COUNT_MASK
      for (let at = start; at < end; at++) {
        const state = this.#states[at] as number
        if (state >= USED) bytes += state ^ USED
      }
    }
    return { objects, bytes }
  }

  /** Bytes of states and descriptors. */
  get metadataBytes(): number {
    return this.#states.byteLength + this.#descriptors.byteLength
  }

  /**
   * The object that begins at a unit, which is in `slab` if in any; `Misuse.foreign` if none can
   * begin there. `exact` is the unit as it was computed, a fraction or out of range for what is no
   * offset.
   */
  #objectAt(slab: number, unit: number, exact: number): number {
    if (unit !== exact || slab >>> 0 >= this.#descriptorsEnd) return FOREIGN
    const inside = unit & UNITS_MASK
    const descriptors = this.#descriptors
    const product = Math.imul(inside, descriptors[slab | RECIPROCAL] as number)
    // Behind the last object one may be found that does not exist: its state is never USED.
    const object = product >>> RECIPROCAL_SHIFT
    return Math.imul(object, descriptors[slab | SIZE] as number) === inside ? object : FOREIGN
  }

  #misuseOf(slab: number, object: number): number {
    return object < (this.#descriptors[slab | OBJECTS] as number) ? Misuse.free : FOREIGN
  }

  #allocateInNewSlab(sizeClass: number, size: number): number {
    return this.#newSlab(sizeClass) === NONE ? -1 : this.allocate(sizeClass, size)
  }

  #newSlab(sizeClass: number): number {
    const slab = this.#takeSlab()
    if (slab === NONE) return NONE
    const size = this.sizes[sizeClass] as number
    const objects = Math.floor(SLAB_BYTES / size)
    const descriptors = this.#descriptors
    const start = this.#statesFor(sizeClass, objects, slab)
    const states = this.#states
    for (let object = 0; object < objects; object++) states[start + object] = object + 1
    states[start + objects - 1] = LAST
    descriptors[slab | STATES] = start
    descriptors[slab | SIZE] = size / UNIT_BYTES
    descriptors[slab | OBJECTS] = objects
    descriptors[slab | RECIPROCAL] = Math.ceil((UNIT_BYTES * 2 ** RECIPROCAL_SHIFT) / size)
    descriptors[slab | CLASS] = sizeClass
    descriptors[slab | USE] = 0
    this.#link(slab)
    return slab
  }

  /**
   * Where the states of a slab begin: where they were if it had this size class before, else at
   * spare ones of the class, else at new ones.
   */
  #statesFor(sizeClass: number, objects: number, slab: number): number {
    const descriptors = this.#descriptors
    const formerClass = descriptors[slab | CLASS] as number
    const formerStart = descriptors[slab | STATES] as number
    if (formerClass === sizeClass) return formerStart
    if (formerClass !== 0) (this.#spareStates[formerClass] ??= []).push(formerStart)
    const spare = this.#spareStates[sizeClass]?.pop()
    if (spare !== undefined) return spare
    const start = this.#statesEnd
    // One more than objects: the state of the one behind the last, which is never used.
    this.#statesEnd += objects + 1
    if (this.#statesEnd > this.#states.length) this.#growStates()
    return start
  }

  #growStates(): void {
    const length = Math.max(this.#statesEnd, Math.ceil(1.25 * this.#states.length))
    const states = new Uint16Array(length)
    states.set(this.#states)
    this.#states = states
  }

  /** A slab with pages and without objects: an empty one, a decommitted one, or a new one. */
  #takeSlab(): number {
    const empty = this.#empty
    if (empty !== NONE) {
      this.#empty = this.#descriptors[empty | NEXT] as number
      this.#emptyCount--
      return empty
    }
    const decommitted = this.#decommitted
    const slab = decommitted === NONE ? this.#descriptorsEnd : decommitted
    const number = slab >> DESCRIPTOR_SHIFT
    if (number >= this.#maxSlabs || !this.#pages.commit(number)) return NONE
    this.committed++
    if (decommitted === NONE) this.#growDescriptors()
    else this.#decommitted = this.#descriptors[decommitted | NEXT] as number
    return slab
  }

  /** Makes room for one descriptor more. */
  #growDescriptors(): void {
    this.#descriptorsEnd += DESCRIPTOR
    if (this.#descriptorsEnd <= this.#descriptors.length) return
    const descriptors = new Int32Array(2 * this.#descriptors.length)
    descriptors.set(this.#descriptors)
    this.#descriptors = descriptors
  }

  /**
   * The last object of a slab was freed. The only partial slab of its class stays as it is: else an
   * object that is allocated and freed in turn would make a new slab each time.
   */
  #emptied(slab: number): void {
    const descriptors = this.#descriptors
    if (descriptors[slab | NEXT] !== NONE || descriptors[slab | PREVIOUS] !== NONE)
      this.#retire(slab)
  }

  /**
   * Moves a slab to the list of empty ones, where any class may take it. When there are more than
   * eight and an eighth of all, half of that number keep their pages.
   */
  #retire(slab: number): void {
    this.#unlink(slab)
    const descriptors = this.#descriptors
    descriptors[slab | OBJECTS] = 0
    descriptors[slab | NEXT] = this.#empty
    this.#empty = slab
    this.#emptyCount++
    const maxEmpty = 8 + (this.committed >> 3)
    if (this.#emptyCount > maxEmpty) this.#decommitEmpty(maxEmpty >> 1)
  }

  /** Decommits empty slabs until `kept` are left. */
  #decommitEmpty(kept: number): void {
    const descriptors = this.#descriptors
    while (this.#emptyCount > kept) {
      const slab = this.#empty
      this.#empty = descriptors[slab | NEXT] as number
      this.#emptyCount--
      this.#pages.decommit(slab >> DESCRIPTOR_SHIFT)
      this.committed--
      descriptors[slab | NEXT] = this.#decommitted
      this.#decommitted = slab
    }
  }

  /**
   * Puts a slab into the list of its class, as the second. If it came first, an object that is
   * freed in a full slab would be allocated next, and the slab linked and unlinked each time. As
   * the second it collects free objects until the first is full (bench case `vmm/heap`).
   */
  #link(slab: number): void {
    const descriptors = this.#descriptors
    const sizeClass = descriptors[slab | CLASS] as number
    const first = this.#partial[sizeClass] as number
    const second = first === NONE ? NONE : (descriptors[first | NEXT] as number)
    descriptors[slab | NEXT] = second
    descriptors[slab | PREVIOUS] = first
    if (first === NONE) this.#partial[sizeClass] = slab
    else descriptors[first | NEXT] = slab
    if (second !== NONE) descriptors[second | PREVIOUS] = slab
  }

  #unlink(slab: number): void {
    const descriptors = this.#descriptors
    const next = descriptors[slab | NEXT] as number
    const previous = descriptors[slab | PREVIOUS] as number
    if (previous === NONE) this.#partial[descriptors[slab | CLASS] as number] = next
    else descriptors[previous | NEXT] = next
    if (next !== NONE) descriptors[next | PREVIOUS] = previous
  }
}
