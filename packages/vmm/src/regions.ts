// The regions of an address space (VMAs): runs of pages with the same attributes, as few as
// possible.
//
// A change of some pages splits their region; neighbours with equal attributes are merged. The
// caller has checked with `covers` that all pages of a range are allocated, and has reserved the
// records for `splits`. A guard page is a region of its own and belongs to the page it guards.
// Frames are in `resident-pages.ts`, legal combinations of flags in `attributes.ts`, the search
// tree in `region-tree.ts`.

import { DEVICE, GUARD, HIGH_EDGE, LOW_EDGE, SHARED, STACK, TOP } from './attributes.ts'
import {
  VMM_FLAG_COMMIT,
  VMM_FLAG_GROW_DOWN,
  VMM_FLAG_HIGH_GUARD,
  VMM_FLAG_LOW_GUARD,
  VMM_FLAG_RESERVE,
} from './flags.ts'
import type { Mapping } from './mapping.ts'
import { LOW_SENTINEL, HIGH_SENTINEL, NONE, RegionTree } from './region-tree.ts'

const EDGES = LOW_EDGE | HIGH_EDGE

/** The regions of one address space, with the number of pages in each state. */
export class Regions {
  /** The regions in the order of their addresses. */
  readonly tree: RegionTree
  /** Reserved pages that are not committed; guard pages are counted apart. */
  reserved = 0
  /** Committed pages, with a frame or without. */
  committed = 0
  /** Pages that map shared buffers. */
  shared = 0
  /** Pages that map device windows. */
  devices = 0
  /** Guard pages. */
  guards = 0

  /** No regions yet, at most `maxRegions`, from page `lowest` to before page `highest`. */
  constructor(lowest: number, highest: number, maxRegions: number) {
    this.tree = new RegionTree(lowest, highest, maxRegions)
  }

  /** True if all pages from `first` to before `end` are allocated, and none is a guard page. */
  covers(first: number, end: number): boolean {
    const { tree } = this
    let node = tree.find(first)
    if (node === NONE) return false
    while (((tree.attributes[node] as number) & GUARD) === 0) {
      const reached = tree.end[node] as number
      if (reached >= end) return true
      node = tree.next[node] as number
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
    for (
      let node = tree.find(first);
      (tree.first[node] as number) < end;
      node = tree.next[node] as number
    ) {
      if (((tree.attributes[node] as number) & attributes) !== 0) return true
    }
    return false
  }

  /** How many regions a change of a covered range splits, at its two ends: records to reserve. */
  splits(first: number, end: number): number {
    const { tree } = this
    const isSplitLow = (tree.first[tree.find(first)] as number) < first
    const isSplitHigh = (tree.end[tree.find(end - 1)] as number) > end
    return (isSplitLow ? 1 : 0) + (isSplitHigh ? 1 : 0)
  }

  /** The region after which `pages` pages from `first` are free; NONE if they are not. */
  freeAt(first: number, pages: number): number {
    const { tree } = this
    const previous = tree.floor(first)
    const isFree =
      (tree.end[previous] as number) <= first &&
      first + pages <= (tree.first[tree.next[previous] as number] as number)
    return isFree ? previous : NONE
  }

  /**
   * Allocates `pages` free pages from `first`, and the guard pages that the attributes ask for.
   * `previous` is the region before. The caller has reserved up to three records.
   */
  add(
    previous: number,
    first: number,
    pages: number,
    attributes: number,
    mapping: Mapping | null,
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
    this.#merge(previous, end)
  }

  /** Clears and sets attributes of all pages of a range. */
  change(first: number, end: number, cleared: number, set: number): void {
    const { tree } = this
    let node = tree.find(first)
    const before = tree.previous[node] as number
    for (; (tree.first[node] as number) < end; node = tree.next[node] as number) {
      const attributes = tree.attributes[node] as number
      const changed = (attributes & ~cleared) | set
      if (changed === attributes) continue
      node = this.#isolate(node, first, end)
      const pages = (tree.end[node] as number) - (tree.first[node] as number)
      this.#count(attributes, -pages)
      this.#count(changed, pages)
      tree.attributes[node] = ((tree.attributes[node] as number) & ~cleared) | set
    }
    this.#merge(before, end)
  }

  /** Frees all pages of a range, and the guard pages that belong to its first or last pages. */
  remove(first: number, end: number): void {
    const { tree } = this
    for (let node = tree.find(first); (tree.first[node] as number) < end;) {
      node = this.#isolate(node, first, end)
      const attributes = tree.attributes[node] as number
      if ((attributes & VMM_FLAG_LOW_GUARD) !== 0) this.#drop(tree.previous[node] as number)
      if ((attributes & VMM_FLAG_HIGH_GUARD) !== 0) this.#drop(tree.next[node] as number)
      const next = tree.next[node] as number
      this.#drop(node)
      node = next
    }
  }

  /** Frees everything. */
  clear(): void {
    const { tree } = this
    for (
      let node = tree.next[LOW_SENTINEL] as number;
      node !== HIGH_SENTINEL;
      node = tree.next[LOW_SENTINEL] as number
    )
      this.#drop(node)
  }

  /** Number of pages in a range, all of which is covered, that are not committed. */
  reservedIn(first: number, end: number): number {
    const { tree } = this
    let pages = 0
    for (
      let node = tree.find(first);
      (tree.first[node] as number) < end;
      node = tree.next[node] as number
    ) {
      if (((tree.attributes[node] as number) & VMM_FLAG_COMMIT) !== 0) continue
      const start = Math.max(first, tree.first[node] as number)
      pages += Math.min(end, tree.end[node] as number) - start
    }
    return pages
  }

  /**
   * True if a page fault may commit a reserved page of a region that grows down, and the reserved
   * pages above it: any page of a stack; else one above which all pages of the region are
   * committed.
   */
  mayGrow(node: number, page: number): boolean {
    const { tree } = this
    const attributes = tree.attributes[node] as number
    if ((attributes & STACK) !== 0) return true
    if ((attributes & VMM_FLAG_GROW_DOWN) === 0 || page + 1 < (tree.end[node] as number))
      return false
    const next = tree.next[node] as number
    if ((attributes & TOP) !== 0 || tree.first[next] !== page + 1) return true
    return (
      ((tree.attributes[next] as number) & (VMM_FLAG_GROW_DOWN | VMM_FLAG_COMMIT)) !==
      VMM_FLAG_GROW_DOWN
    )
  }

  #insert(
    previous: number,
    first: number,
    end: number,
    attributes: number,
    mapping: Mapping | null,
    offset: number,
  ): number {
    this.#count(attributes, end - first)
    const { tree } = this
    if (tree.end[previous] === first && this.#canMerge(previous, attributes, mapping, offset)) {
      tree.setEnd(previous, end)
      tree.attributes[previous] = (tree.attributes[previous] as number) | (attributes & HIGH_EDGE)
      return previous
    }
    return tree.insert(previous, first, end, attributes, mapping, offset)
  }

