// Flags of sys/mman.h. The values are those of Linux.

/** No access. */
export const PROT_NONE = 0
/** Reading. */
export const PROT_READ = 1
/** Writing; reading, too. */
export const PROT_WRITE = 2
/** Executing; reading, too. */
export const PROT_EXEC = 4

/** Changes are seen by others: here a mapping that cannot be written. */
export const MAP_SHARED = 1
/** Changes are its own. */
export const MAP_PRIVATE = 2
/** At exactly this address. */
export const MAP_FIXED = 16
/** Of no file: zeros. */
export const MAP_ANONYMOUS = 32
/** The same. */
export const MAP_ANON: number = MAP_ANONYMOUS
/** What `mmap` answers for an error. */
export const MAP_FAILED = -1

/** How `msync` writes. */
export const MS_ASYNC = 1
export const MS_INVALIDATE = 2
export const MS_SYNC = 4

/** What `mlockall` locks. */
export const MCL_CURRENT = 1
export const MCL_FUTURE = 2

/** What `posix_madvise` advises. */
export const POSIX_MADV_NORMAL = 0
export const POSIX_MADV_RANDOM = 1
export const POSIX_MADV_SEQUENTIAL = 2
export const POSIX_MADV_WILLNEED = 3
export const POSIX_MADV_DONTNEED = 4
