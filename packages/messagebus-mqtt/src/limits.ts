// Every limit of this package. Each is tested at its value and one past it.

/** Most characters of the prefix of topics. */
export const maxPrefixLength = 255
/** Milliseconds before the first try to connect again. */
export const firstPause = 100
/** Milliseconds that such a pause grows to, doubling each time. */
export const longestPause = 10_000
/** Milliseconds that a connection which is closed waits for the broker. */
export const longestEnd = 1000
