// What is allocated in an address space: regions of pages with the same attributes, as few as
// possible.
//
// Changing some pages of a region cuts it; neighbours that become alike are joined. Every operation
// takes whole ranges that the caller has checked with `covers`, and needs at most two more records,
// which the caller has reserved. Guard pages are regions of their own that belong to the page they
// guard. Frames are not known here (`resident-pages.ts`), nor are legal flags (`attributes.ts`).

import { GUARD, HIGH_EDGE, LOW_EDGE, SHARED, TOP } from './attributes.ts'
import {
  VMM_FLAG_COMMIT,
  VMM_FLAG_GROW_DOWN,
  VMM_FLAG_HIGH_GUARD,
  VMM_FLAG_LOW_GUARD,
  VMM_FLAG_RESERVE,
} from './flags.ts'
import type { MdlMapping } from './mdl.ts'
import { BOTTOM, CEILING, NONE, RegionTree } from './region-tree.ts'

const EDGES = LOW_EDGE | HIGH_EDGE

/** The regions of one address space, and how many pages are in which state. */
export class Regions {
  /** The regions in order. */
  readonly tree: RegionTree
  /** Pages that are reserved and not committed, guard pages not among them. */
  reserved = 0
  /** Pages that are committed, with memory of their own or still without. */
  committed = 0
  /** Pages of shared buffers that are mapped. */
  shared = 0
  /** Guard pages. */
  guards = 0

  /** No regions, room for at most `most`, between page `lowest` and before page `highest`. */
  constructor(lowest: number, highest: number, most: number) {
    this.tree = new RegionTree(lowest, highest, most)
  }

  /** True if all pages from `first` to before `end` are allocated, and none is a guard page. */
  covers(first: number, end: number): boolean {
    const { tree } = this
    let node = tree.find(first)
    if (node === NONE) return false
    while ((tree.attributes[node]! & GUARD) === 0) {
      const reached = tree.end[node]!
      if (reached >= end) return true
      node = tree.next[node]!
      if (tree.first[node] !== reached || node === NONE) return false
    }
    return false
  }

  /**
   * True if a region from `first` to before `end`, all of which is covered, has one of these
   * attributes.
   */
  hasAny(first: number, end: number, attributes: number): boolean {
    const { tree } = this
    for (let node = tree.find(first); tree.first[node]! < end; node = tree.next[node]!) {
      if ((tree.attributes[node]! & attributes) !== 0) return true
    }
    return false
  }

  /**
   * How many records a change of the range, all of which is covered, can take: cuts at its two
   * ends.
   */
  cuts(first: number, end: number): number {
    const { tree } = this
    const isCutLow = tree.first[tree.find(first)]! < first
    const isCutHigh = tree.end[tree.find(end - 1)]! > end
    return (isCutLow ? 1 : 0) + (isCutHigh ? 1 : 0)
  }

  /** The region after which `pages` pages from `first` are free; NONE if they are not. */
  freeAt(first: number, pages: number): number {
    const { tree } = this
    const previous = tree.floor(first)
    const isFree =
      tree.end[previous]! <= first && first + pages <= tree.first[tree.next[previous]!]!
    return isFree ? previous : NONE
  }

  /**
   * Allocates `pages` pages from `first`, and the guard pages next to them that the attributes ask
   * for; all are free, and `previous` is the region before. Takes up to three records.
   */
  add(
    previous: number,
    first: number,
    pages: number,
    attributes: number,
    mapping: MdlMapping | null,
    offset: number,
  ): void {
    let before = previous
    if ((attributes & VMM_FLAG_LOW_GUARD) !== 0)
      before = this.#insert(before, first - 1, first, VMM_FLAG_RESERVE | GUARD, null, 0)
    const end = first + pages
    const top = (attributes & VMM_FLAG_GROW_DOWN) === 0 ? 0 : TOP
    before = this.#insert(before, first, end, attributes | top, mapping, offset)
    if ((attributes & VMM_FLAG_HIGH_GUARD) !== 0)
      this.#insert(before, end, end + 1, VMM_FLAG_RESERVE | GUARD, null, 0)
    this.#join(previous, end)
  }

  /** Takes attributes from all pages of a range and gives them others. */
  change(first: number, end: number, taken: number, given: number): void {
    const { tree } = this
    let node = tree.find(first)
    const before = tree.previous[node]!
    for (; tree.first[node]! < end; node = tree.next[node]!) {
      const attributes = tree.attributes[node]!
      const changed = (attributes & ~taken) | given
      if (changed === attributes) continue
      node = this.#isolate(node, first, end)
      const pages = tree.end[node]! - tree.first[node]!
      this.#count(attributes, -pages)
      this.#count(changed, pages)
      tree.attributes[node] = (tree.attributes[node]! & ~taken) | given
    }
    this.#join(before, end)
  }

