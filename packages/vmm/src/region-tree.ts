// The regions of an address space in the order of their addresses, and the gaps between them: a
// treap (a search tree with random priorities in heap order) that also finds gaps by size.
//
// Records are columns of typed arrays; a region is named by its index. Regions are linked in a
// list, too. `gap` is the free pages before a region, `widest` the widest gap in its subtree: one
// descent finds the lowest gap that is wide enough. Two sentinels, before the lowest and after the
// highest page, are always in the tree. What attributes mean is in `regions.ts`.

import { initialRegions } from './limits.ts'
import type { Mapping } from './mapping.ts'

/** No region. */
export const NONE = 0
/** The sentinel before the lowest page. */
export const LOW_SENTINEL = 1
/** The sentinel after the highest page. */
export const HIGH_SENTINEL = 2
/** Records that are no regions: NONE, and the two sentinels. */
const RESERVED_RECORDS = 3

/** Regions by address. Pages are numbered by address / 4096. */
export class RegionTree {
  /** First page of each region. Read only; so are the other columns but `attributes`. */
  first!: Float64Array
  /** First page after each region. */
  end!: Float64Array
  /** Attributes of each region. */
  attributes!: Int32Array
  /** Where in its shared buffer a region begins, in pages; of a device window, its physical page. */
  offset!: Int32Array
  /** What maps the pages of a region to a shared buffer or a device window, or null. */
  readonly mapping: (Mapping | null)[] = [null, null, null]
  /** The region after each. */
  next!: Int32Array
  /** The region before each. */
  previous!: Int32Array
  /** Number of regions. */
  size = 0
  readonly #maxRegions: number
  #left!: Int32Array
  #right!: Int32Array
  #parent!: Int32Array
  #priority!: Int32Array
  #gap!: Float64Array
  #widest!: Float64Array
  #root: number = LOW_SENTINEL
  #unused = RESERVED_RECORDS
  #freeList: number = NONE
  #random = 0x2545_f491

  /** A tree for at most `maxRegions` regions, from page `lowest` to before page `highest`. */
  constructor(lowest: number, highest: number, maxRegions: number) {
    this.#maxRegions = maxRegions
    this.#allocateColumns(RESERVED_RECORDS + initialRegions)
    this.end[LOW_SENTINEL] = lowest
    this.first[HIGH_SENTINEL] = highest
    this.end[HIGH_SENTINEL] = highest
    this.#priority[LOW_SENTINEL] = 0x7fff_ffff
    this.#priority[HIGH_SENTINEL] = 0x7fff_fffe
    this.#right[LOW_SENTINEL] = HIGH_SENTINEL
    this.#parent[HIGH_SENTINEL] = LOW_SENTINEL
    this.next[LOW_SENTINEL] = HIGH_SENTINEL
    this.previous[HIGH_SENTINEL] = LOW_SENTINEL
    this.#setGap(HIGH_SENTINEL, highest - lowest)
  }

