// The page fault handler of an address space: what is done about an access that the page table did
// not allow.
//
// A committed page gets its frame, and a region that grows down commits pages. Everything else is
// answered by a reason, and nothing has changed. Devices have no page faults: a device page has its
// entry from the beginning, so what comes here is no access that a register takes.

import { rcOk } from '@kos/retcode'
import { DEVICE, entryBits, GUARD, REVOKED } from './attributes.ts'
import { VMM_FLAG_COMMIT } from './flags.ts'
import { type Access, FaultReason } from './memory-fault.ts'
import { NONE } from './region-tree.ts'
import type { Regions } from './regions.ts'
import type { ResidentPages } from './resident-pages.ts'

/** 0 if the access can be repeated, else a `FaultReason`. */
export function handleFault(
  regions: Regions,
  pages: ResidentPages,
  page: number,
  access: Access,
): FaultReason | 0 {
  const { tree } = regions
  const node = tree.find(page)
  if (node === NONE) return FaultReason.free
  const attributes = tree.attributes[node] as number
  if ((attributes & GUARD) !== 0) return FaultReason.guard
  if ((attributes & REVOKED) !== 0) return FaultReason.revoked
  const isGrowing = (attributes & VMM_FLAG_COMMIT) === 0
  if (isGrowing && !regions.mayGrow(node, page)) return FaultReason.reserved
  if ((entryBits(attributes) & access) === 0) return FaultReason.protection
  if ((attributes & DEVICE) !== 0) return FaultReason.device
  if (pages.table.entry(page) !== 0) return 0
  if (!(isGrowing ? grow(regions, pages, node, page) : pages.acquireFrame()))
    return FaultReason.outOfMemory
  pages.mapPage(page, entryBits(attributes))
  return 0
}

/**
 * Commits the pages of a region that grows down from `page` on, which gets a frame. False, and
 * nothing has changed, if they cannot be had.
 */
function grow(regions: Regions, pages: ResidentPages, node: number, page: number): boolean {
  const { tree } = regions
  const end = tree.end[node] as number
  if (!tree.reserve(regions.splits(page, end))) return false
  if (pages.acquire(end - page, 1, page, end) !== rcOk) return false
  pages.commit(page, end)
  regions.change(page, end, 0, VMM_FLAG_COMMIT)
  return true
}
