// The regions of an address space in order of their addresses, with the free room between them: a
// treap that also knows the widest gap.
//
// Records are columns of typed arrays under one index. Each region has two neighbours in a list,
// and a place in a binary tree in which addresses are in order from left to right and random
// priorities fall from top to bottom; so the tree is about as deep as a balanced one. `gap` is the
// free room before a region, `widest` the widest gap in its subtree: the lowest gap that is wide
// enough is found on one way down. Two borders, below the lowest and above the highest page, are
// always there and never move. What regions mean is in `regions.ts`.

import { FIRST_REGIONS } from './limits.ts'
import type { MdlMapping } from './mdl.ts'

/** No region. */
export const NONE = 0
/** The border below the lowest page. */
export const BOTTOM = 1
/** The border above the highest page. */
export const CEILING = 2
/** Records that are no regions: none, and the two borders. */
const FIXED = 3

/** Regions by address. Pages are numbered by address / 4096. */
export class RegionTree {
  /** First page of each region. Read only; so are the other columns but `attributes`. */
  first: Float64Array = new Float64Array(FIXED + FIRST_REGIONS)
  /** First page after each region. */
  end: Float64Array = new Float64Array(FIXED + FIRST_REGIONS)
  /** Attributes of each region. */
  attributes: Int32Array = new Int32Array(FIXED + FIRST_REGIONS)
  /** Where in its shared buffer a region begins, in pages. */
  offset: Int32Array = new Int32Array(FIXED + FIRST_REGIONS)
  /** What maps the shared buffer of a region, or null. */
  readonly mapping: (MdlMapping | null)[] = []
  /** The region after each. */
  next: Int32Array = new Int32Array(FIXED + FIRST_REGIONS)
  /** The region before each. */
  previous: Int32Array = new Int32Array(FIXED + FIRST_REGIONS)
  /** Regions, without the borders. */
  size = 0
  readonly #most: number
  #left: Int32Array = new Int32Array(FIXED + FIRST_REGIONS)
  #right: Int32Array = new Int32Array(FIXED + FIRST_REGIONS)
  #parent: Int32Array = new Int32Array(FIXED + FIRST_REGIONS)
  #priority: Int32Array = new Int32Array(FIXED + FIRST_REGIONS)
  #gap: Float64Array = new Float64Array(FIXED + FIRST_REGIONS)
  #widest: Float64Array = new Float64Array(FIXED + FIRST_REGIONS)
  #root: number = BOTTOM
  #fresh = FIXED
  #given: number = NONE
  #random = 0x2545_f491

  /** At most `most` regions, between page `lowest` and before page `highest`. */
  constructor(lowest: number, highest: number, most: number) {
    this.#most = most
    this.mapping.push(null, null, null)
    this.end[BOTTOM] = lowest
    this.first[CEILING] = highest
    this.end[CEILING] = highest
    this.#priority[BOTTOM] = 0x7fff_ffff
    this.#priority[CEILING] = 0x7fff_fffe
    this.#right[BOTTOM] = CEILING
    this.#parent[CEILING] = BOTTOM
    this.next[BOTTOM] = CEILING
    this.previous[CEILING] = BOTTOM
    this.#setGap(CEILING, highest - lowest)
  }

