// The limits of the front end. Each is tested at the limit and one past it.

/**
 * How deep types and expressions may be nested in a file. The parser is recursive: the limit keeps
 * hostile files from exhausting the stack.
 */
export const maxNesting = 64
/** Most bits of intermediate values of expressions, without the sign. */
export const maxExpressionBits = 128
