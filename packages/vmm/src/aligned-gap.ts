// Aligned addresses: where devices have their buffers, so that each block begins at a multiple of its
// size.

import { HIGH_SENTINEL, NONE, type RegionTree } from './region-tree.ts'

/**
 * The region before the lowest gap with `pages` free pages, of which the first is `offset` modulo
 * `alignment`, a power of two; NONE if there is no such gap. It visits the gaps in their order:
 * spaces for devices have few.
 */
export function beforeAlignedGap(
  tree: RegionTree,
  pages: number,
  alignment: number,
  offset: number,
): number {
  for (
    let node = tree.beforeGap(pages);
    node !== NONE && node !== HIGH_SENTINEL;
    node = tree.next[node] as number
  ) {
    const first = alignedPage(tree.end[node] as number, alignment, offset)
    if (first + pages <= (tree.first[tree.next[node] as number] as number)) return node
  }
  return NONE
}

/** The lowest page from `page` on that is `offset` modulo `alignment`. */
export function alignedPage(page: number, alignment: number, offset: number): number {
  return page + ((((offset - page) % alignment) + alignment) % alignment)
}
