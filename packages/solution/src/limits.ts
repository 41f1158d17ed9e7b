// Limits of what a folder may say.

/** How many dictionaries may be merged in one file: each alias may stand for many. */
export const maxMerges = 10_000

/** How many files headers and programs are followed through. */
export const maxFollowedFiles = 1_000

/** Bytes of RAM of a machine whose file says nothing of it. */
export const defaultMachineBytes: number = 2 ** 28

/** Bytes of a name in an archive, and of a file in one: what its header has room for. */
export const maxArchivedName = 100
export const maxArchivedBytes: number = 8 ** 11 - 1
