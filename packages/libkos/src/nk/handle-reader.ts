// Handles out of messages that ported C code received: the number, and the context of one that was
// dereferenced. Typed IPC has a reader of its own (`rpc/handle-reader.ts`), which also gives the
// methods of an interface.

import { type Handle, type HandleDesc, handleFlagDereferenced, type HandleReader } from '@kos/idl'
import type { Sys } from '../runtime/sys.ts'

/** Reads handle descriptors: a badge is a token of this process. */
export class TokenHandleReader implements HandleReader {
  readonly #sys: Sys

  constructor(sys: Sys) {
    this.#sys = sys
  }

  read(handle: number, rights: number, badge: number, flags: number): HandleDesc {
    const dereferenced = (flags & handleFlagDereferenced) !== 0
    const context = dereferenced ? this.#sys.tokens.get(badge) : undefined
    return { handle: handle as Handle, rights, badge: context, dereferenced }
  }
}
