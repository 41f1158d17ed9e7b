// A codec writes, reads and checks the messages of one layout. This file says what one is and
// chooses its form.
//
// The forms do the same: straight code, printed beforehand or compiled at run time, fast, and
// closures where there is neither and the platform forbids code generation, as a content security
// policy does. They are in `codec-code.ts` and `codec-closures.ts`; both build on `parameter.ts`.

import { closureCodec } from './codec-closures.ts'
import { codeCodec, printedCodec, type PrintedCodec } from './codec-code.ts'
import type { HandleWriter } from './handle-value.ts'
import type { AnyInterface } from './interface.ts'
import type { Layout } from './layout.ts'
import { handleFlagDereferenced } from './message.ts'
import type { Field } from './place.ts'
import type { Handle, HandleDesc } from './type.ts'

/** Turns the four numbers of a handle descriptor into what the receiver sees. */
export interface HandleReader {
  /**
   * `target` answers the interface that the handle is for, if it is for one: then the answer should
   * have its methods (`Capability`).
   */
  read(
    handle: number,
    rights: number,
    badge: number,
    flags: number,
    target?: () => AnyInterface,
  ): HandleDesc
}

/** The working half of a codec. */
export interface CodecFunctions<Send, Receive> {
  /**
   * Writes header and parameters into `view` (at least `size` bytes) and `arena` (at least
   * `arenaSize`). Returns the bytes of arena used, or -1 if a value does not fit its type or the
   * arena; the buffers then hold rubbish. All values are read before anything is written; what a
   * getter throws comes out. `handles` makes handles of what is passed for a handle of an interface
   * and is none; without it such values do not fit.
   */
  encode(
    this: void,
    value: Send,
    riid: number,
    view: DataView,
    arena: Uint8Array,
    handles?: HandleWriter,
  ): number
  /**
   * Reads a message that `validate` accepted into a plain object that shares nothing with the
   * buffers.
   */
  decode(this: void, view: DataView, arena: Uint8Array, handles: HandleReader): Receive
  /**
   * Like `decode`, but reads on access and bytes are views: valid as long as the buffers keep the
   * message.
   */
  lazy(this: void, view: DataView, arena: Uint8Array, handles: HandleReader): Receive
  /**
   * Why a message of `size` and `arenaSize` bytes is not well formed, or null if it is. The RIID is
   * not looked at. Never throws, never reads past the sizes.
   */
  validate(
    this: void,
    view: DataView,
    size: number,
    arena: Uint8Array,
    arenaSize: number,
  ): string | null
}

/** Writes, reads and checks the messages of one direction of one method. */
export interface Codec<Send, Receive = Send> extends CodecFunctions<Send, Receive> {
  /** Bytes of the constant part, header included: a multiple of 8. */
  readonly size: number
  /**
   * Most bytes of arena: the sum of the parameters' maxima (`..._arena_size` of generated code).
   */
  readonly arenaSize: number
  /** Byte offsets of the handle descriptors. */
  readonly handles: readonly number[]
  /** The parameters and their places. */
  readonly fields: readonly Field[]
}

/** The two forms of a codec. */
export type CodecForm = 'code' | 'closures'

/**
 * Makes a codec from a layout: in the given form, or as code where the platform allows it, else as
 * closures. Code that was `printed` for this layout is taken as it is, unless closures are asked
 * for. Throws what the platform throws (EvalError) when code is asked for, there is none, and
 * making it is forbidden.
 */
export function compileCodec(
  layout: Layout,
  form?: CodecForm,
  printed?: PrintedCodec<never, unknown>,
): Codec<unknown> {
  const functions = functionsOf(layout, form, printed)
  const { size, arenaSize, handles, fields } = layout
  return Object.freeze({ ...functions, size, arenaSize, handles, fields })
}

/**
 * Hands out descriptors as they are on the wire, and makes no proxies: for tests, tools and use
 * without a kernel.
 */
export const plainHandles: HandleReader = {
  read: (handle, rights, badge, flags) => ({
    handle: handle as Handle,
    rights,
    badge,
    dereferenced: (flags & handleFlagDereferenced) !== 0,
  }),
}

/** Whether this platform lets code be made at run time; a content security policy may forbid it. */
export function codeIsAllowed(): boolean {
  try {
    // Asked anew for each codec: a remembered answer would be global state, and codecs are few.
    return Reflect.construct(Function, ['return 1']) !== null
  } catch {
    return false
  }
}

function functionsOf(
  layout: Layout,
  form: CodecForm | undefined,
  printed: PrintedCodec<never, unknown> | undefined,
): CodecFunctions<unknown, unknown> {
  if (form === 'closures') return closureCodec(layout)
  if (printed !== undefined) return printedCodec(layout, printed)
  return (form ?? (codeIsAllowed() ? 'code' : 'closures')) === 'code'
    ? codeCodec(layout)
    : closureCodec(layout)
}
