// Every limit of this package, and the sizes it starts with.
//
// Each limit is tested at its value and one past it (`test/limits.test.ts`).

import { INDEX_MASK } from './handle-number.ts'

/** Most handles of one space, revoked ones included: 2^20 - 1. */
export const MAX_HANDLES_PER_SPACE: number = INDEX_MASK
/**
 * Most nodes (handles, ghosts, anchors) of one table unless the options say otherwise: 2^24, which
 * take 512 MB.
 */
export const DEFAULT_CAPACITY: number = 1 << 24
/** Most nodes that one table can be told to hold: 2^26. */
export const MAX_CAPACITY: number = 1 << 26
/**
 * Nodes that one revocation or one end of a space deals with at once unless the options say
 * otherwise.
 */
export const DEFAULT_SLICE = 4096

/**
 * Slots a space starts with: also how many numbers pass before a slot of an almost empty space is
 * used again.
 */
export const FIRST_SLOTS = 256
/** Nodes a table starts with. */
export const FIRST_NODES = 256
