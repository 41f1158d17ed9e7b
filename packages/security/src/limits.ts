// Every limit of this package.

/** Most verdicts in the cache of a monitor; the next one empties it first. */
export const maxCachedVerdicts = 0x10000

/** Most rules listed in one message. */
export const maxListedRules = 5

/**
 * How deep sections, expressions and types of PSL may be nested in a file; operators and accesses
 * in a row count, too. Parser and compiler are recursive: the limit keeps hostile files from
 * exhausting the stack.
 */
export const maxNesting = 256
