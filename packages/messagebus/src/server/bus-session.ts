// A session of the bus process: what one client registered, by ids that it chose, and that count in
// this session only. So nobody can use the id of somebody else. Its end unregisters everything.
//
// All requests of a session come to the listener over which it was opened, so one thread serves it.

import {
  type Handle,
  HANDLE_TYPE_USER_FIRST,
  type Kos,
  nk_handle_desc,
  OCAP_HANDLE_GET_EVENT,
  OCAP_HANDLE_TRANSFER,
  rcAlreadyExists,
  rcInvalidArgument,
  rcInvalidOperation,
  rcOk,
  rcQuotaExceeded,
  rcResourceNotFound,
  type Retcode,
} from '@kos/libkos'
import type { Bus } from '../core/bus.ts'
import { Publisher } from '../core/publisher.ts'
import { Delivery, type TopicSubscriber } from '../core/subscriber.ts'
import {
  type AddTopicRequest,
  type FetchRequest,
  MaxMessages,
  type Message,
  type MessageBusSessionImplementation,
  type PushRequest,
  type RegisterPublisherRequest,
  type RegisterSubscriberRequest,
  type UnregisterPublisherRequest,
  type UnregisterSubscriberRequest,
} from '../generated/kl/MessageBusSession.idl.ts'
import { maxClients, maxSessionTopics } from '../limits.ts'
import { messageEvent } from '../message-event.ts'
import { type BusRefusal, refused } from './bus-refusal.ts'

/** The threads that serve the sessions of a bus. */
export class BusThreads {
  /**
   * The `kos` of the thread that pushes: who signals. It may be another session's than the
   * queue's.
   */
  acting: Kos | null = null
}

interface Fetched {
  readonly messages: readonly Message[]
  readonly isAwaited: number
}

class Queue {
  readonly subscriber: TopicSubscriber<bigint>
  /** The object whose event says that there is a message. */
  readonly wake: Handle
  /** Numbers of the topics, by name. */
  readonly topics: Map<string, number> = new Map()

  /** Answers with messages that were given, modulo 2^32, and what the last one had. */
  answers = 0
  messages: readonly Message[] = []

  constructor(subscriber: TopicSubscriber<bigint>, wake: Handle, topic: string) {
    this.subscriber = subscriber
    this.wake = wake
    this.topics.set(topic, 0)
  }
}

/** One session. */
export class BusSession implements MessageBusSessionImplementation {
  readonly #bus: Bus<bigint>
  readonly #threads: BusThreads
  readonly #kos: Kos
  readonly #clients: Map<number, Publisher<bigint> | Queue> = new Map()
  readonly #delivery: Delivery<bigint> = new Delivery()
  /** Topics of all its subscribers. */
  #topics = 0
  #isOver = false

  /** `kos` is that of the thread which serves it. */
  constructor(bus: Bus<bigint>, threads: BusThreads, kos: Kos) {
    this.#bus = bus
    this.#threads = threads
    this.#kos = kos
  }

  RegisterPublisher({ client, topic }: RegisterPublisherRequest): Partial<BusRefusal> {
    const excess = this.#excess(client)
    if (excess !== rcOk) return refused(excess)
    const { rc, publisher } = this.#bus.registerPublisher(topic)
    if (rc !== rcOk) return refused(rc)
    this.#clients.set(client, publisher)
    return done
  }

  UnregisterPublisher({ client }: UnregisterPublisherRequest): Partial<BusRefusal> {
    const publisher = this.#clients.get(client)
    if (!(publisher instanceof Publisher)) return refused(codeOf(publisher))
    this.#clients.delete(client)
    return answered(this.#bus.unregisterPublisher(publisher))
  }

  RegisterSubscriber({
    client,
    name,
    topic,
  }: RegisterSubscriberRequest): { wake: ReturnType<typeof nk_handle_desc> } | BusRefusal {
    const excess = this.#topics >= maxSessionTopics ? rcQuotaExceeded : this.#excess(client)
    if (excess !== rcOk) return refused(excess)
    const kos = this.#kos
    const { rc, subscriber } = this.#bus.registerSubscriber(name, [topic])
    if (rc !== rcOk) return refused(rc)
    const rights = OCAP_HANDLE_TRANSFER | OCAP_HANDLE_GET_EVENT
    const made = kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, rights, null)
    if (made.rc !== rcOk) {
      this.#bus.unregisterSubscriber(subscriber)
      return refused(made.rc)
    }
    const wake = made.handle
    subscriber.wake = () => this.#threads.acting?.KnNoticeSetObjectEvent(wake, messageEvent)
    this.#topics++
    this.#clients.set(client, new Queue(subscriber, wake, topic))
    return { wake: nk_handle_desc(wake, OCAP_HANDLE_GET_EVENT) }
  }