  /** Makes room for `count` more regions. False if the limit does not allow it. */
  reserve(count: number): boolean {
    const size = this.size + count
    if (size > this.#maxRegions) return false
    if (size + RESERVED_RECORDS > this.first.length) this.#grow(size + RESERVED_RECORDS)
    return true
  }

  /** The last region, or sentinel, that does not begin after `page`. */
  floor(page: number): number {
    const first = this.first
    let found: number = LOW_SENTINEL
    for (let node = this.#root; node !== NONE;) {
      if ((first[node] as number) <= page) {
        found = node
        node = this.#right[node] as number
      } else node = this.#left[node] as number
    }
    return found
  }

  /** The region that `page` lies in, or NONE. */
  find(page: number): number {
    const node = this.floor(page)
    return node >= RESERVED_RECORDS && page < (this.end[node] as number) ? node : NONE
  }

  /** The region before the lowest gap of at least `pages` pages; NONE if there is no such gap. */
  beforeGap(pages: number): number {
    const widest = this.#widest
    let node = this.#root
    if ((widest[node] as number) < pages) return NONE
    for (;;) {
      const left = this.#left[node] as number
      if ((widest[left] as number) >= pages) node = left
      else if ((this.#gap[node] as number) >= pages) return this.previous[node] as number
      else node = this.#right[node] as number
    }
  }

  /** Inserts a region after `previous`. The caller has reserved its record. */
  insert(
    previous: number,
    first: number,
    end: number,
    attributes: number,
    mapping: Mapping | null,
    offset: number,
  ): number {
    const node = this.#allocate()
    const next = this.next[previous] as number
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
    this.#setGap(node, first - (this.end[previous] as number))
    this.#setGap(next, (this.first[next] as number) - end)
    return node
  }

  /** Removes a region. */
  remove(node: number): void {
    const next = this.next[node] as number
    const previous = this.previous[node] as number
    this.next[previous] = next
    this.previous[next] = previous
    this.#detach(node)
    this.#setGap(next, (this.first[next] as number) - (this.end[previous] as number))
    this.mapping[node] = null
    this.next[node] = this.#freeList
    this.#freeList = node
    this.size--
  }

  /** Moves the end of a region, at most to the next region. */
  setEnd(node: number, end: number): void {
    const next = this.next[node] as number
    this.end[node] = end
    this.#setGap(next, (this.first[next] as number) - end)
  }

  /**
   * Splits a region at a page inside it, and answers the upper part. The caller has reserved its
   * record, and corrects the attributes of both.
   */
  split(node: number, page: number): number {
    const end = this.end[node] as number
    const mapping = this.mapping[node] as Mapping | null
    const offset =
      mapping === null ? 0 : (this.offset[node] as number) + (page - (this.first[node] as number))
    this.end[node] = page
    return this.insert(node, page, end, this.attributes[node] as number, mapping, offset)
  }

  /** Checks the invariants of the tree: a line for each that is broken. For tests. */
  verify(): string[] {
    const broken: string[] = []
    const check = (node: number, isTrue: boolean, rule: string): void =>
      void (isTrue || broken.push(`region ${node}: ${rule}`))
    let count = 0
    for (
      let node: number = LOW_SENTINEL;
      node !== HIGH_SENTINEL;
      node = this.next[node] as number, count++
    ) {
      const next = this.next[node] as number
      check(
        node,
        (this.end[node] as number) <= (this.first[next] as number),
        'ends after the next begins',
      )
      check(next, this.previous[next] === node, 'does not know the one before')
      check(
        next,
        this.#gap[next] === (this.first[next] as number) - (this.end[node] as number),
        'has another gap',
      )
      check(node, this.floor(this.first[node] as number) === node, 'is not found')
      check(node, this.#widest[node] === this.#widestOf(node), 'knows another widest gap')
      const parent = this.#parent[node] as number
      check(
        node,
        parent === NONE || (this.#priority[parent] as number) >= (this.#priority[node] as number),
        'is above one of higher priority',
      )
    }
    if (count - 1 !== this.size)
      broken.push(`${count - 1} regions are linked, ${this.size} counted`)
    return broken
  }

  /**
   * Inserts a leaf, and rotates it up to the place of its priority. Its gap is still 0, so no
   * ancestor has another widest gap.
   */
  #attach(node: number, previous: number, next: number): void {
    if (this.#right[previous] === NONE) {
      this.#right[previous] = node
      this.#parent[node] = previous
    } else {
      this.#left[next] = node
      this.#parent[node] = next
    }
    const priority = this.#priority
    while ((priority[this.#parentOf(node)] as number) < (priority[node] as number))
      this.#rotateUp(node)
  }

  /** Rotates a node down until it is a leaf, and removes it. */
  #detach(node: number): void {
    const priority = this.#priority
    for (;;) {
      const left = this.#left[node] as number
      const right = this.#right[node] as number
      if (left === NONE && right === NONE) break
      this.#rotateUp(
        right === NONE ||
          (left !== NONE && (priority[left] as number) > (priority[right] as number))
          ? left
          : right,
      )
    }
    const parent = this.#parent[node] as number
    if (this.#left[parent] === node) this.#left[parent] = NONE
    else this.#right[parent] = NONE
    this.#updateUp(parent)
  }

  /** A tree rotation: the node and its parent change places, the order of addresses stays. */
  #rotateUp(node: number): void {
    const left = this.#left
    const right = this.#right
    const parents = this.#parent
    const parent = parents[node] as number
    const above = parents[parent] as number
    const isLeft = left[parent] === node
    const inner = isLeft ? (right[node] as number) : (left[node] as number)
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
    return this.#parent[node] as number
  }

  #widestOf(node: number): number {
    return Math.max(
      this.#gap[node] as number,
      this.#widest[this.#left[node] as number] as number,
      this.#widest[this.#right[node] as number] as number,
    )
  }

  #setGap(node: number, gap: number): void {
    this.#gap[node] = gap
    this.#updateUp(node)
  }

  /** Updates the widest gaps of a node and its ancestors, up to one that does not change. */
  #updateUp(from: number): void {
    const widest = this.#widest
    for (let node = from; node !== NONE; node = this.#parent[node] as number) {
      const value = this.#widestOf(node)
      if (widest[node] === value) return
      widest[node] = value
    }
  }

  /** A record: of the free list, or one that was never used. */
  #allocate(): number {
    this.size++
    let node = this.#freeList
    if (node === NONE) node = this.#unused++
    else this.#freeList = this.next[node] as number
    this.#left[node] = NONE
    this.#right[node] = NONE
    this.#gap[node] = 0
    this.#widest[node] = 0
    this.#priority[node] = this.#nextRandom()
    return node
  }

  /** Xorshift, 30 bits of it: below the priorities of the sentinels. */
  #nextRandom(): number {
    let x = this.#random
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.#random = x
    return x >>> 2
  }

  #grow(needed: number): void {
    const { first, end, attributes, offset, next, previous } = this
    const [left, right, parent, priority] = [this.#left, this.#right, this.#parent, this.#priority]
    const [gap, widest] = [this.#gap, this.#widest]
    this.#allocateColumns(Math.max(2 * first.length, needed))
    this.first.set(first)
    this.end.set(end)
    this.attributes.set(attributes)
    this.offset.set(offset)
    this.next.set(next)
    this.previous.set(previous)
    this.#left.set(left)
    this.#right.set(right)
    this.#parent.set(parent)
    this.#priority.set(priority)
    this.#gap.set(gap)
    this.#widest.set(widest)
  }

  // In one buffer: there is a tree for each process, and most have few regions (bench case
  // `kernel/idle-process`).
  #allocateColumns(length: number): void {
    const buffer = new ArrayBuffer(length * (4 * 8 + 8 * 4))
    let offset = 0
    const doubles = (): Float64Array => {
      offset += length * 8
      return new Float64Array(buffer, offset - length * 8, length)
    }
    const integers = (): Int32Array => {
      offset += length * 4
      return new Int32Array(buffer, offset - length * 4, length)
    }
    this.first = doubles()
    this.end = doubles()
    this.#gap = doubles()
    this.#widest = doubles()
    this.attributes = integers()
    this.offset = integers()
    this.next = integers()
    this.previous = integers()
    this.#left = integers()
    this.#right = integers()
    this.#parent = integers()
    this.#priority = integers()
  }
}
