// The limits of the front end. Each is tested at the limit and one past it.

/**
 * How deep types and expressions may be nested in a file: as deep as nobody writes, so that no file
 * can exhaust the stack.
 */
export const maxNesting = 64
/** Bits of the values that expressions may have on the way to their result, without the sign. */
export const maxExpressionBits = 128