  /** Makes room for `count` more regions. False if the limit does not allow it. */
  reserve(count: number): boolean {
    const size = this.size + count
    if (size > this.#most) return false
    if (size + FIXED > this.first.length) this.#grow(size + FIXED)
    return true
  }

  /** The last region, or border, that does not begin after `page`. */
  floor(page: number): number {
    const first = this.first
    let found: number = BOTTOM
    for (let node = this.#root; node !== NONE;) {
      if (first[node]! <= page) {
        found = node
        node = this.#right[node]!
      } else node = this.#left[node]!
    }
    return found
  }

  /** The region that `page` lies in, or NONE. */
  find(page: number): number {
    const node = this.floor(page)
    return node >= FIXED && page < this.end[node]! ? node : NONE
  }

  /** The region before the lowest gap of at least `pages` pages; NONE if there is no such gap. */
  beforeGap(pages: number): number {
    const widest = this.#widest
    let node = this.#root
    if (widest[node]! < pages) return NONE
    for (;;) {
      const left = this.#left[node]!
      if (widest[left]! >= pages) node = left
      else if (this.#gap[node]! >= pages) return this.previous[node]!
      else node = this.#right[node]!
    }
  }

  /** A new region between `previous` and the one after it. The caller has reserved it. */
  insert(
    previous: number,
    first: number,
    end: number,
    attributes: number,
    mapping: MdlMapping | null,
    offset: number,
  ): number {
    const node = this.#take()
    const next = this.next[previous]!
    this.first[node] = first
    this.end[node] = end
    this.attributes[node] = attributes
    this.mapping[node] = mapping
    this.offset[node] = offset
    this.next[node] = next
    this.previous[node] = previous
    this.next[previous] = node
    this.previous[next] = node
    this.#attach(node, previous, next)
    this.#setGap(node, first - this.end[previous]!)
    this.#setGap(next, this.first[next]! - end)
    return node
  }

  /** Takes a region out. */
  remove(node: number): void {
    const next = this.next[node]!
    const previous = this.previous[node]!
    this.next[previous] = next
    this.previous[next] = previous
    this.#detach(node)
    this.#setGap(next, this.first[next]! - this.end[previous]!)
    this.mapping[node] = null
    this.next[node] = this.#given
    this.#given = node
    this.size--
  }

  /** Moves the end of a region; the room up to the next region allows it. */
  setEnd(node: number, end: number): void {
    const next = this.next[node]!
    this.end[node] = end
    this.#setGap(next, this.first[next]! - end)
  }

  /**
   * Cuts a region in two at a page inside it, and answers the upper one. The caller has reserved it
   * and sees to the attributes.
   */
  split(node: number, page: number): number {
    const end = this.end[node]!
    const mapping = this.mapping[node]!
    const offset = mapping === null ? 0 : this.offset[node]! + (page - this.first[node]!)
    this.end[node] = page
    return this.insert(node, page, end, this.attributes[node]!, mapping, offset)
  }

  /** Every rule of the tree that is broken, in words. For tests. */
  verify(): string[] {
    const broken: string[] = []
    const check = (node: number, isTrue: boolean, rule: string): void =>
      void (isTrue || broken.push(`region ${node}: ${rule}`))
    let count = 0
    for (let node: number = BOTTOM; node !== CEILING; node = this.next[node]!, count++) {
      const next = this.next[node]!
      check(node, this.end[node]! <= this.first[next]!, 'ends after the next begins')
      check(next, this.previous[next] === node, 'does not know the one before')
      check(next, this.#gap[next] === this.first[next]! - this.end[node]!, 'has another gap')
      check(node, this.floor(this.first[node]!) === node, 'is not found')
      check(node, this.#widest[node] === this.#widestOf(node), 'knows another widest gap')
      const parent = this.#parent[node]!
      check(
        node,
        parent === NONE || this.#priority[parent]! >= this.#priority[node]!,
        'is above one of higher priority',
      )
    }
    if (count - 1 !== this.size)
      broken.push(`${count - 1} regions are linked, ${this.size} counted`)
    return broken
  }

  /** Links a node without a gap into the tree: nothing above it changes, however it is rotated. */
  #attach(node: number, previous: number, next: number): void {
    if (this.#right[previous] === NONE) {
      this.#right[previous] = node
      this.#parent[node] = previous
    } else {
      this.#left[next] = node
      this.#parent[node] = next
    }
    const priority = this.#priority
    while (priority[this.#parentOf(node)]! < priority[node]!) this.#rotateUp(node)
  }

  #detach(node: number): void {
    const priority = this.#priority
    for (;;) {
      const left = this.#left[node]!
      const right = this.#right[node]!
      if (left === NONE && right === NONE) break
      this.#rotateUp(
        right === NONE || (left !== NONE && priority[left]! > priority[right]!) ? left : right,
      )
    }
    const parent = this.#parent[node]!
    if (this.#left[parent] === node) this.#left[parent] = NONE
    else this.#right[parent] = NONE
    this.#refreshUp(parent)
  }

  /**
   * Puts a node in the place of its parent, which becomes its child; the order of addresses stays.
   */
  #rotateUp(node: number): void {
    const left = this.#left
    const right = this.#right
    const parents = this.#parent
    const parent = parents[node]!
    const above = parents[parent]!
    const isLeft = left[parent] === node
    const inner = isLeft ? right[node]! : left[node]!
    if (isLeft) {
      left[parent] = inner
      right[node] = parent
    } else {
      right[parent] = inner
      left[node] = parent
    }
    if (inner !== NONE) parents[inner] = parent
    parents[parent] = node
    parents[node] = above
    if (above === NONE) this.#root = node
    else if (left[above] === parent) left[above] = node
    else right[above] = node
    this.#widest[parent] = this.#widestOf(parent)
    this.#widest[node] = this.#widestOf(node)
  }

  #parentOf(node: number): number {
    return this.#parent[node]!
  }

  #widestOf(node: number): number {
    return Math.max(
      this.#gap[node]!,
      this.#widest[this.#left[node]!]!,
      this.#widest[this.#right[node]!]!,
    )
  }

  #setGap(node: number, gap: number): void {
    this.#gap[node] = gap
    this.#refreshUp(node)
  }

  /** Works out the widest gaps from a node up, as far as they change. */
  #refreshUp(from: number): void {
    const widest = this.#widest
    for (let node = from; node !== NONE; node = this.#parent[node]!) {
      const value = this.#widestOf(node)
      if (widest[node] === value) return
      widest[node] = value
    }
  }

  #take(): number {
    this.size++
    let node = this.#given
    if (node === NONE) node = this.#fresh++
    else this.#given = this.next[node]!
    this.#left[node] = NONE
    this.#right[node] = NONE
    this.#gap[node] = 0
    this.#widest[node] = 0
    this.#priority[node] = this.#nextRandom()
    return node
  }

  /** Xorshift, 30 bits of it: below the priorities of the borders. */
  #nextRandom(): number {
    let x = this.#random
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.#random = x
    return x >>> 2
  }

  #grow(needed: number): void {
    const length = Math.max(2 * this.first.length, needed)
    this.first = longerDoubles(this.first, length)
    this.end = longerDoubles(this.end, length)
    this.#gap = longerDoubles(this.#gap, length)
    this.#widest = longerDoubles(this.#widest, length)
    this.attributes = longerIntegers(this.attributes, length)
    this.offset = longerIntegers(this.offset, length)
    this.next = longerIntegers(this.next, length)
    this.previous = longerIntegers(this.previous, length)
    this.#left = longerIntegers(this.#left, length)
    this.#right = longerIntegers(this.#right, length)
    this.#parent = longerIntegers(this.#parent, length)
    this.#priority = longerIntegers(this.#priority, length)
  }
}

function longerDoubles(column: Float64Array, length: number): Float64Array {
  const longer = new Float64Array(length)
  longer.set(column)
  return longer
}

function longerIntegers(column: Int32Array, length: number): Int32Array {
  const longer = new Int32Array(length)
  longer.set(column)
  return longer
}
