// Every limit of this package. Each is tested at its value and one past it.

/**
 * Most bytes of a message, constant part and arena together (documented as 4, 8 or 16 MB, by kernel
 * parameter).
 */
export const defaultMaxMessageSize: number = 4 * 1024 * 1024

/** Most pairs of a client class and a server class whose verdicts are cached. */
export const maxVerdictCaches = 4096