  /** Frees all pages of a range, and the guard pages that belong to its first or last pages. */
  remove(first: number, end: number): void {
    const { tree } = this
    for (let node = tree.find(first); tree.first[node]! < end;) {
      node = this.#isolate(node, first, end)
      const attributes = tree.attributes[node]!
      if ((attributes & VMM_FLAG_LOW_GUARD) !== 0) this.#drop(tree.previous[node]!)
      if ((attributes & VMM_FLAG_HIGH_GUARD) !== 0) this.#drop(tree.next[node]!)
      const next = tree.next[node]!
      this.#drop(node)
      node = next
    }
  }

  /** Frees everything. */
  clear(): void {
    const { tree } = this
    for (let node = tree.next[BOTTOM]!; node !== CEILING; node = tree.next[BOTTOM]!)
      this.#drop(node)
  }

  /**
   * True if a reserved page of a growing area may be committed by a touch: nothing reserved of the
   * area is above it.
   */
  mayGrow(node: number, page: number): boolean {
    const { tree } = this
    const attributes = tree.attributes[node]!
    if ((attributes & VMM_FLAG_GROW_DOWN) === 0 || page + 1 < tree.end[node]!) return false
    const next = tree.next[node]!
    if ((attributes & TOP) !== 0 || tree.first[next] !== page + 1) return true
    return (tree.attributes[next]! & (VMM_FLAG_GROW_DOWN | VMM_FLAG_COMMIT)) !== VMM_FLAG_GROW_DOWN
  }

  #insert(
    previous: number,
    first: number,
    end: number,
    attributes: number,
    mapping: MdlMapping | null,
    offset: number,
  ): number {
    this.#count(attributes, end - first)
    const { tree } = this
    if (tree.end[previous] === first && this.#isAlike(previous, attributes, mapping, offset)) {
      tree.setEnd(previous, end)
      tree.attributes[previous]! |= attributes & HIGH_EDGE
      return previous
    }
    return tree.insert(previous, first, end, attributes, mapping, offset)
  }

  #drop(node: number): void {
    const { tree } = this
    this.#count(tree.attributes[node]!, tree.first[node]! - tree.end[node]!)
    tree.remove(node)
  }

  /** Cuts off what of a region is outside of a range, and answers what is inside. */
  #isolate(node: number, first: number, end: number): number {
    const { tree } = this
    const inside = tree.first[node]! < first ? this.#cut(node, first) : node
    if (tree.end[inside]! > end) this.#cut(inside, end)
    return inside
  }

  #cut(node: number, page: number): number {
    const { tree } = this
    const upper = tree.split(node, page)
    tree.attributes[node]! &= ~HIGH_EDGE
    tree.attributes[upper]! &= ~LOW_EDGE
    return upper
  }

  /** Joins regions that are alike, from `node` to the one that begins at `end`. */
  #join(from: number, end: number): void {
    const { tree } = this
    for (let node = from; tree.end[node]! <= end;) {
      const next = tree.next[node]!
      if (next === NONE) return
      const attributes = tree.attributes[next]!
      const isJoined =
        tree.end[node] === tree.first[next] &&
        this.#isAlike(node, attributes, tree.mapping[next]!, tree.offset[next]!)
      if (!isJoined) {
        node = next
        continue
      }
      const stop = tree.end[next]!
      tree.remove(next)
      tree.setEnd(node, stop)
      tree.attributes[node]! |= attributes & HIGH_EDGE
    }
  }

  /** True if pages with these attributes, right after a region, can be part of it. */
  #isAlike(node: number, attributes: number, mapping: MdlMapping | null, offset: number): boolean {
    const { tree } = this
    const own = tree.attributes[node]!
    if (((own ^ attributes) & ~EDGES) !== 0 || own === 0 || (own & (HIGH_EDGE | GUARD)) !== 0)
      return false
    if ((attributes & LOW_EDGE) !== 0 || tree.mapping[node] !== mapping) return false
    return mapping === null || tree.offset[node]! + (tree.end[node]! - tree.first[node]!) === offset
  }

  #count(attributes: number, pages: number): void {
    if ((attributes & GUARD) !== 0) this.guards += pages
    else if ((attributes & SHARED) !== 0) this.shared += pages
    else if ((attributes & VMM_FLAG_COMMIT) !== 0) this.committed += pages
    else this.reserved += pages
  }
}
