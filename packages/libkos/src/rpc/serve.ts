// Serving the endpoints of a program: finds the listener and the implementations, and starts a
// server loop (`server.ts`) in the calling thread. The client's side is `connect.ts`.
//
// A request's parameters are read from the message when they are asked for, and are valid until the
// answer is sent; so are handles that the method does not take (`own.ts`). A method that throws
// ends the process, as any uncaught error does.

import type { Implementation } from '@kos/idl'
import {
  type Retcode,
  RetcodeError,
  rcOk,
  rcResourceNotFound,
  rcSecurityDisallow,
} from '@kos/retcode'
import { captureFrames, type CapturedStack, programPlaces } from '@kos/thread'
import { ipcContract } from '../abi/contracts.ts'
import type { LocatorApi } from '../coresrv/sl/sl_api.ts'
import type { Handle } from '../nk/types.ts'
import type { Endpoints, Serving } from '../program.ts'
import { sysOf } from '../runtime/lazy-kos.ts'
import type { Sys } from '../runtime/sys.ts'
import { ProcessHandleReader } from './handle-reader.ts'
import { deniedCall, knownNames, serviceNames } from './known-names.ts'
import { handlersOf } from './method-table.ts'
import { Server } from './server.ts'

/**
 * An implementation for each endpoint that the program declared. null: it is reached by offered
 * handles only (`offer`); any other request for it ends with rcInvalidArgument.
 */
export type Implementations<E extends Endpoints> = {
  readonly [K in keyof E]: Implementation<E[K]> | null
}

/**
 * Serves the endpoints of this program to all clients of `channel`, until the listener is
 * closed: then it answers rcNotConnected. `channel` may also be a listener handle (KnCmAccept,
 * `createListener`).
 *
 * Handles in a request are closed after the answer, unless the method takes them (`own`).
 *
 * `await serve(kos, 'lights', { mode: { FMode: ({ value }) => ({ result: value }) } })`. Several
 * threads may serve one channel. Throws RetcodeError (rcResourceNotFound if nobody connects to this
 * process under that name, rcSecurityDisallow if the policy denies the system call Register),
 * TypeError for a method that is missing.
 */
export function serve<E extends Endpoints>(
  kos: LocatorApi & Serving<E>,
  channel: string | Handle,
  implementations: Implementations<E>,
): Promise<Retcode> {
  try {
    const sys = sysOf(kos)
    const server = serverOf(sys, channel, implementations)
    const frames = captureFrames()
    sys.serving = () => servingText(frames)
    // No async function around it: a termination marks this promise as handled, not one of that.
    return server.run()
  } catch (error) {
    return Promise.reject(error)
  }
}

function serverOf<E extends Endpoints>(
  sys: Sys,
  channel: string | Handle,
  implementations: Implementations<E>,
): Server {
  const endpoints = Object.entries(sys.process.endpoints)
  if (endpoints.length === 0)
    throw new TypeError(
      `serve("${channel}"): ${sys.info.name} declares no endpoints; see program({ endpoints })`,
    )
  const handlers = endpoints.map(([name, target]) => {
    const implementation = implementations[name]
    if (implementation === undefined)
      throw new TypeError(noImplementation(name, Object.keys(implementations)))
    return implementation === null ? [] : handlersOf('serve', name, target, implementation)
  })
  const interfaces = endpoints.map(([, target]) => target)
  const listener = listenerFor(sys, channel, 'serve')
  return new Server(new ProcessHandleReader(sys), listener, interfaces, handlers)
}

function servingText({ stack }: CapturedStack): string {
  return `serve (${programPlaces(stack ?? null)[0] ?? 'in an unknown place'})`
}

function noImplementation(name: string, given: readonly string[]): string {
  const known =
    knownNames('there is', given, name) || 'null says that it is reached by offered handles only'
  return `serve: there is no implementation of "${name}"; ${known}`
}

/**
 * The listener of a name, or the listener handle itself; `who` says to people where. Throws
 * RetcodeError if nobody connects under that name (rcResourceNotFound), or the policy denies the
 * system call (rcSecurityDisallow).
 */
export function listenerFor(sys: Sys, channel: string | Handle, who: string): Handle {
  if (typeof channel === 'number') return channel
  const { Register } = ipcContract.calls
  const { registers } = sys
  const rc = sys.call(Register)(channel)
  if (rc === rcOk) return registers[Register.results.handle] as Handle
  if (rc === rcSecurityDisallow)
    throw new RetcodeError(rc, deniedCall(sys, `${who}("${channel}")`, Register))
  const known =
    rc === rcResourceNotFound ? knownNames('; they do under', serviceNames(sys), channel) : ''
  throw new RetcodeError(
    rcResourceNotFound,
    `${who}("${channel}"): nobody connects to ${sys.info.name} under this name${known}`,
  )
}
