// Every limit of this package.

/** Most verdicts in the cache of a monitor; the next one empties it first. */
export const maxCachedVerdicts = 0x10000

/** Most rules listed in one message. */
export const maxListedRules = 5
