// The connection of a process to a bus: one session, which all threads of the process share, and
// what it registered there.
//
// The bus may end, and be started again. Then the next operation opens a session, and registers its
// client again, under the same id. What waited in the old bus is gone with it.
//
// Opening, registering and unregistering are one at a time: (1) what is being registered is in
// doubt until its answer is there. (2) If the thread is terminated meanwhile, nobody gets the
// answer, and the bus may have it or not. (3) So whoever is next unregisters what is in doubt.

import {
  type Handle,
  INVALID_HANDLE,
  type Kos,
  KosInitializedMutex,
  type KosMutex,
  rcAlreadyExists,
  rcNotConnected,
  rcOk,
  rcQuotaExceeded,
  rcResourceNotFound,
  rcSecurityDisallow,
  type Result,
  type Retcode,
} from '@kos/libkos'
import { sysOf } from '@kos/libkos/process'
import { busLookPause, maxBusLooks, maxClientId } from '../limits.ts'
import { type BusAnswer, codeOf, openSession, type OpenSession } from './open-session.ts'
import { Registration } from './registration.ts'

/** The connections of a process, by name. */
class BusConnections {
  readonly byName: Map<string, BusConnection> = new Map()
}

/** One connection. */
export class BusConnection {
  readonly #name: string
  readonly #mutex: KosMutex = KosInitializedMutex('message bus')
  readonly #registrations: Map<number, Registration> = new Map()
  readonly #doubtful: Set<Registration> = new Set()
  #lastId: number
  #session: OpenSession | null = null
  /** The client handle of the connection. */
  #channel: Handle = INVALID_HANDLE
  /** Whether there was a session ever. */
  #wasOpen = false

  private constructor(name: string, lastId: number) {
    this.#name = name
    this.#lastId = lastId
  }

  /** That of the process of a thread. The ids of a new one begin after `lastId`. */
  static of(kos: Kos, name: string, lastId = 0): BusConnection {
    const { byName } = sysOf(kos).process.local(BusConnections, () => new BusConnections())
    let connection = byName.get(name)
    if (connection === undefined) byName.set(name, (connection = new BusConnection(name, lastId)))
    return connection
  }

  /** What has an id. */
  get(id: number): Registration | undefined {
    return this.#registrations.get(id)
  }

  /** The session that is open; null if none is. */
  get session(): OpenSession | null {
    return this.#session
  }

  /** Whether `bind` would have nothing to do. */
  isBound({ session }: Registration): boolean {
    return session !== null && session === this.#session
  }

