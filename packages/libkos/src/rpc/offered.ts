// The context of an offered handle, in the process of its provider: the implementation, and the
// endpoint that requests for it carry.

import {
  HANDLE_TYPE_USER_FIRST,
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_GET_EVENT,
  OCAP_HANDLE_TRANSFER,
  OCAP_IPC_CALL,
} from '@kos/handles/rights'
import type { AnyInterface } from '@kos/idl'
import { rcOk } from '@kos/retcode'
import { ipcContract } from '../abi/contracts.ts'
import type { Handle } from '../nk/types.ts'
import type { Sys } from '../runtime/sys.ts'
import { type MethodBuffers, type MethodHandler, handlersOf } from './method-table.ts'

/** The rights of an offered handle: to pass it on, copy it, call. */
export const offerRights: number = OCAP_HANDLE_TRANSFER | OCAP_HANDLE_COPY | OCAP_IPC_CALL

/** The buffers that all implementations of an interface share. */
class OfferedMethods {
  readonly byInterface: Map<AnyInterface, readonly MethodBuffers[]> = new Map()
}

/**
 * A method that an implementation may have: it is called with each handle that is made of it when it
 * is passed in a message, by the thread that sends that. The handle is closed when the message was
 * sent. A receiver of notifications that is subscribed to it here hears of the end of the last handle
 * (EVENT_OBJECT_DESTROYED), also if the message does not arrive.
 */
export const handleMade: unique symbol = /* @__PURE__ */ Symbol('handleMade')

/** An implementation that hears of its handles. */
export interface HandleListener {
  readonly [handleMade]?: (handle: Handle) => void
}

/** An implementation that is reached by its handle. */
export class Offered {
  /** By MID. */
  readonly methods: readonly MethodHandler[]
  /** The endpoint that its requests are for. */
  readonly riid: number
  readonly #listener: HandleListener | null

  constructor(
    methods: readonly MethodHandler[],
    riid: number,
    listener: HandleListener | null = null,
  ) {
    this.methods = methods
    this.riid = riid
    this.#listener = listener
  }

  /**
   * For an implementation of the endpoint `name`, which has the number `riid`. All implementations of
   * one interface in a process share their buffers. Throws TypeError for a method that is missing.
   */
  static make(
    sys: Sys,
    who: string,
    name: string,
    target: AnyInterface,
    riid: number,
    implementation: object,
  ): Offered {
    const known = sys.process.local(OfferedMethods, () => new OfferedMethods()).byInterface
    const like = known.get(target) ?? null
    const methods = handlersOf(who, name, target, implementation, like)
    if (like === null)
      known.set(
        target,
        methods.map(({ response, error }) => ({ response, error })),
      )
    const listener = handleMade in implementation ? (implementation as HandleListener) : null
    return new Offered(methods, riid, listener)
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
    return Offered.make(sys, who, target.$name, target, riid, given)
  }

  /** A handle whose requests come to `listener`, or the code of its failure. */
  handleOver(sys: Sys, listener: number): number {
    const token = sys.tokens.add(this)
    const { registers } = sys
    const { CreateCallable } = ipcContract.calls
    const rights = this.#listener === null ? offerRights : offerRights | OCAP_HANDLE_GET_EVENT
    const rc = sys.call(CreateCallable)(HANDLE_TYPE_USER_FIRST, rights, token, listener, this.riid)
    if (rc !== rcOk) {
      sys.tokens.drop(token)
      return rc
    }
    const handle = registers[CreateCallable.results.handle] as Handle
    this.#listener?.[handleMade]?.(handle)
    return handle
  }
}
