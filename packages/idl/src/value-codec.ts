// A value codec reads, writes and checks the values of one type, wherever in a message they lie.
//
// There are two makers of them: `closure-value-codec.ts` makes closures, `print-value-codec.ts`
// prints source text. Both answer the same to every value and to all bytes; one test suite runs on
// both. The codec of a whole message is in `codec.ts`.

import type { Arena } from './arena.ts'
import type { HandleReader } from './codec.ts'
import type { HandleWriter } from './handle-value.ts'
import { isInteger } from './integer.ts'
import type { Type } from './type.ts'

/**
 * Reads bytes through the reference at `at`: `getBytes` copies them, `viewBytes` answers a view of
 * the arena.
 */
export type ReadBytes = (view: DataView, at: number, arena: Uint8Array) => Uint8Array

/**
 * Writes, reads and checks the values of one type. `view` and `at` say where the value lies; `data`
 * is a view of the whole arena.
 */
export interface ValueCodec<Receive, Send = Receive> {
  /**
   * Reads all that belongs to `given` before anything is written: the only step that may run
   * foreign code. `put` refuses the answer if `given` does not fit the type.
   */
  take(this: void, given: Send, writer: HandleWriter | undefined): Send
  /**
   * Writes what `take` answered to `at`, and segments of the arena from `used` on; returns the new
   * size of the arena, or -1 if a value does not fit.
   */
  put(
    this: void,
    taken: Send,
    view: DataView,
    at: number,
    arena: Uint8Array,
    data: DataView,
    used: number,
  ): number
  /** Reads a checked value; `bytes` is how bytes are read. */
  get(
    this: void,
    view: DataView,
    at: number,
    arena: Uint8Array,
    data: DataView,
    handles: HandleReader,
    bytes: ReadBytes,
  ): Receive
  /**
   * The fault of a value inside another one, or null. The answer is the rest of a sentence
   * that starts with the name of the value.
   */
  check(this: void, view: DataView, at: number, segments: Arena): string | null
}

/** Whether any bytes of a message are malformed as a value of the type. */
export function isChecked({ kind, element, gaps, fields }: Type<unknown>): boolean {
  if (kind === 'array') return element !== null && isChecked(element)
  if (kind === 'struct') return gaps.length > 0 || fields.some(({ type }) => isChecked(type))
  return !isInteger(kind)
}
