// Entry `@kos/vmm/flags`: the flags of memory (documented header `vmm/flags.h`), shared by programs
// and kernel.
//
// The names are documented, the values are not public: these are ours, one bit each, in documented
// order. Which combinations an operation takes is in `attributes.ts`. Nothing is imported here.

/** A page has 2^12 bytes. */
export const PAGE_SHIFT = 12
/** Bytes of a page, on every platform. */
export const PAGE_SIZE = 4096

/** Reserve pages; required by `allocate`. */
export const VMM_FLAG_RESERVE = 0x0001
/** Commit them in the same call; each gets its memory when it is first touched. */
export const VMM_FLAG_COMMIT = 0x0002
/** With VMM_FLAG_COMMIT: all pages get their memory at once. */
export const VMM_FLAG_LOCKED = 0x0004

/**
 * Caching: writes go to memory when the cache is written back. Recorded, without effect here, as
 * all four.
 */
export const VMM_FLAG_WRITE_BACK = 0x0008
/** Caching: writes go to cache and memory. */
export const VMM_FLAG_WRITE_THROUGH = 0x0010
/** Caching: writes are gathered. */
export const VMM_FLAG_WRITE_COMBINE = 0x0020
/** Caching: none. */
export const VMM_FLAG_CACHE_DISABLE = 0x0040
/** All bits that say how memory is cached; at most one of them is set. */
export const VMM_FLAG_CACHE_MASK = 0x0078

/** Pages may be read. */
export const VMM_FLAG_READ = 0x0080
/** Pages may be written; with VMM_FLAG_READ only. */
export const VMM_FLAG_WRITE = 0x0100
/** Pages may be executed; with VMM_FLAG_READ only. */
export const VMM_FLAG_EXECUTE = 0x0200
/** All protection bits; as a value: full access. */
export const VMM_FLAG_RWX_MASK = 0x0380

/** A guard page before the region. */
export const VMM_FLAG_LOW_GUARD = 0x0400
/** A guard page after the region. */
export const VMM_FLAG_HIGH_GUARD = 0x0800
/**
 * The region grows down: page faults commit its reserved pages, one after the other from its end.
 */
export const VMM_FLAG_GROW_DOWN = 0x1000
/** A device's registers may appear at several addresses (`KnIoMapMem` only). */
export const VMM_FLAG_ALIAS = 0x2000
