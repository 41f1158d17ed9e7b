// The arguments of the buffer functions of ports and registers: an array of the width of the
// function, and how many of its elements are meant. What is none is reported as misuse, for these
// functions answer nothing.

import type { Sys } from '../../runtime/sys.ts'

/** An array of unsigned integers of 8, 16 or 32 bits. */
export type UintArray = Uint8Array | Uint16Array | Uint32Array

interface UintArrayClass {
  readonly name: string
  new (length: number): UintArray
}

/**
 * A function that answers whether `cnt` elements of `array` can be meant, and reports it if not.
 * `name` is that of the documented function.
 */
export function bufferCheck(
  sys: Sys,
  name: string,
  kind: UintArrayClass,
): (array: UintArray, cnt: number) => boolean {
  return (array, cnt) => {
    const isArray = array instanceof kind
    if (isArray && Number.isInteger(cnt) && cnt >= 0 && cnt <= array.length) return true
    const why = isArray
      ? `${String(cnt)} elements are more than the ${array.length} of the array, or no number`
      : `it takes a ${kind.name}`
    sys.misuse(`${sys.info.name}: ${name} did nothing: ${why}`)
    return false
  }
}
