// An implementation as a handle: a process that is given the handle calls the methods of this very
// object, over the listener of its provider.
//
// It is a callable resource (`coresrv/handle/callable.ts`) whose context is the implementation. A
// request over its handle brings the context along, so that the server loop (`server.ts`) calls the
// methods of this object. The receiver makes a proxy of the handle with `proxyOf`, or gets one, if
// the handle is sent for an interface.

import { HANDLE_TYPE_USER_FIRST } from '@kos/handles/rights'
import type { AnyInterface, Implementation } from '@kos/idl'
import { RetcodeError, type Retcode, rcOk } from '@kos/retcode'
import { handleContract } from '../abi/contracts.ts'
import type { CallableApi } from '../coresrv/handle/callable.ts'
import type { HandleApi } from '../coresrv/handle/handle_api.ts'
import type { LocatorApi } from '../coresrv/sl/sl_api.ts'
import type { Handle } from '../nk/types.ts'
import { sysOf } from '../runtime/lazy-kos.ts'
import { knownNames } from './known-names.ts'
import { Offered, offerRights } from './offered.ts'
import { listenerFor } from './serve.ts'

/** An implementation that others may be given: pass it where a handle is sent. */
export interface Offer extends Disposable {
  /** The provider's own handle. Disposing closes it, and leaves others theirs. */
  readonly handle: Handle
  /**
   * Revokes the handles that were made from it: calls over them answer rcHandleRevoked. rcOk;
   * rcInvalidArgument: it was closed.
   */
  revoke(): Retcode
}

/**
 * Offers an implementation of `target`, to be sent as a handle: `return { lamp: offer(kos, 'shop',
 * Lamp, new GreenLamp()) }`. The program must declare an endpoint of that interface, and serve
 * `channel`, a connection's name or a listener handle: requests come there. The implementation is
 * kept as long as anybody has a handle of it. `rights` are those of the handle: with
 * OCAP_HANDLE_GET_EVENT others may be notified of events that the provider signals.
 *
 * Throws TypeError if the program declares no such endpoint, or a method is missing; RetcodeError
 * if there is no such listener, or no handle is left.
 */
export function offer<I extends AnyInterface>(
  kos: LocatorApi & HandleApi & CallableApi,
  channel: string | Handle,
  target: I,
  implementation: Implementation<I>,
  rights: number = offerRights,
): Offer {
  const sys = sysOf(kos)
  const endpoints = Object.entries(sys.process.endpoints)
  const riid = endpoints.findIndex(([, declared]) => declared === target)
  const [name] = endpoints[riid] ?? []
  if (name === undefined) {
    const declared = [...new Set(endpoints.map(([, each]) => each.$name))]
    const known =
      knownNames('it declares endpoints of', declared, target.$name) || 'see program({ endpoints })'
    throw new TypeError(
      `offer("${target.$name}"): ${sys.info.name} declares no endpoint of this interface; ${known}`,
    )
  }
  const offered = Offered.make(sys, 'offer', name, target, riid, implementation)
  const listener = listenerFor(sys, channel, 'offer')
  const { rc, handle } = kos.KnHandleCreateUserObjectEx(
    HANDLE_TYPE_USER_FIRST,
    rights,
    offered,
    listener,
    riid,
  )
  if (rc !== rcOk)
    throw new RetcodeError(
      rc,
      `offer("${target.$name}"): ${sys.info.name} can make no handle over this listener`,
    )
  // Any thread may take it back: the one that offered it may be waiting for requests.
  const { Close, Revoke } = handleContract.calls
  return {
    handle,
    revoke: () => sys.processCall(Revoke)(handle) as Retcode,
    [Symbol.dispose]: () => void sys.processCall(Close)(handle),
  }
}
