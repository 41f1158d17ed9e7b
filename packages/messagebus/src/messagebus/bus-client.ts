// All interfaces of the access library, for one thread: what its `kos` makes the calls of.

import {
  type Kos,
  type Proxy,
  rcBusy,
  rcInvalidArgument,
  rcInvalidOperation,
  rcNotConnected,
  rcOk,
  rcResourceNotFound,
  type Result,
  type Retcode,
} from '@kos/libkos'
import type { MessageBusSession } from '../generated/kl/MessageBusSession.idl.ts'
import { maxSubscribedTopics } from '../limits.ts'
import { BundleClient } from './bundle-client.ts'
import type { BusBundles } from './bundles.ts'
import type { BusConnection } from './bus-connection.ts'
import type { BundleId, ClientId, IProvider, Topic } from './i_messagebus.ts'
import type { IProviderControl, IProviderFactory } from './i_messagebus_control.ts'
import type { ISubscriber, ISubscriberRunner, IWaiter } from './i_subscriber.ts'
import { codeOf, type OpenSession } from './open-session.ts'
import { Registration } from './registration.ts'
import { SubscriberRun } from './subscriber-run.ts'

/** The client of a bus, in one thread. */
export class BusClient
  implements IProviderFactory, IProviderControl, IProvider, IWaiter, ISubscriberRunner
{
  readonly #kos: Kos
  readonly #connection: BusConnection
  /** The session that was pushed to last, and its methods. */
  #session: OpenSession | null = null
  #proxy: Proxy<MessageBusSession> | null = null

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

  CreateBundles(): Result<{ readonly bundles: BusBundles }> {
    return { rc: rcOk, bundles: new BundleClient(this.#kos, this.#connection) }
  }

  RegisterPublisher(topic: Topic): Promise<Result<{ readonly id: ClientId }>> {
    return this.#connection.register(this.#kos, null, [topic])
  }

  async RegisterSubscriber(
    subscriberName: string,
    topics: ReadonlySet<Topic>,
  ): Promise<Result<{ readonly id: ClientId }>> {
    const isUsable =
      typeof subscriberName === 'string' &&
      topics instanceof Set &&
      topics.size > 0 &&
      topics.size <= maxSubscribedTopics
    if (!isUsable) return { rc: rcInvalidArgument }
    return this.#connection.register(this.#kos, subscriberName, [...topics])
  }

  async UnregisterPublisher(id: ClientId): Promise<Retcode> {
    const found = this.#find(id, true)
    return found instanceof Registration ? this.#connection.unregister(this.#kos, found) : found
  }

  async UnregisterSubscriber(id: ClientId): Promise<Retcode> {
    const found = this.#find(id, false)
    return found instanceof Registration ? this.#connection.unregister(this.#kos, found) : found
  }

  async Push(id: ClientId, dataId: BundleId): Promise<Retcode> {
    const kos = this.#kos
    const connection = this.#connection
    const publisher = this.#find(id, true)
    if (!(publisher instanceof Registration)) return publisher
    if (!connection.isBound(publisher)) {
      const rc = await connection.bind(kos, publisher)
      if (rc !== rcOk) return rc
    }
    const { session } = connection
    if (session === null) return rcNotConnected
    if (session !== this.#session) this.#proxy = (this.#session = session).of(kos)
    const answer = await (this.#proxy as Proxy<MessageBusSession>).Push({ client: id, id: dataId })
    if (answer.rc === rcOk) return rcOk
    if (answer.rc === rcNotConnected) connection.lose(kos, session)
    return codeOf(answer)
  }

  Wait(id: ClientId, subscriber: ISubscriber): Promise<Retcode> {
    return this.#receive(id, subscriber, true)
  }

  Run(id: ClientId, subscriber: ISubscriber): Promise<Retcode> {
    return this.#receive(id, subscriber, false)
  }

  async #receive(id: ClientId, subscriber: ISubscriber, isOnce: boolean): Promise<Retcode> {
    const from = this.#find(id, false)
    if (!(from instanceof Registration)) return from
    if (typeof subscriber?.OnMessage !== 'function') return rcInvalidArgument
    if (from.notice !== null) return rcBusy
    const kos = this.#kos
    const { rc, notice } = kos.KnNoticeCreate()
    if (notice === undefined) return rc
    from.notice = notice
    try {
      return await new SubscriberRun(kos, this.#connection, from, notice).deliver(
        subscriber,
        isOnce,
      )
    } finally {
      from.notice = null
      kos.KnNoticeRelease(notice)
    }
  }

  // One of this process that is a publisher, or a subscriber; or why there is none.
  #find(id: ClientId, isPublisher: boolean): Registration | Retcode {
    const found = this.#connection.get(id)
    if (found === undefined) return rcResourceNotFound
    return found.isPublisher === isPublisher ? found : rcInvalidOperation
  }
}
