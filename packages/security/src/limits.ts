// Every limit of this package.

/** Most verdicts in the cache of a monitor; the next one empties it first. */
export const maxCachedVerdicts = 0x10000

/** Most rules listed in one message. */
export const maxListedRules = 5

/** Most tables of one HashSet or StaticMap (`pool_size`). */
export const maxTables = 0x10000

/** Most entries of one table of a HashSet (`set_size`). */
export const maxEntries = 0x10000

/** Most SIDs that have a state in one Flow, or a level in one Mic. */
export const maxStatefulSids = 0x10000

/** Most categories of a Mic: bits of one mask. */
export const maxCategories = 32

/** Most patterns that a Regex keeps compiled in one monitor; the next one empties it first. */
export const maxCompiledPatterns = 0x100

/** Most lists in lists of an entry or a key. */
export const maxValueDepth = 16

/**
 * How deep sections, expressions and types of PSL may be nested in a file; operators and accesses
 * in a row count, too. Parser and compiler are recursive: the limit keeps hostile files from
 * exhausting the stack.
 */
export const maxNesting = 256

/**
 * Most parts of a type: types that name others twice double with each. A Flow has about as many
 * states.
 */
export const maxTypeParts = 4096

/** Most files of a policy that include one another in a row. */
export const maxIncludes = 256

/** Most paths between two classes that an analysis lists. */
export const maxPaths = 16
