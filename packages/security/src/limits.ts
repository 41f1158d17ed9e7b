// The bounds of this package, in one place.

/** Most plans remembered at a time; past it all are forgotten and worked out again when needed. */
export const maxPlans = 0x10000

/** Most rules listed in one message for people. */
export const maxListedRules = 5
