// Which flags are legal for DMA buffers and for mappings of registers, and what they are in
// `@kos/vmm`.

import {
  VMM_FLAG_ALIAS,
  VMM_FLAG_CACHE_DISABLE,
  VMM_FLAG_CACHE_MASK,
  VMM_FLAG_HIGH_GUARD,
  VMM_FLAG_LOW_GUARD,
  VMM_FLAG_READ,
  VMM_FLAG_RWX_MASK,
  VMM_FLAG_WRITE,
  VMM_FLAG_WRITE_BACK,
  VMM_FLAG_WRITE_COMBINE,
  VMM_FLAG_WRITE_THROUGH,
} from '@kos/vmm'
import {
  DMA_ATTR_CACHE_DISABLE,
  DMA_ATTR_WRITE_BACK,
  DMA_ATTR_WRITE_COMBINE,
  DMA_ATTR_WRITE_THROUGH,
  DMA_DIR_BIDIR,
  DMA_ZONE_DMA32,
} from './flags.ts'

const readWrite = VMM_FLAG_READ | VMM_FLAG_WRITE
const guards = VMM_FLAG_LOW_GUARD | VMM_FLAG_HIGH_GUARD
const windowAttributes = VMM_FLAG_CACHE_MASK | guards | VMM_FLAG_ALIAS

/** Caching of a DMA buffer, and of its memory. */
const cachings = new Map([
  [0, 0],
  [DMA_ATTR_WRITE_BACK, VMM_FLAG_WRITE_BACK],
  [DMA_ATTR_WRITE_THROUGH, VMM_FLAG_WRITE_THROUGH],
  [DMA_ATTR_CACHE_DISABLE, VMM_FLAG_CACHE_DISABLE],
  [DMA_ATTR_WRITE_COMBINE, VMM_FLAG_WRITE_COMBINE],
])

/**
 * The flags with which the memory of a DMA buffer is created; null if those of the buffer have no
 * direction, two kinds of caching, or other bits.
 */
export function bufferFlags(flags: number): number | null {
  const isKnown = (flags | 0) === flags
  const caching = cachings.get(flags & ~(DMA_DIR_BIDIR | DMA_ZONE_DMA32))
  if (!isKnown || caching === undefined || (flags & DMA_DIR_BIDIR) === 0) return null
  return readWrite | caching
}

/**
 * The flags with which a process maps a DMA buffer; null if they are not READ, WRITE or both, with
 * guard pages. What is written can be read, too: no process has pages that cannot.
 */
export function bufferMappingFlags(flags: number): number | null {
  if (!hasOnly(flags, readWrite | guards)) return null
  if ((flags & readWrite) === 0) return null
  return flags | VMM_FLAG_READ
}

/**
 * Protection and attributes of a mapping of registers together; null if the protection has other
 * bits than a protection has, or the attributes other bits than caching, guard pages and
 * VMM_FLAG_ALIAS.
 */
export function windowFlags(prot: number, attr: number): number | null {
  if (!hasOnly(prot, VMM_FLAG_RWX_MASK) || !hasOnly(attr, windowAttributes)) return null
  return prot | attr
}

function hasOnly(flags: number, allowed: number): boolean {
  return (flags | 0) === flags && (flags & ~allowed) === 0
}
