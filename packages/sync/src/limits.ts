// Every limit of this package. Each is tested at its value and one past it (`test/limits.test.ts`).

/** The largest value of a semaphore (documented): 2147483647. */
export const KOS_SEMAPHORE_VALUE_MAX = 0x7fffffff
/** How often a recursive mutex can be locked by its owner at a time. */
export const maxMutexDepth = 255
/** The largest number of parties of a barrier: 2147483647. */
export const maxBarrierParties = 0x7fffffff
/** The largest count of a latch: 2147483647. */
export const maxLatchCount = 0x7fffffff
/** The largest number of slots of an object queue: 2^20. */
export const maxQueueObjects: number = 2 ** 20
/** The largest object of an object queue, in bytes: 2^30. Also the largest alignment. */
export const maxObjectSize: number = 2 ** 30
/**
 * Readers that a read-write lock keeps in a list; more are counts in a map. Not visible outside.
 */
export const maxListedReaders = 16
