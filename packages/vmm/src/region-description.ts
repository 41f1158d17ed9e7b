// Regions as plain data, for people and tools: lists, tables (`describe.ts`) and pictures
// (`memory-map.ts`).

import { DEVICE, GUARD, REVOKED, SHARED } from './attributes.ts'
import {
  PAGE_SIZE,
  VMM_FLAG_CACHE_DISABLE,
  VMM_FLAG_COMMIT,
  VMM_FLAG_EXECUTE,
  VMM_FLAG_GROW_DOWN,
  VMM_FLAG_LOCKED,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
  VMM_FLAG_WRITE_BACK,
  VMM_FLAG_WRITE_COMBINE,
  VMM_FLAG_WRITE_THROUGH,
} from './flags.ts'
import { LOW_SENTINEL, HIGH_SENTINEL, type RegionTree } from './region-tree.ts'
import type { ResidentPages } from './resident-pages.ts'

/** What the pages of a region are. */
export type RegionState = 'reserved' | 'committed' | 'shared' | 'device' | 'guard'

/** One region of an address space. */
export interface RegionDescription {
  /** First address. */
  readonly address: number
  /** Bytes. */
  readonly size: number
  readonly state: RegionState
  /** `r`, `w` and `x`, or `-` in place of what is not allowed. */
  readonly protection: string
  /** Pages that have a frame, or registers of a device. */
  readonly resident: number
  /** What else it was allocated with: locked, grows down, caching; and `revoked`. */
  readonly notes: readonly string[]
}

const noteOf: readonly (readonly [number, string])[] = [
  [VMM_FLAG_LOCKED, 'locked'],
  [VMM_FLAG_GROW_DOWN, 'grows down'],
  [VMM_FLAG_WRITE_BACK, 'write back'],
  [VMM_FLAG_WRITE_THROUGH, 'write through'],
  [VMM_FLAG_WRITE_COMBINE, 'write combine'],
  [VMM_FLAG_CACHE_DISABLE, 'not cached'],
  [REVOKED, 'revoked'],
]

/** All regions of a tree, in order. */
export function regionsOf(tree: RegionTree, pages: ResidentPages): RegionDescription[] {
  const regions: RegionDescription[] = []
  for (
    let node = tree.next[LOW_SENTINEL] as number;
    node !== HIGH_SENTINEL;
    node = tree.next[node] as number
  ) {
    const first = tree.first[node] as number
    const end = tree.end[node] as number
    const attributes = tree.attributes[node] as number
    regions.push({
      address: first * PAGE_SIZE,
      size: (end - first) * PAGE_SIZE,
      state: stateOf(attributes),
      protection: protectionOf(attributes),
      resident: pages.count(first, end),
      notes: noteOf.filter(([flag]) => (attributes & flag) !== 0).map(([, note]) => note),
    })
  }
  return regions
}

function stateOf(attributes: number): RegionState {
  if ((attributes & GUARD) !== 0) return 'guard'
  if ((attributes & SHARED) !== 0) return 'shared'
  if ((attributes & DEVICE) !== 0) return 'device'
  return (attributes & VMM_FLAG_COMMIT) === 0 ? 'reserved' : 'committed'
}

function protectionOf(attributes: number): string {
  const read = (attributes & VMM_FLAG_READ) === 0 ? '-' : 'r'
  const write = (attributes & VMM_FLAG_WRITE) === 0 ? '-' : 'w'
  return `${read}${write}${(attributes & VMM_FLAG_EXECUTE) === 0 ? '-' : 'x'}`
}
