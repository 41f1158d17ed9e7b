// Steps of operations of an address space that walk the regions of a range and change their pages,
// or what mappings know of them. None of them can fail: the caller has checked and acquired all.

import { MAPPED, REVOKED } from './attributes.ts'
import { VMM_FLAG_COMMIT } from './flags.ts'
import type { Mapping } from './mapping.ts'
import type { Regions } from './regions.ts'
import type { ResidentPages } from './resident-pages.ts'

/** Charged pages of a range, all of which is covered, that were reserved are committed. */
export function commitReserved(
  { tree }: Regions,
  pages: ResidentPages,
  first: number,
  end: number,
): void {
  for (
    let node = tree.find(first);
    (tree.first[node] as number) < end;
    node = tree.next[node] as number
  ) {
    if (((tree.attributes[node] as number) & VMM_FLAG_COMMIT) !== 0) continue
    const start = Math.max(first, tree.first[node] as number)
    pages.commit(start, Math.min(end, tree.end[node] as number))
  }
}

/**
 * Takes entries, frames and charges of a range away, and tells mappings that they map less. The
 * regions stay.
 */
export function dropPages(
  { tree }: Regions,
  pages: ResidentPages,
  first: number,
  end: number,
): void {
  for (
    let node = tree.floor(first);
    (tree.first[node] as number) < end;
    node = tree.next[node] as number
  ) {
    const start = Math.max(first, tree.first[node] as number)
    const stop = Math.min(end, tree.end[node] as number)
    const attributes = tree.attributes[node] as number
    if (start >= stop || (attributes & VMM_FLAG_COMMIT) === 0) continue
    pages.unmap(start, stop, attributes)
    pages.release(start, stop, attributes)
    tree.mapping[node]?.mapMore(start - stop)
  }
}

/** True if mappings in a range, all of which is covered, allow a protection. */
export function mappingsAllow(
  { tree }: Regions,
  first: number,
  end: number,
  protection: number,
): boolean {
  for (
    let node = tree.find(first);
    (tree.first[node] as number) < end;
    node = tree.next[node] as number
  ) {
    const mapping = tree.mapping[node] as Mapping | null
    if (mapping !== null && (protection & ~mapping.protection) !== 0) return false
  }
  return true
}

/** Takes the entries of what a mapping mapped in a range. Its regions stay, revoked. */
export function revokePages(
  { tree }: Regions,
  pages: ResidentPages,
  mapping: Mapping,
  first: number,
  end: number,
): void {
  for (
    let node = tree.floor(first);
    (tree.first[node] as number) < end;
    node = tree.next[node] as number
  ) {
    if (tree.mapping[node] !== mapping) continue
    pages.unmap(tree.first[node] as number, tree.end[node] as number, MAPPED)
    tree.attributes[node] = (tree.attributes[node] as number) | REVOKED
  }
}

/** Frees the regions of a mapping in a range, and their pages. */
export function removeMapping(
  regions: Regions,
  pages: ResidentPages,
  mapping: Mapping,
  first: number,
  end: number,
): void {
  const { tree } = regions
  for (
    let node = tree.floor(first);
    (tree.first[node] as number) < end;
    node = tree.next[node] as number
  ) {
    if (tree.mapping[node] !== mapping) continue
    const start = tree.first[node] as number
    const stop = tree.end[node] as number
    dropPages(regions, pages, start, stop)
    regions.remove(start, stop)
    // The regions beside it may have been its guard pages.
    node = tree.floor(start)
  }
}
