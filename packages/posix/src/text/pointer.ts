// What C functions write through pointers, for the functions that have no record of their own.

/** Where a function writes a value: `const count = { value: 0 }`. */
export interface Pointer<T> {
  value: T
}

/** Writes through it; false if that is no record that can be written. */
export function store(pointer: unknown, value: unknown): boolean {
  if (typeof pointer !== 'object' || pointer === null) return false
  try {
    ;(pointer as Pointer<unknown>).value = value
    return true
  } catch {
    return false
  }
}
