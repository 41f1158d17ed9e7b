// Registration, and the way to all interfaces: documented header
// `messagebus/i_messagebus_control.h`.
//
// Each object belongs to the thread whose `kos` it was made with. Ids count in the process: one
// thread may run a subscriber that another one registered, each with an `InitConnection` of its
// own.

import { type Kos, rcOk, type Result, type Retcode } from '@kos/libkos'
import type { BusBundles } from './bundles.ts'
import { BusClient } from './bus-client.ts'
import { BusConnection } from './bus-connection.ts'
import type { ClientId, IProvider, Topic } from './i_messagebus.ts'
import type { ISubscriberRunner, IWaiter } from './i_subscriber.ts'

/** Registers publishers and subscribers (topic `messagebus_component_icontrol`). */
export interface IProviderControl {
  /**
   * Registers the publisher of a topic. rcAlreadyExists: it has one, and there is no id;
   * rcInvalidArgument: no name of a topic: 1 to 255 bytes of UTF-8; rcQuotaExceeded: too many
   * clients of this process; rcNotConnected; rcSecurityDisallow: the policy.
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
  CreateBundles(): Result<{ readonly bundles: BusBundles }>
}

/**
 * Connects to the bus over a connection of the process. rcOk; rcResourceNotFound: there is no such
 * connection, or no bus behind it; rcNotConnected: the bus is not there; rcQuotaExceeded: the bus
 * has too many sessions, or too many of this process; rcNotReady: there is no thread left;
 * rcSecurityDisallow. A bus that is none: rcInvalidArgument, rcNoCapability, rcHandleRevoked.
 */
export async function InitConnection(
  kos: Kos,
  connectionId: string,
): Promise<Result<{ readonly busFactory: IProviderFactory }>> {
  const connection = BusConnection.of(kos, connectionId)
  const rc = await connection.open(kos)
  return rc === rcOk ? { rc, busFactory: new BusClient(kos, connection) } : { rc }
}
