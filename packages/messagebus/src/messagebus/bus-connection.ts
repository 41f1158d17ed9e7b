// The connection of a process to a bus: one session, which all threads of the process share, and
// what it registered there.
//
// The bus may end, and be started again. Then the next operation opens a session, and registers its
// client again, under the same id. What waited in the old bus is gone with it.
//
// A subscriber that waits hears of the end of the bus by the lifeline: a thread for which the
// process does not live calls it, and wakes all that wait when the call ends.

import {
  type Handle,
  INVALID_HANDLE,
  INVALID_RIID,
  isFailure,
  type Kos,
  KosInitializedMutex,
  type KosMutex,
  type Notice,
  type Proxy,
  proxyOf,
  rcAlreadyExists,
  rcNotConnected,
  rcNotReady,
  rcOk,
  rcResourceNotFound,
  type Retcode,
  RetcodeError,
} from '@kos/libkos'
import { threadContract } from '@kos/libkos/abi'
import { sysOf } from '@kos/libkos/process'
import { MessageBusBundles } from '../generated/kl/MessageBusBundles.idl.ts'
import { MessageBusFactory } from '../generated/kl/MessageBusFactory.idl.ts'
import { MessageBusLifeline } from '../generated/kl/MessageBusLifeline.idl.ts'
import { type Message, MessageBusSession } from '../generated/kl/MessageBusSession.idl.ts'
import { busLookPause, maxBusLooks } from '../limits.ts'

/** A publisher or a subscriber of this process. */
export class Registration {
  /** For a subscriber its name; null for a publisher. */
  readonly name: string | null
  readonly topics: readonly string[]
  /** The session in which it is registered, and its id there. */
  session = 0
  client = 0
  /** For a subscriber: what the bus signals. */
  wake: Handle = INVALID_HANDLE
  /** The receiver of the thread that takes its messages; null if none does. */
  notice: Notice | null = null
  /** Messages that were fetched, and not taken yet: from `taken` on. */
  fetched: readonly Message[] = []
  taken = 0
  isRegistered = true

  constructor(name: string | null, topics: readonly string[]) {
    this.name = name
    this.topics = topics
  }
}

interface Answer {
  readonly rc: Retcode
  readonly error?: { readonly rc: number } | undefined
}

interface ThreadProxy {
  readonly session: number
  readonly proxy: Proxy<MessageBusSession>
  /** Made when they are first asked for. */
  bundles: Proxy<MessageBusBundles> | null
}

/** The connections of a process, by name. */
class BusConnections {
  readonly byName: Map<string, BusConnection> = new Map()
}

/** One connection. */
export class BusConnection {
  readonly #name: string
  readonly #mutex: KosMutex = KosInitializedMutex('message bus')
  readonly #registrations: Map<number, Registration> = new Map()
  readonly #proxies: WeakMap<Kos, ThreadProxy> = new WeakMap()
  #lastId = 0
  #channel: Handle = INVALID_HANDLE
  #handle: Handle = INVALID_HANDLE
  /** Counts sessions. */
  #session = 0

  private constructor(name: string) {
    this.#name = name
  }

  /** That of the process of a thread. */
  static of(kos: Kos, name: string): BusConnection {
    const { byName } = sysOf(kos).process.local(BusConnections, () => new BusConnections())
    let connection = byName.get(name)
    if (connection === undefined) byName.set(name, (connection = new BusConnection(name)))
    return connection
  }

  /** What has an id. */
  get(id: number): Registration | undefined {
    return this.#registrations.get(id)
  }

