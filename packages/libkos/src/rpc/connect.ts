// Ways to a proxy (`proxy.ts`): by the name of a connection of this process, or by a handle that it
// has.

import type { AnyInterface, HandleDesc, Interface, MethodSpecs, Proxy } from '@kos/idl'
import {
  RetcodeError,
  rcInvalidArgument,
  rcInvalidOperation,
  rcOk,
  rcResourceNotFound,
  rcSecurityDisallow,
} from '@kos/retcode'
import { ipcContract } from '../abi/contracts.ts'
import { callableRiid } from '../coresrv/handle/callable.ts'
import type { HandleApi } from '../coresrv/handle/handle_api.ts'
import type { LocatorApi } from '../coresrv/sl/sl_api.ts'
import type { Handle } from '../nk/types.ts'
import { sysOf } from '../runtime/lazy-kos.ts'
import type { Sys } from '../runtime/sys.ts'
import { deniedCall, endpointNames, interfaceName, knownNames } from './known-names.ts'
import { makeProxy } from './proxy.ts'

const { Connect, GetRiid } = ipcContract.calls

/**
 * A proxy for an endpoint of a server: `using lights = connect(kos, Lights, 'lights', 'mode')`.
 * Disposing it closes the connection's handle, which can't be had again.
 *
 * The endpoint may be named by type as well, as `demo.Storage.store`.
 *
 * Throws RetcodeError: rcResourceNotFound if this process has no such connection, or the server no
 * such endpoint; rcInvalidOperation if the server has several endpoints of that name by type;
 * rcInvalidArgument if the endpoint has another interface; rcSecurityDisallow if the policy denies a
 * system call that this takes.
 */
export function connect<const M extends MethodSpecs>(
  kos: LocatorApi & HandleApi,
  target: Interface<M>,
  channel: string,
  endpoint: string,
): Proxy<Interface<M>> {
  const sys = sysOf(kos)
  const { registers } = sys
  const connected = sys.call(Connect)(channel)
  if (connected !== rcOk) throw noConnection(sys, connected, channel)
  const handle = registers[Connect.results.handle] as Handle
  const found = sys.call(GetRiid)(handle, endpoint)
  if (found !== rcOk) throw noEndpoint(sys, found, handle, channel, endpoint)
  const riid = registers[GetRiid.results.riid] as number
  checkInterface(sys, target, handle, riid, `connect("${channel}", "${endpoint}")`)
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
  if (riid !== undefined) checkInterface(sys, target, given, riid, `proxyOf(${given}, ${riid})`)
  sys.process.untaken.delete(given)
  return makeProxy(sys, target, given, endpoint)
}

// Calls of another interface would all be refused as malformed. Where the policy keeps the name of
// the interface secret, they are.
function checkInterface(
  sys: Sys,
  target: AnyInterface,
  handle: Handle,
  riid: number,
  what: string,
): void {
  const name = interfaceName(sys, handle, riid)
  if (name === null || name === target.$name) return
  throw new RetcodeError(
    rcInvalidArgument,
    `${what}: the endpoint has the interface ${name}, not ${target.$name}`,
  )
}

function noConnection(sys: Sys, rc: number, channel: string): RetcodeError {
  const what = `connect("${channel}")`
  if (rc === rcSecurityDisallow) return new RetcodeError(rc, deniedCall(sys, what, Connect))
  const { name, connections } = sys.info
  const had = knownNames('it has', connections, channel) || 'it has none'
  return new RetcodeError(
    rcResourceNotFound,
    `${what}: ${name} has no such connection, or closed it; ${had}`,
  )
}

function noEndpoint(
  sys: Sys,
  rc: number,
  handle: Handle,
  channel: string,
  endpoint: string,
): RetcodeError {
  const what = `connect("${channel}", "${endpoint}")`
  if (rc === rcSecurityDisallow) return new RetcodeError(rc, deniedCall(sys, what, GetRiid))
  const declared =
    knownNames('it declares', endpointNames(sys, handle), endpoint) ||
    'see its program({ endpoints })'
  const isAmbiguous = rc === rcInvalidOperation
  const fault = isAmbiguous ? 'several endpoints of that name by type' : 'no such endpoint'
  return new RetcodeError(
    isAmbiguous ? rcInvalidOperation : rcResourceNotFound,
    `${what}: the server that ${sys.info.name} reaches over "${channel}" ` +
      `declares ${fault}; ${declared}`,
  )
}
