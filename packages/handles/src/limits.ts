// Every limit of this package, and the initial sizes of its tables.
//
// Each limit is tested at its value and one past it (`test/limits.test.ts`).

import { INDEX_MASK } from './handle-number.ts'

/** Most handles of one space, revoked ones included: 2^20 - 1. */
export const maxHandlesPerSpace: number = INDEX_MASK
/**
 * Most nodes (handles, ghosts, anchors) of one table unless the options say otherwise: 2^24, which
 * take 512 MB.
 */
export const defaultMaxNodes: number = 1 << 24
/** Largest `maxNodes` of a table: 2^26. */
export const maxNodesPerTable: number = 1 << 26
/**
 * Most nodes that one `revoke`, or one `destroy` of a space, closes before it leaves the rest to
 * `finish`, unless the options say otherwise.
 */
export const defaultSlice = 4096

/** Slots of a new space: so few that there may be many spaces. */
export const initialSlots = 16
/** Slots to which a space grows before it reuses one: numbers issued before a slot comes again. */
export const slotsBeforeReuse = 256
/** Nodes of a new table. */
export const initialNodes = 256
