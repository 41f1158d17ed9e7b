// What the straight code of codecs works with, whether `kos gen` printed it into a file or it was
// compiled at run time: table of contents of
// @kos/idl/codec.
//
// For printed code only: it may change with any version, and the files are printed anew.

import type { Arena } from './arena.ts'
import type { CodecFunctions, HandleReader } from './codec.ts'
import type { HandleWriter } from './handle-value.ts'
import { messageFault, putHeader } from './header.ts'
import type { Layout } from './layout.ts'
import type { ReadBytes } from './reference.ts'

// Types of what is printed
export type { CodecFunctions, HandleReader } from './codec.ts'
export type { PrintedCodec } from './codec-code.ts'
export type { Layout } from './layout.ts'

// Messages: headers, and what is said of malformed ones
export { faultOf, messageFault, overlapFault, putHeader, reservedFault } from './header.ts'

// Values
export { isObject, writeBytes } from './parameter.ts'
export { getHandle, handleFault, putHandle, takeHandle } from './handle-value.ts'
export {
  bytesFault,
  follows,
  getBytes,
  getText,
  putReference,
  textFault,
  viewBytes,
} from './reference.ts'
export { writeText } from './text.ts'

// Segments with a structure of their own
export { alignArena, arenaView, clear, isClear, overlaps } from './references.ts'
export { Arena } from './arena.ts'

/**
 * Writes, reads and checks the values of one struct, union, array or sequence. `data` is a view of
 * the whole arena.
 */
export interface ValueCodec<Receive, Send = Receive> {
  /**
   * Reads all that belongs to `given` before anything is written: the only step that may run
   * foreign code. Null if it does not fit.
   */
  take(this: void, given: Send, writer: HandleWriter | undefined): Send
  /**
   * Writes what was taken to `at`, segments from `used` on; returns the new size of the arena, or
   * -1 if a value does not fit.
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
   * What is wrong with a value, or null. The answer is the rest of a sentence that starts with the
   * name of the parameter.
   */
  check(this: void, view: DataView, at: number, segments: Arena): string | null
}

/** The codec of messages that have no parameters. */
export function emptyCodec(layout: Layout): CodecFunctions<object, object> {
  return {
    encode(_value, riid, view) {
      putHeader(layout, view, riid)
      return 0
    },
    decode: () => ({}),
    lazy: () => ({}),
    validate: (view, size, arena, arenaSize) => messageFault(layout, view, size, arena, arenaSize),
  }
}
