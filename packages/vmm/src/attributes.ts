// Attributes of regions: the flags they were allocated with, and a few bits of our own above them;
// and which flags are legal where.
//
// Bits of an edge (a guard page next to it, the top of a region that grows down) belong to the part
// that has this edge when a region is split. The others are the same for all pages of a region.

import {
  VMM_FLAG_CACHE_MASK,
  VMM_FLAG_COMMIT,
  VMM_FLAG_GROW_DOWN,
  VMM_FLAG_HIGH_GUARD,
  VMM_FLAG_LOCKED,
  VMM_FLAG_LOW_GUARD,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
  VMM_FLAG_RWX_MASK,
  VMM_FLAG_WRITE,
} from './flags.ts'
import { DEVICE_SHIFT } from './page-table-layout.ts'

/**
 * The region is a guard page: every access faults, every operation refuses it; it goes with the
 * page it guards.
 */
export const GUARD = 0x1_0000
/** The region maps a shared buffer. */
export const SHARED = 0x2_0000
/** The top of a region that grows down: a page fault may commit its last page. */
export const TOP = 0x4_0000

/** The mapping was revoked: no page has an entry, every access faults. */
export const REVOKED = 0x8_0000

/** A stack: a page fault anywhere in it commits the pages from there to the committed ones. */
export const STACK = 0x10_0000

/** The region maps pages of a device window: registers in place of memory. */
export const DEVICE = 0x20_0000

/** The region maps what is not of the space: no frame of it is made or freed there. */
export const MAPPED: number = SHARED | DEVICE

/** Bits that belong to the lower edge. */
export const LOW_EDGE: number = VMM_FLAG_LOW_GUARD
/** Bits that belong to the upper edge. */
export const HIGH_EDGE: number = VMM_FLAG_HIGH_GUARD | TOP

const GUARDS = VMM_FLAG_LOW_GUARD | VMM_FLAG_HIGH_GUARD
const STATES = VMM_FLAG_RESERVE | VMM_FLAG_COMMIT | VMM_FLAG_LOCKED
const PLACED = STATES | VMM_FLAG_CACHE_MASK | VMM_FLAG_RWX_MASK | GUARDS
const ALLOCATED = PLACED | VMM_FLAG_GROW_DOWN
const SHAREABLE = STATES | VMM_FLAG_CACHE_MASK | VMM_FLAG_RWX_MASK
const REGISTERS = VMM_FLAG_CACHE_MASK | VMM_FLAG_RWX_MASK | GUARDS
const READ_WRITE = VMM_FLAG_READ | VMM_FLAG_WRITE

/** Protection bits sit seven places higher in flags than in page table entries. */
const PROTECTION_SHIFT = 7

/** The bits of a page table entry that a protection gives, if the page has a frame. */
export function entryBits(attributes: number): number {
  return (attributes & VMM_FLAG_RWX_MASK) >> PROTECTION_SHIFT
}

/** The bits of the entry of a device page: registers are read and written, never executed. */
export function deviceBits(attributes: number): number {
  return ((attributes & READ_WRITE) >> PROTECTION_SHIFT) << DEVICE_SHIFT
}

/**
 * True for READ, READ|WRITE, READ|EXECUTE and all three, the documented sets; there may be nothing
 * else in `flags`.
 */
export function isLegalProtection(flags: number): boolean {
  return (flags & ~VMM_FLAG_RWX_MASK) === 0 && (flags & VMM_FLAG_READ) !== 0
}

/**
 * True for flags that `allocate` takes: RESERVE, LOCKED only with COMMIT, a legal protection, at
 * most one caching, known bits.
 */
export function isLegalAllocation(flags: number): boolean {
  if ((flags & VMM_FLAG_RESERVE) === 0) return false
  if ((flags & (VMM_FLAG_COMMIT | VMM_FLAG_LOCKED)) === VMM_FLAG_LOCKED) return false
  return isLegal(flags, ALLOCATED)
}

/**
 * True for flags with which a shared buffer is made. Its pages are committed and locked, whether
 * the flags say so or not.
 */
export function isLegalBuffer(flags: number): boolean {
  return isLegal(flags, SHAREABLE)
}

/** True for flags with which a shared buffer is mapped. */
export function isLegalMapping(flags: number): boolean {
  return isLegal(flags, PLACED)
}

/** True for flags with which a shared buffer is mapped for devices: READ, WRITE, or both. */
export function isLegalForDevices(flags: number): boolean {
  return flags !== 0 && isKnown(flags, READ_WRITE)
}

/**
 * True for flags with which a device window is mapped: READ, WRITE, both, or all three; at most one
 * caching, guard pages.
 */
export function isLegalWindow(flags: number): boolean {
  if (!isKnown(flags, REGISTERS)) return false
  const protection = flags & VMM_FLAG_RWX_MASK
  return protection === VMM_FLAG_RWX_MASK || isLegalForDevices(protection)
}

function isLegal(flags: number, allowed: number): boolean {
  return isKnown(flags, allowed) && isLegalProtection(flags & VMM_FLAG_RWX_MASK)
}

/** True for flags that are allowed, among them at most one caching. */
function isKnown(flags: number, allowed: number): boolean {
  if ((flags | 0) !== flags || (flags & ~allowed) !== 0) return false
  const caching = flags & VMM_FLAG_CACHE_MASK
  return (caching & (caching - 1)) === 0
}
