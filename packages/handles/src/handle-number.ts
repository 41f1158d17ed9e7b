// The number a holder sees: 20 bits index into its space, above them 11 bits generation. 31 bits,
// so never negative.
//
// Index 0 is not used, so no number is ever 0 = INVALID_HANDLE. Where numbers come from and when
// they are reused: `slot-table.ts`.

import type { GenericFailure } from '@kos/retcode'

/** The number that is never a handle. */
export const INVALID_HANDLE = 0

/** Bits of a number that select the slot in a space. */
export const INDEX_BITS = 20
/** Bits of a number that tell successive users of a slot apart. */
export const GENERATION_BITS = 11
/** `number & INDEX_MASK` is the index. */
export const INDEX_MASK: number = (1 << INDEX_BITS) - 1
/** Mask of a generation, once shifted down. */
export const GENERATION_MASK: number = (1 << GENERATION_BITS) - 1

/**
 * True if what `Space` or `HandleTable` answered is a failure code: numbers and nodes are positive,
 * codes negative.
 *
 * `const node = space.check(handle, rights); if (refused(node)) return node`
 */
export function refused(answer: number): answer is GenericFailure {
  return answer < 0
}
