// A session of the bus process: what one client registered, by ids that count in it only. So nobody
// can use the id of somebody else. Its end unregisters everything.

import {
  type Caller,
  type Handle,
  HANDLE_TYPE_USER_FIRST,
  type Kos,
  nk_handle_desc,
  OCAP_HANDLE_GET_EVENT,
  OCAP_HANDLE_TRANSFER,
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
  type FetchRequest,
  MaxMessages,
  type Message,
  type MessageBusSessionImplementation,
} from '../generated/kl/MessageBusSession.idl.ts'
import { maxClients, maxSessionTopics } from '../limits.ts'
import { messageEvent } from '../message-event.ts'
import type { BusThreads } from './bus-threads.ts'

class Queue {
  readonly subscriber: TopicSubscriber<bigint>
  /** The object whose event says that there is a message. */
  readonly wake: Handle
  /** Numbers of the topics, by name. */
  readonly topics: Map<string, number> = new Map()

  constructor(subscriber: TopicSubscriber<bigint>, wake: Handle, topic: string) {
    this.subscriber = subscriber
    this.wake = wake
    this.topics.set(topic, 0)
  }
}

interface ErrorAnswer {
  readonly error: { readonly rc: number }
}

/** One session. */
export class BusSession implements MessageBusSessionImplementation {
  readonly #bus: Bus<bigint>
  readonly #threads: BusThreads
  readonly #clients: Map<number, Publisher<bigint> | Queue> = new Map()
  readonly #delivery: Delivery<bigint> = new Delivery()
  #last = 0
  /** Topics of all its subscribers. */
  #topics = 0

  constructor(bus: Bus<bigint>, threads: BusThreads) {
    this.#bus = bus
    this.#threads = threads
  }

  RegisterPublisher({ topic }: { readonly topic: string }): { client: number } | ErrorAnswer {
    if (!this.#hasRoom) return refused(rcQuotaExceeded)
    const { rc, publisher } = this.#bus.registerPublisher(topic)
    return rc === rcOk ? { client: this.#add(publisher) } : refused(rc)
  }

  UnregisterPublisher({ client }: { readonly client: number }): Partial<ErrorAnswer> {
    const publisher = this.#clients.get(client)
    if (!(publisher instanceof Publisher)) return refused(codeOf(publisher))
    this.#clients.delete(client)
    return answered(this.#bus.unregisterPublisher(publisher))
  }

  RegisterSubscriber(
    { name, topic }: { readonly name: string; readonly topic: string },
    caller: Caller,
  ): { client: number; wake: ReturnType<typeof nk_handle_desc> } | ErrorAnswer {
    if (!this.#hasRoom || this.#topics >= maxSessionTopics) return refused(rcQuotaExceeded)
    const kos = this.#threads.of(caller)
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
    const client = this.#add(new Queue(subscriber, wake, topic))
    return { client, wake: nk_handle_desc(wake, OCAP_HANDLE_GET_EVENT) }
  }

  AddTopic({
    client,
    topic,
  }: {
    readonly client: number
    readonly topic: string
  }): Partial<ErrorAnswer> {
    const queue = this.#clients.get(client)
    if (!(queue instanceof Queue)) return refused(codeOf(queue))
    if (this.#topics >= maxSessionTopics) return refused(rcQuotaExceeded)
    const rc = this.#bus.addTopic(queue.subscriber, topic)
    if (rc !== rcOk) return refused(rc)
    queue.topics.set(topic, queue.topics.size)
    this.#topics++
    return {}
  }

  UnregisterSubscriber(
    { client }: { readonly client: number },
    caller: Caller,
  ): Partial<ErrorAnswer> {
    const queue = this.#clients.get(client)
    if (!(queue instanceof Queue)) return refused(codeOf(queue))
    this.#clients.delete(client)
    this.#close(this.#threads.of(caller), queue)
    return {}
  }

  Push(
    { client, id }: { readonly client: number; readonly id: bigint },
    caller: Caller,
  ): Partial<ErrorAnswer> {
    const publisher = this.#clients.get(client)
    if (!(publisher instanceof Publisher)) return refused(codeOf(publisher))
    this.#threads.acting = this.#threads.of(caller)
    return answered(publisher.push(id))
  }

  Fetch({ client, limit }: FetchRequest): { messages: readonly Message[] } | ErrorAnswer {
    const queue = this.#clients.get(client)
    if (!(queue instanceof Queue)) return refused(codeOf(queue))
    const most = Math.min(limit, MaxMessages)
    const delivery = this.#delivery
    const messages: Message[] = []
    // The client has handled what the last call answered.
    queue.subscriber.finish()
    while (messages.length < most && queue.subscriber.takeMore(delivery)) {
      const { topic, id, dropped } = delivery
      const told = Math.min(dropped, maxDropped)
      messages.push({ id: id as bigint, topic: queue.topics.get(topic) as number, dropped: told })
    }
    return { messages }
  }

  /** Nobody has a handle of it any more. */
  end(kos: Kos): void {
    for (const client of this.#clients.values())
      if (client instanceof Queue) this.#close(kos, client)
      else this.#bus.unregisterPublisher(client)
    this.#clients.clear()
  }

  // Client ids are not used again.
  get #hasRoom(): boolean {
    return this.#clients.size < maxClients && this.#last < maxClientId
  }

  #add(client: Publisher<bigint> | Queue): number {
    this.#clients.set(++this.#last, client)
    return this.#last
  }

  #close(kos: Kos, { subscriber, wake, topics }: Queue): void {
    this.#topics -= topics.size
    subscriber.wake = () => {}
    this.#bus.unregisterSubscriber(subscriber)
    kos.KnHandleClose(wake)
  }
}

const maxClientId = 2 ** 32 - 1
const maxDropped = 2 ** 32 - 1

// An id that is not registered, or one of the other kind.
function codeOf(client: unknown): Retcode {
  return client === undefined ? rcResourceNotFound : rcInvalidOperation
}

function answered(rc: Retcode): Partial<ErrorAnswer> {
  return rc === rcOk ? {} : refused(rc)
}

function refused(rc: Retcode): ErrorAnswer {
  return { error: { rc: rc as number } }
}
