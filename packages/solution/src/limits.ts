// Limits of what a folder may say.

/** How many dictionaries may be merged in one file: each alias may stand for many. */
export const maxMerges = 10_000

/** Most UTF-16 units of the arguments, or of the variables, of a process together. */
export const maxTextLength = 1_048_576

/** How many files headers and programs are followed through. */
export const maxFollowedFiles = 1_000
