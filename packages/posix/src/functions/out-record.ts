// Records and arrays that functions write into. What can't be written is EFAULT, as memory is that may
// only be read.

/** Whether a value is a record of a class that may be written. */
export function isRecordOf<T extends object>(
  value: unknown,
  type: abstract new (...args: never[]) => T,
): value is T {
  return value instanceof type && Object.isExtensible(value)
}

/** Whether a value is an array that may be written. */
export function isOutArray(value: unknown): value is unknown[] {
  return Array.isArray(value) && Object.isExtensible(value)
}
