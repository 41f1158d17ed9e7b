// Handles out of received messages: the kernel's numbers, with the badge's token turned back into
// the value it stands for, and the methods of the interface if the handle is for one.

import {
  type AnyInterface,
  type Handle,
  type HandleDesc,
  handleFlagDereferenced,
  type HandleReader,
} from '@kos/idl'
import type { Sys } from '../runtime/sys.ts'
import { HandleClasses } from './handle-classes.ts'

/** Reads handle descriptors for one thread. */
export class ProcessHandleReader implements HandleReader {
  readonly sys: Sys
  readonly #classes: HandleClasses

  constructor(sys: Sys) {
    this.sys = sys
    this.#classes = HandleClasses.of(sys.process)
  }

  /**
   * Makes ready for the messages of `target`: reading them then calls no code of the program. Throws
   * what a function of `handleOf` throws.
   */
  prepare(target: AnyInterface): void {
    this.#classes.resolve(target)
  }

  read(
    handle: number,
    rights: number,
    badge: number,
    flags: number,
    target?: () => AnyInterface,
  ): HandleDesc {
    const dereferenced = (flags & handleFlagDereferenced) !== 0
    const context = dereferenced ? this.sys.tokens.get(badge) : undefined
    if (target === undefined)
      return { handle: handle as Handle, rights, badge: context, dereferenced }
    return new (this.#classes.classOf(target))(
      this,
      handle as Handle,
      rights,
      context,
      dereferenced,
    )
  }

  /** One for another thread of the process. */
  forThread(sys: Sys): ProcessHandleReader {
    return new ProcessHandleReader(sys)
  }
}
