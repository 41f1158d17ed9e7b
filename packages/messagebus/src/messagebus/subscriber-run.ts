// One run of a subscriber in a thread: fetches messages, calls its callback, waits for more.
//
// Nothing is lost between fetching and waiting: (1) the receiver is subscribed before the first
// fetch. (2) The bus signals what comes into an empty queue, and the receiver keeps that. (3) A
// fetch that got less than it asked for has emptied the queue, so whatever comes later is signalled.
// After any other fetch the next one comes without waiting.

import {
  INFINITE_TIMEOUT,
  type Kos,
  type Notice,
  rcOk,
  rcReceiveError,
  rcResourceNotFound,
  type Retcode,
} from '@kos/libkos'
import { MaxMessages, type Message } from '../generated/kl/MessageBusSession.idl.ts'
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
  /** The session whose signals the receiver is subscribed to. */
  #subscribed: OpenSession | null = null
  /** Whether the last fetch emptied the queue. */
  #isDrained = false

  /** The receiver is one of its own. */
  constructor(kos: Kos, connection: BusConnection, from: Registration, notice: Notice) {
    this.#kos = kos
    this.#connection = connection
    this.#from = from
    this.#notice = notice
  }

  /** Calls a callback for one message, or for all, until something ends that: codes of `Run`. */
  async deliver(subscriber: ISubscriber, isOnce: boolean): Promise<Retcode> {
    const from = this.#from
    for (;;) {
      while (from.taken < from.fetched.length) {
        if (!from.isRegistered) return rcOk
        const { id, topic, dropped } = from.fetched[from.taken++] as Message
        const name = from.topics[topic]
        // The bus answered what it can't.
        if (name === undefined) return rcReceiveError
        const code = await subscriber.OnMessage(name, id, dropped)
        if (code !== rcOk || isOnce) return code
      }
      if (!from.isRegistered) return rcOk
      const rc = await this.#fetch()
      if (rc !== rcOk) return rc
    }
  }

  // Fetches, and waits before that if there was nothing left. rcOk also if it has nothing.
  async #fetch(): Promise<Retcode> {
    const kos = this.#kos
    const connection = this.#connection
    const from = this.#from
    if (!connection.isBound(from)) {
      const rc = await connection.bind(kos, from)
      // It may have been unregistered meanwhile: the caller looks.
      if (rc !== rcOk) return from.isRegistered ? rc : rcOk
    }
    const { session } = connection
    if (session === null || !from.isRegistered) return rcOk
    if (session !== this.#subscribed) {
      const rc = kos.KnNoticeSubscribeToObject(this.#notice, from.wake, messageEvent, from)
      if (rc !== rcOk) return rc
      this.#subscribed = session
    } else if (this.#isDrained) {
      const { rc } = await kos.KnNoticeGetEvent(this.#notice, INFINITE_TIMEOUT, 1)
      // It was dropped: the subscriber was unregistered, or the bus has ended. The caller looks.
      if (rc === rcResourceNotFound) return rcOk
      if (rc !== rcOk) return rc
    }
    const answer = await session.of(kos).Fetch({ client: from.id, limit: MaxMessages })
    if (connection.hasEnded(kos, session, answer) || !from.isRegistered) return rcOk
    if (answer.rc !== rcOk) return codeOf(answer)
    from.fetched = [...answer.messages]
    from.taken = 0
    this.#isDrained = from.fetched.length < MaxMessages
    return rcOk
  }
}
