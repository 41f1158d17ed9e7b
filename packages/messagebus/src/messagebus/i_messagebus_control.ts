// Registration, and the way to all interfaces: documented header
// `messagebus/i_messagebus_control.h`.
//
// Each object belongs to the thread whose `kos` it was made with. Ids count in the process: one
// thread may run a subscriber that another one registered, each with an `InitConnection` of its
// own.

import {
  INFINITE_TIMEOUT,
  type Kos,
  type Notice,
  rcBusy,
  rcInvalidArgument,
  rcInvalidOperation,
  rcNotConnected,
  rcOk,
  rcResourceNotFound,
  type Result,
  type Retcode,
} from '@kos/libkos'
import { MaxMessages, type Message } from '../generated/kl/MessageBusSession.idl.ts'
import { maxSubscribedTopics } from '../limits.ts'
import { messageEvent } from '../message-event.ts'
import { BundleClient } from './bundle-client.ts'
import type { Bundles } from './bundles.ts'
import { BusConnection, codeOf, Registration } from './bus-connection.ts'
import type { BundleId, ClientId, IProvider, Topic } from './i_messagebus.ts'
import type { ISubscriber, ISubscriberRunner, IWaiter } from './i_subscriber.ts'

/** Registers publishers and subscribers (topic `messagebus_component_icontrol`). */
export interface IProviderControl {
  /**
   * Registers the publisher of a topic. rcAlreadyExists: it has one, and there is no id;
   * rcInvalidArgument: no name of a topic: 1 to 255 bytes; rcQuotaExceeded: too many clients of
   * this process; rcNotConnected; rcSecurityDisallow: the policy.
   */
  RegisterPublisher(topic: Topic): Promise<Result<{ readonly id: ClientId }>>
  /**
   * rcOk; rcResourceNotFound: no such id in this process; rcInvalidOperation: that of a
   * subscriber.
   */
  UnregisterPublisher(id: ClientId): Promise<Retcode>
  /**
   * Registers a subscriber of topics. rcInvalidArgument: no topic, too many, or names that are
   * none; other codes as RegisterPublisher, but for rcAlreadyExists. If it is not allowed to have
   * one of them it is not registered.
   */
  RegisterSubscriber(
    subscriberName: string,
    topics: ReadonlySet<Topic>,
  ): Promise<Result<{ readonly id: ClientId }>>
  /**
   * rcOk; rcResourceNotFound: no such id in this process; rcInvalidOperation: that of a publisher.
   */
  UnregisterSubscriber(id: ClientId): Promise<Retcode>
}

/** Makes the other interfaces (topic `messagebus_component_iproviderfactory`). All answer rcOk. */
export interface IProviderFactory {
  CreateBusControl(): Result<{ readonly control: IProviderControl }>
  CreateBus(): Result<{ readonly bus: IProvider }>
  /** @deprecated Use `CreateSubscriberRunner`. */
  CreateCallbackWaiter(): Result<{ readonly waiter: IWaiter }>
  CreateSubscriberRunner(): Result<{ readonly runner: ISubscriberRunner }>
  /** Of kos: data that messages lead to. */
  CreateBundles(): Result<{ readonly bundles: Bundles }>
}

/**
 * Connects to the bus over a connection of the process. rcOk; rcResourceNotFound: there is no such
 * connection, or no bus behind it; rcNotConnected: the bus is not there; rcQuotaExceeded: the bus
 * has too many sessions; rcNotReady: there is no thread left; rcSecurityDisallow.
 */
export async function InitConnection(
  kos: Kos,
  connectionId: string,
): Promise<Result<{ readonly busFactory: IProviderFactory }>> {
  const connection = BusConnection.of(kos, connectionId)
  const rc = await connection.open(kos)
  return rc === rcOk ? { rc, busFactory: new BusClient(kos, connection) } : { rc }
}

