// Implementations in answers: whoever returns an object where its interface has a handle<Iface> gives the client a handle on which it can call that object.
//
// The process keeps no handle of its own: the object lives as long as anybody holds the one that was sent. To take it back, or to send it in a
// request, offer it (`offer.ts`).

import { HANDLE_TYPE_USER_FIRST } from '@kos/handles/rights'
import type { AnyInterface, HandleLike, HandleWriter } from '@kos/idl'
import { type Failure, RetcodeError, rcOk } from '@kos/retcode'
import { handleContract, ipcContract } from '../abi/contracts.ts'
import type { Handle } from '../nk/types.ts'
import type { Sys } from '../runtime/sys.ts'
import { handlersOf } from './method-table.ts'
import { Offered, offerRights } from './offered.ts'

/** Makes handles of implementations for one listener. */
export class OfferWriter implements HandleWriter {
  readonly #sys: Sys
  readonly #listener: Handle
  /** By RIID. */
  readonly #interfaces: readonly AnyInterface[]
  readonly #handles: Handle[] = []

  constructor(sys: Sys, listener: Handle, interfaces: readonly AnyInterface[]) {
    this.#sys = sys
    this.#listener = listener
    this.#interfaces = interfaces
  }

  /** Throws TypeError if the program declares no endpoint of this interface, or a method is missing; RetcodeError if no handle is left. */
  write(given: object, target: AnyInterface): HandleLike {
    const sys = this.#sys
    const riid = this.#interfaces.indexOf(target)
    if (riid < 0)
      throw new TypeError(
        `serve: ${sys.info.name} gives an implementation of ${target.$name}, of which it declares no endpoint; see program({ endpoints })`,
      )
    const token = sys.tokens.add(new Offered(handlersOf(target.$name, target, given)))
    const create = sys.call(ipcContract.calls.CreateCallable)
    const { registers } = sys
    const rc = create(HANDLE_TYPE_USER_FIRST, offerRights, token, this.#listener, riid)
    if (rc !== rcOk) {
      sys.tokens.drop(token)
      throw new RetcodeError(
        rc as Failure,
        `serve: ${sys.info.name} can make no handle for an implementation of ${target.$name}`,
      )
    }
    const handle = registers[0] as Handle
    this.#handles.push(handle)
    return handle
  }

  /** The message is on its way, or was refused. */
  sent(): void {
    if (this.#handles.length === 0) return
    // In the name of the process: the answer may have let its client, of higher priority, run first, and this thread waits for its turn.
    const close = this.#sys.processCall(handleContract.calls.Close)
    for (const handle of this.#handles) close(handle)
    this.#handles.length = 0
  }
}
