// Implementations in messages: an object that is passed where the interface has a handle<Iface>
// becomes a handle over which the receiver calls that object.
//
// The process keeps no handle of its own: the object lives as long as anybody holds the one that
// was sent. To take it back, offer it (`offer.ts`).

import type { AnyInterface, HandleLike, HandleWriter } from '@kos/idl'
import { rcOk } from '@kos/retcode'
import { handleContract } from '../abi/contracts.ts'
import type { Handle } from '../nk/types.ts'
import type { Sys } from '../runtime/sys.ts'

/**
 * Makes a handle of an implementation: answers the handle, or a code. Throws TypeError for what
 * can't be one.
 */
export type Offering = (target: AnyInterface, given: object) => number

/** Makes handles of the implementations in one message at a time. */
export class OfferWriter implements HandleWriter {
  readonly #sys: Sys
  readonly #offer: Offering
  #handles: Handle[] | null = null
  #failure: number = rcOk

  constructor(sys: Sys, offer: Offering) {
    this.#sys = sys
    this.#offer = offer
  }

  /** What `Offering` answers; if that is a code, the message does not come about. */
  write(given: object, target: AnyInterface): HandleLike {
    const handle = this.#offer(target, given)
    if (handle > 0) (this.#handles ??= []).push(handle as Handle)
    else this.#failure = handle
    return handle
  }

  /** Whether the message has no implementation. */
  get isEmpty(): boolean {
    return this.#handles === null
  }

  /**
   * There is no message. Closes the handles that were made for it, and answers the code of the
   * failure; rcOk: handles were not the reason.
   */
  giveUp(): number {
    const failure = this.#failure
    this.#failure = rcOk
    this.close()
    return failure
  }

  /** The message arrived or was refused: closes the handles that were made for it. */
  close(): void {
    if (this.#handles === null) return
    // In the name of the process: the answer may have let its client, of higher priority, run
    // first, and this thread waits for its turn.
    const close = this.#sys.processCall(handleContract.calls.Close)
    for (const handle of this.#handles) close(handle)
    this.#handles = null
  }
}
