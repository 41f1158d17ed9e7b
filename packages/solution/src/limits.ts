// Limits of what a folder may say.

/** How many dictionaries may be merged in one file: each alias may stand for many. */
export const maxMerges = 10_000

/** How many files headers and programs are followed through. */
export const maxFollowedFiles = 1_000
