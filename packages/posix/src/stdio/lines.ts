// Reading up to a delimiter: lines, for `fgets`, `getline` and their kin.

import { EOVERFLOW } from '../errno.ts'
import { maxTextBytes } from '../limits.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import type { FILE } from './file.ts'

/** Bytes of a line that there is room for at first. */
const usualLine = 128

/**
 * An operation of a stream: reads bytes through the first `delimiter`, `most` at most. Null: there
 * are none any more, or reading failed; EOVERFLOW: too many for a text.
 */
export async function readThrough(
  thread: PosixThread,
  file: FILE,
  delimiter: number,
  most: number,
): Promise<Uint8Array | null> {
  const { input } = file
  let bytes = new Uint8Array(Math.min(most, usualLine))
  let length = 0
  while (length < most) {
    if (input.isEmpty) {
      const count = await file.fill(thread)
      if (count < 0) return null
      if (count === 0) break
    }
    const count = Math.min(input.lengthThrough(delimiter), most - length)
    if (length + count > maxTextBytes) {
      thread.fail(EOVERFLOW)
      return null
    }
    if (length + count > bytes.length) bytes = grown(bytes, length + count)
    length += input.take(bytes, length, length + count)
    if (bytes[length - 1] === delimiter) break
  }
  return length === 0 && most > 0 ? null : bytes.subarray(0, length)
}

function grown(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const longer = new Uint8Array(Math.max(length, bytes.length * 2))
  longer.set(bytes)
  return longer
}