  /** Removes a region and its pages from the counts. */
  #drop(node: number): void {
    const { tree } = this
    this.#count(
      tree.attributes[node] as number,
      (tree.first[node] as number) - (tree.end[node] as number),
    )
    tree.remove(node)
  }

  /** Splits a region at the ends of a range, and answers the part inside. */
  #isolate(node: number, first: number, end: number): number {
    const { tree } = this
    const inside = (tree.first[node] as number) < first ? this.#split(node, first) : node
    if ((tree.end[inside] as number) > end) this.#split(inside, end)
    return inside
  }

  #split(node: number, page: number): number {
    const { tree } = this
    const upper = tree.split(node, page)
    tree.attributes[node] = (tree.attributes[node] as number) & ~HIGH_EDGE
    tree.attributes[upper] = (tree.attributes[upper] as number) & ~LOW_EDGE
    return upper
  }

  /** Merges neighbours where it can, from a region to the one that begins at `end`. */
  #merge(from: number, end: number): void {
    const { tree } = this
    for (let node = from; (tree.end[node] as number) <= end;) {
      const next = tree.next[node] as number
      if (next === NONE) return
      const attributes = tree.attributes[next] as number
      const isMerged =
        tree.end[node] === tree.first[next] &&
        this.#canMerge(
          node,
          attributes,
          tree.mapping[next] as Mapping | null,
          tree.offset[next] as number,
        )
      if (!isMerged) {
        node = next
        continue
      }
      const stop = tree.end[next] as number
      tree.remove(next)
      tree.setEnd(node, stop)
      tree.attributes[node] = (tree.attributes[node] as number) | (attributes & HIGH_EDGE)
    }
  }

  /** True if pages with these attributes, right after a region, can become part of it. */
  #canMerge(node: number, attributes: number, mapping: Mapping | null, offset: number): boolean {
    const { tree } = this
    const own = tree.attributes[node] as number
    if (((own ^ attributes) & ~EDGES) !== 0 || own === 0 || (own & (HIGH_EDGE | GUARD)) !== 0)
      return false
    if ((attributes & LOW_EDGE) !== 0 || tree.mapping[node] !== mapping) return false
    return (
      mapping === null ||
      (tree.offset[node] as number) +
        ((tree.end[node] as number) - (tree.first[node] as number)) ===
        offset
    )
  }

  #count(attributes: number, pages: number): void {
    if ((attributes & GUARD) !== 0) this.guards += pages
    else if ((attributes & SHARED) !== 0) this.shared += pages
    else if ((attributes & DEVICE) !== 0) this.devices += pages
    else if ((attributes & VMM_FLAG_COMMIT) !== 0) this.committed += pages
    else this.reserved += pages
  }
}