/** All interfaces, for one thread. */
class BusClient
  implements IProviderFactory, IProviderControl, IProvider, IWaiter, ISubscriberRunner
{
  readonly #kos: Kos
  readonly #connection: BusConnection

  constructor(kos: Kos, connection: BusConnection) {
    this.#kos = kos
    this.#connection = connection
  }

  CreateBusControl(): Result<{ readonly control: IProviderControl }> {
    return { rc: rcOk, control: this }
  }

  CreateBus(): Result<{ readonly bus: IProvider }> {
    return { rc: rcOk, bus: this }
  }

  CreateCallbackWaiter(): Result<{ readonly waiter: IWaiter }> {
    return { rc: rcOk, waiter: this }
  }

  CreateSubscriberRunner(): Result<{ readonly runner: ISubscriberRunner }> {
    return { rc: rcOk, runner: this }
  }

  CreateBundles(): Result<{ readonly bundles: Bundles }> {
    return { rc: rcOk, bundles: new BundleClient(this.#kos, this.#connection) }
  }

  RegisterPublisher(topic: Topic): Promise<Result<{ readonly id: ClientId }>> {
    return this.#register(new Registration(null, [topic]))
  }

  async RegisterSubscriber(
    subscriberName: string,
    topics: ReadonlySet<Topic>,
  ): Promise<Result<{ readonly id: ClientId }>> {
    if (topics.size === 0 || topics.size > maxSubscribedTopics) return { rc: rcInvalidArgument }
    return this.#register(new Registration(subscriberName, [...topics]))
  }

  UnregisterPublisher(id: ClientId): Promise<Retcode> {
    return this.#unregister(id, true)
  }

  UnregisterSubscriber(id: ClientId): Promise<Retcode> {
    return this.#unregister(id, false)
  }

  async Push(id: ClientId, dataId: BundleId): Promise<Retcode> {
    const connection = this.#connection
    const publisher = find(connection, id, true)
    if (!(publisher instanceof Registration)) return publisher
    if (!connection.isBound(publisher)) {
      const rc = await connection.bind(this.#kos, publisher)
      if (rc !== rcOk) return rc
    }
    const { session } = connection
    const answer = await connection
      .sessionOf(this.#kos)
      .Push({ client: publisher.client, id: dataId })
    if (answer.rc === rcNotConnected) connection.lose(this.#kos, session)
    return codeOf(answer)
  }

  Wait(id: ClientId, subscriber: ISubscriber): Promise<Retcode> {
    return this.#receive(id, subscriber, true)
  }

  Run(id: ClientId, subscriber: ISubscriber): Promise<Retcode> {
    return this.#receive(id, subscriber, false)
  }

  async #register(registration: Registration): Promise<Result<{ readonly id: ClientId }>> {
    const { rc, id } = await this.#connection.register(this.#kos, registration)
    return rc === rcOk && id !== undefined ? { rc: rcOk, id } : { rc: rc as never }
  }

  async #unregister(id: ClientId, isPublisher: boolean): Promise<Retcode> {
    const found = find(this.#connection, id, isPublisher)
    if (!(found instanceof Registration)) return found
    return this.#connection.unregister(this.#kos, id, found)
  }

  async #receive(id: ClientId, subscriber: ISubscriber, isOnce: boolean): Promise<Retcode> {
    const found = find(this.#connection, id, false)
    if (!(found instanceof Registration)) return found
    if (found.notice !== null) return rcBusy
    const { rc, notice } = this.#kos.KnNoticeCreate()
    if (notice === undefined) return rc
    found.notice = notice
    try {
      return await this.#deliver(found, notice, subscriber, isOnce)
    } finally {
      found.notice = null
      this.#kos.KnNoticeRelease(notice)
    }
  }

  async #deliver(
    from: Registration,
    notice: Notice,
    subscriber: ISubscriber,
    isOnce: boolean,
  ): Promise<Retcode> {
    let subscribed = 0
    for (;;) {
      while (from.taken < from.fetched.length) {
        if (!from.isRegistered) return rcOk
        const { id, topic, dropped } = from.fetched[from.taken++] as Message
        const code = await subscriber.OnMessage(from.topics[topic] as string, id, dropped)
        if (code !== rcOk || isOnce) return code
      }
      if (!from.isRegistered) return rcOk
      const rc = await this.#fetch(from, notice, subscribed)
      if (rc !== rcOk) return rc
      subscribed = from.session
    }
  }

  // Fetches, and waits if there is nothing. Nothing is lost between both: the bus signals what
  // comes into an empty queue, and the receiver keeps that until it is taken.
  async #fetch(from: Registration, notice: Notice, subscribed: number): Promise<Retcode> {
    const kos = this.#kos
    const connection = this.#connection
    const bound = connection.isBound(from) ? rcOk : await connection.bind(kos, from)
    // It may have been unregistered meanwhile: the caller looks.
    if (bound !== rcOk || !from.isRegistered) return bound
    const { session } = connection
    if (session !== subscribed) {
      const rc = kos.KnNoticeSubscribeToObject(notice, from.wake, messageEvent, from)
      if (rc !== rcOk) return rc
    }
    const { client } = from
    const answer = await connection.sessionOf(kos).Fetch({ client, limit: MaxMessages })
    if (answer.rc === rcNotConnected) {
      connection.lose(kos, session)
      return rcOk
    }
    if (answer.rc !== rcOk) return from.isRegistered ? codeOf(answer) : rcOk
    from.fetched = [...answer.messages]
    from.taken = 0
    if (from.fetched.length > 0) return rcOk
    const { rc } = await kos.KnNoticeGetEvent(notice, INFINITE_TIMEOUT, 1)
    // It was dropped: the subscriber was unregistered, or the bus has ended.
    return rc === rcResourceNotFound ? rcOk : rc
  }
}

function find(
  connection: BusConnection,
  id: ClientId,
  isPublisher: boolean,
): Registration | Retcode {
  const found = connection.get(id)
  if (found === undefined) return rcResourceNotFound
  return (found.name === null) === isPublisher ? found : rcInvalidOperation
}
