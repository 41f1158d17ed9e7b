// Every limit of this package.
//
// Each limit is tested at its value and one past it (`test/limits.test.ts`).

/** Most entries of a receiver unless its options say otherwise: 2^16. */
export const defaultMaxEntries = 65_536
/** Largest `maxEntries` of a receiver: 2^24, the capacity of a Map. */
export const maxEntriesPerReceiver = 16_777_216
/** The counter of an entry saturates here: the largest unsigned 32-bit value. */
export const maxEventCount = 0xffffffff
