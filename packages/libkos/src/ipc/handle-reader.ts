// Handles out of received messages: the kernel's numbers, with the badge's token turned back into the value it stands for.

import {
  type AnyInterface,
  capabilityOf,
  type Handle,
  type HandleDesc,
  handleFlagDereferenced,
  type HandleReader,
} from '@kos/idl'
import type { Tokens } from '../runtime/tokens.ts'

/** Reads handle descriptors for one process. */
export class ProcessHandleReader implements HandleReader {
  readonly #tokens: Tokens

  constructor(tokens: Tokens) {
    this.#tokens = tokens
  }

  read(handle: number, rights: number, badge: number, flags: number, target?: () => AnyInterface): HandleDesc {
    const dereferenced = (flags & handleFlagDereferenced) !== 0
    const context = dereferenced ? this.#tokens.get(badge) : undefined
    if (target === undefined) return { handle: handle as Handle, rights, badge: context, dereferenced }
    const capability = { handle: handle as Handle, rights, badge: context, dereferenced, [capabilityOf]: target }
    return capability
  }
}
