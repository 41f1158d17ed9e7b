// The runtime of printed codecs: all that straight-line code calls or names, whether `kos gen`
// printed it into a file or it was compiled at run time. This is the table of contents of
// @kos/idl/codec.
//
// It is for printed code only: it may change with any version, and the files are printed anew.

import type { CodecFunctions } from './codec.ts'
import { messageFault, putHeader } from './header.ts'
import type { Layout } from './layout.ts'

// Types of codecs
export type { CodecFunctions, HandleReader, PrintedCodec } from './codec.ts'
export type { ValueCodec } from './value-codec.ts'
export type { Layout } from './layout.ts'

// Messages: headers, and the faults of malformed ones
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

// Composite values
export { alignArena, Arena, arenaView } from './arena.ts'
export { overlaps } from './overlap.ts'
export { clear, isClear } from './reserved-bytes.ts'

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
