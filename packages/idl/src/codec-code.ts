// The fast form of a codec: straight code for one layout, compiled with the Function constructor, or printed into a file beforehand.
//
// The text is made by `print-codec.ts`; here are the tools it works with. `codec-closures.ts` is the same without code generation; what
// a parameter means must be changed in both, and one test suite holds them together.

import type { CodecFunctions } from './codec.ts'
import { putHandle, takeHandle } from './handle-value.ts'
import type { AnyInterface } from './interface.ts'
import type { Layout } from './layout.ts'
import { copyBytes, isMask, isUint32, layoutFault, writeBytes } from './parameter.ts'
import { printCodec, targetsOf } from './print-codec.ts'
import { alignArena, arenaView, clear, isClear, overlaps } from './references.ts'
import { isBadText, part, TextCoder } from './text.ts'

/** What straight code is given to work with. For printed code only: its members may change with any version. */
export interface CodecTools {
  readonly layout: Layout
  readonly targets: readonly (() => AnyInterface)[]
  readonly text: TextCoder
  readonly alignArena: typeof alignArena
  readonly arenaView: typeof arenaView
  readonly clear: typeof clear
  readonly copyBytes: typeof copyBytes
  readonly isBadText: typeof isBadText
  readonly isClear: typeof isClear
  readonly isMask: typeof isMask
  readonly isUint32: typeof isUint32
  readonly layoutFault: typeof layoutFault
  readonly overlaps: typeof overlaps
  readonly part: typeof part
  readonly putHandle: typeof putHandle
  readonly takeHandle: typeof takeHandle
  readonly writeBytes: typeof writeBytes
}

/** A function that bytes of an arena are read with. */
export type ReadBytes = (arena: Uint8Array, at: number, length: number) => Uint8Array

/** Straight code for one layout, as `kos gen` prints it. */
export type PrintedCodec<Send, Receive> = (tools: CodecTools) => CodecFunctions<Send, Receive>

/** Compiles straight code for `layout`. Throws what the platform throws where code generation is forbidden. */
export function codeCodec(layout: Layout): CodecFunctions<unknown, unknown> {
  const make = Reflect.construct(Function, ['tools', `'use strict'\n${printCodec(layout, null)}`]) as PrintedCodec<
    never,
    unknown
  >
  return printedCodec(layout, make)
}

/** Makes a codec of code that was printed for `layout`. */
export function printedCodec(layout: Layout, printed: PrintedCodec<never, unknown>): CodecFunctions<unknown, unknown> {
  const handles = { putHandle, takeHandle, targets: targetsOf(layout) }
  const references = { alignArena, arenaView, clear, isClear, overlaps }
  const values = { copyBytes, isBadText, isMask, isUint32, layoutFault, part, writeBytes }
  return printed({ layout, text: new TextCoder(), ...handles, ...references, ...values })
}
