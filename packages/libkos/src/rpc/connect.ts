// Ways to a proxy (`proxy.ts`): by the name of a connection of this process, or by a handle that it
// has.

import type { HandleDesc, Interface, MethodSpecs, Proxy } from '@kos/idl'
import { RetcodeError, rcResourceNotFound } from '@kos/retcode'
import { callableRiid } from '../coresrv/handle/callable.ts'
import type { HandleApi } from '../coresrv/handle/handle_api.ts'
import { INVALID_RIID, type LocatorApi } from '../coresrv/sl/sl_api.ts'
import { type Handle, INVALID_HANDLE } from '../nk/types.ts'
import { sysOf } from '../runtime/lazy-kos.ts'
import type { Sys } from '../runtime/sys.ts'
import { endpointNames, knownNames } from './known-names.ts'
import { makeProxy } from './proxy.ts'

/**
 * A proxy for an endpoint of a server: `using lights = connect(kos, Lights, 'lights', 'mode')`.
 * Disposing it closes the connection's handle, which can't be had again.
 *
 * Throws RetcodeError (rcResourceNotFound) if this process has no such connection, or the server no
 * such endpoint.
 */
export function connect<const M extends MethodSpecs>(
  kos: LocatorApi & HandleApi,
  target: Interface<M>,
  channel: string,
  endpoint: string,
): Proxy<Interface<M>> {
  const sys = sysOf(kos)
  const handle = kos.ServiceLocatorConnect(channel)
  if (handle === INVALID_HANDLE)
    throw new RetcodeError(rcResourceNotFound, noConnection(sys, channel))
  const riid = kos.ServiceLocatorGetRiid(handle, endpoint)
  if (riid === INVALID_RIID)
    throw new RetcodeError(rcResourceNotFound, noEndpoint(sys, handle, channel, endpoint))
  return makeProxy(sys, target, handle, riid)
}

/**
 * A proxy on a handle: `using lamp = proxyOf(kos, Lamp, answer.lamp)` for a callable one that came
 * in a message, and, with `riid`, for the client handle of a channel (KnCmConnect). Disposing it
 * closes the handle. A handle that came in a request is taken by that (`own`). One that came as a
 * handle<Lamp> is a proxy already; another thread makes one of its own from it.
 *
 * Throws RetcodeError if the handle is no callable one for this interface: rcInvalidArgument,
 * rcNoCapability, rcHandleRevoked.
 */
export function proxyOf<const M extends MethodSpecs>(
  kos: LocatorApi,
  target: Interface<M>,
  handle: Handle | HandleDesc,
  riid?: number,
): Proxy<Interface<M>> {
  const sys = sysOf(kos)
  const given = typeof handle === 'object' ? handle.handle : handle
  const endpoint = riid ?? callableRiid(sys, given, target.$name)
  sys.process.untaken.delete(given)
  return makeProxy(sys, target, given, endpoint)
}

function noConnection(sys: Sys, channel: string): string {
  const { name, connections } = sys.info
  const had = knownNames('it has', connections, channel) || 'it has none'
  return `connect("${channel}"): ${name} has no such connection, or closed it; ${had}`
}

function noEndpoint(sys: Sys, handle: Handle, channel: string, endpoint: string): string {
  const declared =
    knownNames('it declares', endpointNames(sys, handle), endpoint) ||
    'see its program({ endpoints })'
  return `connect("${channel}", "${endpoint}"): the server that ${sys.info.name} reaches over "${channel}" declares no such endpoint; ${declared}`
}