  AddTopic({ client, topic }: AddTopicRequest): Partial<BusRefusal> {
    const queue = this.#clients.get(client)
    if (!(queue instanceof Queue)) return refused(codeOf(queue))
    if (this.#topics >= maxSessionTopics) return refused(rcQuotaExceeded)
    const rc = this.#bus.addTopic(queue.subscriber, topic)
    if (rc !== rcOk) return refused(rc)
    queue.topics.set(topic, queue.topics.size)
    this.#topics++
    return done
  }

  UnregisterSubscriber({ client }: UnregisterSubscriberRequest): Partial<BusRefusal> {
    const queue = this.#clients.get(client)
    if (!(queue instanceof Queue)) return refused(codeOf(queue))
    this.#clients.delete(client)
    this.#close(this.#kos, queue)
    return done
  }

  Push({ client, id }: PushRequest): Partial<BusRefusal> {
    const publisher = this.#clients.get(client)
    if (!(publisher instanceof Publisher)) return refused(codeOf(publisher))
    this.#threads.acting = this.#kos
    return answered(publisher.push(id))
  }

  Fetch({ client, limit, got }: FetchRequest): Fetched | BusRefusal {
    const queue = this.#clients.get(client)
    if (!(queue instanceof Queue)) return refused(codeOf(queue))
    const next = (got + 1) >>> 0
    // Its thread ended, or a policy denied the answer: the client has not got the last one.
    if (next === queue.answers) return { messages: queue.messages, isAwaited: 1 }
    if (got !== queue.answers) return refused(rcInvalidArgument)
    const messages = this.#take(queue, Math.min(limit, MaxMessages))
    queue.messages = messages
    if (messages.length > 0) queue.answers = next
    return { messages, isAwaited: queue.subscriber.isAwaited ? 1 : 0 }
  }

  #take({ subscriber, topics }: Queue, most: number): Message[] {
    const delivery = this.#delivery
    const messages: Message[] = []
    // The client has handled what it got.
    subscriber.finish()
    while (messages.length < most && subscriber.takeMore(delivery)) {
      const { topic, id, dropped } = delivery
      const told = Math.min(dropped, maxDropped)
      messages.push({ id: id as bigint, topic: topics.get(topic) as number, dropped: told })
    }
    return messages
  }

  /** Nobody has a handle of it any more. It takes no registrations from now on. */
  end(kos: Kos): void {
    this.#isOver = true
    for (const client of this.#clients.values())
      if (client instanceof Queue) this.#close(kos, client)
      else this.#bus.unregisterPublisher(client)
    this.#clients.clear()
  }

  // What keeps a client from being registered under an id; rcOk if nothing does.
  #excess(client: number): Retcode {
    if (this.#isOver || this.#clients.size >= maxClients) return rcQuotaExceeded
    return this.#clients.has(client) ? rcAlreadyExists : rcOk
  }

  #close(kos: Kos, { subscriber, wake, topics }: Queue): void {
    this.#topics -= topics.size
    subscriber.wake = () => {}
    this.#bus.unregisterSubscriber(subscriber)
    kos.KnHandleClose(wake)
  }
}

const done: Partial<BusRefusal> = /* @__PURE__ */ Object.freeze({})
const maxDropped = 2 ** 32 - 1

// An id that is not registered, or one of the other kind.
function codeOf(client: unknown): Retcode {
  return client === undefined ? rcResourceNotFound : rcInvalidOperation
}

function answered(rc: Retcode): Partial<BusRefusal> {
  return rc === rcOk ? done : refused(rc)
}
