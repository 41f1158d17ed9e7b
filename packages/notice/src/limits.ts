// Every limit of this package.
//
// Each limit is tested at its value and one past it (`test/limits.test.ts`).

/** Most entries of a receiver unless its options say otherwise: 2^16. */
export const DEFAULT_MAX_ENTRIES = 65_536
/** Most entries that a receiver can be told to hold: 2^24, what one Map holds. */
export const MAX_ENTRIES = 16_777_216
/** Where the counter of an entry stops: the largest unsigned 32-bit value. */
export const MAX_EVENT_COUNT = 0xffffffff