  /**
   * Sees to it that there is a session; looks again for a while if there was one. Codes of
   * `openSession`.
   */
  async open(kos: Kos): Promise<Retcode> {
    for (let looks = 0; ; looks++) {
      if (this.#session !== null) return rcOk
      const rc = await this.#locked(kos, () => this.#open(kos))
      if (rc !== rcNotConnected && rc !== rcResourceNotFound) return rc
      // A connection that there never was does not come.
      if (looks === maxBusLooks || !this.#wasOpen) return rc
      await kos.KnSleep(busLookPause)
    }
  }

  /**
   * Registers a subscriber, or a publisher, whose name is null: its id. Codes of `bind`;
   * rcQuotaExceeded: no id is left.
   */
  async register(
    kos: Kos,
    name: string | null,
    topics: readonly string[],
  ): Promise<Result<{ readonly id: number }>> {
    if (this.#lastId === maxClientId) return { rc: rcQuotaExceeded }
    const registration = new Registration(++this.#lastId, name, topics)
    const rc = await this.bind(kos, registration)
    return rc === rcOk ? { rc, id: registration.id } : { rc: rc as typeof rcNotConnected }
  }

  /** Ends one that is registered. Who waits for its messages is woken. */
  async unregister(kos: Kos, registration: Registration): Promise<Retcode> {
    this.#registrations.delete(registration.id)
    registration.isRegistered = false
    if (registration.notice !== null) kos.KnNoticeDropAndWake(registration.notice)
    if (this.isBound(registration)) this.#doubtful.add(registration)
    return this.#locked(kos, async () => {
      const session = this.#session
      if (session === null || !this.#doubtful.has(registration)) return rcOk
      const rc = await this.#forget(kos, session, registration)
      // With the bus went what was registered.
      return rc === rcNotConnected ? rcOk : rc
    })
  }

  /**
   * Sees to it that one is registered in a session that lives. Codes of `open` and the bus;
   * rcResourceNotFound: it was unregistered.
   */
  async bind(kos: Kos, registration: Registration): Promise<Retcode> {
    for (let looks = 0; ; looks++) {
      const opened = await this.open(kos)
      if (opened !== rcOk) return opened
      let isLost = false
      const rc = await this.#locked(kos, async () => {
        const session = this.#session
        const code =
          session === null ? rcNotConnected : await this.#bind(kos, session, registration)
        isLost = session !== this.#session || session === null
        return code
      })
      // The session has ended meanwhile: there may be another.
      if (!isLost || looks === maxBusLooks) return rc
    }
  }

  /** A session has ended with its bus. Only the first call for it does anything. */
  lose(kos: Kos, session: OpenSession): void {
    if (session !== this.#session) return
    this.#session = null
    session.close(kos)
    this.#closeChannel(kos)
    for (const each of this.#doubtful) closeWake(kos, each)
    this.#doubtful.clear()
    for (const each of this.#registrations.values()) {
      closeWake(kos, each)
      if (each.notice !== null) kos.KnNoticeDropAndWake(each.notice)
    }
  }

  /** Whether a call failed since the bus has ended: then its session is lost. */
  hasEnded(kos: Kos, session: OpenSession, { rc }: BusAnswer): boolean {
    if (rc === rcNotConnected) this.lose(kos, session)
    return session !== this.#session
  }

  #closeChannel(kos: Kos): void {
    if (this.#channel !== INVALID_HANDLE) kos.KnHandleClose(this.#channel)
    this.#channel = INVALID_HANDLE
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
    if (this.#session !== null) return rcOk
    const channel = kos.ServiceLocatorConnect(this.#name)
    // Another bus comes with another connection; what was refused is asked for again over the same.
    if (channel !== this.#channel) this.#closeChannel(kos)
    this.#channel = channel
    if (channel === INVALID_HANDLE) return rcResourceNotFound
    const lose = (own: Kos, ended: OpenSession): void => this.lose(own, ended)
    const { rc, session } = await openSession(kos, channel, lose)
    if (session === undefined) {
      if (rc === rcNotConnected || rc === rcResourceNotFound) this.#closeChannel(kos)
      return rc
    }
    this.#session = session
    this.#wasOpen = true
    return rcOk
  }

  // The mutex is locked.
  async #bind(kos: Kos, session: OpenSession, registration: Registration): Promise<Retcode> {
    if (!registration.isRegistered) return rcResourceNotFound
    if (registration.session === session) return rcOk
    for (const each of this.#doubtful) await this.#forget(kos, session, each)
    if (session !== this.#session) return rcNotConnected
    this.#doubtful.add(registration)
    const rc = await this.#register(kos, session, registration)
    if (session !== this.#session) return rcNotConnected
    if (rc === rcOk && registration.isRegistered) {
      this.#doubtful.delete(registration)
      this.#registrations.set(registration.id, registration)
      registration.session = session
      registration.answers = 0
      return rcOk
    }
    if (this.#doubtful.has(registration)) await this.#forget(kos, session, registration)
    return rc === rcOk ? rcResourceNotFound : rc
  }

  // The mutex is locked. The code of the first request that is refused.
  async #register(kos: Kos, session: OpenSession, registration: Registration): Promise<Retcode> {
    const { id: client, name, topics } = registration
    const [topic = '', ...others] = topics
    const proxy = session.of(kos)
    if (name === null) {
      const answer = await proxy.RegisterPublisher({ client, topic })
      return this.#registered(kos, session, registration, answer)
    }
    const answer = await proxy.RegisterSubscriber({ client, name, topic })
    const rc = this.#registered(kos, session, registration, answer)
    if (answer.rc !== rcOk) return rc
    registration.wake = answer.wake.handle
    // Who ends a session closes what it knows of.
    if (rc !== rcOk) closeWake(kos, registration)
    for (const each of others) {
      if (session !== this.#session) return rcNotConnected
      const added = this.#told(kos, session, await proxy.AddTopic({ client, topic: each }))
      if (added !== rcOk && added !== rcAlreadyExists) return added
    }
    return rc
  }

  // What was refused is not in doubt. (A policy that denies the answer, and not the request, leaves
  // it registered until the session ends.)
  #registered(kos: Kos, session: OpenSession, of: Registration, answer: BusAnswer): Retcode {
    const { rc, error } = answer
    if (error !== undefined || rc === rcSecurityDisallow) this.#doubtful.delete(of)
    return this.#told(kos, session, answer)
  }

  // The mutex is locked. Unregisters one that the bus may know or not.
  async #forget(kos: Kos, session: OpenSession, registration: Registration): Promise<Retcode> {
    if (session !== this.#session) return rcNotConnected
    closeWake(kos, registration)
    const { id: client, isPublisher } = registration
    const proxy = session.of(kos)
    const answer = isPublisher
      ? await proxy.UnregisterPublisher({ client })
      : await proxy.UnregisterSubscriber({ client })
    this.#doubtful.delete(registration)
    return this.#told(kos, session, answer)
  }

  // The code of an answer; the session is lost if the bus has ended.
  #told(kos: Kos, session: OpenSession, answer: BusAnswer): Retcode {
    return this.hasEnded(kos, session, answer) ? rcNotConnected : codeOf(answer)
  }
}

function closeWake(kos: Kos, registration: Registration): void {
  if (registration.wake === INVALID_HANDLE) return
  kos.KnHandleClose(registration.wake)
  registration.wake = INVALID_HANDLE
}
