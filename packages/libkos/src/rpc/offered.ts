// The context of an offered handle, in the process of its provider: the implementation, and the
// endpoint that requests for it carry.

import {
  HANDLE_TYPE_USER_FIRST,
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_TRANSFER,
  OCAP_IPC_CALL,
} from '@kos/handles/rights'
import type { AnyInterface } from '@kos/idl'
import { rcOk } from '@kos/retcode'
import { ipcContract } from '../abi/contracts.ts'
import type { Sys } from '../runtime/sys.ts'
import { type MethodHandler, handlersOf } from './method-table.ts'

/** The rights of an offered handle: to pass it on, copy it, call. */
export const offerRights: number = OCAP_HANDLE_TRANSFER | OCAP_HANDLE_COPY | OCAP_IPC_CALL

/** An implementation that is reached by its handle. */
export class Offered {
  /** By MID. */
  readonly methods: readonly MethodHandler[]
  /** The endpoint that its requests are for. */
  readonly riid: number

  constructor(methods: readonly MethodHandler[], riid: number) {
    this.methods = methods
    this.riid = riid
  }

  /**
   * For an object that was passed as a handle of `target`. `who` names the caller in errors. Throws
   * TypeError.
   */
  static of(sys: Sys, target: AnyInterface, given: object, who: string): Offered {
    const riid = Object.values(sys.process.endpoints).indexOf(target)
    if (riid < 0)
      throw new TypeError(
        `${who}: ${sys.info.name} gives an implementation of ${target.$name}, of which it declares no endpoint; see program({ endpoints })`,
      )
    return new Offered(handlersOf(who, target.$name, target, given), riid)
  }

  /** A handle whose requests come to `listener`, or the code of its failure. */
  handleOver(sys: Sys, listener: number): number {
    const token = sys.tokens.add(this)
    const { registers } = sys
    const { CreateCallable } = ipcContract.calls
    const rc = sys.call(CreateCallable)(
      HANDLE_TYPE_USER_FIRST,
      offerRights,
      token,
      listener,
      this.riid,
    )
    if (rc === rcOk) return registers[CreateCallable.results.handle] as number
    sys.tokens.drop(token)
    return rc
  }
}
