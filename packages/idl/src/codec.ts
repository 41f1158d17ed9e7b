// A codec writes, reads and checks the messages of one layout.
//
// There are two forms, which do the same: straight-line code, compiled at run time or printed
// beforehand, which is fast, and closures, for platforms that forbid code generation. Making one is
// in `compile-codec.ts`.

import type { Field } from './field-layout.ts'
import type { MessageView } from './message-view.ts'
import type { HandleWriter } from './handle-value.ts'
import type { AnyInterface } from './interface.ts'
import type { Layout } from './layout.ts'
import { handleFlagDereferenced } from './message.ts'
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

/** The functions of a codec, without the facts about its layout. */
export interface CodecFunctions<Send, Receive> {
  /**
   * Writes header and parameters into `view` (at least `size` bytes) and `arena` (at least
   * `arenaSize`). Returns the bytes of arena used, or -1 if a value does not fit its type or the
   * arena; the buffers then hold rubbish. All values are read before anything is written; what a
   * getter throws comes out. `handles` makes handles of the values that a `HandleWriter` is for;
   * without it such values do not fit.
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
  /** The parameters and their offsets. */
  readonly fields: readonly Field[]
  /** Makes a view that shows one message of this layout after the other. */
  view(this: void): MessageView
}

/** The two forms of a codec. */
export type CodecForm = 'code' | 'closures'

/** Straight-line code for one layout, as `kos gen` prints it. */
export type PrintedCodec<Send, Receive> = (layout: Layout) => CodecFunctions<Send, Receive>

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
