// The limits of interfaces and messages, and where they come from. Each is tested at the limit and
// one past it.

/**
 * Most bytes of a message, constant part and arena together: the largest of the documented sizes
 * (16 MiB).
 */
export const maxMessageSize = 0x100_0000
/**
 * The largest limit of a string or byte parameter, and the most bytes an array or the elements of a
 * sequence may take: what fits into the largest message beside a header.
 */
export const maxLimit = 0xff_ffe0
/** Most methods of an interface: what a MID of 16 bits can tell apart. */
export const maxMethods = 0x1_0000