  /**
   * Sees to it that there is a session; looks again for a while if the bus is not there. Codes of
   * `Connect`; rcResourceNotFound: no such connection; rcNotConnected: the bus is not there.
   */
  async open(kos: Kos): Promise<Retcode> {
    for (let looks = 0; ; looks++) {
      if (this.#handle !== INVALID_HANDLE) return rcOk
      const rc = await this.#locked(kos, () => this.#open(kos))
      if (rc !== rcNotConnected && rc !== rcResourceNotFound) return rc
      // A connection that there never was does not come.
      if (looks === maxBusLooks || this.#session === 0) return rc
      await kos.KnSleep(busLookPause)
    }
  }

  /** Registers a publisher or a subscriber: its id. */
  async register(kos: Kos, registration: Registration): Promise<Answer & { readonly id?: number }> {
    const rc = await this.bind(kos, registration)
    if (rc !== rcOk) return { rc }
    const id = ++this.#lastId
    this.#registrations.set(id, registration)
    return { rc, id }
  }

  /** Ends one that is registered. Who waits for its messages is woken. */
  async unregister(kos: Kos, id: number, registration: Registration): Promise<Retcode> {
    this.#registrations.delete(id)
    registration.isRegistered = false
    if (registration.notice !== null) kos.KnNoticeDropAndWake(registration.notice)
    if (registration.session !== this.#session || this.#handle === INVALID_HANDLE) return rcOk
    closeWake(kos, registration)
    const { client } = registration
    const rc = await this.ask(kos, (session) =>
      registration.name === null
        ? session.UnregisterPublisher({ client })
        : session.UnregisterSubscriber({ client }),
    )
    // With the bus went what was registered.
    return rc === rcNotConnected ? rcOk : rc
  }

  /** Sees to it that one is registered in a session that lives. Codes of `open` and the bus. */
  async bind(kos: Kos, registration: Registration): Promise<Retcode> {
    for (let looks = 0; ; looks++) {
      const opened = await this.open(kos)
      if (opened !== rcOk) return opened
      const rc = await this.#locked(kos, () => this.#bind(kos, registration))
      if (rc !== rcNotConnected || looks === maxBusLooks) return rc
    }
  }

  /** Whether `bind` would have nothing to do. */
  isBound({ session }: Registration): boolean {
    return session === this.#session && this.#handle !== INVALID_HANDLE
  }

  /** The session, for the calling thread. It must be open. */
  sessionOf(kos: Kos): Proxy<MessageBusSession> {
    return this.#proxiesOf(kos).proxy
  }

  /**
   * The endpoint of bundles, for the calling thread; null: the bus has none, or it may not be
   * found. There must be a session.
   */
  bundlesOf(kos: Kos): Proxy<MessageBusBundles> | null {
    const proxies = this.#proxiesOf(kos)
    const channel = this.#channel
    return (proxies.bundles ??= endpointOf(kos, channel, 'bundles', (riid) =>
      proxyOf(kos, MessageBusBundles, channel, riid),
    ))
  }

  /** Makes a call that answers nothing but a code. */
  async ask(
    kos: Kos,
    call: (session: Proxy<MessageBusSession>) => Promise<Answer>,
  ): Promise<Retcode> {
    const session = this.#session
    const rc = codeOf(await call(this.sessionOf(kos)))
    if (rc === rcNotConnected) this.lose(kos, session)
    return rc
  }

  /** The number of the session that is open. */
  get session(): number {
    return this.#session
  }

  /** A session has ended with its bus. Only the first call for it does anything. */
  lose(kos: Kos, session: number): void {
    if (session !== this.#session || this.#handle === INVALID_HANDLE) return
    kos.KnHandleClose(this.#handle)
    kos.KnHandleClose(this.#channel)
    this.#handle = INVALID_HANDLE
    this.#channel = INVALID_HANDLE
    for (const registration of this.#registrations.values()) {
      closeWake(kos, registration)
      if (registration.notice !== null) kos.KnNoticeDropAndWake(registration.notice)
    }
  }

  async #locked(kos: Kos, action: () => Promise<Retcode>): Promise<Retcode> {
    await kos.KosMutexLock(this.#mutex)
    try {
      return await action()
    } finally {
      kos.KosMutexUnlock(this.#mutex)
    }
  }

  // The mutex is locked.
  async #open(kos: Kos): Promise<Retcode> {
    if (this.#handle !== INVALID_HANDLE) return rcOk
    const factory = this.#factory(kos)
    if ('rc' in factory) return factory.rc
    const answer = await factory.Connect()
    const rc = codeOf(answer)
    if (rc !== rcOk || answer.rc !== rcOk) {
      kos.KnHandleClose(this.#channel)
      return rc
    }
    const lifeline = answer.lifeline.handle
    this.#handle = answer.session.handle
    const session = ++this.#session
    const isWatched = serveProcess(kos, async (own) => {
      using life = proxyOf(own, MessageBusLifeline, lifeline)
      await life.Wait()
      this.lose(own, session)
    })
    if (isWatched) return rcOk
    kos.KnHandleClose(lifeline)
    this.lose(kos, session)
    return rcNotReady
  }

  #factory(kos: Kos): Proxy<MessageBusFactory> | Answer {
    const channel = kos.ServiceLocatorConnect(this.#name)
    if (channel === INVALID_HANDLE) return { rc: rcResourceNotFound }
    this.#channel = channel
    const factory = endpointOf(kos, channel, 'bus', (riid) =>
      proxyOf(kos, MessageBusFactory, channel, riid),
    )
    if (factory !== null) return factory
    kos.KnHandleClose(channel)
    return { rc: rcResourceNotFound }
  }

  #proxiesOf(kos: Kos): ThreadProxy {
    const known = this.#proxies.get(kos)
    if (known?.session === this.#session) return known
    const proxy = proxyOf(kos, MessageBusSession, this.#handle)
    const made = { session: this.#session, proxy, bundles: null }
    this.#proxies.set(kos, made)
    return made
  }

  // The mutex is locked.
  async #bind(kos: Kos, registration: Registration): Promise<Retcode> {
    if (this.#handle === INVALID_HANDLE) return rcNotConnected
    const number = this.#session
    if (registration.session === number) return rcOk
    const { name, topics } = registration
    const session = this.sessionOf(kos)
    const [topic = '', ...others] = topics
    let wake: Handle = INVALID_HANDLE
    let client = 0
    let rc: Retcode
    if (name === null) {
      const answer = await session.RegisterPublisher({ topic })
      rc = codeOf(answer)
      if (answer.rc === rcOk) client = answer.client
    } else {
      const answer = await session.RegisterSubscriber({ name, topic })
      rc = codeOf(answer)
      if (answer.rc === rcOk)
        ({
          client,
          wake: { handle: wake },
        } = answer)
    }
    if (rc !== rcOk) return this.#failed(kos, number, rc)
    for (const each of others) {
      rc = codeOf(await session.AddTopic({ client, topic: each }))
      if (rc === rcOk || rc === rcAlreadyExists) continue
      kos.KnHandleClose(wake)
      await session.UnregisterSubscriber({ client })
      return this.#failed(kos, number, rc)
    }
    // The bus ended meanwhile, and its lifeline was faster.
    if (number !== this.#session || this.#handle === INVALID_HANDLE) {
      if (wake !== INVALID_HANDLE) kos.KnHandleClose(wake)
      return rcNotConnected
    }
    registration.session = number
    registration.client = client
    registration.wake = wake
    return rcOk
  }

  #failed(kos: Kos, session: number, rc: Retcode): Retcode {
    if (rc === rcNotConnected) this.lose(kos, session)
    return rc
  }
}

/** The code of an answer: that of the call, or of the bus. */
export function codeOf({ rc, error }: Answer): Retcode {
  const own = error?.rc
  return own !== undefined && isFailure(own) ? own : rc
}

// A proxy for an endpoint of a channel; null if it has none of that name and interface.
function endpointOf<P>(
  kos: Kos,
  channel: Handle,
  name: string,
  proxyFor: (riid: number) => P,
): P | null {
  const riid = kos.ServiceLocatorGetRiid(channel, name)
  if (riid === INVALID_RIID) return null
  try {
    return proxyFor(riid)
  } catch (error) {
    if (error instanceof RetcodeError) return null
    throw error
  }
}

function closeWake(kos: Kos, registration: Registration): void {
  if (registration.wake === INVALID_HANDLE) return
  kos.KnHandleClose(registration.wake)
  registration.wake = INVALID_HANDLE
}

// A thread for which the process does not live.
function serveProcess(kos: Kos, routine: (kos: Kos) => Promise<void>): boolean {
  const sys = sysOf(kos)
  const entry = sys.tokens.add(routine)
  if (sys.call(threadContract.calls.ServeObjects)(entry) === rcOk) return true
  sys.tokens.drop(entry)
  return false
}
