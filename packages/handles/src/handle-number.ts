// The handle number that a process sees: 20 bits of index into its space, above them 11 bits of
// generation. 31 bits in all, so a number is never negative.
//
// Index 0 is not used, so no number is ever 0 = INVALID_HANDLE. `slot-table.ts` issues numbers and
// decides when they are reused.

import type { GenericFailure } from '@kos/retcode'

/** The number that is never a handle. */
export const INVALID_HANDLE = 0

/** Bits of a number that select the slot in a space. */
export const INDEX_BITS = 20
/** Bits of a number that tell successive handles of a slot apart. */
export const GENERATION_BITS = 11
/** `number & INDEX_MASK` is the index. */
export const INDEX_MASK: number = (1 << INDEX_BITS) - 1
/** Mask of a generation, once shifted down. */
export const GENERATION_MASK: number = (1 << GENERATION_BITS) - 1

/**
 * True if a result of `Space` or `HandleTable` is a failure code: numbers and nodes are positive,
 * codes negative.
 *
 * `const node = space.check(handle, rights); if (isError(node)) return node`
 */
export function isError(result: number): result is GenericFailure {
  return result < 0
}
