// Reserved bytes: those between fields, and those that the value of a union leaves unused. Writers
// make them zero, so that no old bytes travel; readers refuse a message in which they are not.

/** The fault of reserved bytes inside a value; the sentence begins with its name. */
export const reservedBytes = ' has reserved bytes that are not zero'

/** Makes `size` bytes at `at` zero. */
export function clear(view: DataView, at: number, size: number): void {
  for (let i = 0; i < size; i++) view.setUint8(at + i, 0)
}

/** Whether the `size` bytes at `at` are zero. */
export function isClear(view: DataView, at: number, size: number): boolean {
  for (let i = 0; i < size; i++) if (view.getUint8(at + i) !== 0) return false
  return true
}
