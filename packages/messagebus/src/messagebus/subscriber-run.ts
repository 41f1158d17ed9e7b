// One run of a subscriber in a thread: fetches messages, calls its callback, waits for more.
//
// Nothing is lost between fetching and waiting: (1) the receiver is subscribed before the first
// fetch. (2) The bus signals what comes into an empty queue, and the receiver keeps that. (3) A
// fetch that got less than it asked for has emptied the queue, so whatever comes later is signalled.
// After any other fetch the next one comes without waiting. So it does (4) if somebody waits until
// the subscriber is done with what it fetched: a link may have no more for it before.

import {
  INFINITE_TIMEOUT,
  type Kos,
  type Notice,
  type Proxy,
  rcOk,
  rcReceiveError,
  rcResourceNotFound,
  type Retcode,
} from '@kos/libkos'
import {
  MaxMessages,
  type Message,
  type MessageBusSession,
} from '../generated/kl/MessageBusSession.idl.ts'
import { messageEvent } from '../message-event.ts'
import type { BusConnection } from './bus-connection.ts'
import type { ISubscriber } from './i_subscriber.ts'
import { codeOf, type OpenSession } from './open-session.ts'
import type { Registration } from './registration.ts'

/** One run. */
export class SubscriberRun {
  readonly #kos: Kos
  readonly #connection: BusConnection
  readonly #from: Registration
  readonly #notice: Notice
  /** The session whose signals the receiver is subscribed to, and its methods. */
  #session: OpenSession | null = null
  #proxy: Proxy<MessageBusSession> | null = null
  /** Whether the last fetch emptied the queue, and nobody waits for the next one. */
  #isDrained = false

  /** The receiver is one of its own. */
  constructor(kos: Kos, connection: BusConnection, from: Registration, notice: Notice) {
    this.#kos = kos
    this.#connection = connection
    this.#from = from
    this.#notice = notice
  }

  /**
   * Calls a callback for one message, or for all, until something ends that: codes of `Run`. One
   * function, and no promise that it need not wait for (bench case `bus/process`).
   */
  async deliver(subscriber: ISubscriber, isOnce: boolean): Promise<Retcode> {
    const kos = this.#kos
    const connection = this.#connection
    const from = this.#from
    const notice = this.#notice
    const request = { client: from.id, limit: MaxMessages, got: 0 }
    for (;;) {
      while (from.taken < from.fetched.length) {
        if (!from.isRegistered) return rcOk
        const { id, topic, dropped } = from.fetched[from.taken++] as Message
        const name = from.topics[topic]
        // The bus answered what it can't.
        if (name === undefined) return rcReceiveError
        const answer: unknown = subscriber.OnMessage(name, id, dropped)
        const code = (typeof answer === 'number' ? answer : await answer) as Retcode
        if (code !== rcOk || isOnce) return code
      }
      if (!from.isRegistered) return rcOk
      if (this.#proxy === null || connection.session !== this.#session) {
        const rc = await this.#subscribe()
        // It may have been unregistered meanwhile, or the bus has ended once more.
        if (!from.isRegistered) return rcOk
        if (rc === null) continue
        if (rc !== rcOk) return rc
      } else if (this.#isDrained) {
        const { rc } = await kos.KnNoticeGetEvent(notice, INFINITE_TIMEOUT, 1)
        // Nothing is waited for any more: the subscriber was unregistered, or the bus has ended.
        // Whatever it was, the next attempt to subscribe tells, and this does not spin.
        if (rc === rcResourceNotFound) this.#proxy = null
        else if (rc !== rcOk) return rc
        if (this.#proxy === null) continue
      }
      const session = this.#session as OpenSession
      request.got = from.answers
      const answer = await (this.#proxy as Proxy<MessageBusSession>).Fetch(request)
      if (connection.hasEnded(kos, session, answer) || !from.isRegistered) continue
      if (answer.rc !== rcOk) return codeOf(answer)
      from.fetched = answer.messages
      from.taken = 0
      const { length } = answer.messages
      if (length > 0) from.answers = (from.answers + 1) >>> 0
      this.#isDrained = length < MaxMessages && (length === 0 || answer.isAwaited === 0)
    }
  }

  // Registers the subscriber where it is not, and subscribes the receiver to its signals. Codes of
  // `bind` and KnNoticeSubscribeToObject; null: the session has ended meanwhile.
  async #subscribe(): Promise<Retcode | null> {
    const kos = this.#kos
    const connection = this.#connection
    const from = this.#from
    this.#proxy = null
    const bound = connection.isBound(from) ? rcOk : await connection.bind(kos, from)
    if (bound !== rcOk) return bound
    const { session } = connection
    if (session === null || from.session !== session || !from.isRegistered) return null
    const rc = kos.KnNoticeSubscribeToObject(this.#notice, from.wake, messageEvent, from)
    if (rc !== rcOk) return rc
    this.#session = session
    this.#proxy = session.of(kos)
    this.#isDrained = false
    return rcOk
  }
}
