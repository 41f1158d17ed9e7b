// Every limit of the ABI: what both the kernel and the process must know.
//
// Each limit is tested at its value and one past it. Limits of one side stand with that side:
// `limits.ts` of libkos and of the kernel.

/** Most parameters of a system call. */
export const maxParams = 9

/** Most UTF-16 units of a string argument of a system call. */
export const maxStringLength = 65_536

/**
 * Most UTF-16 units of a name that a system call takes or answers: of processes, services and
 * endpoints.
 */
export const maxNameLength = 1024

/**
 * Most UTF-16 units of the arguments, and of the names and values of the variables, of a process
 * that another one creates, all together.
 */
export const maxTaskTextLength = 1_048_576

/** Most UTF-16 units of an audit record as text; the rest is cut, and "..." says so. */
export const maxAuditText = 2048
