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

type HandleListener = (handle: Handle) => void

/** An implementation and who hears of its handle. */
class Watchable {
  readonly implementation: object
  readonly onHandle: HandleListener

  constructor(implementation: object, onHandle: HandleListener) {
    this.implementation = implementation
    this.onHandle = onHandle
  }
}

/**
 * An implementation to pass in a message, whose provider wants to hear when nobody has it any more.
 * `onHandle` is called with the handle that is made of it, by the thread that sends the message, and
 * may subscribe a receiver of notifications to EVENT_OBJECT_DESTROYED. The handle is closed when the
 * message was sent; the notification also comes if the message does not arrive.
 *
 * `return { file: watchable(file, (handle) => kos.KnNoticeSubscribeToObject(notice, handle,
 * EVENT_OBJECT_DESTROYED, file)) }`
 */
export function watchable<I extends object>(implementation: I, onHandle: HandleListener): I {
  return new Watchable(implementation, onHandle) as unknown as I
}

/** An implementation that is reached by its handle. */
export class Offered {
  /** By MID. */
  readonly methods: readonly MethodHandler[]
  /** The endpoint that its requests are for. */
  readonly riid: number
  readonly #onHandle: HandleListener | null

  constructor(
    methods: readonly MethodHandler[],
    riid: number,
    onHandle: HandleListener | null = null,
  ) {
    this.methods = methods
    this.riid = riid
    this.#onHandle = onHandle
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
    const isWatchable = implementation instanceof Watchable
    const owner = isWatchable ? implementation.implementation : implementation
    const methods = handlersOf(who, name, target, owner, like)
    if (like === null)
      known.set(
        target,
        methods.map(({ response, error }) => ({ response, error })),
      )
    return new Offered(methods, riid, isWatchable ? implementation.onHandle : null)
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
    const rights = this.#onHandle === null ? offerRights : offerRights | OCAP_HANDLE_GET_EVENT
    const rc = sys.call(CreateCallable)(HANDLE_TYPE_USER_FIRST, rights, token, listener, this.riid)
    if (rc !== rcOk) {
      sys.tokens.drop(token)
      return rc
    }
    const handle = registers[CreateCallable.results.handle] as Handle
    this.#onHandle?.(handle)
    return handle
  }
}
