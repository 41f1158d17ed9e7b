// A session of a bus that is open: its handles, and a proxy for each thread. How it is opened, and
// how the process hears of its end.
//
// A subscriber that waits hears of the end of the bus by the lifeline: a thread for which the
// process does not live calls it, until the call ends with the bus, or the session with `close`.

import {
  type Failure,
  type Handle,
  INVALID_RIID,
  isFailure,
  type Kos,
  type Proxy,
  proxyOf,
  rcNotReady,
  rcOk,
  rcResourceNotFound,
  type Result,
  type Retcode,
  RetcodeError,
} from '@kos/libkos'
import { threadContract } from '@kos/libkos/abi'
import { sysOf } from '@kos/libkos/process'
import { MessageBusBundles } from '../generated/kl/MessageBusBundles.idl.ts'
import { MessageBusFactory } from '../generated/kl/MessageBusFactory.idl.ts'
import { MessageBusLifeline } from '../generated/kl/MessageBusLifeline.idl.ts'
import { MessageBusSession } from '../generated/kl/MessageBusSession.idl.ts'
import { SessionEnd } from './session-end.ts'

/** What a call answers: its own code, and what the bus refused. */
export interface BusAnswer {
  readonly rc: Retcode
  readonly error?: { readonly rc: number } | undefined
}

/** A session that was opened. */
export class OpenSession {
  /** The client handle of the connection. */
  readonly channel: Handle
  readonly #handle: Handle
  readonly #proxies: WeakMap<Kos, Proxy<MessageBusSession>> = new WeakMap()
  readonly #bundles: WeakMap<Kos, Proxy<MessageBusBundles>> = new WeakMap()
  readonly #end: SessionEnd = new SessionEnd()

  constructor(channel: Handle, handle: Handle) {
    this.channel = channel
    this.#handle = handle
  }

  /** Its methods, for a thread. If there are none for it, each answers why. */
  of(kos: Kos): Proxy<MessageBusSession> {
    let proxy = this.#proxies.get(kos)
    if (proxy === undefined) {
      const made = proxyResult(() => proxyOf(kos, MessageBusSession, this.#handle))
      proxy = made.proxy ?? refusing(made.rc)
      this.#proxies.set(kos, proxy)
    }
    return proxy
  }

  /** The endpoint of bundles beside it, for a thread. rcResourceNotFound: the bus has none. */
  bundlesOf(kos: Kos): Result<{ readonly proxy: Proxy<MessageBusBundles> }> {
    const known = this.#bundles.get(kos)
    if (known !== undefined) return { rc: rcOk, proxy: known }
    const riid = kos.ServiceLocatorGetRiid(this.channel, 'bundles')
    if (riid === INVALID_RIID) return { rc: rcResourceNotFound }
    const made = proxyResult(() => proxyOf(kos, MessageBusBundles, this.channel, riid))
    if (made.rc === rcOk) this.#bundles.set(kos, made.proxy)
    return made
  }

  /**
   * Begins to wait for its end: rcOk; rcNotReady: no thread is left; codes of `proxyOf`: the
   * handles are of no session.
   */
  begin(kos: Kos, lifeline: Handle, onEnd: (kos: Kos, session: OpenSession) => void): Retcode {
    const session = proxyResult(() => proxyOf(kos, MessageBusSession, this.#handle))
    if (session.proxy === undefined) return session.rc
    this.#proxies.set(kos, session.proxy)
    const tried = proxyResult(() => proxyOf(kos, MessageBusLifeline, lifeline))
    if (tried.proxy === undefined) return tried.rc
    const isWatched = serveProcess(kos, async (own) => {
      const life = proxyResult(() => proxyOf(own, MessageBusLifeline, lifeline))
      await life.proxy?.Wait({}, { signal: this.#end })
      own.KnHandleClose(lifeline)
      onEnd(own, this)
    })
    return isWatched ? rcOk : rcNotReady
  }

  /** Closes its handle, and not the channel. Called once. */
  close(kos: Kos): void {
    kos.KnHandleClose(this.#handle)
    this.#end.abort()
  }
}

/**
 * Opens a session over the client handle of a connection, which stays open if that fails. `onEnd`
 * is called by a thread of its own when the bus has ended.
 *
 * Codes of `Connect`; rcResourceNotFound: no bus is behind it; rcNotConnected: the bus is not
 * there; rcNotReady: no thread is left; rcInvalidArgument, rcNoCapability, rcHandleRevoked: what
 * answers is no bus; rcSecurityDisallow.
 */
export async function openSession(
  kos: Kos,
  channel: Handle,
  onEnd: (kos: Kos, session: OpenSession) => void,
): Promise<Result<{ readonly session: OpenSession }>> {
  const riid = kos.ServiceLocatorGetRiid(channel, 'bus')
  const { proxy: factory } = proxyResult(() => proxyOf(kos, MessageBusFactory, channel, riid))
  if (riid === INVALID_RIID || factory === undefined) return { rc: rcResourceNotFound }
  const answer = await factory.Connect()
  if (answer.rc !== rcOk) return failed(codeOf(answer))
  const session = new OpenSession(channel, answer.session.handle)
  const lifeline = answer.lifeline.handle
  const rc = session.begin(kos, lifeline, onEnd)
  if (rc === rcOk) return { rc, session }
  kos.KnHandleClose(lifeline)
  session.close(kos)
  return failed(rc)
}

/** The code of an answer: that of the call, or of the bus. */
export function codeOf({ rc, error }: BusAnswer): Retcode {
  const own = error?.rc
  return own !== undefined && isFailure(own) ? own : rc
}

/** A proxy, or why there is none. */
export function proxyResult<P>(make: () => P): Result<{ readonly proxy: P }> {
  try {
    return { rc: rcOk, proxy: make() }
  } catch (error) {
    if (error instanceof RetcodeError) return failed(error.rc)
    throw error
  }
}

// Answers a code to all that is asked.
function refusing(rc: Retcode): Proxy<MessageBusSession> {
  const refuse = (): Promise<BusAnswer> => Promise.resolve({ rc })
  const methods = MessageBusSession.$methods.map(({ name }) => [name, refuse] as const)
  return Object.fromEntries(methods) as unknown as Proxy<MessageBusSession>
}

/** A result that is a code only. */
export function failed(rc: Retcode): { readonly rc: Failure } {
  return { rc: rc as Failure }
}

// A thread for which the process does not live.
function serveProcess(kos: Kos, routine: (kos: Kos) => Promise<void>): boolean {
  const sys = sysOf(kos)
  const entry = sys.tokens.add(routine)
  if (sys.call(threadContract.calls.ServeObjects)(entry) === rcOk) return true
  sys.tokens.drop(entry)
  return false
}
